"""Figures as people read them."""

import dataclasses

import pytest

from workbench.analysis.kpi import Kpi, Row
from workbench.desks import figures


def kpi(mean, low, high, unit, **rest):
    return Kpi("x", "X", mean, low, high, mean, mean, unit, "D.", **rest)


@pytest.mark.parametrize(
    ("given", "value", "interval"),
    [
        (kpi(18.6, 18.12, 19.0, "days"), "18.6 days", "18.1 – 19.0"),
        (kpi(0.2847, 0.28, 0.29, "days"), "6.8 h", "6.7 – 7.0"),
        (kpi(412, 405, 421, "EUR"), "€412", "€405 – €421"),
        (kpi(48.44, 48.42, 48.47, "EUR"), "€48.44", "€48.42 – €48.47"),
        (kpi(5180, 4320, 6010, "EUR"), "€5\u202f180", "€4\u202f320 – €6\u202f010"),
        (kpi(93.2, 91, 95, "%"), "93 %", "91 – 95"),
        (kpi(223.4, 223.3, 223.5, "kg CO2e"), "223 kg CO₂e", "223 – 224"),
        (kpi(5.0, float("-inf"), float("inf"), "days"), "5 days", ""),
        (kpi(15.13, 15.12, 15.14, "days"), "15.1 days", "± 0.01"),
    ],
)
def test_a_card_shows_value_unit_and_interval_alike(given, value, interval):
    card = figures.card(given)
    assert f"{card['value']} {card['unit']}".strip() == value
    assert card["interval"] == interval


def test_a_card_that_is_a_word_tells_how_busy_it_is():
    card = figures.card(kpi(88.0, 86, 90, "%", text="Tufters"))
    assert (card["value"], card["unit"], card["interval"]) == ("Tufters", "", "busy 88 %")


@pytest.mark.parametrize(
    ("row", "texts"),
    [
        (Row("Order size", 12, 100, -88, "pieces"), ["12", "100", "−88"]),
        (Row("Cost", 412.0, 455.4, -43.4, "EUR"), ["€412", "€455", "−€43"]),
        (Row("Cost", 48.4, 73.4, -25.0, "EUR"), ["€48.40", "€73.40", "−€25.00"]),
        (Row("Cash", 0.0, -7905.0, 7905.0, "EUR"), ["€0", "−€7\u202f905", "+€7\u202f905"]),
        (Row("On time", 100.0, 0.0, 100.0, "%"), ["100 %", "0 %", "+100 pts"]),
        (
            Row("Lead time", 18.6, 97, -78.4, "days", "here", -0.81),
            ["18.6 days", "97 days", "−81 %"],
        ),
        (Row("CO2e per piece", 61, 80, -19, "kg CO2e"), ["61.0 kg", "80.0 kg", "−19.0 kg"]),
    ],
)
def test_a_row_shows_both_sides_and_the_difference(row, texts):
    assert figures.table([row])[0][0][1:] == texts


def test_card_and_table_round_a_share_alike():
    row = Row("Lead time, 9 in 10", 0.2846, 138.7, -138.4, "days", "here", -0.998)
    assert figures.table([row])[0][0][3] == "−99.8 %"
    told = dataclasses.replace(row, relative=-0.814)
    assert figures.table([told])[0][0][3] == "−81 %"
