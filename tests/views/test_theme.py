"""The charts and the page show the same colours."""

import re
from pathlib import Path

import holoviews as hv
import pytest

from workbench import views, widgets
from workbench.views.theme import DARK, LIGHT

CSS = (Path(widgets.__file__).parent / "theme" / "theme.css").read_text(encoding="utf-8")
PAIRS = {
    name: (light, dark)
    for name, light, dark in re.findall(
        r"--wb-([\w-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\)", CSS
    )
}


@pytest.mark.parametrize("name", ["ink", "ink_2", "ink_3", "card", "sunk", "line"])
def test_text_and_ground_are_those_of_the_page(name):
    assert (getattr(LIGHT, name), getattr(DARK, name)) == PAIRS[name.replace("_", "-")]


def test_series_are_those_of_the_page():
    for index in range(12):
        assert (LIGHT.color(index), DARK.color(index)) == PAIRS[f"s{index + 1}"]
    assert LIGHT.color(12) == LIGHT.color(0)


def _channel(value):
    return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4


def contrast(first, second):
    """Return the contrast ratio of two colours after WCAG 2.1."""
    weights = (0.2126, 0.7152, 0.0722)
    levels = sorted(
        sum(
            w * _channel(int(c[i : i + 2], 16) / 255)
            for w, i in zip(weights, (1, 3, 5), strict=True)
        )
        for c in (first, second)
    )
    return (levels[1] + 0.05) / (levels[0] + 0.05)


@pytest.mark.parametrize("page", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ink", ["ink", "ink-2", "ink-3", "accent", "warn", "bad"])
@pytest.mark.parametrize("ground", ["card", "paper"])
def test_text_can_be_read_on_cards_and_paper(page, ink, ground):
    assert contrast(PAIRS[ink][page], PAIRS[ground][page]) >= (4.5 if ground == "card" else 4.1)


@pytest.mark.parametrize("page", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("tone", ["accent", "warn", "bad"])
def test_tones_can_be_read_on_their_own_ground(page, tone):
    assert contrast(PAIRS[tone][page], PAIRS[f"{tone}-soft"][page]) >= 4.5


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_a_figure_is_transparent_as_wide_as_its_card_and_without_clutter(palette, days):
    figure = hv.renderer("bokeh").get_plot(views.lead_times(days, 19.0, palette=palette)).state
    assert figure.background_fill_alpha == 0
    assert figure.border_fill_alpha == 0
    assert figure.sizing_mode == "stretch_width"
    assert figure.toolbar_location is None
    assert figure.xaxis[0].major_label_text_color == palette.ink_2
