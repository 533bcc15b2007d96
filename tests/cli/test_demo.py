"""``workbench demo`` is the main job without a screen, on real input, within a minute."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

FAST = ["--replications", "20"]


def test_the_demonstration_in_a_fresh_process(tmp_path):
    # A cache of its own: what a person waits for the first time includes the compilation.
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    begun = time.perf_counter()
    command = [sys.executable, "-m", "workbench.cli", "demo", *FAST, "--json", "-"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert time.perf_counter() - begun < 120, "a minute on a machine with nothing else to do"
    document = json.loads(done.stdout)
    decision = document["decision"]
    assert decision["pieces"] == 50
    assert 0.7 < decision["marker"]["density"] < 1
    assert decision["kpis"]["lead_time_p90"]["mean"] > 0
    assert decision["verdict"]["headline"]
    assert document["rug_studio"]["off_site"] > 2 * document["rug_studio"]["co_located"]


def test_people_get_tables_a_shop_owner_understands(run):
    answer = run("demo", *FAST)
    assert answer.code == 0, answer
    text = " ".join(answer.out.split())
    for words in (
        "orders (orders.csv) 50 orders, 50 pieces",
        "5 pieces in sizes XS, S, M, L, XL",
        "cloth for one garment",
        "walking",
        "Here against offshore",
        "Rug studio: a drop of 12 rugs takes",
    ):
        assert words in text
