from itertools import pairwise

import numpy as np
import pytest

from workbench.analysis.breakdown import (
    BATCH,
    BLOCKED,
    CLOSED,
    QUEUE,
    SUPPLIER,
    TOUCH,
    TRANSPORT,
    breakdown,
)
from workbench.analysis.film import film
from workbench.analysis.flow import (
    lead_times,
    little,
    open_minutes,
    throughput,
    timeline,
    typical_replication,
    utilisation,
)
from workbench.analysis.states import state_shares
from workbench.errors import SpecError
from workbench.sim import Names, SimSpec, play
from workbench.sim.calendars import Calendars


def _line(**changes):
    """Three pieces at time 0 on one machine, 10 minutes each."""
    fields = {
        "names": Names(
            stations=("saw",), products=("box",), operations=("cut",), sources=("order",)
        ),
        "product_start": [0, 1],
        "operation_station": [0],
        "operation_parameters": [[10.0, 0, 0, 0]],
        "source_product": [0],
        "release_start": [0, 3],
        "release_time": [0.0, 0.0, 0.0],
        "source_due": [25.0],
    }
    return SimSpec(**{**fields, **changes})


# Dye four lots in batches of eight, then tufting by a person on weekdays 8 to 12.
RUGS = SimSpec(
    names=Names(
        stations=("vat", "frame"),
        pools=("tufter",),
        products=("rug",),
        operations=("dye", "dye", "dye", "dye", "tuft", "cure"),
        sources=("drop",),
        families=("red", "blue"),
    ),
    product_start=[0, 6],
    predecessor_start=[0, 0, 0, 0, 0, 4, 5],
    predecessor=[0, 1, 2, 3, 4],
    operation_station=[0, 0, 0, 0, 1, -1],
    operation_pool=[-1, -1, -1, -1, 0, -1],
    operation_code=[0, 0, 0, 0, 3, 0],
    operation_parameters=[*[[240.0, 0, 0, 0]] * 4, [60.0, 90.0, 150.0, 0], [1440.0, 0, 0, 0]],
    operation_per_batch=[1, 1, 1, 1, 0, 0],
    operation_family=[0, 0, 1, 1, -1, -1],
    operation_lot=[0, 1, 2, 3, 0, 0],
    station_machines=[1, 2],
    station_batch=[1, 0],
    batch_max=[8.0, np.inf],
    batch_by_family=[1, 0],
    station_changeover=[0, -1],
    changeover_time=np.array([[[0.0, 30.0], [120.0, 0.0]]]),
    pool_people=[1],
    pool_calendar=[0],
    calendar_start=[0, 5],
    calendar_open=[1440.0 * day + 480 for day in range(5)],
    calendar_close=[1440.0 * day + 720 for day in range(5)],
    walk=[[0.0, 2.0], [2.0, 0.0]],
    source_product=[0],
    release_start=[0, 4],
    release_time=[0.0, 0.0, 0.0, 0.0],
)


def test_three_pieces_one_after_the_other():
    log = play(_line())
    times = lead_times(log)
    assert times.time.tolist() == [10.0, 20.0, 30.0]
    assert times.on_time.tolist() == [True, True, False]
    assert times.makespan().tolist() == [30.0]
    assert (times.unfinished, times.lost) == (0, 0)
    law = little(log)
    assert law.wip[0] == pytest.approx(2.0)
    assert law.rate[0] == pytest.approx(0.1)
    assert law.error.max() < 1e-12
    assert throughput(log)[0] == pytest.approx(144.0)
    busy = utilisation(log, _line())
    assert busy.share[0, 0] == pytest.approx(1.0)
    assert busy.names[busy.bottleneck] == "saw"


def test_lost_and_unfinished_pieces_are_counted():
    lost = lead_times(play(_line(operation_scrap=[1.0])))
    assert (len(lost), lost.lost, lost.unfinished) == (0, 3, 0)
    cut = lead_times(play(_line(horizon=15.0)))
    assert (len(cut), cut.unfinished) == (1, 2)


def test_warm_up_leaves_the_first_jobs_out():
    times = lead_times(play(_line(), replications=2), warm_up_jobs=1)
    assert times.time.tolist() == [20.0, 30.0, 20.0, 30.0]


def test_an_empty_drop_is_refused():
    with pytest.raises(SpecError, match="nothing was released"):
        lead_times(play(_line(), replications=0))


def test_parts_of_the_time_add_up_to_the_lead_time():
    log = play(RUGS, replications=5)
    times = lead_times(log)
    split = breakdown(log, RUGS)
    assert split.pieces == 20
    assert split.lead_time == pytest.approx(times.days.mean())
    assert sum(split.parts.values()) == pytest.approx(split.lead_time)
    assert sum(split.steps.values()) == pytest.approx(split.lead_time)
    assert split.parts[SUPPLIER] == pytest.approx(1.0)
    assert split.parts[CLOSED] > 0.4
    assert split.parts[TRANSPORT] == pytest.approx(2.0 / 1440.0)
    assert split.share(TOUCH) > 0.0
    assert set(split.steps) == {"dye", "tuft", "cure"}


def test_a_wait_for_the_batch_is_told_from_a_queue():
    spec = _line(
        station_batch=[1],
        batch_min=[2.0],
        batch_max=[2.0],
        operation_per_batch=[1],
        release_start=[0, 2],
        release_time=[0.0, 40.0],
    )
    split = breakdown(play(spec), spec)
    assert split.parts[BATCH] == pytest.approx(20.0 / 1440.0)
    assert split.parts[QUEUE] == 0.0
    assert split.parts[TOUCH] == pytest.approx(10.0 / 1440.0)


def test_people_are_measured_against_their_own_hours():
    log = play(RUGS, replications=3)
    busy = utilisation(log, RUGS)
    assert busy.kinds == ("station", "station", "pool")
    assert busy.names[busy.bottleneck] == "tufter"
    assert 0.0 < busy.share[:, 2].max() <= 1.0 + 1e-9
    attended = log["attended"][log["person"] >= 0].sum()
    assert busy.busy[:, 2].sum() == pytest.approx(attended)


def test_timeline_shows_a_batch_once():
    log = play(RUGS, replications=3)
    bars = timeline(log, typical_replication(lead_times(log)))
    dyed = [bar for bar in bars if bar.label.startswith("dye")]
    assert len(dyed) == 2
    assert {bar.family for bar in dyed} == {"red", "blue"}
    assert dyed[0].label == "dye red, no. 1, 2, 3, 4"
    assert any(bar.label == "changeover" for bar in bars)
    for machine in {(bar.station, bar.machine) for bar in bars}:
        mine = sorted(bar[2:4] for bar in bars if (bar.station, bar.machine) == machine)
        assert all(a[1] <= b[0] + 1e-9 for a, b in pairwise(mine))


def test_open_minutes_over_many_weeks():
    calendars = Calendars(RUGS)
    assert open_minutes(calendars, 0, 0.0, 10080.0 * 52) == pytest.approx(52 * 5 * 240)
    assert open_minutes(calendars, 0, 1440.0 + 500, 1440.0 + 600) == 100.0
    assert open_minutes(calendars, -1, 5.0, 9.0) == 4.0
    assert open_minutes(calendars, 0, 9.0, 5.0) == 0.0
    # from Wednesday 10:00, three weeks and a day later
    begin = 2 * 1440.0 + 600
    assert open_minutes(calendars, 0, begin, begin + 22 * 1440.0) == pytest.approx(16 * 240)


def test_typical_replication_has_the_median_makespan():
    times = lead_times(play(RUGS, replications=5))
    spans = times.makespan()
    assert spans[typical_replication(times)] == np.median(spans)


def _two_in_a_row(**changes):
    """Three boxes sawn in a minute each; gluing takes ten and has no place in front of it."""
    fields = {
        "names": Names(
            stations=("saw", "glue"), products=("box",), operations=("cut", "glue"),
            sources=("order",),
        ),
        "product_start": [0, 2],
        "predecessor_start": [0, 0, 1],
        "predecessor": [0],
        "operation_station": [0, 1],
        "operation_parameters": [[1.0, 0, 0, 0], [10.0, 0, 0, 0]],
        "station_machines": [1, 1],
        "station_capacity": [-1, 0],
        "source_product": [0],
        "release_start": [0, 3],
        "release_time": [0.0, 0.0, 0.0],
    }  # fmt: skip
    return SimSpec(**{**fields, **changes})


def test_a_machine_that_finds_no_room_is_blocked():
    """By hand: done at 11, 21 and 31; the second and the third stand on the saw for 9 minutes."""
    spec = _two_in_a_row()
    log = play(spec, engine="simpy")
    found = breakdown(log, spec)
    minutes = {part: round(days * 1440 * 3, 6) for part, days in found.parts.items() if days}
    assert minutes == {TOUCH: 33.0, QUEUE: 12.0, BLOCKED: 18.0}
    saw = state_shares(log, spec)[0]
    assert saw.shares["blocked"] == pytest.approx(18.0 / 31.0)
    assert sum(saw.shares.values()) == pytest.approx(1.0)
    made = film(log, spec, 0)
    held = made.machines[made.machines[:, 2] == 3.0]
    assert held[:, :2].tolist() == [[2.0, 11.0], [12.0, 21.0]]


def test_what_was_done_before_a_failure_is_work():
    """The saw fails after 4 of 10 minutes and is repaired in 5: 10 of work, 5 of waiting."""
    spec = _line(
        release_start=[0, 1],
        release_time=[0.0],
        fail_kind=[2],
        fail_code=[0],
        fail_parameters=[[4.0, 0, 0, 0]],
        repair_code=[0],
        repair_parameters=[[5.0, 0, 0, 0]],
    )
    log = play(spec, engine="simpy")
    found = breakdown(log, spec)
    done = float(log["time"][log["kind"] == 4][0])
    assert found.parts[TOUCH] * 1440 == pytest.approx(10.0)
    assert found.parts[QUEUE] * 1440 == pytest.approx(done - 10.0)
    stays = film(log, spec, 0).pieces
    order = stays[np.argsort(stays[:, 0])]
    assert order[1:, 0].tolist() == pytest.approx(order[:-1, 1].tolist())  # one place at a time
    down = state_shares(log, spec)[0].shares["down"]
    assert down == pytest.approx((done - 10.0) / done)


def test_who_waits_for_room_stands_where_it_was_made():
    """As before with a walk of 2 minutes: nobody sets off before there is room."""
    spec = _two_in_a_row(walk=[[0.0, 2.0], [2.0, 0.0]])
    log = play(spec, engine="simpy")
    stays = film(log, spec, 0).pieces
    for job in range(3):
        own = stays[stays[:, 6] == job]
        own = own[np.argsort(own[:, 0])]
        assert own[1:, 0].tolist() == pytest.approx(own[:-1, 1].tolist())
        assert own[0, 0] == 0.0
    rests = stays[stays[:, 2] == 3.0]
    assert (rests[:, 3] == 0.0).all()  # at the saw
    found = breakdown(log, spec)
    total = sum(found.parts.values())
    assert total == pytest.approx(found.lead_time)
    assert found.parts[TRANSPORT] * 1440 == pytest.approx(2.0)
    held = (log["end"] - log["start"])[log["kind"] == 8].sum()
    assert found.parts[BLOCKED] * 1440 * 3 == pytest.approx(held)
