"""A film: nobody in two places, nothing lost between two stays."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sim.specifications import SPECIFICATIONS
from workbench.analysis import film as films
from workbench.analysis.breakdown import breakdown
from workbench.analysis.film import film, quiet_spans
from workbench.analysis.flow import people_timeline
from workbench.analysis.profiles import power
from workbench.analysis.states import state_shares
from workbench.errors import SpecError
from workbench.model import Factory, load_twin
from workbench.plan import lower
from workbench.sim import play
from workbench.sim.log import OPERATION
from workbench.studies import simulate


@pytest.fixture(scope="module", params=["rug_studio", "apparel_microfactory"])
def run(request):
    twin = load_twin(request.param)
    return simulate(twin, twin.drops[0], replications=2, seed=5, engine="simpy")


def of(run):
    return film(run.log, run.spec, 1)


def overlaps(table, *keys):
    """How many rows of the same keys begin before the one before them ends."""
    order = np.lexsort((table[:, 0], *(table[:, key] for key in keys)))
    ordered = table[order]
    same = np.ones(max(0, len(ordered) - 1), bool)
    for key in keys:
        same &= ordered[1:, key] == ordered[:-1, key]
    return int((same & (ordered[1:, 0] < ordered[:-1, 1] - 1e-6)).sum())


def test_nobody_and_no_machine_is_in_two_states(run):
    made = of(run)
    assert overlaps(made.machines, 3, 4) == 0
    assert overlaps(made.people, 2) == 0
    assert overlaps(made.pieces, 6, 7) == 0  # a lot of a job


def test_what_machines_and_people_do_adds_up_to_the_log(run):
    made, one = of(run), run.log.only(replication=1)
    working = made.machines[made.machines[:, 2] <= films.SETS]
    assert (working[:, 1] - working[:, 0]).sum() == pytest.approx(one["work"].sum(), rel=1e-9)
    attended = (made.people[:, 1] - made.people[:, 0]).sum()
    assert attended == pytest.approx(one["attended"].sum(), rel=1e-9)
    bars = people_timeline(run.log, run.spec, 1)
    assert {bar.machine for bar in bars} <= set(range(int(run.spec.pool_people.max())))
    assert min(bar.end - bar.start for bar in bars) > 0.0


def test_a_piece_is_somewhere_from_release_to_done(run):
    """In each part that runs to its end the stays follow one another without a hole."""
    made, one = of(run), run.log.only(replication=1)
    for job in np.unique(one["job"]):
        stays = made.pieces[made.pieces[:, 6] == job]
        covered = made.begin
        for start, stop in stays[:, :2].tolist():
            assert start <= covered + 1e-6
            covered = max(covered, stop)
        mine = (one["job"] == job) & (one["kind"] == OPERATION)
        assert covered == pytest.approx(one["end"][mine].max())


def test_quiet_spans_hold_no_work(run):
    made = of(run)
    for start, stop in made.quiet:
        for table in (made.people, made.pieces[made.pieces[:, 2] == films.CARRIED]):
            assert not ((table[:, 0] < stop) & (table[:, 1] > start)).any()
    assert quiet_spans(np.array([[0.0, 10.0], [200.0, 210.0]]), 0.0, 210.0).tolist() == [
        [15.0, 195.0]
    ]


def test_what_did_not_happen_cannot_be_shown(run):
    with pytest.raises(SpecError):
        film(run.log, run.spec, 7)


@pytest.mark.parametrize("name", [*SPECIFICATIONS])
def test_every_feature_can_be_watched(name):
    """Nobody in two places, energy and lead time whole, whatever a specification says."""
    spec = SPECIFICATIONS[name]
    log = play(spec, engine="simpy")
    made = film(log, spec, 0)
    assert overlaps(made.people, 2) == 0
    if np.bincount(spec.predecessor).max(initial=0) <= 1 >= np.diff(spec.predecessor_start).max():
        assert overlaps(made.pieces, 6, 7) == 0  # a job that forks is in several places
    mine = np.isin(log["kind"], (1, 2)) & (log["station"] >= 0) & (log["machine"] >= 0)
    working = made.machines[made.machines[:, 2] <= films.SETS]
    assert (working[:, 1] - working[:, 0]).sum() == pytest.approx(log["work"][mine].sum(), rel=1e-6)
    spent = power(log, spec, 0).energy.sum()
    assert spent == pytest.approx(log["energy"][mine].sum(), rel=1e-9)
    for entry in state_shares(log, spec):
        assert sum(entry.shares.values()) == pytest.approx(1.0)
        assert min(entry.shares.values()) >= 0.0
    split = breakdown(log, spec)
    assert sum(split.parts.values()) == pytest.approx(split.lead_time)
    assert min(split.parts.values()) >= -1e-9


CARTS = """\
twin: carts
pools: {driver: {}}
stations: {dock: {}, cut: {}, sew: {machines: 5}}
transport:
  carts:
    trolley:
      home: dock
      capacity: 2
      returns: true
      ways:
        - {from: dock, to: cut, time: 4 min}
        - {from: cut, to: sew, time: 2 min}
        - {from: sew, to: dock, time: 3 min}
products:
  bag:
    routing: [{cut: {station: cut, time: 1 min}}, {sew: {station: sew, time: 5 min}}]
orders: {bag: {product: bag, at: [0 min], count: 3}}
"""


def test_a_cart_goes_empty_then_loaded_then_home():
    spec = lower(Factory.from_yaml(CARTS))
    made = film(play(spec), spec, 0)
    dock, cut, sew = (spec.names.stations.index(name) for name in ("dock", "cut", "sew"))
    # asked at 1: at the cutter at 5 with the second piece cut meanwhile, but not asked for it
    assert made.carts.tolist() == [
        [1, 5, 0, cut, dock, 0],
        [5, 7, 0, sew, cut, 1],
        [7, 10, 0, dock, sew, 0],
        [10, 14, 0, cut, dock, 0],
        [14, 16, 0, sew, cut, 2],
        [16, 19, 0, dock, sew, 0],
    ]
    carried = made.pieces[made.pieces[:, 2] == films.CARRIED]
    assert carried[:, :2].tolist() == [[5, 7], [14, 16], [14, 16]]


@pytest.mark.parametrize("name", [name for name, each in SPECIFICATIONS.items() if each.fleets])
def test_a_cart_is_in_one_place(name):
    spec = SPECIFICATIONS[name]
    made = film(play(spec, seed=3), spec, 0)
    assert len(made.carts)
    assert overlaps(made.carts, 2) == 0
    for cart in np.unique(made.carts[:, 2]):
        legs = made.carts[made.carts[:, 2] == cart]
        assert legs[1:, 4].tolist() == legs[:-1, 3].tolist()
