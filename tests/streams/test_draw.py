"""Every distribution against SciPy's quantiles, in both versions of the sampler."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from workbench import streams
from workbench.sim.derived import expected_time

E = streams.EMPTY_TABLE
LEVELS = (0.0, 2.0**-53, 1e-12, 1e-6, 0.003, 0.2, 0.5, 0.77, 0.99, 1 - 1e-9, 1 - 2.0**-53)


def draw(code, parameters, u, table=E):
    p0, p1, p2, p3 = (float(value) for value in parameters)
    compiled = streams.draw(code, p0, p1, p2, p3, u, table)
    plain = getattr(streams.draw, "py_func", streams.draw)(code, p0, p1, p2, p3, u, table)
    assert compiled == plain
    return compiled


@pytest.mark.parametrize(
    ("code", "parameters", "oracle"),
    [
        (streams.CONSTANT, (7, 0, 0, 0), None),
        (streams.EXPONENTIAL, (3, 0, 0, 0), stats.expon(scale=3)),
        (streams.UNIFORM, (2, 5, 0, 0), stats.uniform(2, 3)),
        (streams.TRIANGULAR, (1.6, 2.0, 2.8, 0), stats.triang(1 / 3, 1.6, 1.2)),
        (streams.TRIANGULAR, (1, 1, 4, 0), stats.triang(0, 1, 3)),
        (streams.TRIANGULAR, (1, 4, 4, 0), stats.triang(1, 1, 3)),
        (streams.NORMAL, (35, 6, -math.inf, 0), stats.norm(35, 6)),
        (streams.NORMAL, (35, 6, 20, 0), stats.truncnorm(-2.5, math.inf, 35, 6)),
        (streams.NORMAL, (35, 6, 59, 0), stats.truncnorm(4, math.inf, 35, 6)),
        (streams.LOGNORMAL, (10, 3, 0, 0), stats.lognorm(math.sqrt(math.log(1.09)), 0,
                                                          10 / math.sqrt(1.09))),
        (streams.GAMMA, (30, 9, 0, 0), stats.gamma((30 / 9) ** 2, scale=81 / 30)),
        (streams.GAMMA, (1, 4, 0, 0), stats.gamma(1 / 16, scale=16)),
    ],
)  # fmt: skip
def test_quantiles(code, parameters, oracle):
    values = [draw(code, parameters, u) for u in LEVELS]
    assert values == sorted(values)
    if oracle is None:
        assert set(values) == {7.0}
        return
    for u, value in zip(LEVELS[1:], values[1:], strict=True):
        exact = oracle.ppf(u)
        if code == streams.NORMAL and u > 0.999:
            # SciPy's truncated normal loses its digits here; its tail function does not.
            assert oracle.sf(value) == pytest.approx(1.0 - u, rel=1e-6)
        else:
            assert value == pytest.approx(exact, rel=1e-11, abs=1e-300)
    assert expected_time(code, np.array(parameters, float), E) == pytest.approx(oracle.mean())


@pytest.mark.parametrize("shape", [0.05, 0.3, 1.0, 1.7, 8.0, 300.0, 1e5])
def test_gamma_quantile(shape):
    for u in (1e-10, 1e-3, 0.1, 0.5, 0.50001, 0.9, 0.9999, 1 - 1e-12):
        exact = special.gammaincinv(shape, u) if u <= 0.5 else special.gammainccinv(shape, 1 - u)
        assert streams.gamma_quantile(shape, u) == pytest.approx(exact, rel=1e-9, abs=1e-300)


def test_normal_quantile():
    for u in LEVELS[1:]:
        assert streams.normal_quantile(u) == pytest.approx(special.ndtri(u), rel=1e-14, abs=1e-15)


def test_discrete():
    parameters = (1.0, 3.0, 0.0, 0.0)
    table = streams.table_of([9.0, 3.0, 1.0, 4.0, 1.0, 2.0, 10.0])
    assert [draw(7, parameters, u, table) for u in (0.0, 0.09, 0.1, 0.19, 0.2, 0.999)] == [
        3, 3, 1, 1, 4, 4,
    ]  # fmt: skip
    assert expected_time(7, np.array(parameters), table) == pytest.approx(0.3 + 0.1 + 3.2)


@given(
    st.integers(0, 6),
    st.floats(0.01, 1e4),
    st.floats(0.0, 10.0),
    st.floats(0.0, 1.0, exclude_max=True),
)
def test_never_negative_never_undefined(code, mean, spread, u):
    parameters = {
        2: (mean, mean + spread, 0, 0),
        3: (mean, mean + spread / 2, mean + spread, 0),
    }.get(code, (mean, spread * mean, 0, 0))
    value = draw(code, parameters, u)
    assert 0.0 <= value < math.inf


def test_sample_is_draw_at_an_address():
    address = (5, 1, streams.TIME, 17 << 32, 3 << 20)
    assert streams.sample(1, 2.0, 0.0, 0.0, 0.0, E, *address) == draw(
        1, (2, 0, 0, 0), streams.u01_plain(*address)
    )


def test_names_of_the_codes():
    for code, name in enumerate(streams.DISTRIBUTIONS):
        assert getattr(streams, name.upper()) == code
