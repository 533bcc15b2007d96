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


def test_a_firing_is_booked_refused_moved_and_given_back(published, visit):
    watched = visit(f"{published.address}apps/kiln_board?twin=ceramics_coop")
    page = watched.page
    _figures(page)
    form = page.locator(".wb-booked")
    whose = form.locator(".wb-week .row small").all_inner_texts()
    assert len(whose) == 7
    day = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[whose.index("Ana")]
    form.get_by_role("radio", name="Ana").click()
    form.get_by_label("Day").select_option(day)
    form.get_by_label("From").select_option("9")
    # by keyboard
    form.get_by_role("button", name="Book", exact=True).focus()
    page.keyboard.press("Enter")
    form.get_by_text(f"Booked for Ana: {day} 09:00.").wait_for()
    form.locator(".wb-week .heat").first.wait_for()
    page.wait_for_url(re.compile("scenario="))
    # the same kiln, a moment later, for somebody else: refused, with what is free
    form.get_by_role("radio", name="Carlos").click()
    form.get_by_label("From").select_option("10")
    form.get_by_role("button", name="Book", exact=True).click()
    form.get_by_role("alert").filter(has_text="The kiln is taken by Ana").wait_for()
    # the link holds the booking, on a phone too
    again = visit(page.url, width=390, height=844, color_scheme="dark")
    _figures(again.page)
    again.page.locator(".wb-week .heat").first.wait_for()
    again.page.wait_for_function(FITS)
    with page.expect_download() as download:
        form.get_by_role("button", name="Calendar file").click()
    assert download.value.suggested_filename == "kiln-bookings.ics"
    form.get_by_role("button", name="Cancel booking").click()
    form.get_by_text("The booking was given back.").wait_for()
    page.wait_for_function("!document.querySelector('.wb-week .heat')")
    watched.check(published)
    again.check(published)


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
