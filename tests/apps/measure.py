"""Measure what an open app costs: `python -m tests.apps.measure [--workers 0 2] [--sessions 4]`.

Prints, for each number of shared workers (0: every session computes for itself), the private
memory of a session, the processor time of a start, the time until the first answer stands on the
page, how long a change of a slider takes, and how long the session's own loop was blocked by it.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import psutil
from playwright.sync_api import sync_playwright

from tests.apps.conftest import serving


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--workers", type=int, nargs="*", default=[0, 2])
    parser.add_argument("--sessions", type=int, default=3)
    parser.add_argument("--twin", default="rug_studio")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    given = parser.parse_args()
    print(
        "workers | interactive s | first answer s | CPU s per start | USS MB | PSS MB | RSS MB "
        "| slider to new figures s | workers' USS MB"
    )
    for workers in given.workers:
        with (
            tempfile.TemporaryDirectory() as folder,
            serving(Path(folder), workers=workers) as server,
        ):
            while workers and "wb-way" not in server.open().text:  # until the workers are warm
                time.sleep(0.5)
            rows = [_session(server, given) for _ in range(given.sessions)]
            shared = [
                child.memory_full_info().uss / 1e6
                for child in psutil.Process(server.process.pid).children()
                if child.status() != psutil.STATUS_ZOMBIE and "_worker" in " ".join(child.cmdline())
            ]
            middle = [statistics.median(column) for column in zip(*rows, strict=True)]
            print(
                f"{workers} | "
                + " | ".join(f"{value:.2f}" for value in middle)
                + f" | {', '.join(f'{value:.0f}' for value in shared) or '–'}",
                flush=True,
            )


def _session(server, given) -> tuple[float, ...]:
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=given.chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.set_default_timeout(120_000)
        before = {child.pid for child in psutil.Process(server.process.pid).children()}
        began = time.monotonic()
        page.goto(server.address + f"apps/drop_planner?twin={given.twin}")
        page.wait_for_selector("body[data-wb-state=open] input[type=range]")
        interactive = time.monotonic() - began
        page.wait_for_function(_filled())
        answered = time.monotonic() - began
        page.wait_for_selector("canvas")
        kernel = next(
            child
            for child in psutil.Process(server.process.pid).children()
            if child.pid not in before
        )
        cpu = sum(kernel.cpu_times()[:2])
        changes = []
        for _ in range(3):
            old = page.evaluate(_figures())
            slider = page.locator("input[type=range]").first
            began = time.monotonic()
            slider.focus()
            page.keyboard.press("ArrowRight")
            page.wait_for_function(f"old => ({_figures()})() !== old", arg=old)
            changes.append(time.monotonic() - began)
        memory = kernel.memory_full_info()
        page.goto("about:blank")
        browser.close()
    return (
        interactive,
        answered,
        cpu,
        memory.uss / 1e6,
        memory.pss / 1e6,
        memory.rss / 1e6,
        statistics.median(changes),
    )


def _figures() -> str:
    return "() => [...document.querySelectorAll('.kpi .val')].map(card => card.innerText).join('|')"


def _filled() -> str:
    return (
        r"() => [...document.querySelectorAll('.kpi .val')].some(card => /\d/.test(card.innerText))"
    )


if __name__ == "__main__":
    main()
