"""What cannot be played is refused by the name of what is wrong."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sim.specifications import (
    BATCHES,
    BREAKDOWNS,
    CARTS,
    DAYS,
    FAMILIES,
    MATERIALS,
    PLANS,
    SPECIFICATIONS,
    network,
    random_specification,
    shop,
)
from tests.sim.specs import INF
from workbench.errors import SpecError
from workbench.sim import codes


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"station_machines": [0, 1, 1]}, "station mill: has no machine"),
        ({"pool_people": [2, 0]}, "pool potters: has nobody in it"),
        ({"station_look": [0.0, 1, 1]}, "station mill: looks ahead by nothing"),
        ({"style_factor": [-1.0, 1, 1]}, "has a negative style factor"),
        ({"station_setup_power": [-1.0, 1, 1]}, "station setup power is negative"),
        ({"station_then": [(-1, 1, -1)] * 3}, "leaves a gap in its rules"),
        ({"station_closing": [4, 0, 0]}, "station_closing: holds 4"),
        ({"pool_closing": [3, 0]}, "pool_closing: holds 3"),
        ({"station_capacity": [-2, 0, 0]}, "station_capacity: holds -2"),
        ({"tariff_start": [5.0], "tariff_price": [1.0]}, "must rise from 0 within the cycle"),
        ({"tariff_start": [0.0]}, "tariff_price: is not as long as tariff_start"),
        (DAYS | {"calendar_break": [1, 0]}, "is not as long as calendar_open"),
        ({"operation_load": [-1.0] * 7}, "minutes to load are negative"),
        ({"operation_unload": [np.nan] * 7}, "minutes to unload are negative"),
        ({"operation_rate": [1.5] * 7}, "its rate of learning is not above 0 and at most 1"),
        ({"lesson_done": [-1.0] * 7}, "lesson_done: holds a negative count"),
        ({"also_start": [0, 0, 0, 1, 1, 1, 1, 1], "also_pool": [0]}, "lists further pools but no"),
        ({"also_start": [0, 1, 1, 1, 1, 1, 1, 1], "also_pool": [0]}, "names a pool twice"),
        (BREAKDOWNS | {"fail_parameters": np.zeros((3, 4))}, "has no time between one failure"),
        (BREAKDOWNS | {"repair_parameters": [(-5, 0, 0, 0)] * 3}, "has a negative or"),
        (PLANS | {"plan_every": [0.0, 1, 1]}, "needs first >= 0, every > 0 and minutes >= 0"),
        (PLANS | {"plan_machine": [3, 0, 0]}, "plans maintenance of a machine it has not"),
        (MATERIALS | {"delivery_time": [400.0, 100.0]}, "its deliveries are not ascending"),
        (MATERIALS | {"reorder_quantity": [0.0, 0.0]}, "is reordered in lots of nothing"),
        (MATERIALS | {"material_stock": [-1.0, 1.0]}, "its stock at the start is negative"),
        (MATERIALS | {"need_quantity": [-1.0, 1, 1, 1]}, "needs less than nothing"),
        (MATERIALS | {"need_material": [0, 0, 0, 1]}, "needs a material twice"),
        (CARTS | {"fleet_carts": [0, 1]}, "has no cart or carries nothing"),
        (CARTS | {"fleet_minutes": np.full((2, 3, 3), INF)}, "needs minutes between all stations"),
        ({"source_weight": [-1.0, 1.0]}, "source brand: has no valid weight"),
        ({"source_due_code": [2, 0], "source_due_parameters": [(9, 1, 0, 0)] * 2},
         "has a uniform time whose low exceeds its high"),
        ({"initial_job": [0], "initial_operation": [0]}, "half-made jobs need a listed source"),
        ({"initial_job": [0]}, "initial_operation: is not as long as initial_job"),
        (BATCHES | {"station_capacity": [-1, -1, 0]}, "has no place in front of it"),
        ({"station_calendar": [0, 0, 0], "pool_calendar": [1, 1]} | DAYS
         | {"calendar_open": [0.0, 10.0, 20.0, 500.0], "calendar_close": [5.0, 15.0, 25.0, 900.0]},
         "are never open at the same time"),
        (FAMILIES | DAYS | {"station_setup_pool": [0, -2, -2], "station_calendar": [0, -1, -1],
         "pool_calendar": [1, -1], "operation_pool": [-1, 1, -1, -1, 1, -1, 1],
         "calendar_open": [0.0, 10.0, 20.0, 500.0], "calendar_close": [5.0, 15.0, 25.0, 900.0]},
         "is never open when somebody of pool smiths could change it over"),
    ],
)  # fmt: skip
def test_the_fault_is_named(fields, text):
    with pytest.raises(SpecError, match=text):
        shop(**fields).validate()


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"lane": [(0, -1.0), (1, 0)]}, "lane: holds a negative or undefined time"),
        ({"option_node": [0, 0, 1]}, "lists a node twice"),
        ({"option_product": [0, 1, 3]}, "is not where"),
        ({"node_capacity": [-1, 0]}, "node_capacity: holds -1"),
        ({"outage_start": [0, 1, 1], "outage_begin": [50.0], "outage_end": [10.0]},
         "its outages overlap or go back in time"),
        ({"node_fails": [1, 0]}, "has no time between one failure and the next"),
    ],
)  # fmt: skip
def test_faults_of_networks_are_named(fields, text):
    with pytest.raises(SpecError, match=text):
        network(**fields).validate()


@pytest.mark.parametrize("rule", sorted(codes.OF_BATCHES - {codes.LEAST_CHANGEOVER}))
def test_rules_of_batches_need_a_batch_station(rule):
    with pytest.raises(SpecError, match="has a rule for batches but works in none"):
        shop(station_rule=[rule, 0, 0]).validate()


def test_all_that_is_named_or_random_is_valid():
    for spec in SPECIFICATIONS.values():
        spec.validate()
    for number in range(100):
        random_specification(number).validate()
