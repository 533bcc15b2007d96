import dataclasses
import math

import pytest

from workbench.analysis.verdict import Case, verdict
from workbench.analysis.words import lasting, money, number, percent, span

STUDIO = Case(
    place="the studio",
    pieces=12,
    promise=18.6,
    on_time=0.93,
    profit=5180.0,
    loss_chance=0.1,
    offshore_profit=1770.0,
    offshore_run=100,
    sooner=77.0,
    break_even=7,
    crossover=63.0,
    demand=12.0,
)


def _with(**changes):
    return verdict(dataclasses.replace(STUDIO, **changes))


def test_making_here_names_margin_time_and_what_turns_it():
    answer = verdict(STUDIO)
    assert answer.headline == "Make it here, promise 19 days"
    assert answer.tone == "good"
    assert "€3\u202f410 more than the offshore run of 100" in answer.text
    assert "11 weeks sooner" in answer.text
    assert "fewer than 7" in answer.text
    assert "63 pieces" in answer.text


def test_not_viable_is_said_plainly():
    answer = _with(profit=-800.0, offshore_profit=-9000.0)
    assert answer.headline == "Do not make this drop"
    assert answer.tone == "bad"
    assert "7 or more are sold" in answer.text
    never = _with(profit=-800.0, offshore_profit=None, break_even=None)
    assert "costs more than it brings" in never.text
    assert (
        "16 sold, more than the 12" in _with(profit=-1.0, offshore_profit=-1.0, break_even=16).text
    )


def test_offshore_wins_when_it_earns_more():
    answer = _with(offshore_profit=9000.0)
    assert answer.headline == "Have it made offshore"
    assert answer.tone == "warn"
    assert "up to about 63 pieces" in answer.text
    assert _with(offshore_profit=9000.0, profit=-1.0).tone == "bad"
    assert "No quantity" in _with(offshore_profit=9000.0, crossover=None).text
    always = _with(offshore_profit=9000.0, crossover=math.inf).text
    assert "costs less here; the offshore run has more to sell" in always
    assert "on offshore" not in _with(crossover=math.inf).text


def test_offshore_that_loses_is_not_called_an_alternative():
    assert "an offshore run of 100 would lose €5\u202f000" in _with(offshore_profit=-5000.0).text


def test_a_gate_says_how_often_it_opens():
    text = _with(go=8, go_chance=0.66, crossover=None).text
    assert text.endswith("The 8 orders it takes to start come in 7 of 10 drops.")
    assert _with(break_even=1, crossover=None).text.endswith(
        "However few of them are ordered, it pays."
    )


def test_a_promise_that_could_be_shorter_is_said():
    assert (
        "within 16 days already" in _with(promise=21.0, promise_is_quoted=False, within=15.2).text
    )


def test_a_promise_that_does_not_hold_is_not_made():
    late = {"promise": 10.0, "promise_is_quoted": False, "within": 15.1, "bottleneck": "Dye vat"}
    answer = _with(**late, on_time=0.4)
    assert "cannot be promised" in answer.headline
    assert "Only 40 % of the pieces are ready by then, nine in ten within 16 days" in answer.text
    assert "the bottleneck is the dye vat" in answer.text
    assert "No piece is ready by then" in _with(**late, on_time=0.0).text
    assert answer.tone == "warn"


def test_doubt_waits_for_orders():
    assert _with(loss_chance=0.4).headline == "Make it here once enough have ordered"
    assert _with(go=8, go_chance=0.3).tone == "warn"


def test_without_baseline_nothing_is_compared():
    answer = _with(offshore_profit=None, crossover=None)
    assert "offshore" not in answer.text


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (money(-36100.4), "−€36\u202f100"),
        (money(12.5, "USD"), "$12.50"),
        (money(1500, "CHF"), "CHF 1\u202f500"),
        (percent(-0.783), "−78 %"),
        (number(-0.2), "0"),
        (number(float("inf")), "∞"),
        (span(0.5), "12 hours"),
        (span(1), "1 day"),
        (span(77), "11 weeks"),
        (lasting(0.2847), ("6.8", "h")),
        (lasting(0.5), ("12", "h")),
        (lasting(15.12), ("15.1", "days")),
        (lasting(139.3), ("139", "days")),
        (lasting(21.0), ("21", "days")),
        (lasting(1.0), ("1", "day")),
        (lasting(1.01, like=0.99), ("24.2", "h")),
        (lasting(-76.0), ("−76", "days")),
        (lasting(float("inf")), ("∞", "days")),
    ],
)
def test_typography(shown, expected):
    assert shown == expected


def test_a_difference_the_runs_cannot_tell_is_not_claimed():
    answer = _with(offshore_profit=5300.0, clear=False)
    assert (
        "earns €5\u202f180, about as much as the offshore run of 100 (€5\u202f300)" in answer.text
    )
    assert answer.headline.startswith("Make it here")
    assert _with(promise=0.3, crossover=None).headline == "Make it here, promise 1 day"


def test_turning_customers_away_is_seen():
    answer = _with(offshore_profit=9000.0, more=20, more_profit=9500.0, demand=17.0)
    assert answer.headline == "Make it here, and offer more"
    assert "With 20 offered here it is €9\u202f500" in answer.text
    away = _with(offshore_profit=9000.0, more=20, more_profit=8500.0)
    assert away.headline == "Have it made offshore"


def test_too_few_preorders_are_the_reason():
    answer = _with(profit=0.0, offshore_profit=-1.0, go=20, go_chance=0.004, demand=5.6)
    assert answer.headline == "Do not make this drop"
    assert answer.text.startswith(
        "6 orders are expected; the 20 it takes to start come in 1 of 100"
    )


def test_one_is_one_and_thousands_are_grouped():
    one = _with(pieces=1, profit=-350.0, offshore_profit=-5000.0, demand=1.2, break_even=None)
    assert one.text.startswith("1 piece here loses €350 on average")
    assert "with 1 order expected" in one.text
    assert "1 piece made here earns" in _with(pieces=1, offshore_profit=9e3, more_profit=1e4).text
    assert (
        "1\u202f000 pieces here lose" in _with(pieces=1000, profit=-1.0, offshore_profit=-1.0).text
    )
    assert "run of 1\u202f000" in _with(offshore_run=1000).text


def test_a_promise_for_more_than_will_be_ordered_is_for_all_of_them():
    late = {"promise": 10.0, "promise_is_quoted": False, "within": 65.0, "on_time": 0.0}
    answer = _with(**late, pieces=50, known=False)
    assert answer.headline == "Make it here, but 10 days cannot be promised for 50 pieces"
    assert answer.text.startswith("With 12 orders expected for 50 pieces the studio earns")
    assert "If all 50 were ordered, no piece would be ready by then" in answer.text


def test_preorders_counted_come_first():
    seen = {"placed": 27, "passed": 0.3, "prior": 60.0, "whole": 86.0, "known": False}
    answer = _with(**seen, go=20)
    assert answer.text.startswith(
        "27 have ordered in 30 % of the preorder window: a whole window is now expected to bring "
        "86 orders (60 before). Green light: the 20 orders it takes to start are there."
    )
    assert "it takes to start come" not in answer.text
    none = _with(**seen | {"placed": 0, "whole": 8.0}, go=20, go_chance=0.01, offshore_profit=-1.0)
    assert (none.headline, none.tone) == ("Do not make this drop", "bad")
    assert none.text.startswith("Nobody has ordered in 30 % of the preorder window")
    assert none.text.endswith("It turns when 20 or more are ordered.")


def test_what_cannot_happen_has_no_odds():
    over = _with(
        go=8, go_chance=0.0, placed=0, passed=1.0, offshore_profit=-1.0, demand=0.0, prior=12.0
    )
    assert over.text.startswith("Nobody has ordered in the whole preorder window; 12 were expected")
    assert over.text.endswith("0 orders are expected; the 8 it takes to start will not come.")


def test_an_offer_that_is_larger_is_told_beside_offshore():
    text = _with(offshore_profit=9000.0, more=20, more_profit=8500.0).text
    assert text.endswith("With 20 offered here it would be €8\u202f500.")
