"""What a visitor does at the marker desk, by mouse and by keyboard."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.app

PIECES = "document.querySelectorAll('.wb-marker-card .wb-marker g.one').length"
STATUS = "document.querySelector('.wb-status-host').innerText"
TOLD = "document.querySelector('.wb-marker-card .told').innerText"
SIZED = """<svg xmlns="http://www.w3.org/2000/svg" width="400mm" height="300mm"
viewBox="0 0 400 300"><path id="yoke" d="M0 0H300V100L150 140L0 100Z"/>
<path id="cuff" data-quantity="2" d="M0 160H200V220H0Z"/>
<line class="notch" x1="100" y1="160" x2="100" y2="165"/></svg>"""
BROKEN = """<svg xmlns="http://www.w3.org/2000/svg" width="400mm" height="300mm"
viewBox="0 0 400 300"><path id="yoke" d="M0 0L300 100L300 0L0 90Z"/></svg>"""


def _opened(page) -> None:
    page.wait_for_selector("body[data-wb-state=open]")
    page.wait_for_function(f"{STATUS}.includes('Press Search')")


def _seconds(page, count: int) -> None:
    page.get_by_role("slider", name="Time to search").focus()
    page.keyboard.press("Home")
    for _ in range(count - 2):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)  # a slider sends when the hand rests


def _search(page, name: str = "Search") -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_function("document.querySelector('.wb-marker-card .wb-marker:not(.editable)')")
    page.wait_for_selector(".wb-marker-card .wb-marker.editable")


def _place(page, index: int) -> str:
    return page.locator(f".wb-marker-card g.one[data-index='{index}']").get_attribute("transform")


def test_from_a_pattern_to_a_marker_in_every_format(published, visit, tmp_path):
    watched = visit(f"{published.address}apps/marker_desk?twin=apparel_microfactory", height=1400)
    page = watched.page
    _opened(page)

    # the marker is seen while the search runs, and stopping keeps the best
    _seconds(page, 60)
    page.get_by_role("button", name="Search", exact=True).click()
    page.wait_for_function(f"{PIECES} === 35")
    page.wait_for_function(f"/used so far/.test({STATUS})")
    page.get_by_role("button", name="Stop", exact=True).first.click()
    page.wait_for_selector(".wb-marker-card .wb-marker.editable")
    page.wait_for_function("document.querySelector('.wb-verdict').innerText.includes('% of the')")
    length = page.locator(".wb-marker-card svg.strip").get_attribute("data-length")

    # it is shorter when the search goes on from there
    _seconds(page, 4)
    _search(page, "Search on")
    after = page.locator(".wb-marker-card svg.strip").get_attribute("data-length")
    assert float(after) <= float(length)

    # a piece dragged onto another is marked and goes back; by key it moves only where it fits
    body = page.locator(".wb-marker-card g.one[data-index='0'] path.piece").bounding_box()
    x, y = body["x"] + body["width"] / 2, body["y"] + body["height"] / 2
    where = _place(page, 0)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 25, steps=6)
    page.wait_for_selector(".wb-marker-card g.one.hit")
    page.wait_for_function(f"/in the way|off the cloth/.test({TOLD})")
    page.mouse.up()
    page.wait_for_function(
        "was => document.querySelector('.wb-marker-card g.one[data-index=\"0\"]')"
        ".getAttribute('transform') === was",
        arg=where,
    )
    page.keyboard.press("Shift+ArrowLeft")  # until it touches
    page.wait_for_function(f"/Fits|in the way|off/.test({TOLD})")

    # a flaw is marked on the cloth and the next marker leaves it free
    page.get_by_role("button", name="Mark a flaw on the cloth").click()
    plan = page.locator(".wb-marker-card svg.strip").bounding_box()
    page.mouse.move(plan["x"] + 100, plan["y"] + 60)
    page.mouse.down()
    page.mouse.move(plan["x"] + 130, plan["y"] + 85, steps=4)
    page.mouse.up()
    page.wait_for_selector(".wb-marker-card path.flaw")
    page.wait_for_function(f"/earlier rules/.test({STATUS})")
    page.get_by_role("button", name="Keep to compare").click()
    page.wait_for_selector(".wb-kept .wb-marker g.one")
    _search(page)
    page.wait_for_function("/Difference/.test(document.querySelector('.wb-tabs').innerText)")
    page.get_by_role("radio", name="Where the cloth goes").click()
    page.wait_for_function("/Flaws/.test(document.querySelector('.wb-tabs table').innerText)")
    page.get_by_role("radio", name="Cut order").click()
    page.wait_for_function("/Plies/.test(document.querySelector('.wb-tabs table').innerText)")

    # every format is handed out, and the JSON comes back with its marker
    for name, kind in (("SVG", "svg"), ("DXF", "dxf"), ("HPGL", "plt"), ("PDF", "pdf"),
                       ("Cut file", "cut"), ("JSON", "json")):  # fmt: skip
        with page.expect_download() as saved:
            page.get_by_role("button", name=name, exact=True).click()
        path = tmp_path / saved.value.suggested_filename
        saved.value.save_as(path)
        assert path.suffix == f".{kind}"
        assert path.stat().st_size > 500
    page.wait_for_url(re.compile("scenario="))
    page.set_input_files(".wb-upload input[type=file]", path)
    page.wait_for_function("/35 pieces/.test(document.querySelector('.wb-upload').innerText)")
    page.wait_for_function(f"{PIECES} === 35")
    watched.check(published)


def test_a_dropped_pattern_with_rules_and_a_link(published, visit, tmp_path):
    watched = visit(f"{published.address}apps/marker_desk?twin=rug_studio", height=1200)
    page = watched.page
    page.wait_for_selector("body[data-wb-state=open]")
    page.wait_for_function(f"{STATUS}.includes('no pattern yet')")
    broken = tmp_path / "broken.svg"
    broken.write_text(BROKEN)
    page.set_input_files(".wb-upload input[type=file]", broken)
    page.wait_for_function("/yoke/.test(document.querySelector('.wb-upload').innerText)")
    sound = tmp_path / "blouse.svg"
    sound.write_text(SIZED)
    page.set_input_files(".wb-upload input[type=file]", sound)
    page.wait_for_function(
        "/blouse: 2 pieces/.test(document.querySelector('.wb-upload').innerText)"
    )
    page.get_by_role("radio", name="One-way").click()
    _seconds(page, 2)
    _search(page)
    assert page.evaluate(PIECES) == 3
    page.get_by_role("radio", name="Pieces", exact=True).click()
    page.wait_for_function("/yoke/.test(document.querySelector('.wb-tabs table').innerText)")
    watched.check(published)


def test_on_a_phone_in_the_dark_it_fits(published, visit):
    watched = visit(
        f"{published.address}apps/marker_desk?twin=apparel_microfactory",
        width=390,
        height=844,
        color_scheme="dark",
        has_touch=True,
    )
    page = watched.page
    _opened(page)
    _seconds(page, 2)
    _search(page)
    page.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth")
    bars = page.locator(".wb-marker-card .tools .group")
    for index in range(bars.count()):
        box = bars.nth(index).bounding_box()
        assert box["x"] + box["width"] <= 390
    watched.check(published)


def test_a_link_that_does_not_fit_says_so(published, visit):
    watched = visit(f"{published.address}apps/marker_desk?scenario=rubbish")
    watched.page.wait_for_selector(".wb-failure")
