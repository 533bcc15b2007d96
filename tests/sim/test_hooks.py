"""Own rules and own behaviour of operations, in Python."""

from __future__ import annotations

import pytest

from tests.sim.specifications import shop
from tests.sim.specs import drop50, routing
from workbench.errors import SpecError
from workbench.sim import codes, play
from workbench.sim.hooks import Hooks
from workbench.sim.log import DONE, OPERATION, REDO, SCRAP


class Shortest(Hooks):
    stations = (0, 1, 2)

    def rank(self, view, job, operation):
        return view.expected(operation)


def test_a_rule_written_as_a_hook_is_the_rule():
    spec = shop(station_rule=[codes.SPT] * 3)
    assert play(shop(), hooks=Shortest()).sha256() == play(spec, engine="simpy").sha256()


def test_a_rule_the_specification_cannot_say():
    class Fewer(Hooks):
        """Take the kind of which fewer wait."""

        stations = (0,)

        def rank(self, view, job, operation):
            assert view.now >= 0.0
            waiting = [view.source(other) for other, _ in view.queue(0)]
            return float(waiting.count(view.source(job)))

    spec = routing([(0, 5)], [(0, 5)], release_start=[0, 3, 5], release_time=[0.0] * 5)
    order = play(spec, hooks=Fewer()).only(kind=OPERATION)["source"].tolist()
    assert order == [1, 1, 0, 0, 0]
    assert play(spec, engine="simpy").only(kind=OPERATION)["source"].tolist() == [0, 0, 0, 1, 1]


def test_batches_follow_the_hook():
    class Last(Hooks):
        stations = ("kiln",)

        def rank(self, view, job, operation):
            return -view.due(job)

    by_due = play(drop50(), hooks=Last())
    assert by_due.sha256() != play(drop50(), engine="simpy").sha256()
    assert len(by_due.only(kind=DONE)) == 50


def test_own_times_and_outcomes():
    class Tired(Hooks):
        def minutes(self, view, job, operation, minutes):
            return minutes * (2.0 if view.now >= 10.0 else 1.0)

        def outcome(self, view, job, operation, outcome):
            return REDO if view.now == 5.0 else outcome

    spec = routing([(0, 5)], release_start=[0, 2], release_time=[0, 0])
    work = play(spec, hooks=Tired()).only(kind=OPERATION)
    assert work["work"].tolist() == [5, 5, 10]
    assert work["job"].tolist() == [0, 1, 0]


def test_scrap_by_a_hook_loses_the_job():
    class Strict(Hooks):
        def outcome(self, view, job, operation, outcome):
            return 2 if view.u01(job, operation) < 0.5 else outcome

    spec = routing([(0, 5), (1, 5)], release_start=[0, 40], release_time=[0.0] * 40)
    log = play(spec, hooks=Strict())
    assert 0 < len(log.only(kind=DONE)) < len(log.only(kind=SCRAP)) < 40
    assert log.sha256() == play(spec, hooks=Strict()).sha256()


def test_without_overrides_nothing_changes():
    assert play(drop50(), hooks=Hooks()).sha256() == play(drop50(), engine="simpy").sha256()


class Wrong(Hooks):
    def __init__(self, stations=(), minutes=1.0, outcome=0, rank=0.0):
        self.stations = stations
        self.answers = minutes, outcome, rank

    def rank(self, view, job, operation):
        return self.answers[2]

    def minutes(self, view, job, operation, minutes):
        return self.answers[0]

    def outcome(self, view, job, operation, outcome):
        return self.answers[1]


@pytest.mark.parametrize(
    ("hooks", "text"),
    [
        (Wrong(stations=("oven",)), "stations of the hooks: no station 'oven'"),
        (Wrong(stations=(9,)), "no station 9"),
        (Wrong(minutes=-1.0), "minutes of the hooks: is -1"),
        (Wrong(outcome=5), "outcome of the hooks: is 5"),
        (Wrong(stations=(0,), rank=float("nan")), "rank of the hooks: is not a number"),
    ],
)
def test_wrong_hooks_are_named(hooks, text):
    with pytest.raises(SpecError, match=text):
        play(drop50(), hooks=hooks)


def test_the_compiled_engine_takes_no_hooks():
    with pytest.raises(SpecError, match="hooks are Python"):
        play(drop50(), hooks=Hooks(), engine="compiled")
