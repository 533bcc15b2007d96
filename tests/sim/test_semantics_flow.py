"""Branches, materials, carts, learning, sources and half-made jobs, worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.sim.specs import INF, queue, routing
from tests.sim.test_semantics_people import CHANGES, played, table
from workbench import streams
from workbench.errors import InfeasibleError, SpecError
from workbench.sim import codes, play
from workbench.sim.log import DELIVERY, DONE, ISSUE, MOVE, OPERATION, RELEASE, TRIP


# ------------------------------------------------------------------------------------- branches
def test_branches_are_drawn_at_the_address_of_the_task():
    spec = routing(
        [(0, 1), (1, 1), (2, 1)],
        predecessor_start=[0, 0, 0, 0], predecessor=[],
        branch_start=[0, 3, 3, 3], branch_to=[1, 2, -1], branch_share=[0.5, 0.3, 0.2],
        release_start=[0, 200], release_time=np.arange(200) * 9.0,
    )  # fmt: skip
    work = played(spec).only(kind=OPERATION)
    for job in range(200):
        u = streams.u01(0, 0, streams.ROUTE, job, 0)
        expected = [0, 1] if u < 0.5 else [0, 2] if u < 0.8 else [0]
        assert work.only(job=job)["operation"].tolist() == expected


def test_a_branch_back_draws_anew_each_time():
    spec = routing(
        [(0, 1)], branch_start=[0, 2], branch_to=[0, -1], branch_share=[0.5, 0.5],
        operation_entry=[1], operation_code=[1], release_start=[0, 300],
        release_time=np.zeros(300),
    )  # fmt: skip
    work = played(spec).only(kind=OPERATION)
    counts = np.bincount(work["job"])
    assert counts.mean() == pytest.approx(2.0, abs=0.25)
    assert len(np.unique(work["work"])) == len(work)


def test_a_ring_without_a_way_out_is_refused():
    spec = routing(
        [(0, 1)], branch_start=[0, 1], branch_to=[0], branch_share=[1.0], operation_entry=[1]
    )
    with pytest.raises(SpecError, match="goes round for ever"):
        played(spec)
    astray = routing([(0, 1)], [(0, 1)], branch_start=[0, 1, 1], branch_to=[1], branch_share=[1.0])
    with pytest.raises(SpecError, match="branches to an operation of another product"):
        played(astray)
    nowhere = routing([(0, 1)], branch_start=[0, 1], branch_to=[7], branch_share=[1.0])
    with pytest.raises(SpecError, match="branch_to: holds 7"):
        played(nowhere)


# ------------------------------------------------------------------------------------ materials
CLOTH = {
    "need_start": [0, 1],
    "need_material": [0],
    "need_quantity": [2.0],
    "material_stock": [3.0],
    "release_start": [0, 3],
    "release_time": [0, 0, 0],
}


def test_material_is_taken_when_all_of_it_is_there():
    spec = routing(
        [(0, 5)], delivery_start=[0, 1], delivery_time=[20], delivery_quantity=[3.0],
        delay_parameters=[(7, 0, 0, 0)], **CLOTH,
    )  # fmt: skip
    log = played(spec)
    # One from stock at 0; the other two from the delivery promised for 20, which comes at 27.
    assert table(log, DELIVERY, "enqueued", "time", "quantity") == [(20, 27, 3)]
    assert table(log, ISSUE, "job", "enqueued", "time", "quantity") == [
        (0, 0, 0, 2), (1, 0, 27, 2), (2, 0, 27, 2),
    ]  # fmt: skip
    assert table(log, OPERATION, "job", "enqueued", "start") == [
        (0, 0, 0),
        (1, 27, 27),
        (2, 27, 32),
    ]


def test_what_falls_to_its_level_is_ordered():
    spec = routing(
        [(0, 5)], reorder_level=[1.0], reorder_quantity=[4.0], delay_parameters=[(30, 0, 0, 0)],
        **CLOTH,
    )  # fmt: skip
    log = played(spec)
    # Taken at 0 down to 1: 4 ordered, there at 30, two take it down to 1: 4 more ordered.
    assert table(log, DELIVERY, "enqueued", "time", "quantity") == [(0, 30, 4)]
    assert table(log, ISSUE, "job", "time") == [(0, 0), (1, 30), (2, 30)]


def test_material_that_never_comes_is_named():
    with pytest.raises(SpecError, match="there is never enough of it: 2 are needed"):
        played(routing([(0, 5)], **(CLOTH | {"material_stock": [1.0]})))
    with pytest.raises(InfeasibleError, match="2 for material number 0"):
        played(routing([(0, 5)], **CLOTH))


# ---------------------------------------------------------------------------------------- carts
CART = {
    "walk_fleet": [(-1, 0), (-1, -1)],
    "fleet_carts": [1],
    "fleet_minutes": [[(0, 6), (4, 0)]],
    "release_start": [0, 3],
    "release_time": [0, 0, 0],
}


def test_one_cart_carries_one_part_after_the_other():
    log = played(routing([(0, 5), (1, 1)], **CART))
    # Parts ask at 5, 10, 15; the cart stands at 0, comes to 1 at 11, is back at 15 for the second.
    assert table(log, MOVE, "job", "enqueued", "start", "end", "machine") == [
        (0, 5, 5, 11, 0), (1, 10, 15, 21, 0), (2, 15, 25, 31, 0),
    ]  # fmt: skip
    assert table(log, TRIP, "enqueued", "start", "end", "work", "quantity") == [
        (5, 5, 11, 6, 1), (11, 15, 21, 10, 1), (21, 25, 31, 10, 1),
    ]  # fmt: skip


def test_a_cart_takes_all_that_go_the_same_way_and_returns():
    spec = routing([(0, 5), (1, 1)], fleet_capacity=[2], fleet_returns=[1], **CART)
    log = played(spec)
    assert table(log, MOVE, "job", "start", "end") == [(0, 5, 11), (1, 15, 21), (2, 15, 21)]
    assert table(log, TRIP, "enqueued", "start", "end", "work", "quantity") == [
        (5, 5, 15, 10, 1), (15, 15, 25, 10, 2),
    ]  # fmt: skip


def test_somebody_goes_with_the_cart():
    spec = routing(
        [(0, 5), (1, 1)], fleet_pool=[0], pool_people=[1], operation_pool=[0, -1], **CART
    )
    log = played(spec)
    # At 5 the next part (priority of asking) has the person until 10, at 10 the first ride asks
    # before the third part: it asked at 5.
    assert table(log, TRIP, "enqueued", "end", "person", "attended")[0] == (10, 16, 0, 6)
    assert table(log, OPERATION, "job", "station", "start") == [
        (0, 0, 0), (1, 0, 5), (0, 1, 16), (2, 0, 16), (1, 1, 31), (2, 1, 41),
    ]  # fmt: skip


# ------------------------------------------------------------------------- learning and styles
def test_each_doubling_takes_a_tenth_off():
    spec = routing(
        [(0, 10)], operation_rate=[0.9], release_start=[0, 8], release_time=np.zeros(8),
        operation_plateau=[0.75],
    )  # fmt: skip
    work = played(spec).only(kind=OPERATION)["work"]
    wright = [10 * max(0.75, (i + 1) ** math.log2(0.9)) for i in range(8)]
    assert work == pytest.approx(wright)
    assert work[1] == pytest.approx(9.0)
    assert work[7] == pytest.approx(7.5)
    known = played(spec.replace(lesson_done=[1.0])).only(kind=OPERATION)["work"]
    assert known[:6] == pytest.approx(wright[1:7])


def test_a_lesson_is_shared():
    spec = routing([(0, 10)], [(0, 10)], operation_rate=[0.5, 1.0], operation_lesson=[0, 0])
    swapped = spec.replace(operation_rate=[1.0, 0.5])
    assert played(spec).only(kind=OPERATION)["work"].tolist() == [10, 10]
    assert played(swapped).only(kind=OPERATION)["work"] == pytest.approx([10, 5])


def test_a_new_style_is_slow_at_first():
    spec = routing(
        *[[(0, 10)]] * 5, style_pieces=[2], style_factor=[1.5],
        **(CHANGES | {"operation_family": [0, 0, 0, 1, 1]}),
    )  # fmt: skip
    work = played(spec).only(kind=OPERATION)["work"].tolist()
    assert work == [15, 12.5, 10, 15, 12.5]


# ------------------------------------------------------------------------------------- sources
def test_a_saturated_source_keeps_one_waiting():
    spec = routing(
        [(0, 10)], source_kind=[codes.SATURATED], source_count=[3], source_begin=[5.0],
        release_start=[0, 0], release_time=[],
    )  # fmt: skip
    log = played(spec)
    assert table(log, RELEASE, "job", "time") == [(0, 5), (1, 5), (2, 15)]
    assert table(log, DONE, "job", "time") == [(0, 15), (1, 25), (2, 35)]


def test_due_dates_by_chance():
    spec = queue(
        10.0, 1.0, 50, source_due=[100.0], source_due_code=[2],
        source_due_parameters=[(5, 25, 0, 0)],
    )  # fmt: skip
    released = played(spec).only(kind=RELEASE)
    expected = [100 + 5 + 20 * streams.u01(0, 0, streams.DUE, 0, i) for i in range(50)]
    assert released["due"] - released["time"] == pytest.approx(expected)


def test_half_made_jobs_begin_where_they_stand():
    """Of three operations into a join, one job has one done and one job two."""
    spec = routing(
        [(0, 1), (1, 2), (2, 4), (3, 8)],
        predecessor_start=[0, 0, 0, 0, 3], predecessor=[0, 1, 2],
        release_start=[0, 2], release_time=[0, 0],
        initial_job=[0, 0, 1], initial_operation=[1, 2, 2],
    )  # fmt: skip
    log = played(spec)
    assert table(log, OPERATION, "job", "operation", "start") == [
        (0, 1, 0), (0, 2, 0), (1, 2, 4), (0, 3, 4), (1, 3, 12),
    ]  # fmt: skip


def test_a_remade_job_begins_at_the_beginning():
    spec = routing(
        [(0, 1), (1, 2)], release_time=[0], initial_job=[0], initial_operation=[1],
        operation_scrap=[0, 0.5], product_remake=[1],
    )  # fmt: skip
    for seed in range(20):
        work = play(spec, engine="simpy", seed=seed).only(kind=OPERATION)
        expected = [1, 0] if len(work) > 1 else [1]
        assert work["operation"].tolist()[: len(expected)] == expected


def test_a_way_that_does_not_exist_is_refused():
    with pytest.raises(SpecError, match="there is no way from station number 0 to"):
        played(routing([(0, 5), (1, 5)], walk=[(0, INF), (0, 0)]))
