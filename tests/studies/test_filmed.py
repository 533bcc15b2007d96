"""Films of twins with and without a floor."""

from __future__ import annotations

import dataclasses

import pytest

from workbench.errors import SpecError
from workbench.model import Scenario
from workbench.studies.detail import detail
from workbench.studies.filmed import filmed

RUG = Scenario("rug_studio", replications=40)
QUEUE = """
twin: Two steps
stations: {first: {machines: 2}, second: {}}
products:
  thing:
    routing:
      - a: {station: first, time: {exponential: 1 min}}
      - b: {station: second, time: {exponential: 0.5 min}}
orders:
  stream: {product: thing, every: {exponential: 1.25 min}, count: 50}
"""


def test_quick_typical_and_slow_runs_are_ordered():
    spans = [filmed(RUG, run).makespan for run in ("quick", "typical", "slow")]
    assert spans == sorted(spans)
    assert spans[0] < spans[2]
    assert filmed(RUG, 7).replication == 7


def test_ways_on_the_floor_are_those_people_walk():
    made = filmed(RUG)
    assert made.scene["drawn"]
    names = [each["name"] for each in made.scene["stations"]]
    out = next(w for w in made.scene["ways"] if (w["origin"], w["to"]) == (0, names.index("frame")))
    # from the dyehouse through the door: never straight through the wall
    assert len(out["path"]) > 2


def test_a_supplier_is_no_place_on_the_floor():
    made = filmed(dataclasses.replace(RUG, variant="dye_off_site"))
    assert (made.film.pieces[:, 2] == 4).any()
    assert (made.film.pieces[made.film.pieces[:, 2] == 4][:, 3] == -1).all()
    assert made.scene["drawn"]


def test_a_twin_without_a_floor_gets_a_plan(tmp_path):
    path = tmp_path / "twin.yaml"
    path.write_text(QUEUE)
    made = filmed(Scenario(str(path), replications=5))
    assert not made.scene["drawn"]
    assert all("polygon" in station for station in made.scene["stations"])
    assert made.scene["piece"] == "order"
    assert len(made.film.done) == 50


def test_there_are_three_kinds_of_runs():
    with pytest.raises(SpecError, match="did you mean"):
        filmed(RUG, "slowly")


def test_details_belong_to_one_another():
    found = detail(RUG)
    assert sum(found.breakdown.parts.values()) == pytest.approx(found.breakdown.lead_time)
    assert {bar.station for bar in found.people} == {"Dyer", "Tufter"}
    assert found.replications == 40
    assert len(found.shifts) > 10
