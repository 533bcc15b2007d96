"""What is added to a factory changes no other draw."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sim.specs import INF, queue
from workbench import streams
from workbench.sim import SimSpec, play
from workbench.sim.log import OPERATION, RELEASE, SCRAPPED
from workbench.sim.spec import LISTED, RENEWAL, WINDOW


def shop(orders):
    """Return a shop with room for everybody, so that nobody's work depends on the others."""
    count = len(orders)
    return SimSpec(
        product_start=[0, 2],
        predecessor_start=[0, 0, 1],
        predecessor=[0],
        operation_station=[0, 1],
        operation_code=[1, 6],
        operation_parameters=[(10, 0, 0, 0), (20, 5, 0, 0)],
        operation_redo=[0.3, 0.1],
        operation_key=[71, 33],
        station_machines=[50, 50],
        source_product=np.zeros(count),
        source_kind=[kind for _, kind, _ in orders],
        source_key=[key for key, _, _ in orders],
        source_count=[pieces for _, _, pieces in orders],
        source_end=[400.0] * count,
        source_code=[1] * count,
        source_parameters=[(10, 0, 0, 0)] * count,
        release_start=np.cumsum([0, *(n * (kind == LISTED) for _, kind, n in orders)]),
        release_time=[5.0] * sum(n for _, kind, n in orders if kind == LISTED),
    )


def lives(spec):
    """Return {(source key, piece): all that happened to the piece}."""
    log = play(spec, seed=5)
    log = log.where((log["kind"] == OPERATION) | (log["kind"] == RELEASE))
    found = {}
    for i in range(len(log)):
        key = (int(spec.source_key[log["source"][i]]), int(log["piece"][i]))
        found.setdefault(key, []).append(
            (log["operation"][i], log["start"][i], log["end"][i], log["outcome"][i])
        )
    return found


def test_an_order_added_changes_no_other_draw():
    orders = [(17, WINDOW, 6), (4, LISTED, 3), (90, RENEWAL, 5)]
    before = lives(shop(orders))
    after = lives(shop([(55, LISTED, 2), *orders, (3, WINDOW, 4)]))
    assert len(before) == 14
    assert len(after) == 20
    assert {key: after[key] for key in before} == before


def test_a_larger_order_keeps_the_draws_of_its_pieces():
    before = lives(shop([(17, WINDOW, 6), (90, RENEWAL, 5)]))
    after = lives(shop([(17, WINDOW, 9), (90, RENEWAL, 8)]))
    assert {key: after[key] for key in before} == before


def test_an_operation_added_changes_no_other_draw():
    spec = shop([(17, WINDOW, 6)])
    longer = spec.replace(
        product_start=[0, 3],
        predecessor_start=[0, 0, 1, 2],
        predecessor=[0, 1],
        operation_station=[0, 1, 1],
        operation_pool=[-1] * 3,
        operation_attend=[1] * 3,
        operation_code=[1, 0, 6],
        operation_parameters=[(10, 0, 0, 0), (1, 0, 0, 0), (20, 5, 0, 0)],
        operation_per_batch=[0] * 3,
        operation_size=[1] * 3,
        operation_family=[-1] * 3,
        operation_redo=[0.3, 0, 0.1],
        operation_scrap=[0] * 3,
        operation_lot=[0] * 3,
        operation_energy=[0] * 3,
        operation_key=[71, 5, 33],
    )

    def works(spec):
        work = play(spec).only(kind=OPERATION)
        keys = spec.operation_key[work["operation"]]
        return sorted(zip(work["piece"], keys, work["work"], strict=True))

    assert [entry for entry in works(longer) if entry[1] != 5] == works(spec)


def test_replications_differ_and_blocks_join():
    spec = queue(1.25, 1.0, 50)
    whole = play(spec, replications=4)
    parts = [play(spec, replications=2), play(spec, replications=2, first=2)]
    assert whole.sha256() == type(whole).join(parts).sha256()
    work = whole.only(kind=OPERATION)
    times = {float(work.only(replication=r)["work"].sum()) for r in range(4)}
    assert len(times) == 4
    assert play(spec, seed=1).sha256() != play(spec, seed=2).sha256()


def firings(pieces, **fields):
    """Return the minutes of each firing of a kiln that takes four pieces at most."""
    given = {
        "source_kind": [LISTED],
        "release_start": [0, pieces],
        "release_time": np.zeros(pieces),
        "operation_per_batch": [1],
        "station_batch": [1],
        "batch_max": [4.0],
        "station_key": [77],
    }
    work = play(queue(1.0, 10.0, 0, **(given | fields))).only(kind=OPERATION)
    assert INF not in work["end"]
    return [float(work.only(batch=b)["work"].sum()) for b in np.unique(work["batch"])]


def test_a_firing_keeps_its_time_whoever_is_in_it():
    alone = firings(1)
    several = firings(11)
    assert len(several) == 3
    assert several[:1] == alone
    assert len(set(several)) == 3
    assert firings(11, operation_key=[5], source_key=[6]) == several
    assert firings(11, batch_max=[3.0])[:3] == pytest.approx(several)
    assert firings(11, station_key=[78])[0] != several[0]
    address = (0, 0, streams.BATCH, 77, 2)
    assert several[2] == pytest.approx(-10.0 * np.log1p(-streams.u01_plain(*address)))


def test_a_firing_counts_the_batches_of_its_station_only():
    """Two kilns of the same pieces: the second one's firings have numbers of their own."""
    fields = {
        "product_start": [0, 2],
        "predecessor_start": [0, 0, 1],
        "predecessor": [0],
        "operation_station": [0, 1],
        "operation_code": [1, 1],
        "operation_parameters": [(10, 0, 0, 0)] * 2,
        "operation_per_batch": [1, 1],
        "station_machines": [1, 1],
        "station_batch": [1, 1],
        "batch_max": [4.0, 4.0],
        "source_kind": [LISTED],
        "release_start": [0, 12],
        "release_time": np.zeros(12),
        "station_key": [3, 77],
    }
    work = play(queue(1.0, 1.0, 0, **fields)).only(kind=OPERATION, station=1)
    first = work.only(batch=int(work["batch"][0]))["work"].sum()
    assert first == pytest.approx(firings(1)[0])


def test_a_firing_counts_whoever_leads():
    """The first batch is led by a piece whose time is its own, the second has the number 1."""
    fields = {
        "product_start": [0, 1, 2],
        "operation_station": [0, 0],
        "operation_code": [0, 1],
        "operation_parameters": [(10, 0, 0, 0)] * 2,
        "operation_per_batch": [0, 1],
        "source_product": [0, 1],
        "source_kind": [LISTED, LISTED],
        "source_count": [4, 4],
        "source_code": [0, 0],
        "source_parameters": [(0, 0, 0, 0)] * 2,
        "release_start": [0, 4, 8],
    }
    assert firings(8, **fields)[1] == pytest.approx(firings(8)[1])


def test_members_draw_at_their_own_address_if_their_times_add_up():
    together = firings(4, operation_per_batch=[0])
    alone = play(
        queue(
            1.0, 10.0, 0, source_kind=[LISTED], release_start=[0, 4], release_time=np.zeros(4)
        )
    ).only(kind=OPERATION)["work"]  # fmt: skip
    assert together == [pytest.approx(alone.sum())]


def test_an_outcome_has_a_stream_of_its_own():
    spec = queue(
        1.0, 10.0, 0, source_kind=[LISTED], release_start=[0, 40], release_time=np.zeros(40),
        operation_scrap=[0.5], operation_key=[9], source_key=[6],
    )  # fmt: skip
    work = play(spec).only(kind=OPERATION)
    for piece, outcome in zip(work["piece"].tolist(), work["outcome"].tolist(), strict=True):
        u = streams.u01_plain(0, 0, streams.YIELD, (6 << 32) + piece, 9 << 20)
        assert (outcome == SCRAPPED) == (u < 0.5)


def test_releases_have_a_stream_of_their_own():
    spec = shop([(17, WINDOW, 6)])
    moments = [400.0 * streams.u01_plain(5, 0, streams.ARRIVAL, 17, i) for i in range(6)]
    assert play(spec, seed=5).only(kind=RELEASE)["time"].tolist() == sorted(moments)
