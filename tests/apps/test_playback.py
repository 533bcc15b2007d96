"""What a visitor does at the playback desk, by mouse and by keyboard alone."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.app

MOMENT = "document.querySelector('.wb-playback .moment').innerText"
DONE = "document.querySelector('.wb-playback .head span').innerText"
PLAYING = "document.querySelector('.wb-playback-host').dataset.playing"
# how many colours cover more than a few pixels of the floor
COLOURS = """(() => { const c = document.querySelector('.wb-playback canvas'), count = new Map();
const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
for (let i = 0; i < d.length; i += 4) { const k = d.slice(i, i + 3).join();
count.set(k, (count.get(k) ?? 0) + 1); }
return [...count.values()].filter((n) => n > 40).length; })()"""
RANGE = "document.querySelector('.wb-playback input[type=range]')"


def _opened(page) -> str:
    page.wait_for_selector("body[data-wb-state=open]")
    page.wait_for_function(
        f"document.querySelector('.wb-playback .moment') && /\\d/.test({MOMENT})"
    )
    return page.evaluate(MOMENT)


def _drawn(page) -> None:
    """Wait until both charts below the floor have been drawn."""
    for index in range(2):
        chart = page.locator(".wb-card > .wb-chart").nth(index)
        chart.locator("canvas").first.wait_for(state="attached")


def test_by_mouse(published, visit):
    watched = visit(f"{published.address}apps/playback?twin=rug_studio", height=1400)
    page = watched.page
    began = _opened(page)
    assert "08:00" in began
    assert page.evaluate(DONE) == "0 of 12 rugs done"
    assert page.evaluate(COLOURS) >= 6, "the floor is not drawn in the theme's colours"

    # it plays, pauses, and stays where it was paused
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(f"was => {MOMENT} !== was", arg=began)
    page.get_by_role("button", name="Pause").click()
    paused = page.evaluate(MOMENT)
    page.wait_for_timeout(400)
    assert page.evaluate(MOMENT) == paused

    # the scrubber goes to the end: every rug is done there
    box = page.locator(".wb-playback input[type=range]").bounding_box()
    page.mouse.click(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2)
    page.wait_for_function(f"{DONE} === '12 of 12 rugs done'")

    # closed hours are shown when they are wanted, and the moment stays
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    half = page.evaluate(MOMENT)
    longest = float(page.evaluate(f"{RANGE}.max"))
    page.get_by_role("button", name="Skip closed hours").click()
    page.wait_for_function(f"most => Number({RANGE}.max) > 1.4 * most", arg=longest)
    assert page.evaluate(MOMENT) == half

    # behind it: machines, and where the time goes
    _drawn(page)
    page.get_by_role("radio", name="Machines").click()
    page.wait_for_function(
        "document.querySelector('.wb-details .wb-sr').innerText.includes('bottleneck')"
    )

    # one more person: another run, kept in the address, the same in another browser
    slider = page.get_by_role("slider", name="Tufters")
    slider.focus()
    was = page.evaluate("location.search")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("was => location.search !== was", arg=was)
    figures = "document.querySelector('.wb-kpis').innerText"
    page.wait_for_function(f"{figures}.includes('Bottleneck')")
    again = visit(page.url, height=1400)
    _opened(again.page)
    assert again.page.get_by_role("slider", name="Tufters").input_value() == "3"
    watched.check(published)
    again.check(published)


def test_by_keyboard_alone(published, visit):
    watched = visit(f"{published.address}apps/playback?twin=apparel_microfactory", height=1400)
    page = watched.page
    began = _opened(page)
    page.locator(".wb-playback canvas[role=img]").focus()
    page.keyboard.press("n")
    page.wait_for_function(f"was => {MOMENT} !== was", arg=began)
    page.keyboard.press(" ")
    page.wait_for_function(f"{PLAYING} === 'true'")
    page.keyboard.press(" ")
    page.wait_for_function(f"{PLAYING} === 'false'")
    # what is heard when it stands: the moment, and how far the drop is
    said = page.locator(".wb-playback [role=status]").inner_text()
    assert re.search(r"Monday \d\d:\d\d: \d+ of 50 done, \d+ in the shop", said)
    page.keyboard.press("End")
    page.wait_for_function(f"{DONE} === '50 of 50 T-shirts done'")
    page.keyboard.press("Home")
    page.wait_for_function(f"was => {MOMENT} === was", arg=began)
    page.keyboard.press("Tab")
    value = "document.activeElement.getAttribute('aria-valuetext')"
    assert "Monday 08:00" in page.evaluate(value)
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"was => {MOMENT} !== was", arg=began)
    watched.check(published)


def test_motion_that_is_not_wanted_is_left_out(published, visit):
    watched = visit(
        f"{published.address}apps/playback?twin=apparel_microfactory", reduced_motion="reduce"
    )
    page = watched.page
    began = _opened(page)
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(f"was => {MOMENT} !== was", arg=began)
    # single pictures, at most two a second
    pictures = page.evaluate(
        f"""async () => {{ const seen = new Set(), end = performance.now() + 2000;
        while (performance.now() < end) {{ seen.add({RANGE}.value);
        await new Promise(requestAnimationFrame); }} return seen.size; }}"""
    )
    assert 2 <= pictures <= 5
    watched.check(published)


def test_on_a_phone_in_the_dark_it_fits(published, visit):
    watched = visit(
        f"{published.address}apps/playback?twin=rug_studio",
        width=390,
        height=844,
        color_scheme="dark",
        has_touch=True,
    )
    _opened(watched.page)
    watched.page.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth")
    _drawn(watched.page)
    bar = watched.page.locator(".wb-playback .bar button").first.bounding_box()
    assert bar["height"] >= 44
    watched.check(published)
