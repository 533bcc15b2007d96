"""A snapshot continued gives the rows that the uninterrupted run would have written."""

from __future__ import annotations

from array import array

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sim.factories import factories
from tests.sim.specifications import SPECIFICATIONS, random_specification
from tests.sim.specs import drop50, kiln, penny_fab, queue, rug
from workbench.errors import InfeasibleError, SpecError
from workbench.sim.log import COLUMNS, WIDTH
from workbench.sim.simpy_engine import Engine
from workbench.sim.simpy_snapshot import restore, take
from workbench.sim.snapshot import Snapshot
from workbench.sim.tables import Tables


def whole(tables, seed):
    engine = Engine(tables, seed, 0)
    engine.finish()
    return engine.buffer.tobytes(), engine.now


def interrupted(tables, seed, moments):
    """Play, stopping at each moment to be written down, read back and continued."""
    rows = b""
    engine = Engine(tables, seed, 0)
    for moment in moments:
        engine.run(moment)
        block = take(engine).to_bytes()
        rows += engine.buffer.tobytes()
        engine = restore(tables, Snapshot.from_bytes(block), array("d"))
        assert take(engine).to_bytes() == block
    engine.finish()
    return rows + engine.buffer.tobytes()


@pytest.mark.parametrize(
    "spec",
    [
        drop50(),
        drop50(wip=9),
        rug(),
        rug(wip=2),
        kiln(4, 8, 1 / 3, 120),
        queue(1.25, 1.0, 200),
        penny_fab(4, 60, code=1),
    ],
)
def test_at_random_times(spec):
    tables = Tables(spec)
    rng = np.random.default_rng(7)
    for seed in range(15):
        rows, end = whole(tables, seed)
        assert interrupted(tables, seed, [rng.uniform(0, end)]) == rows
    moments = np.sort(rng.uniform(0, end, 6))
    assert interrupted(tables, 14, moments) == rows


@pytest.mark.parametrize("spec", [rug(6, wip=4), drop50(wip=9)])
def test_after_every_row(spec):
    """Restored at each moment of the log in turn: on walks, at the gate, with the person gone."""
    tables = Tables(spec)
    rows, _ = whole(tables, 2)
    moments = np.unique(np.frombuffer(rows).reshape(-1, WIDTH)[:, list(COLUMNS).index("time")])
    assert len(moments) > 100
    assert interrupted(tables, 2, moments) == rows


@pytest.mark.parametrize("name", SPECIFICATIONS)
def test_of_every_feature(name):
    tables = Tables(SPECIFICATIONS[name])
    rows, end = whole(tables, 4)
    moments = np.random.default_rng(len(rows)).uniform(0.0, min(end, 2000.0), 4)
    assert interrupted(tables, 4, np.sort(moments)) == rows


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**30), st.lists(st.floats(0.0, 1.0), min_size=1, max_size=3))
def test_of_random_specifications(number, shares):
    tables = Tables(random_specification(number))
    try:
        rows, end = whole(tables, number)
    except InfeasibleError:
        return
    moments = sorted(share * min(end, 2000.0) for share in shares)
    assert interrupted(tables, number, moments) == rows


@settings(max_examples=60)
@given(factories(), st.lists(st.floats(0.0, 3000.0), min_size=1, max_size=3))
def test_of_random_factories(spec, moments):
    tables = Tables(spec)
    rows, _ = whole(tables, 3)
    assert interrupted(tables, 3, sorted(moments)) == rows


def test_is_canonical():
    """Taken at the same moment it is the same, whether the run was interrupted before or not."""
    tables = Tables(rug())
    straight = Engine(tables, 1, 0)
    straight.run(4000.0)
    first = Engine(tables, 1, 0)
    first.run(2000.0)
    second = restore(tables, take(first), first.buffer)
    second.run(4000.0)
    assert take(second).same_as(take(straight))


def test_small_and_quick():
    engine = Engine(Tables(drop50()), 0, 0)
    engine.run(300.0)
    snapshot = take(engine)
    assert len(snapshot.to_bytes()) < 20_000
    assert snapshot.position[7] * WIDTH == len(engine.buffer)


def test_bad_blocks_are_refused():
    tables = Tables(drop50())
    engine = Engine(tables, 0, 0)
    engine.run(100.0)
    block = take(engine).to_bytes()
    for bad in (b"", b"\x80\x04K\x01.", block[:-8], block + b"12345678", block[1:]):
        with pytest.raises(SpecError, match="not a snapshot"):
            Snapshot.from_bytes(bad)
    with pytest.raises(SpecError, match="other operations"):
        restore(Tables(queue(1.0, 1.0, 5)), Snapshot.from_bytes(block))


def test_what_if_from_a_snapshot():
    """Continue in a factory with other times: the past stays, the future changes."""
    tables = Tables(drop50())
    engine = Engine(tables, 0, 0)
    engine.run(300.0)
    snapshot = take(engine)
    futures = []
    for firing in (120.0, 90.0):
        parameters = tables.spec.operation_parameters.copy()
        parameters[3, 0] = firing
        spec = drop50(operation_parameters=parameters)
        future = restore(Tables(spec), snapshot, array("d"))
        future.finish()
        futures.append(future.buffer.tobytes())
    assert futures[0] == whole(tables, 0)[0][-len(futures[0]) :]
    assert futures[1] != futures[0]
