"""What a visitor does in each app on each twin, in a real browser."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.app

TWINS = ("rug_studio", "apparel_microfactory")
FIGURES = "[...document.querySelectorAll('.kpi .val')].map(each => each.innerText).join(' | ')"
FITS = "document.documentElement.scrollWidth <= window.innerWidth"
SETTLED = "document.querySelector('.wb-kpis')?.getAttribute('aria-busy') === 'false'"


def _figures(page) -> str:
    """Wait until the figures stand, and return them."""
    page.wait_for_function(f"{SETTLED} && /\\d/.test({FIGURES})")
    return page.evaluate(FIGURES)


def _new_figures(page, old: str) -> str:
    page.wait_for_function(f"old => {SETTLED} && {FIGURES} !== old", arg=old)
    return page.evaluate(FIGURES)


def _opened(page) -> None:
    page.wait_for_selector("body[data-wb-state=open]")


def wait_for_charts(page) -> None:
    """Wait until every chart that is shown has been drawn."""
    charts = page.locator(".wb-card:not(.wb-away) > .wb-chart")
    assert charts.count() == 6
    for index in range(6):
        charts.nth(index).locator("canvas").first.wait_for(state="attached")
    assert "Loading the chart" not in page.inner_text("body")


def _fits(page) -> bool:
    return page.evaluate(FITS)


def _is_dark(page) -> bool:
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return sum(map(int, re.findall(r"\d+", paper)[:3])) < 150


@pytest.mark.parametrize("twin", TWINS)
def test_journey(published, visit, twin):
    watched = visit(published.address)
    page = watched.page

    # from the gallery into the app
    page.click(f'a[data-twin="{twin}"]')
    _opened(page)
    figures = _figures(page)
    assert page.locator(".kpi").count() >= 5
    wait_for_charts(page)

    # what lies below the first screen is reached by the wheel
    page.mouse.move(700, 500)
    page.mouse.wheel(0, 400)
    page.wait_for_function("window.scrollY > 100")
    page.mouse.wheel(0, -400)

    # a slider changes the figures, and the address keeps it
    slider = page.get_by_role("slider", name="Price")
    was = float(slider.input_value())
    slider.focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    _new_figures(page, figures)
    now = float(slider.input_value())
    assert now > was
    page.wait_for_url(re.compile("scenario="))

    # a station that is dragged elsewhere changes the walking
    floor = page.locator("[data-hours]").first
    floor.scroll_into_view_if_needed()
    page.wait_for_function("Number(document.querySelector('[data-hours]').dataset.hours) > 0")
    hours = floor.get_attribute("data-hours")
    body = page.locator("g.station path.body").first.bounding_box()
    x, y = body["x"] + body["width"] / 2, body["y"] + body["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 30, y + 12, steps=6)
    page.mouse.up()
    page.wait_for_function(
        "old => document.querySelector('[data-hours]').dataset.hours !== old", arg=hours
    )

    # the link brings the same desk back, in another browser profile
    page.wait_for_function(f"{SETTLED}")
    again = visit(page.url)
    _opened(again.page)
    _figures(again.page)
    assert float(again.page.get_by_role("slider", name="Price").input_value()) == now

    # on a phone, in the dark, it fits without scrolling sideways
    again.page.set_viewport_size({"width": 390, "height": 844})
    again.page.emulate_media(color_scheme="dark")
    again.page.wait_for_function(FITS)
    assert _is_dark(again.page)

    watched.check(published)
    again.check(published)


def test_the_gallery_fits_a_phone_in_the_dark(published, visit):
    watched = visit(published.address, width=390, height=844, color_scheme="dark")
    watched.page.wait_for_selector(".wb-gallery")
    assert _fits(watched.page)
    assert _is_dark(watched.page)
    watched.check(published)


def test_preorders_scenarios_and_hidden_costs(published, visit):
    watched = visit(f"{published.address}apps/drop_planner?twin=apparel_microfactory")
    page = watched.page
    _opened(page)
    _figures(page)
    wait_for_charts(page)

    # a number that is typed is taken by Enter, which does not open the field again
    field = page.locator(".wb-slider", has_text="Preorders so far")
    verdict = page.inner_text(".wb-verdict-host")
    for typed, told in (("27", "87 orders expected"), ("0", "6 orders expected")):
        field.locator(".number").click()
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        assert field.locator(".number").is_visible()
        page.wait_for_function(
            "told => document.querySelector('.wb-panel').innerText.includes(told)", arg=told
        )
        page.wait_for_function(
            "old => document.querySelector('.wb-verdict-host').innerText !== old", arg=verdict
        )
        verdict = page.inner_text(".wb-verdict-host")
    assert verdict.startswith("Do not make this drop")

    # what is saved is listed again after a reload, and to nobody else
    page.get_by_label("Name of what is saved").fill("Nobody came")
    page.keyboard.press("Enter")
    page.wait_for_selector(".wb-saved .open[aria-current=true]")
    page.get_by_role("button", name="Start again").click()
    page.wait_for_function("!document.querySelector('.wb-saved .open[aria-current]')")
    page.reload()
    _opened(page)
    _figures(page)
    page.locator(".wb-saved .open").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function(
        "document.querySelector('.wb-verdict-host').innerText.startsWith('Do not make')"
    )
    other = visit(f"{published.address}apps/drop_planner?twin=apparel_microfactory&costs=hidden")
    _opened(other.page)
    _figures(other.page)
    assert other.page.locator(".wb-saved li").count() == 0

    # without costs no amount is told but the price, which the brand sets itself
    shown = other.page.inner_text(".wb-desk")
    assert [line for line in shown.splitlines() if "€" in line] == ["€120"]

    # quick presses of undo each take a step back
    station = page.locator("g.station").first
    station.scroll_into_view_if_needed()
    hours = "document.querySelector('[data-hours]').dataset.hours"
    page.wait_for_function(f"Number({hours}) > 0")
    began = page.evaluate(hours)
    station.focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowRight"):
        was = page.evaluate(hours)
        page.keyboard.press(key)
        page.wait_for_function(f"was => {hours} !== was", arg=was)
    for _ in range(3):
        page.keyboard.press("Control+z")
    page.wait_for_function(f"began => {hours} === began", arg=began)
    watched.check(published)
    other.check(published)
