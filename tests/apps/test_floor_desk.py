"""What a visitor does at the floor desk, by mouse and by keyboard alone."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.app

HOURS = "document.querySelector('[data-hours]').dataset.hours"
WALKING = "document.querySelector('.kpi .val').innerText"


def _opened(page) -> str:
    """Wait until floor and figures stand; return the walking hours."""
    page.wait_for_selector("body[data-wb-state=open]")
    page.wait_for_function(f"document.querySelector('[data-hours]') && Number({HOURS}) > 0")
    page.wait_for_function(f"document.querySelector('.kpi .val') && /\\d/.test({WALKING})")
    return page.evaluate(HOURS)


def _changed(page, old: str) -> str:
    page.wait_for_function(f"old => {HOURS} !== old", arg=old)
    return page.evaluate(HOURS)


def _middle(page, station: str) -> tuple[float, float]:
    body = page.locator(f"g.station[data-station={station}] path.body").bounding_box()
    return body["x"] + body["width"] / 2, body["y"] + body["height"] / 2


def _place(page, station: str) -> str:
    return page.locator(f"g.station[data-station={station}]").get_attribute("aria-label")


def test_by_mouse(published, visit, tmp_path):
    watched = visit(f"{published.address}apps/floor_desk?twin=rug_studio", height=1400)
    page = watched.page
    hours = _opened(page)

    # a station that is dragged follows the pointer, and its figures the station
    x, y = _middle(page, "vat")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 30, y + 60, steps=8)
    now = _middle(page, "vat")
    assert now[0] < x - 15
    assert now[1] > y + 40
    dragged = _changed(page, hours)
    page.mouse.up()
    page.wait_for_function("document.querySelector('.kpi .d')?.innerText.startsWith('−')")
    page.wait_for_url(re.compile("scenario="))
    assert float(dragged) < float(hours)
    where = _place(page, "vat")

    # into another station: it is named below the drawing, and undo mends it
    x, y = _middle(page, "packing")
    to = _middle(page, "shear")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(*to, steps=10)
    page.wait_for_function("!document.querySelector('.wb-floor .chip').hidden")
    page.mouse.up()
    page.wait_for_selector(".wb-floor .problems li.error")
    page.locator(".wb-floor .problems li.error button").first.click()
    page.wait_for_selector(".wb-floor .finding.told")
    page.wait_for_selector(".wb-verdict.bad")
    page.get_by_role("button", name="Undo").click()
    page.wait_for_selector(".wb-floor .problems li.error", state="detached")

    # a frame chooses several, which are turned and locked together
    plan = page.locator("svg.plan").bounding_box()
    page.mouse.move(plan["x"] + 25, plan["y"] + 200)
    page.mouse.down()
    page.mouse.move(plan["x"] + plan["width"] * 0.68, plan["y"] + plan["height"] - 25, steps=4)
    page.mouse.up()
    page.wait_for_function("document.querySelectorAll('g.station.chosen').length === 3")
    page.get_by_role("button", name="Lock", exact=True).click()
    page.wait_for_function("document.querySelectorAll('g.station.locked').length === 3")

    # proposals are found in the background, leave what is locked, and are taken over
    page.get_by_role("slider", name="Time to search").focus()
    page.keyboard.press("End")  # until something is found, however busy the machine
    before = page.evaluate(HOURS)
    page.get_by_role("button", name="Find better layouts").click()
    page.wait_for_selector(".wb-floor .ghost path.shape", state="attached")
    page.get_by_role("button", name="Stop").click()
    frame = _place(page, "frame")
    page.get_by_role("button", name="Take it over").click()
    assert float(_changed(page, before)) < float(before)
    assert _place(page, "frame") == frame
    page.wait_for_selector(".wb-floor .ghost path.shape", state="detached")
    page.get_by_role("radio", name="What changed").click()
    page.wait_for_function("document.querySelector('.wb-tabs').innerText.includes('ways')")

    # the plan is saved and read again; the link opens the same floor in another browser
    with page.expect_download() as saved:
        page.get_by_role("button", name="DXF", exact=True).click()
    path = tmp_path / saved.value.suggested_filename
    saved.value.save_as(path)
    assert "OUTLINE" in path.read_text()
    page.set_input_files(".wb-upload input[type=file]", path)
    page.wait_for_function("document.querySelector('.wb-upload').innerText.includes('walls')")
    with page.expect_download() as printed:
        page.get_by_role("button", name="PDF").click()
    assert printed.value.suggested_filename.endswith(".pdf")
    hours = page.evaluate(HOURS)
    again = visit(page.url)
    _opened(again.page)
    again.page.wait_for_function(f"hours => {HOURS} === hours", arg=hours)
    assert where.split(",")[0] in _place(again.page, "vat")
    watched.check(published)
    again.check(published)


def test_a_new_site_and_a_ranking_by_lead_time(published, visit):
    watched = visit(f"{published.address}apps/floor_desk?twin=rug_studio", height=1400)
    page = watched.page
    before = _opened(page)
    panel = page.locator(".wb-panel")
    panel.get_by_role("radio", name="A plain room").click()
    panel.get_by_role("slider", name="Width").fill("4")
    panel.get_by_role("slider", name="Depth").fill("4")
    page.wait_for_timeout(300)  # a slider speaks when the hand rests
    panel.get_by_role("button", name="Propose a layout").click()
    panel.get_by_role("alert").filter(has_text="The stations need").wait_for()
    panel.get_by_role("slider", name="Width").fill("12")
    panel.get_by_role("slider", name="Depth").fill("9")
    page.wait_for_timeout(300)
    panel.get_by_role("button", name="Propose a layout").click()
    page.wait_for_selector(".wb-site rect", timeout=60_000)
    panel.get_by_role("button", name="Take it over").last.click()
    taken = _changed(page, before)
    page.get_by_role("button", name="Undo").click()
    assert _changed(page, taken) == before

    page.get_by_role("button", name="Find better layouts").click()
    rank = page.get_by_role("button", name="Rank by lead time")
    page.wait_for_function(
        "[...document.querySelectorAll('button')].some("
        "each => each.innerText === 'Rank by lead time' && each.offsetParent && !each.disabled)",
        timeout=60_000,
    )
    rank.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".wb-ranking tbody tr", timeout=60_000)
    assert "As it is now" in page.inner_text(".wb-ranking")
    watched.check(published)


def test_by_keyboard_alone(published, visit):
    watched = visit(f"{published.address}apps/floor_desk?twin=rug_studio", height=1400)
    page = watched.page
    hours = _opened(page)
    page.keyboard.press("Tab")
    for _ in range(80):  # from the head of the page to the vat, as somebody without a mouse would
        at = "document.activeElement?.dataset?.station ?? ''"
        if page.evaluate(at) == "vat":
            break
        page.keyboard.press("Tab")
    assert page.evaluate(at) == "vat"
    for _ in range(4):
        was = page.evaluate(HOURS)
        page.keyboard.press("ArrowDown")
        _changed(page, was)
    page.keyboard.press("Shift+ArrowLeft")
    page.wait_for_function(
        "document.activeElement.getAttribute('aria-label').includes('12.19, 6.60 metres')"
    )
    assert float(page.evaluate(HOURS)) < float(hours)
    page.wait_for_function(
        "document.querySelector('.wb-floor [aria-live]').innerText.includes('12.19, 6.60')"
    )
    page.keyboard.press("r")
    page.wait_for_function(
        "document.activeElement.getAttribute('aria-label').includes('turned 90 degrees')"
    )
    page.keyboard.press("l")
    page.wait_for_function("document.activeElement.getAttribute('aria-label').includes('locked')")
    place = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("ArrowUp")
    page.wait_for_function("document.querySelector('.wb-floor .chip.refused')")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == place
    for _ in range(7):
        page.keyboard.press("Control+z")
    page.wait_for_function(f"hours => {HOURS} === hours", arg=hours)
    watched.check(published)


def test_on_a_phone_in_the_dark_it_fits(published, visit):
    watched = visit(
        f"{published.address}apps/floor_desk?twin=apparel_microfactory",
        width=390,
        height=844,
        color_scheme="dark",
        has_touch=True,
    )
    _opened(watched.page)
    watched.page.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth")
    bars = watched.page.locator(".wb-floor .tools .group")
    assert bars.count() == 5
    for index in range(5):
        box = bars.nth(index).bounding_box()
        assert box["x"] + box["width"] <= 390
    watched.check(published)


def test_a_link_that_does_not_fit_says_so(published, visit):
    watched = visit(f"{published.address}apps/floor_desk?scenario=rubbish")
    watched.page.wait_for_selector(".wb-failure")
