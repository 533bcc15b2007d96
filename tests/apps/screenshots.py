"""Take the pictures of docs/screenshots: `make screenshots`, or this module with `python -m`.

With names of desks behind it (`floor playback marker drop boards`), only those and the gallery.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.apps.conftest import ROOT, serving
from tests.apps.test_journeys import FIGURES, SETTLED, TWINS, wait_for_charts

FOLDER = ROOT / "docs" / "screenshots"
MOST = 500_000  # of one picture [bytes]
LOOKS = {
    "desktop": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "color_scheme": "light",
        "device_scale_factor": 2,
    },
}
HOURS = "document.querySelector('[data-hours]')?.dataset.hours"
# No figure is waited for any more.
WORKED_OUT = (
    "[...document.querySelectorAll('.kpi .val')].length > 6 && "
    "![...document.querySelectorAll('.kpi .val')].some(each => each.innerText.includes('…'))"
)
TALLEST = 3200  # of a phone's page; the rest repeats what the desktop shows [px]


BOARDS = (("kiln_board", "ceramics_coop"), ("dye_house", "rug_studio"))


def wanted(desk: str) -> bool:
    """Whether the pictures of a desk are wanted: all are when none is named."""
    return len(sys.argv) < 2 or desk in sys.argv[1:]


def wait_for_film(page) -> None:
    """Wait until the playback desk is drawn, and go to where something is to be seen."""
    page.wait_for_function("document.querySelector('.wb-kpis')?.innerText.includes('Bottleneck')")
    for index in range(2):
        chart = page.locator(".wb-card > .wb-chart").nth(index)
        chart.locator("canvas").first.wait_for(state="attached")
    page.evaluate(
        "const range = document.querySelector('.wb-playback input[type=range]');"
        "range.value = 0.32 * range.max; range.dispatchEvent(new Event('input'))"
    )
    page.wait_for_timeout(500)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    chromium = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder)) as server,
        sync_playwright() as player,
    ):
        browser = player.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for look, settings in LOOKS.items():
            context = browser.new_context(**settings)
            page = context.new_page()
            page.set_default_timeout(180_000)
            page.goto(server.address)
            while not page.locator(".wb-gallery .wb-way").count():  # worked out after the start
                page.wait_for_timeout(500)
                page.reload()
            _keep(page, f"gallery-{look}.png")
            for twin in TWINS if wanted("playback") else ():
                page.goto(f"{server.address}apps/playback?twin={twin}")
                wait_for_film(page)
                _keep(page, f"playback-{twin.replace('_', '-')}-{look}.png")
            if wanted("marker"):
                _marker(page, server.address)
                _keep(page, f"marker-desk-apparel-microfactory-{look}.png")
            for app, twin in BOARDS if wanted("boards") else ():
                page.goto(f"{server.address}apps/{app}?twin={twin}")
                page.wait_for_function(f"{SETTLED} && {WORKED_OUT}")
                page.locator(".wb-board .wb-chart canvas").first.wait_for(state="attached")
                page.wait_for_timeout(3000)  # charts are drawn one after the other
                _keep(page, f"{app}-{twin}-{look}.png".replace("_", "-"))
            for twin in TWINS if wanted("floor") else ():
                page.goto(f"{server.address}apps/floor_desk?twin={twin}")
                page.wait_for_function(f"Number({HOURS}) > 0 && {WORKED_OUT}")
                page.wait_for_timeout(500)
                _keep(page, f"floor-desk-{twin.replace('_', '-')}-{look}.png")
            for twin in TWINS if wanted("drop") else ():
                page.goto(f"{server.address}apps/drop_planner?twin={twin}")
                page.wait_for_function(f"{SETTLED} && /\\d/.test({FIGURES})")
                wait_for_charts(page)
                page.wait_for_timeout(500)  # the last chart's transition
                _keep(page, f"drop-planner-{twin.replace('_', '-')}-{look}.png")
            context.close()
        browser.close()


def _marker(page, address: str) -> None:
    """Search for a while, so that there is a marker to see."""
    page.goto(f"{address}apps/marker_desk?twin=apparel_microfactory")
    page.wait_for_selector("body[data-wb-state=open]")
    page.get_by_role("button", name="Search", exact=True).click()
    page.wait_for_selector(".wb-marker-card .wb-marker:not(.editable) g.one", state="attached")
    page.wait_for_selector(".wb-marker-card .wb-marker.editable")
    page.wait_for_timeout(500)


def _keep(page, name: str) -> None:
    size = page.viewport_size
    # As high as the page, so that what sticks to the screen is shown whole.
    whole = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size(size | {"height": max(size["height"], min(whole, TALLEST))})
    page.wait_for_timeout(500)
    picture = Image.open(io.BytesIO(page.screenshot()))
    page.set_viewport_size(size)
    scale = picture.width // size["width"]
    picture = picture.crop((0, 0, picture.width, min(picture.height, TALLEST * scale)))
    # A page has few colours: a palette of 255 looks the same and is a third of the size.
    path = FOLDER / name
    picture.convert("RGB").quantize(255 if scale == 1 else 80, dither=Image.Dither.NONE).save(
        path, optimize=True
    )
    kept = path.stat().st_size
    assert kept <= MOST, f"{name} has {kept} bytes"
    print(f"{name}: {kept / 1000:.0f} kB")


if __name__ == "__main__":
    main()
