import dataclasses

import pytest

from workbench.model import load_twin
from workbench.studies import compare


@pytest.fixture(scope="module")
def studio():
    return load_twin("rug_studio")


@pytest.fixture(scope="module")
def dyed(studio):
    return compare(studio, "dye_off_site", replications=40, seed=3)


def test_twelve_weeks_to_three_names_the_step_that_caused_it(dyed):
    claim = dyed.claim
    assert claim.cause == "dye"
    assert claim.verdict in ("met", "not met", "open")
    assert claim.low <= claim.value <= claim.high
    assert dyed.first.p50 <= dyed.first.p90 < dyed.second.p50 <= dyed.second.p90
    assert "dye" in claim.text


def test_the_claim_needs_the_supplier_to_take_its_share(dyed):
    """A cut of three quarters is only met when what is removed is at least that much."""
    removed = dyed.second.breakdown.steps["dye"] - dyed.first.breakdown.steps["dye"]
    share = removed / dyed.second.breakdown.lead_time
    if share < 0.7:
        assert dyed.claim.verdict != "met"
    assert dyed.second.breakdown.share("supplier") > 0.7
    assert dyed.first.breakdown.share("supplier") == 0.0


def test_another_scope_turns_the_verdict_and_says_so(dyed):
    assert dyed.wider is not None
    assert (dyed.claim.verdict, dyed.wider.verdict) == ("not met", "met")
    assert dyed.claim.claim.scope.startswith("gate to gate")
    assert dyed.wider.claim.scope.startswith("door to door")
    # by hand: 10 + (28 + 35 + 49) / 3 + 8 + 5 + 24 days offshore
    assert dyed.first.lead_times.mean() / (10 + 112 / 3 + 8 + 5 + 24) == pytest.approx(
        1 - dyed.wider.value, abs=0.02
    )
    assert "Were 10 days of sampling needed here too" in dyed.wider.text
    assert dyed.wider.text.endswith("not met.")


def test_the_steps_are_of_the_same_runs_as_the_mean(dyed):
    for side in (dyed.first, dyed.second):
        assert side.breakdown.lead_time == pytest.approx(side.lead_times.mean())
        assert sum(side.breakdown.steps.values()) == pytest.approx(side.breakdown.lead_time)


def test_without_baseline_there_is_no_wider_scope(studio):
    alone = dataclasses.replace(studio, baseline=None)
    assert compare(alone, alone, replications=2).wider is None


def test_differences_are_paired(dyed):
    lead = dyed.difference("lead_time")
    assert lead.first - lead.second == pytest.approx(lead.difference.value, rel=1e-9)
    assert lead.difference.high < 0


def test_identical_ways_differ_by_nothing(studio):
    same = compare(studio, studio, replications=8)
    for entry in same.differences:
        assert entry.difference == (0.0, 0.0, 0.0)
    assert same.claim.value == pytest.approx(0.0)
    assert same.claim.verdict == "not met"


def test_progress_counts_both_sides(studio):
    told = []
    compare(
        studio, "robot_tufting", replications=2, seed=11, listener=lambda *step: told.append(step)
    )
    assert told[-1] == (4, 4)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
