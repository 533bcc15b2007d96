"""Random small factories for property tests: any mix of the features of the semantics."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from workbench.sim import SimSpec


@st.composite
def factories(draw):
    """Return a valid specification that cannot get stuck."""
    stations = draw(st.integers(1, 3))
    pools = draw(st.integers(0, 2))
    products = draw(st.integers(1, 2))
    families = 3
    per_station = st.lists(st.integers(0, 1), min_size=stations, max_size=stations)

    def many(strategy, count):
        return draw(st.lists(strategy, min_size=count, max_size=count))

    lengths = many(st.integers(1, 4), products)
    starts = np.cumsum([0, *lengths])
    total = int(starts[-1])
    predecessors: list[list[int]] = []
    for first, length in zip(starts, lengths, strict=False):
        for i in range(length):
            earlier = [int(first) + k for k in range(i)]
            chosen = draw(st.sets(st.sampled_from(earlier))) if earlier else set()
            predecessors.append(sorted(chosen))
    batch = draw(per_station)
    calendars = many(st.lists(st.integers(0, 47), min_size=1, max_size=6, unique=True), 2)
    minutes = st.sampled_from([0.0, 0.7, 4.0, 33.0])
    kinds = st.sampled_from(
        [(0, (30.0, 0, 0, 0)), (0, (0.0, 0, 0, 0)), (1, (25.0, 0, 0, 0)), (2, (5, 50, 0, 0)),
         (3, (5, 20, 60, 0)), (4, (30, 10, 5, 0)), (5, (30, 10, 0, 0)), (6, (30, 10, 0, 0))]
    )  # fmt: skip
    times = many(kinds, total)
    jobs = many(st.integers(1, 5), products)
    return SimSpec(
        product_start=starts,
        product_remake=many(st.integers(0, 1), products),
        predecessor_start=np.cumsum([0, *map(len, predecessors)]),
        predecessor=[n for entry in predecessors for n in entry],
        operation_station=many(st.integers(-1, stations - 1), total),
        operation_pool=many(st.integers(-1, pools - 1), total),
        operation_attend=many(st.sampled_from([0.0, 0.25, 0.5, 1.0]), total),
        operation_code=[code for code, _ in times],
        operation_parameters=[parameters for _, parameters in times],
        operation_per_batch=many(st.integers(0, 1), total),
        operation_size=many(st.sampled_from([0.5, 1.0, 1.5, 2.0]), total),
        operation_family=many(st.integers(-1, families - 1), total),
        operation_redo=many(st.sampled_from([0.0, 0.0, 0.2]), total),
        operation_scrap=many(st.sampled_from([0.0, 0.0, 0.15]), total),
        station_machines=many(st.integers(1, 3), stations),
        station_calendar=many(st.integers(-1, 0), stations),
        station_rule=many(st.integers(0, 4), stations),
        station_batch=batch,
        batch_min=many(st.sampled_from([0.0, 2.0, 4.0]), stations),
        batch_max=[4.0] * stations,
        batch_wait=many(st.sampled_from([0.0, 30.0, 500.0]), stations),
        batch_by_family=draw(per_station),
        station_changeover=many(st.integers(-1, 0), stations),
        station_power=[6.0] * stations,
        changeover_time=[np.array([[0, 5, 10], [20, 0, 5], [1, 2, 0]])],
        changeover_first=[(3, 0, 7)],
        pool_people=many(st.integers(1, 2), pools),
        pool_calendar=many(st.sampled_from([-1, 1]), pools),
        pool_rule=many(st.integers(0, 3), pools),
        # Half-hours of a day; the second is open when the first is, so somebody can always work.
        cycle=1440.0,
        phase=draw(st.sampled_from([0.0, 100.0, 777.0])),
        calendar_start=np.cumsum([0, len(calendars[0]), len(set(calendars[0] + calendars[1]))]),
        calendar_open=[30.0 * h for h in sorted(calendars[0])]
        + [30.0 * h for h in sorted(set(calendars[0] + calendars[1]))],
        calendar_close=[30.0 * h + 30.0 for h in sorted(calendars[0])]
        + [30.0 * h + 30.0 for h in sorted(set(calendars[0] + calendars[1]))],
        walk=np.array(many(minutes, stations * stations)).reshape(stations, stations),
        source_product=np.arange(products),
        source_kind=many(st.sampled_from([1, 2]), products),
        source_count=jobs,
        source_end=[600.0] * products,
        source_code=[1] * products,
        source_parameters=[(40.0, 0, 0, 0)] * products,
        source_due=many(st.sampled_from([0.0, 500.0, 2000.0]), products),
        source_priority=many(st.integers(0, 3), products),
        wip=draw(st.sampled_from([0, 0, 1, 3])),
    )
