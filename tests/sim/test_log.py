"""The event log: columns, hash, table and choice of rows."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sim.specs import rug
from workbench.errors import SpecError
from workbench.sim import EventLog, play
from workbench.sim.log import COLUMNS, DONE, OPERATION, WIDTH


@pytest.fixture(scope="module")
def log():
    return play(rug(), replications=2)


def test_columns_and_types(log):
    for name, kind in COLUMNS.items():
        assert log[name].dtype == np.dtype(kind)
        assert len(log[name]) == len(log)
    with pytest.raises(SpecError, match="did you mean 'station'"):
        log["statoin"]
    with pytest.raises(SpecError, match="other columns"):
        EventLog({"kind": np.zeros(1)})


def test_hash_sees_every_column(log):
    columns = {name: log[name].copy() for name in COLUMNS}
    assert EventLog(columns).sha256() == log.sha256()
    for name in COLUMNS:
        changed = columns | {name: columns[name] + 1}
        assert EventLog(changed).sha256() != log.sha256()
    assert log.where(np.arange(len(log))[::-1]).sha256() != log.sha256()


def test_hash_of_equal_numbers_is_equal():
    rows = np.zeros((1, WIDTH))
    assert EventLog.from_rows(-rows).sha256() == EventLog.from_rows(rows).sha256()


def test_table(log):
    frame = log.to_frame()
    assert frame.shape == (len(log), WIDTH)
    assert set(frame["kind"]) == {"release", "operation", "changeover", "move", "done", "scrap"}
    assert set(frame.loc[frame["kind"] == "operation", "station"]) == {"vat", "frame", "curing", ""}
    plain = log.to_frame(labels=False)
    assert plain["kind"].tolist() == log["kind"].tolist()


def test_choice(log):
    done = log.only(kind=DONE, replication=1)
    assert set(done["kind"]) == {DONE}
    assert set(done["replication"]) == {1}
    assert len(log.where(log["kind"] == OPERATION)) == np.count_nonzero(log["kind"] == OPERATION)
    assert repr(log) == f"EventLog({len(log)} rows, 2 replications)"
    assert len(EventLog.join([])) == 0
