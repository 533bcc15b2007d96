"""Make sure that a Chromium for the browser tests exists: the system's or Playwright's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find() -> str | None:
    """Return the path of a browser that is installed already, or None."""
    named = os.environ.get("WORKBENCH_CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        path = driver.chromium.executable_path
    return path if Path(path).exists() else None


def _run(*command: str, limit: float) -> bool:
    print("+", " ".join(command), flush=True)
    try:
        return subprocess.run(command, check=False, timeout=limit).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def main() -> int:
    """Install a browser by the first way that works; say what to do when none does."""
    if find():
        return 0
    # In a container the distribution's package brings its system libraries along; a desktop user
    # gets Playwright's own build, which needs no rights. Where its host cannot be reached, that
    # attempt must end soon.
    if shutil.which("apt-get") and os.geteuid() == 0:
        _run("apt-get", "update", "-qq", limit=120)
        install = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium")
        if _run(*install, limit=600) and find():
            return 0
    _run(sys.executable, "-m", "playwright", "install", "chromium", limit=180)
    if find():
        return 0
    print(
        "No browser for the browser tests. Install Chromium with the system's package manager, "
        "or set WORKBENCH_CHROMIUM to the path of one.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
