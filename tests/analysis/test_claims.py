import dataclasses

import numpy as np
import pytest

from workbench.analysis.claims import LEAD_TIME_12_TO_3_WEEKS, judge, lead_time_claim

THERE = np.array([83.0, 84.0, 85.0] * 10)
STEPS = {"dye": 66.0, "tuft": 10.0, "cure": 8.0}


def test_twelve_weeks_to_three_is_met_when_the_supplier_takes_most():
    result = lead_time_claim(THERE / 5.0, THERE, {**STEPS, "dye": 4.0}, STEPS)
    assert (result.verdict, result.cause) == ("met", "dye")
    assert result.value == pytest.approx(0.8)
    assert "84 days become 17" in result.text
    assert "79 % of all" in result.text


def test_not_met_when_the_supplier_takes_too_little():
    steps = {"dye": 42.0, "tuft": 34.0, "cure": 8.0}
    result = lead_time_claim(THERE / 2.0, THERE, {**steps, "dye": 0.0}, steps)
    assert result.verdict == "not met"
    assert "it alone could cut 50 % at most" in result.text


def test_open_when_the_runs_cannot_tell():
    here = THERE * 0.25 * np.array([0.8, 1.2] * 15)
    assert lead_time_claim(here, THERE, {}, STEPS).verdict == "open"


def test_another_target_turns_the_verdict():
    easier = dataclasses.replace(LEAD_TIME_12_TO_3_WEEKS, target=0.4)
    args = (THERE / 2.0, THERE, {**STEPS, "dye": 24.0}, STEPS)
    hard, easy = lead_time_claim(*args), lead_time_claim(*args, easier)
    assert (hard.verdict, easy.verdict) == ("not met", "met")
    assert hard.text != easy.text


def test_no_step_is_blamed_when_none_got_shorter():
    result = lead_time_claim(THERE * 1.1, THERE, STEPS, STEPS)
    assert result.cause == ""
    assert result.text.startswith("+10 %")


def test_judge():
    assert judge(0.75, 0.9, 0.75) == "met"
    assert judge(0.1, 0.74, 0.75) == "not met"
    assert judge(0.7, 0.8, 0.75) == "open"
