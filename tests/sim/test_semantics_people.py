"""Skills, load and unload, setters, and the end of a shift, worked out by hand."""

from __future__ import annotations

import pytest

from tests.sim.specs import routing
from workbench.errors import SpecError
from workbench.sim import codes, play
from workbench.sim.log import CHANGEOVER, GOOD, INTERRUPTED, OPERATION, UNLOAD

# Open 480 to 720 with a break from 540 to 600, and 780 to 1020; a day of 1440 minutes.
DAY = {
    "calendar_start": [0, 3],
    "calendar_open": [480.0, 600.0, 780.0],
    "calendar_close": [540.0, 720.0, 1020.0],
    "calendar_break": [1, 0, 0],
    "cycle": 1440.0,
}


def table(log, kind, *columns):
    part = log.only(kind=kind)
    return list(zip(*(part[name].tolist() for name in columns), strict=True))


def played(spec):
    return play(spec, engine="simpy")


# ------------------------------------------------------------------------------------- skills
def test_the_second_pool_helps_when_the_first_is_busy():
    spec = routing(
        [(0, 10)], [(1, 10)], [(2, 10)],
        operation_pool=[0, 0, 0], also_start=[0, 0, 0, 1], also_pool=[1], pool_people=[1, 1],
    )  # fmt: skip
    # Job 2 asks both pools; pool 0 decides first, for job 0; pool 1 takes job 2.
    assert table(played(spec), OPERATION, "job", "person", "start", "end") == [
        (0, 0, 0, 10), (2, 1, 0, 10), (1, 0, 10, 20),
    ]  # fmt: skip


def test_who_is_there_takes_it_by_the_calendar_of_his_pool():
    spec = routing(
        [(0, 100)], operation_pool=[0], also_start=[0, 1], also_pool=[1], pool_people=[1, 1],
        pool_calendar=[0, 1],
        calendar_start=[0, 1, 2], calendar_open=[700.0, 600.0], calendar_close=[900.0, 650.0],
        cycle=1440.0,
    )  # fmt: skip
    # Pool 1 opens first; its 50 minutes a day make the rest wait until tomorrow.
    assert table(played(spec), OPERATION, "person", "start", "end") == [(1, 600, 2090)]


def test_a_skill_that_nobody_has_in_common_with_the_station_is_refused():
    spec = routing(
        [(0, 100)], operation_pool=[0], pool_people=[1], pool_calendar=[0], station_calendar=[1],
        calendar_start=[0, 1, 2], calendar_open=[700.0, 600.0], calendar_close=[900.0, 650.0],
        cycle=1440.0,
    )  # fmt: skip
    with pytest.raises(SpecError, match="never open at the same time"):
        played(spec)
    helped = spec.replace(
        also_start=[0, 1], also_pool=[1], pool_people=[1, 1], pool_calendar=[0, -1]
    )
    assert table(played(helped), OPERATION, "person") == [(1,)]


# --------------------------------------------------------------------------------- load, unload
def test_load_and_unload_attended_run_unattended():
    spec = routing(
        [(0, 60)], [(1, 7)],
        operation_pool=[0, 0], operation_attend=[0.0, 1.0], operation_load=[5, 0],
        operation_unload=[3, 0], pool_people=[1], release_time=[0, 64], station_power=[6.0, 0],
    )  # fmt: skip
    log = played(spec)
    # Loaded until 5, runs until 65; the person does job 1 from 64 to 71, then unloads until 74.
    assert table(log, OPERATION, "job", "start", "end", "work", "attended", "person") == [
        (1, 64, 71, 7, 7, 0), (0, 0, 74, 68, 5, 0),
    ]  # fmt: skip
    assert table(log, UNLOAD, "job", "enqueued", "start", "end", "attended") == [(0, 65, 71, 74, 3)]
    assert table(log, OPERATION, "job", "energy")[1] == (0, pytest.approx(6.8))


def test_whoever_attends_to_the_end_unloads():
    spec = routing(
        [(0, 10)], operation_pool=[0], operation_load=[2], operation_unload=[3], pool_people=[1]
    )
    log = played(spec)
    assert table(log, OPERATION, "start", "end", "work", "attended") == [(0, 15, 15, 15)]
    assert not len(log.only(kind=UNLOAD))
    alone = spec.replace(operation_pool=[-1])
    assert table(played(alone), OPERATION, "start", "end", "work", "attended") == [(0, 15, 15, 0)]


def test_a_batch_is_loaded_once_or_member_by_member():
    spec = routing(
        [(0, 10)], [(0, 20)], station_batch=[1], batch_min=[2], operation_load=[2, 4],
        operation_unload=[1, 5],
    )  # fmt: skip
    assert set(table(played(spec), OPERATION, "start", "end", "work")) == {(0, 42, 21)}
    once = spec.replace(operation_per_batch=[1, 1])
    assert set(table(played(once), OPERATION, "start", "end", "work")) == {(0, 13, 6.5)}


# ------------------------------------------------------------------------------------- setters
CHANGES = {
    "operation_family": [0, 1],
    "station_changeover": [0],
    "changeover_time": [[(0, 8), (8, 0)]],
    "changeover_first": [(8, 8)],
}


def test_a_setter_changes_over_before_the_own_person_is_asked():
    spec = routing(
        [(0, 10)], [(0, 10)], operation_pool=[0, 0], pool_people=[1, 1], station_setup_pool=[1],
        station_setup_power=[3.0], **CHANGES,
    )  # fmt: skip
    log = played(spec)
    assert table(log, CHANGEOVER, "person", "start", "end", "attended", "energy") == [
        (1, 0, 8, 8, 0.4), (1, 18, 26, 8, 0.4),
    ]  # fmt: skip
    assert table(log, OPERATION, "person", "start", "end") == [(0, 8, 18), (0, 26, 36)]


def test_nobody_changes_over():
    spec = routing(
        [(0, 10)], [(0, 10)], [(1, 12)],
        operation_pool=[0, 0, 0], pool_people=[1], station_setup_pool=[-1, -2],
        **(CHANGES | {"operation_family": [0, 1, -1], "station_changeover": [0, -1]}),
    )  # fmt: skip
    log = played(spec)
    # The person is free for job 2 while the machine sets itself.
    assert table(log, OPERATION, "job", "start", "end") == [(2, 0, 12), (0, 12, 22), (1, 30, 40)]
    assert table(log, CHANGEOVER, "person", "start", "attended") == [(-1, 0, 0), (-1, 22, 0)]


# ----------------------------------------------------------------------------- end of the shift
@pytest.mark.parametrize(
    ("closing", "spans"),
    [
        # 100 minutes from 480: 60 until the break, 40 after it; then 80 until 720, 20 from 780.
        (codes.PAUSE, [(480, 640), (640, 800)]),
        (codes.FINISH, [(480, 640), (640, 740)]),
        (codes.FIT, [(480, 640), (780, 880)]),
        (codes.RESTART, [(480, 640), (640, 720), (780, 880)]),
    ],
)
def test_work_of_a_station_at_the_end_of_its_shift(closing, spans):
    spec = routing([(0, 100)], [(0, 100)], station_calendar=[0], station_closing=[closing], **DAY)
    log = played(spec)
    assert table(log, OPERATION, "start", "end") == spans
    if closing == codes.RESTART:
        assert table(log, OPERATION, "outcome", "work") == [
            (GOOD, 100), (INTERRUPTED, 80), (GOOD, 100),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("closing", "spans"),
    [
        (codes.PAUSE, [(480, 640), (640, 800)]),
        (codes.FINISH, [(480, 640), (640, 740)]),
        (codes.FIT, [(480, 640), (780, 880)]),
    ],
)
def test_work_of_people_at_the_end_of_their_shift(closing, spans):
    spec = routing(
        [(0, 100)], [(0, 100)], operation_pool=[0, 0], pool_people=[1], pool_calendar=[0],
        pool_closing=[closing], **DAY,
    )  # fmt: skip
    assert table(played(spec), OPERATION, "start", "end") == spans


def test_what_fits_goes_ahead_of_what_does_not():
    spec = routing(
        [(0, 170)], [(0, 100)], [(0, 10)], station_calendar=[0], station_closing=[codes.FIT], **DAY
    )
    # 180 minutes in the shift: 170 take it, 10 fit in, 100 go into the next one.
    assert table(played(spec), OPERATION, "job", "start", "end") == [
        (0, 480, 710), (2, 710, 720), (1, 780, 880),
    ]  # fmt: skip


def test_what_fits_into_no_shift_begins_all_the_same():
    spec = routing([(0, 500)], station_calendar=[0], station_closing=[codes.FIT], **DAY)
    # 180 + 240 of the first day, 80 of the next: 60 until its break, 20 after.
    assert table(played(spec), OPERATION, "start", "end") == [(480, 2060)]


def test_people_fit_only_what_they_attend():
    spec = routing(
        [(0, 400)], operation_pool=[0], operation_attend=[0.25], pool_people=[1],
        pool_calendar=[0], pool_closing=[codes.FIT], release_time=[630], **DAY,
    )  # fmt: skip
    # 100 minutes of attention do not fit into 630 to 720; from 780 they do, the rest runs alone.
    assert table(played(spec), OPERATION, "start", "end", "attended") == [(780, 1180, 100)]


def test_restart_happens_once():
    spec = routing(
        [(0, 300)], station_calendar=[0], station_closing=[codes.RESTART], release_time=[480], **DAY
    )
    # Cut at 720; anew from 780: 240 until 1020, then it pauses until tomorrow.
    assert table(played(spec), OPERATION, "outcome", "start", "end", "work") == [
        (INTERRUPTED, 480, 720, 180), (GOOD, 780, 1980, 300),
    ]  # fmt: skip
