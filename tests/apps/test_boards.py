"""What a visitor does at the kiln board and the dye house, in a real browser."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.app

FIGURES = "[...document.querySelectorAll('.kpi .val')].map(each => each.innerText).join(' | ')"
FITS = "document.documentElement.scrollWidth <= window.innerWidth"
SETTLED = "document.querySelector('.wb-kpis')?.getAttribute('aria-busy') === 'false'"
BOARDS = {
    "kiln_board": ("ceramics_coop", "Mugs, bisque", 4),
    "dye_house": ("rug_studio", "Pieces", 2),
}


def _figures(page) -> str:
    page.wait_for_selector("body[data-wb-state=open]")
    page.wait_for_function(f"{SETTLED} && /\\d/.test({FIGURES})")
    return page.evaluate(FIGURES)


def _charts(page, count: int) -> None:
    charts = page.locator(".wb-board .wb-chart")
    assert charts.count() == count
    for index in range(count):
        charts.nth(index).locator("canvas").first.wait_for(state="attached")


@pytest.mark.parametrize("app", BOARDS)
def test_journey(published, visit, app):
    twin, name, charts = BOARDS[app]
    watched = visit(published.address)
    page = watched.page
    page.click(f'a[data-app="{app}"][data-twin="{twin}"]')
    figures = _figures(page)
    assert 6 <= page.locator(".kpi").count() <= 12
    _charts(page, charts)

    # by keyboard alone: a slider changes the figures, and the address keeps it
    slider = page.get_by_role("slider", name=name).first
    slider.focus()
    page.keyboard.press("End")
    page.wait_for_function(f"old => {SETTLED} && {FIGURES} !== old", arg=figures)
    moved, now = page.evaluate(FIGURES), slider.input_value()
    page.wait_for_url(re.compile("scenario="))

    # the link brings the same board back, in another browser, on a phone, in the dark
    again = visit(page.url, width=390, height=844, color_scheme="dark")
    assert _figures(again.page) == moved
    assert again.page.get_by_role("slider", name=name).first.input_value() == now
    again.page.wait_for_function(FITS)
    watched.check(published)
    again.check(published)


def test_each_firing_is_shown_on_its_shelves(published, visit):
    watched = visit(f"{published.address}apps/kiln_board?twin=ceramics_coop")
    page = watched.page
    _figures(page)
    page.wait_for_selector(".wb-kiln .shelves svg")
    first = page.locator(".wb-kiln").inner_html()
    page.get_by_role("radio", name=re.compile(r"^3\.")).click()
    page.wait_for_function("old => document.querySelector('.wb-kiln').innerHTML !== old", arg=first)
    page.get_by_role("radio", name="Least is late").click()
    page.wait_for_url(re.compile("scenario="))
    _figures(page)
    watched.check(published)


def test_a_worse_order_says_what_it_costs(published, visit):
    watched = visit(f"{published.address}apps/dye_house?twin=rug_studio")
    _figures(watched.page)
    watched.page.get_by_role("radio", name="Worst of all").click()
    watched.page.wait_for_function(
        "document.querySelector('.wb-verdict').innerText.includes('more than in the best')"
    )
    watched.check(published)


def test_a_twin_that_does_not_fit_is_refused_in_words(published, visit):
    watched = visit(f"{published.address}apps/kiln_board?twin=rug_studio")
    watched.page.wait_for_selector(".wb-failure")
    assert "shares no kiln" in watched.page.inner_text(".wb-failure")
