"""All time of machines and people by state."""

from __future__ import annotations

import pytest

from workbench.analysis.flow import utilisation
from workbench.analysis.states import STATES, state_shares
from workbench.model import load_twin
from workbench.studies import simulate


@pytest.mark.parametrize("name", ["rug_studio", "apparel_microfactory"])
def test_shares_are_all_time_and_agree_with_utilisation(name):
    twin = load_twin(name)
    run = simulate(twin, twin.drops[0], replications=10, engine="simpy")
    shares = state_shares(run.log, run.spec)
    use = utilisation(run.log, run.spec)
    assert [entry.name for entry in shares] == list(use.names)
    assert sum(entry.is_bottleneck for entry in shares) == 1
    for column, entry in enumerate(shares):
        assert list(entry.shares) == list(STATES)
        assert sum(entry.shares.values()) == pytest.approx(1.0, rel=1e-12)
        assert min(entry.shares.values()) >= 0.0
        whole = use.span.sum() * (
            run.spec.station_machines[column]
            if column < run.spec.stations
            else run.spec.pool_people[column - run.spec.stations]
        )
        at_work = entry.shares["working"] + entry.shares["set up"]
        assert at_work == pytest.approx(use.busy[:, column].sum() / whole, rel=1e-12)


def test_a_week_of_forty_hours_is_closed_three_quarters():
    twin = load_twin("rug_studio")
    run = simulate(twin, twin.drops[0], replications=5, engine="simpy")
    tufter = next(e for e in state_shares(run.log, run.spec) if e.name == "tufter")
    assert tufter.shares["closed"] == pytest.approx(1.0 - 40.0 / 168.0, abs=0.03)
