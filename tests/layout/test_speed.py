"""What a move on the floor costs, beside extremitypathfinder in the same run; no gate."""

import time

import numpy as np
import pytest

from tests.layout.floors import oracle_distance, random_floor
from workbench.layout.collision import collisions
from workbench.layout.paths import paths


def spent(act, times):
    """Return the median CPU time of one call. [ms]"""
    took = []
    for _ in range(times):
        start = time.process_time()
        act()
        took.append(time.process_time() - start)
    return 1e3 * float(np.median(took))


@pytest.mark.benchmark
@pytest.mark.parametrize("stations", [15, 25, 50])
def test_cpu_of_a_move(stations, capsys):
    pytest.importorskip("extremitypathfinder", reason="it is what the figures stand beside")
    floor = random_floor(1, stations)
    found = paths(floor.scene, floor.poses).distance
    collisions(floor.scene, floor.poses)
    own = spent(lambda: paths(floor.scene, floor.poses), 50)
    full = spent(
        lambda: (paths(floor.scene, floor.poses).polylines, collisions(floor.scene, floor.poses)),
        20,
    )
    free, stands = floor.free(), floor.stands()
    start = time.process_time()
    expected = oracle_distance(free, stands)
    other = 1e3 * (time.process_time() - start)
    both = np.isfinite(expected)
    assert np.abs(found[both] - expected[both]).max() < 1e-6
    with capsys.disabled():
        print(
            f"\n{stations} stations, {len(floor.scene.corners)} corners: distances {own:.2f} ms, "
            f"with ways and collisions {full:.2f} ms; extremitypathfinder {other:.0f} ms "
            f"({other / own:.0f} times)"
        )
