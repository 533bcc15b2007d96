"""A snapshot taken in either engine at any time and continued in the other ends in the same log."""

from __future__ import annotations

from array import array
from functools import cache

import numpy as np
import pytest

from tests.sim.specifications import SPECIFICATIONS
from tests.sim.specs import drop50, routing, rug
from workbench.errors import InfeasibleError, SpecError
from workbench.sim import EventLog, play
from workbench.sim.compiled import Block, joined, log_of
from workbench.sim.compiled_snapshot import Stepper, forecast
from workbench.sim.compiled_spec import Packed
from workbench.sim.log import WIDTH
from workbench.sim.simpy_engine import Engine, rows_of
from workbench.sim.simpy_snapshot import restore, take
from workbench.sim.snapshot import Snapshot
from workbench.sim.tables import Tables


@cache
def both(name):
    spec = SPECIFICATIONS[name]
    return Tables(spec), Packed(spec)


class Readable:
    """The readable engine with the same verbs as the compiled one."""

    def __init__(self, name, seed, snapshot=None):
        tables = both(name)[0]
        self.engine = restore(tables, snapshot, array("d")) if snapshot else Engine(tables, seed, 0)

    def run(self, until):
        self.engine.run(until)

    def finish(self):
        self.engine.finish()

    def take(self):
        return take(self.engine)

    def log(self, names):
        rows = rows_of(self.engine.buffer) if self.engine.buffer else np.zeros((0, WIDTH))
        return EventLog.from_rows(rows, names)


class Compiled:
    """The compiled engine; its blocks are kept for the log."""

    def __init__(self, name, seed, snapshot=None):
        packed = both(name)[1]
        self.stepper = Stepper.restore(packed, snapshot) if snapshot else Stepper(packed, seed, 0)
        self.blocks: list[Block] = []

    def run(self, until):
        self.blocks.append(self.stepper.run(until))

    def finish(self):
        self.blocks.append(self.stepper.finish())

    def take(self):
        return self.stepper.take()

    def log(self, names):
        return log_of(joined(self.blocks), names)


def handed_over(name, seed, moments, engines):
    """Play in turns: at each moment the next engine takes over from the other's snapshot."""
    spec = SPECIFICATIONS[name]
    logs = []
    engine = engines[0](name, seed)
    for moment, following in zip(moments, engines[1:], strict=True):
        engine.run(moment)
        block = engine.take().to_bytes()
        logs.append(engine.log(spec.names))
        engine = following(name, seed, Snapshot.from_bytes(block))
        assert engine.take().to_bytes() == block
    engine.finish()
    logs.append(engine.log(spec.names))
    return EventLog.join(logs)


def check(rng, times):
    names = list(SPECIFICATIONS)
    for _ in range(times):
        name = names[rng.integers(len(names))]
        seed = int(rng.integers(2**40))
        try:
            whole = play(SPECIFICATIONS[name], seed=seed)
        except InfeasibleError:  # a kiln that its last pieces do not fill
            continue
        if not len(whole):
            continue
        end = whole["time"].max()
        moments = np.sort(rng.uniform(0, end, rng.integers(1, 4)))
        engines = [Readable, Compiled] * 3
        start = int(rng.integers(2))
        found = handed_over(name, seed, moments, engines[start : start + len(moments) + 1])
        assert found.sha256() == whole.sha256(), (name, seed, moments, start)


def test_fifty_hand_overs():
    check(np.random.default_rng(3), 50)


@pytest.mark.slow
def test_a_thousand_hand_overs():
    check(np.random.default_rng(4), 1000)


@pytest.mark.parametrize("name", SPECIFICATIONS)
def test_the_same_snapshot(name):
    """Both engines write the same bytes at the same moment."""
    try:
        whole = play(SPECIFICATIONS[name], seed=8)
    except InfeasibleError:
        return
    for share in (0.2, 0.6, 1.0):
        readable, compiled = Readable(name, 8), Compiled(name, 8)
        moment = share * whole["time"].max()
        readable.run(moment)
        compiled.run(moment)
        one, other = readable.take(), compiled.take()
        for (field, a), (_, b) in zip(one.arrays(), other.arrays(), strict=True):
            np.testing.assert_array_equal(a, b, err_msg=field)
            assert (a.shape, a.dtype) == (b.shape, b.dtype)


def test_room_grows_while_continuing():
    spec = routing([(0, 1.0)], release_start=[0, 1500], release_time=np.arange(1500) // 500)
    packed = Packed(spec)
    stepper = Stepper(packed, 0, 0)
    first = stepper.run(0.5)
    again = Stepper.restore(packed, stepper.take())
    rest = joined([stepper.run(1.5), stepper.finish()])
    whole = play(spec, engine="simpy")
    assert log_of(joined([first, rest]), spec.names).sha256() == whole.sha256()
    assert log_of(joined([first, again.finish()]), spec.names).sha256() == whole.sha256()


def test_forecast_begins_with_what_is_known():
    spec = drop50()
    packed = Packed(spec)
    stepper = Stepper(packed, 5, 7)
    past = stepper.run(400.0)
    snapshot = stepper.take()
    block = forecast(packed, snapshot, 7, 4)
    future = log_of(block, spec.names)
    whole = play(spec, seed=5, first=7)
    same = EventLog.join([log_of(past, spec.names), future.only(replication=7)])
    assert same.sha256() == whole.sha256()
    assert future.replications == 4
    ends = [future.only(replication=r)["time"].max() for r in range(7, 11)]
    assert len(set(ends)) == 4
    known = whole.only(kind=0)["time"] > 400.0
    for r in range(8, 11):
        released = future.only(replication=r, kind=0)["time"]
        assert released.tolist() == whole.only(kind=0)["time"][known].tolist()


def test_a_what_if_continues_in_another_specification():
    stepper = Stepper(Packed(drop50()), 5, 0)
    stepper.run(300.0)
    snapshot = stepper.take()
    other = drop50(batch_max=[np.inf, np.inf, np.inf, 12, np.inf])
    engine = restore(Tables(other), snapshot, array("d"))
    engine.finish()
    found = log_of(forecast(Packed(other), snapshot, 0, 1), other.names)
    assert found.sha256() == EventLog.from_rows(rows_of(engine.buffer), other.names).sha256()


def test_another_factory_is_refused():
    stepper = Stepper(Packed(rug()), 0, 0)
    stepper.run(1000.0)
    with pytest.raises(SpecError, match="other operations"):
        Stepper.restore(Packed(drop50()), stepper.take())


def test_stuck_jobs_are_named_when_continuing():
    spec = drop50(batch_wait=[np.inf] * 5)
    stepper = Stepper(Packed(spec), 0, 0)
    stepper.run(100.0)
    again = Stepper.restore(Packed(spec), stepper.take())
    with pytest.raises(InfeasibleError, match="2 jobs are inside"):
        again.finish()
    with pytest.raises(InfeasibleError, match="2 jobs are inside"):
        forecast(Packed(spec), stepper.take(), 0, 3)
