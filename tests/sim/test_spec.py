"""A specification fills what is left out and refuses what cannot be played."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sim.specs import drop50, queue, rug
from workbench.errors import SpecError
from workbench.sim import SimSpec, play


def test_defaults_are_filled_and_frozen():
    spec = queue(1.25, 1.0, 10)
    assert spec.walk.shape == (1, 1)
    assert spec.operation_attend.tolist() == [1.0]
    assert spec.operation_expected.tolist() == [1.0]
    assert spec.operation_key.tolist() == [0]
    assert spec.jobs == 10
    with pytest.raises(ValueError, match="read-only"):
        spec.walk[0, 0] = 1.0
    assert repr(spec) == "SimSpec(1 operations, 1 stations, 0 pools, 10 jobs)"


def test_the_arrays_given_stay_the_callers():
    mine = np.array([3])
    spec = queue(1.0, 1.0, 1, station_machines=mine)
    mine[0] = 5
    assert spec.station_machines.tolist() == [3]


def test_replace_follows_the_distributions():
    spec = queue(1.25, 1.0, 10).replace(operation_parameters=[(7, 0, 0, 0)])
    assert spec.operation_expected.tolist() == [7.0]


def test_hash_counts_what_an_engine_sees():
    spec = queue(1.25, 1.0, 10)
    assert spec.sha256() == queue(1.25, 1.0, 10).sha256()
    assert spec.sha256() != spec.replace(horizon=5.0).sha256()
    assert spec.sha256() == spec.replace(names=drop50().names.__class__()).sha256()


def test_shapes():
    with pytest.raises(SpecError, match=r"station_rule: has shape \(2,\), not \(1,\)"):
        queue(1.0, 1.0, 1, station_rule=[0, 0])


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"station_machines": [0, 2, 3, 1, 1]}, "station print: has no machine"),
        ({"pool_people": [2, 0]}, "pool sewers: has nobody"),
        ({"operation_station": [0, 1, 2, 9, 4]}, "operation_station: holds 9"),
        ({"operation_pool": [0, 0, 0, 0, 2]}, "operation_pool: holds 2"),
        ({"operation_redo": [0, 0, 1.0, 0, 0]}, "product tee, operation sew: is redone for ever"),
        ({"operation_scrap": [0, 0, -0.1, 0, 0]}, "operation sew: probability to scrap"),
        ({"operation_attend": [0, 0, 2, 0, 0]}, "operation sew: attended share"),
        ({"operation_size": [1, 1, 1, 9, 1]}, "operation fire: its size 9 exceeds"),
        ({"predecessor": [4, 1, 2, 3]}, "cycle"),
        ({"predecessor": [0, 1, 2, 7]}, "predecessor: holds 7"),
        ({"source_count": [0]}, "nothing to make"),
        ({"source_end": [np.inf]}, "source drop: needs a finite end"),
        ({"batch_min": [0, 0, 0, 9, 0]}, "station kiln: has a least batch above"),
        ({"operation_code": [3, 1, 6, 0, 4]}, "pack: has a normal time that can be negative"),
        ({"walk": np.full((5, 5), np.inf)}, "cut: there is no way from station print to"),
        ({"walk": np.full((5, 5), -1.0)}, "walk: holds a negative"),
        ({"operation_key": [1, 1, 2, 3, 4]}, "a key twice"),
        ({"station_key": [7, 8, 9, 9, 1]}, "a key twice"),
        ({"horizon": 0.0}, "horizon"),
        ({"pool_rule": [4, 0]}, "pool hands: a pool cannot follow a rule that changes"),
        ({"product_start": [0, 4]}, "product_start: must rise"),
    ],
)  # fmt: skip
def test_faults_are_named(fields, text):
    if fields.get("operation_code"):
        parameters = drop50().operation_parameters.copy()
        parameters[4] = (5, 2, -np.inf, 0)
        fields = fields | {"operation_parameters": parameters}
    with pytest.raises(SpecError, match=text):
        play(drop50(**fields))


@pytest.mark.parametrize(
    ("code", "parameters"),
    [
        (0, (-1, 0, 0, 0)),
        (0, (np.nan, 0, 0, 0)),
        (1, (np.inf, 0, 0, 0)),
        (2, (5, 4, 0, 0)),
        (3, (5, 4, 9, 0)),
        (4, (5, -1, 0, 0)),
        (5, (0, 1, 0, 0)),
        (6, (3, -1, 0, 0)),
        (7, (0, 1, 0, 0)),
    ],
)
def test_bad_times(code, parameters):
    with pytest.raises(SpecError, match="operation serve"):
        play(queue(1.0, 1.0, 1, operation_code=[code], operation_parameters=[parameters]))


def test_calendars():
    two = {"calendar_start": [0, 1, 2], "calendar_open": [0, 60], "cycle": 100.0}
    fields = {"station_calendar": [0], "operation_pool": [0], "pool_people": [1]}
    good = queue(1.0, 1.0, 1, calendar_close=[70, 90], pool_calendar=[1], **two, **fields)
    assert good.validate() is good
    with pytest.raises(SpecError, match="never open at the same time"):
        queue(1.0, 1.0, 1, calendar_close=[50, 90], pool_calendar=[1], **two, **fields).validate()
    with pytest.raises(SpecError, match="shifts overlap or leave"):
        queue(1.0, 1.0, 1, calendar_close=[50, 130], pool_calendar=[1], **two, **fields).validate()
    with pytest.raises(SpecError, match="never open"):
        queue(1.0, 1.0, 1, calendar_start=[0, 0], station_calendar=[0]).validate()


def test_examples_are_valid():
    for spec in (drop50(), rug(), queue(1.0, 1.0, 1)):
        assert isinstance(spec.validate(), SimSpec)
