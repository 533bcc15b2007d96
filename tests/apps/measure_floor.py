"""Measure dragging: `python -m tests.apps.measure_floor [--moves 150] [--where voila lab]`.

Drags a station of a floor with 25 of them, in the published app and in JupyterLab, and prints the
time from a pointer's move to the distance that the kernel worked out for it standing in the page,
matched by the number of the message; how long the station itself lags behind the pointer; and, in
the app, how long after the station is dropped its lead time stands there.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import nbformat
from playwright.sync_api import sync_playwright

from tests.apps.conftest import ROOT, serving

STATIONS = 25
LISTEN = """() => {
  window.answers = []; window.frames = []; window.hosts = [];
  document.addEventListener('wb-floor-answer', (event) => {
    if (event.detail.drag) window.answers.push(event.detail.drawn - event.detail.posted);
  });
  // The body's outline is looked at when the next frame begins: has it followed by then?
  document.addEventListener('pointermove', (event) => {
    if (!event.buttons) return;
    const began = performance.now();
    requestAnimationFrame(() => window.frames.push(performance.now() - began));
  }, true);
}"""
# What the card of the lead time says, whenever that changes, since the pointer's release.
WATCH = """() => {
  const said = () => [...document.querySelectorAll('.kpi')].map((card) => card.innerText)
    .find((text) => text.startsWith('Lead time'));
  window.leads = [];
  let last = said(), dropped = 0;
  const drop = () => { dropped = performance.now(); };
  document.addEventListener('pointerup', drop, { capture: true, once: true });
  window.watching?.disconnect();
  window.watching = new MutationObserver(() => {
    if (dropped && said() !== last) {
      last = said();
      window.leads.push([performance.now() - dropped, last]);
    }
  });
  window.watching.observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
DROPS = 8


def twin(stations: int = STATIONS) -> str:
    """Return the text of a twin with many stations, six products and a wall with two doors."""
    rows = [
        "twin: Large workshop",
        "description: A floor with many stations, to measure the editor on.",
        "currency: EUR",
        "place: {city: Porto, country: PT}",
        "transport: {speed: 50 m/min}",
        "pools: {maker: {size: 6, wage: 18 EUR/h}}",
        "stations:",
    ]
    for i in range(stations):
        size = f"[{1.0 + 0.2 * (i % 4):.1f} m, {0.8 + 0.1 * (i % 3):.1f} m]"
        foot = f"{{shape: {size}, clearance: {{front: 0.6 m}}}}"
        rows.append(f"  s{i:02d}: {{label: Station {i + 1}, footprint: {foot}}}")
    rows.append("products:")
    for p in range(6):
        rows += [f"  p{p}:", "    routing:"]
        rows += [
            f"      - o{k}: {{station: s{(7 * p + 5 * k) % stations:02d}, pool: maker, time: 1 h}}"
            for k in range(6)
        ]
    rows.append("drops:")
    rows += [
        f"  d{p}: {{product: p{p}, pieces: 20, price: 90 EUR, promise: 20 d}}" for p in range(6)
    ]
    rows += [
        "floor:",
        "  size: [26 m, 15 m]",
        "  walls: {middle: {start: [12.6 m, 0 m], end: [12.6 m, 15 m]}}",
        "  doors:",
        "    low: {wall: middle, at: 3 m, width: 1.4 m}",
        "    high: {wall: middle, at: 12 m, width: 1.6 m}",
        "  exits: {street: {at: [0 m, 7 m], width: 1.2 m}}",
        "  placements:",
    ]
    for i in range(stations):
        column, row = i % 5, i // 5
        x = 2.0 + 4.6 * column + (2.8 if column >= 2 else 0.0)  # the wall stays free
        rows.append(f"    s{i:02d}: {{at: [{x:.2f} m, {1.6 + 2.8 * row:.2f} m]}}")
    return "\n".join(rows) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--moves", type=int, default=150)
    parser.add_argument("--where", nargs="*", default=["voila", "lab"])
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as player:
        large = Path(folder) / "large_workshop"
        large.mkdir()
        (large / "twin.yaml").write_text(twin())
        browser = player.chromium.launch(
            executable_path=given.chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        for where in given.where:
            opened = _voila if where == "voila" else _lab
            with opened(Path(folder), large) as address:
                _measure(browser, address, where, given.moves)
        browser.close()


@contextmanager
def _voila(folder: Path, large: Path):
    with serving(folder, twins=[str(large)]) as server:
        yield f"{server.address}apps/floor_desk?twin=large_workshop"


@contextmanager
def _lab(folder: Path, large: Path):
    """Serve JupyterLab with a notebook that holds the editor alone."""
    work = folder / "work"
    work.mkdir(exist_ok=True)
    cell = (
        "from workbench import load_twin\nfrom workbench.layout import FloorSession\n"
        f"from workbench.widgets import FloorEditor\n"
        f"FloorEditor(FloorSession(load_twin({str(large)!r})))"
    )
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell)],
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        },
    )
    nbformat.write(book, work / "floor.ipynb")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (folder / "lab.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}",
         "--ip=127.0.0.1", "--IdentityProvider.token=", f"--ServerApp.root_dir={work}",
         "--ServerApp.port_retries=0", "--LabApp.news_url=", "--LabApp.check_for_updates_class="
         "jupyterlab.NeverCheckForUpdate"],
        stdout=log, stderr=log, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    try:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.3)
        yield f"http://127.0.0.1:{port}/lab/tree/floor.ipynb?reset"
    finally:
        process.terminate()
        process.wait(30)
        log.close()


def _measure(browser, address: str, where: str, moves: int) -> None:
    page = browser.new_page(viewport={"width": 1400, "height": 1300})
    page.set_default_timeout(90_000)
    hosts: set[str] = set()
    page.on("request", lambda r: r.url.startswith("http") and hosts.add(r.url.split("/")[2]))
    page.on("websocket", lambda s: hosts.add(s.url.split("/")[2]))
    page.goto(address)
    if where == "lab":
        page.wait_for_selector(".jp-Notebook .cm-content")
        page.wait_for_timeout(3000)  # the kernel is being connected
        page.click(".jp-Notebook .cm-content")
        page.keyboard.press("Shift+Enter")
    page.wait_for_function("Number(document.querySelector('[data-hours]')?.dataset.hours) > 0")
    page.wait_for_timeout(3000)  # what follows the first figures (tables, lead time) is done
    station = page.locator("g.station[data-station=s07] path.body")
    station.scroll_into_view_if_needed()
    if where == "voila":
        _lead_times(page, station)
    page.evaluate(LISTEN)
    body = station.bounding_box()
    x, y = body["x"] + body["width"] / 2, body["y"] + body["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    lags = []
    for k in range(moves):
        dx, dy = 30 * ((k % 20) / 10 - 1), 16 * ((k % 7) / 3 - 1)
        page.mouse.move(x + dx, y + dy)
        seen = station.bounding_box()
        lags.append(abs(seen["x"] + seen["width"] / 2 - x - dx))
        page.wait_for_timeout(16)
    page.mouse.up()
    page.wait_for_timeout(1500)
    answers = sorted(page.evaluate("window.answers"))
    frames = sorted(page.evaluate("window.frames"))
    load = os.getloadavg()[0]
    print(
        f"{where}: {moves} moves, {len(answers)} answered; pointer to distance median "
        f"{statistics.median(answers):.1f} ms, p95 {answers[int(0.95 * (len(answers) - 1))]:.1f} "
        f"ms, longest {answers[-1]:.1f} ms; the station follows in "
        f"{statistics.median(frames):.1f} ms (p95 {frames[int(0.95 * (len(frames) - 1))]:.1f}), "
        f"{statistics.median(lags):.1f} px behind when asked; load {load:.1f}; hosts: "
        f"{', '.join(sorted(hosts))}",
        flush=True,
    )
    page.close()


def _lead_times(page, station) -> None:
    """Drop the station several times at new places and print when its lead time came."""
    took = []
    for k in range(DROPS):
        body = station.bounding_box()
        x, y = body["x"] + body["width"] / 2, body["y"] + body["height"] / 2
        page.evaluate(WATCH)
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 25 * (-1) ** k, y + 3 * (-1) ** k, steps=4)
        page.mouse.up()
        page.wait_for_function("/^Lead time\\s+[\\d.,]+/.test(window.leads.at(-1)?.[1])")
        took.append(page.evaluate("window.leads.at(-1)[0]"))
        page.wait_for_timeout(500)
    print(
        f"lead time at the end of a drag: median {statistics.median(took):.0f} ms, longest "
        f"{max(took):.0f} ms of {DROPS}; load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
