"""Twins with known answers, from ``twin.yaml`` to the event log, on both engines.

Quick runs here; the precise ones, each within 1 % of the exact value and known to 0.5 %, are in the
slow suite, where Holm's procedure keeps the chance of any false pass of the family below 5 %.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from scipy.special import stdtr, stdtrit

from tests.sim import closed_forms
from tests.sim.cases import CASES
from workbench.analysis.families import holm
from workbench.sim import play

BIAS, HALF = 0.01, 0.005
MOST = 4000


@pytest.mark.parametrize(
    ("found", "published"),
    [
        (closed_forms.mmc_wait(2.0, 1.0, 3), 4 / 9),
        (2.0 * closed_forms.mmc_wait(2.0, 1.0, 3), 8 / 9),
        (closed_forms.mmck(3.0, 2.0, 2, 5), (0.0851138, 2.005954, 0.730858)),
        ([closed_forms.erlang_b(a, c) for a, c in ((5, 10), (20, 30))], (0.0183846, 0.0084575)),
        (closed_forms.erlang_b(4.461, 10), 0.0099978),
        ([closed_forms.mg1_wait(0.8, 1.0, v) for v in (0, 0.25, 1, 2, 4)], (2, 2.5, 4, 6, 10)),
        (closed_forms.cobham(0.2, 0.6, 1.0), (2.0, 6.0)),
        (closed_forms.preemptive(0.2, 0.6, 1.0), (1.25, 6.25)),
        (CASES["11 Jackson"].values, (1.29213, 2.77778, 0.738636, 6.41140)),
        (closed_forms.machine_repair(10, 300, 30), (7.854177, 0.785418, 81.962)),
        (closed_forms.bulk(3.0, 1.0, 1, 4), (2.552499, 0.964066)),
        (closed_forms.bulk(3.0, 1.0, 4, 8), (0.954513, 0.625489)),
        (closed_forms.practical_worst_case(4, 4, 2.0), (0.285714, 14)),
        (closed_forms.practical_worst_case(10, 4, 2.0), (0.384615, 26)),
        ([closed_forms.line_of_two(1, 1, b) for b in (0, 1, 4)], (2 / 3, 3 / 4, 6 / 7)),
        (closed_forms.line_of_two(1, 0.8, 2), 0.702523),
        (closed_forms.mmc_wait(2.7, 1.0, 3), 2.72354),
        # the approximation by variability, utilisation and time is bounded by the exact value
        (closed_forms.kingman(0.9, 3, 1.0, 1.0, 1.0), 2.74925),
    ],
)
def test_closed_forms_agree_with_what_is_published(found, published):
    assert found == pytest.approx(published, rel=1e-5)


@pytest.mark.parametrize("name", CASES)
def test_a_quick_run(name):
    case = CASES[name]
    settings, count = case.short
    values = case.measure(case.spec(settings), 0, count)
    mean = values.mean(axis=0)
    half = float(stdtrit(count - 1, 0.99995)) * values.std(axis=0, ddof=1) / np.sqrt(count)
    exact = np.array(case.values)
    assert (half < 0.5 * exact).all(), f"too wide to prove anything: {half} of {exact}"
    # short runs start empty: a little of the bias of the beginning is left in them
    assert (np.abs(mean - exact) < half + 0.02 * exact).all(), f"{mean} ± {half}, not {exact}"


@cache
def _measured(name):
    """Return (mean, half-width, p of a bias above 1 %) of each measure, to the precision wanted."""
    case = CASES[name]
    spec, exact = case.spec(), np.array(case.values)
    values = case.measure(spec, 0, case.block)
    while True:
        count = len(values)
        mean, error = values.mean(axis=0), values.std(axis=0, ddof=1) / np.sqrt(count)
        half = float(stdtrit(count - 1, 0.975)) * error
        if (half <= HALF * exact).all() or count >= MOST:
            break
        missing = int(count * ((half / (0.95 * HALF * exact)).max() ** 2 - 1)) + 1
        more = min(max(missing, case.block), count, MOST - count)
        values = np.concatenate((values, case.measure(spec, count, more)))
    # two one-sided tests of |bias| >= 1 %; the greater p counts
    above = stdtr(count - 1, (mean - exact * (1 + BIAS)) / error)
    below = stdtr(count - 1, (exact * (1 - BIAS) - mean) / error)
    return mean, half, np.maximum(above, below)


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_within_one_percent(name):
    exact = np.array(CASES[name].values)
    mean, half, _ = _measured(name)
    assert (half <= HALF * exact).all()
    assert (np.abs(mean - exact) <= BIAS * exact).all()


@pytest.mark.slow
def test_the_whole_family_is_within_one_percent():
    p = np.concatenate([_measured(name)[2] for name in CASES])
    assert holm(p).max() <= 0.05


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_both_engines_write_the_same_log(name):
    spec = CASES[name].spec(CASES[name].tiny)
    logs = [play(spec, seed=3, replications=20, engine=engine) for engine in ("compiled", "simpy")]
    assert len(logs[0]) > 0
    assert logs[0].sha256() == logs[1].sha256()
