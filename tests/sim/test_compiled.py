"""The compiled engine: blocks, threads, stop and progress, and one compilation for everything."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.sim.specs import drop50, queue, rug
from workbench.sim import SimSpec, play
from workbench.sim._kernels_engine import play_block
from workbench.sim.codes import ATC, CRITICAL_RATIO
from workbench.sim.compiled import blocks, warm
from workbench.sim.log import OPERATION
from workbench.streams import EXPONENTIAL


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_any_number_of_threads_and_blocks(threads):
    whole = play(rug(), seed=4, replications=40, engine="simpy").sha256()
    assert play(rug(), seed=4, replications=40, threads=threads).sha256() == whole


def test_blocks_played_apart_join():
    spec = drop50()
    whole = play(spec, replications=9)
    parts = [play(spec, replications=4, first=0), play(spec, replications=5, first=4)]
    assert type(whole).join(parts).sha256() == whole.sha256()


def test_listener_counts_to_the_end():
    seen = []
    log = play(drop50(), replications=300, listener=lambda *count: seen.append(count))
    assert log.replications == 300
    assert seen[0] == (1, 300)
    assert seen[-1] == (300, 300)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_stop_keeps_what_was_played():
    asked = []

    def stop():
        asked.append(1)
        return len(asked) > 1

    log = play(drop50(), replications=10**6, stop=stop)
    assert log.replications == 1
    assert play(drop50(), replications=5, stop=lambda: True).replications == 0


def test_blocks_that_fail_raise():
    def fail(first, count):
        if first:
            raise ValueError(f"{first} {count}")
        return first

    with pytest.raises(ValueError, match="1 "):
        blocks(fail, 0, 5, threads=2)
    assert blocks(lambda first, _: first, 0, 0, threads=2) == []


def test_specifications_share_one_compilation():
    warm()
    before = len(play_block.signatures)
    for spec in (drop50(), rug(3, wip=1), queue(2.0, 1.0, 30), drop50(horizon=100.0)):
        play(spec)
    assert len(play_block.signatures) == before == 1


@pytest.mark.parametrize("rule", [CRITICAL_RATIO, ATC])
@pytest.mark.parametrize("batch", [0, 1])
def test_a_long_queue_in_any_order_is_put_in_that_of_its_rule(rule, batch):
    jobs = 61
    due = np.random.default_rng(rule).permutation(jobs) * 7.0 + 20.0
    spec = SimSpec(
        product_start=[0, 1],
        operation_station=[0],
        operation_code=[EXPONENTIAL],
        operation_parameters=[(5.0, 0.0, 0.0, 0.0)],
        station_machines=[1],
        station_rule=[rule],
        station_batch=[batch],
        batch_max=[2.0 if batch else math.inf],
        source_product=np.zeros(jobs),
        source_due=due,
        release_start=np.arange(jobs + 1),
        release_time=np.zeros(jobs),
    )
    log = play(spec, replications=3, engine="compiled")
    assert log.sha256() == play(spec, replications=3, engine="simpy").sha256()
    done = log.only(kind=OPERATION, replication=0)
    # at equal work the first choice, when nothing is late, is the one due first
    assert done["job"][0] == int(np.argmin(due))
