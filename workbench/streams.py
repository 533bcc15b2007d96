"""Chance with an address: every random number is a pure function of where it is used.

``u01(seed, replication, stream, entity, step)`` hashes its five integers to a number in [0, 1)
with 53 random bits, and ``draw`` inverts it to a distribution. There is no generator and no state:
the same address gives the same draw in every engine, scenario and order of events, so common
random numbers come for free and adding an order changes no other draw.

The hash feeds the five integers one after the other through the finaliser of SplitMix64 (Steele,
Lea & Flood 2014, doi:10.1145/2660193.2660195; constants of Stafford's mix 13).
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from workbench._jit import kernel

FloatArray = NDArray[np.float64]

# What a number is for. Users of chance outside the simulation take numbers from 100 on.
ARRIVAL: Final = 1  #: time of a release: entity = source, step = number in the source
TIME: Final = 2  #: time of an operation: entity = job, step = operation and visit
BATCH: Final = 3  #: time of a batch: entity = station, step = number of the batch there
YIELD: Final = 4  #: good, redo or scrap: entity = job, step = operation and visit
ROUTE: Final = 5  #: branch taken: entity = job, step = operation and visit
FAILURE: Final = 6  #: minutes to a failure: entity = machine, step = its failures before
REPAIR: Final = 7  #: minutes of a repair: entity = machine, step = its failures before
SUPPLY: Final = 8  #: delay of a supplier: entity = material, step = number of the delivery
DUE: Final = 9  #: addition to a due date: entity = source, step = number in the source
OUTAGE: Final = 10  #: minutes to the failure of a node: entity = node, step = its failures before
RETURN: Final = 11  #: minutes until it is back: entity = node, step = its failures before
DEMAND: Final = 100  #: what customers do
BASELINE: Final = 200  #: what happens in the offshore alternative

# Codes of distributions, with the meaning of the four parameters.
CONSTANT: Final = 0  #: value
EXPONENTIAL: Final = 1  #: mean
UNIFORM: Final = 2  #: low, high
TRIANGULAR: Final = 3  #: low, mode, high
NORMAL: Final = 4  #: mean, standard deviation, lower bound (truncated there; -inf for none)
LOGNORMAL: Final = 5  #: mean, standard deviation of the value itself (not of its logarithm)
GAMMA: Final = 6  #: mean, standard deviation
DISCRETE: Final = 7  #: start and number n in the table: n values, then n cumulative weights
DISTRIBUTIONS: Final = (
    "constant",
    "exponential",
    "uniform",
    "triangular",
    "normal",
    "lognormal",
    "gamma",
    "discrete",
)


def table_of(values: ArrayLike) -> FloatArray:
    """Return values and cumulative weights as ``draw`` takes them: a read-only copy.

    Numba compiles anew for every kind of array. A specification holds read-only arrays, a pickle
    of it writable ones: whoever draws passes his table through here.
    """
    kept = np.array(values, np.float64, order="C").reshape(-1)
    kept.setflags(write=False)
    return kept


EMPTY_TABLE: Final[FloatArray] = table_of(())

_MASK: Final = 0xFFFFFFFFFFFFFFFF
_GOLDEN: Final = 0x9E3779B97F4A7C15
_FIRST: Final = 0xBF58476D1CE4E5B9
_SECOND: Final = 0x94D049BB133111EB


@kernel
def _mixed(state: Any, word: Any) -> Any:
    """Return ``state`` with ``word`` stirred in (unsigned 64-bit arithmetic)."""
    z = (np.uint64(state) ^ np.uint64(word)) + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@kernel
def u01(seed: int, replication: int, stream: int, entity: int, step: int) -> float:
    """Return the uniform number at an address.

    Parameters
    ----------
    seed, replication, stream, entity, step : int
        The address; each is taken as a signed 64-bit integer.

    Returns
    -------
    float
        A multiple of 2**-53 in ``0 <= u < 1``.
    """
    z = _mixed(np.uint64(0x243F6A8885A308D3), seed)
    z = _mixed(z, replication)
    z = _mixed(z, stream)
    z = _mixed(z, entity)
    z = _mixed(z, step)
    return float(z >> np.uint64(11)) * 1.1102230246251565e-16


def u01_plain(seed: int, replication: int, stream: int, entity: int, step: int) -> float:
    """Return the same number as ``u01``, bit for bit, with Python integers only."""
    z = 0x243F6A8885A308D3
    for word in (seed, replication, stream, entity, step):
        z = ((z ^ (word & _MASK)) + _GOLDEN) & _MASK
        z = ((z ^ (z >> 30)) * _FIRST) & _MASK
        z = ((z ^ (z >> 27)) * _SECOND) & _MASK
        z ^= z >> 31
    return float(z >> 11) * 2.0**-53


@kernel
def normal_quantile(u: float) -> float:
    """Return the value a standard normal stays below with probability ``u``.

    Wichura (1988), algorithm AS 241 (PPND16), doi:10.2307/2347330; about 1e-16 relative.
    """
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = 2.5090809287301226727e3
        top = top * r + 3.3430575583588128105e4
        top = top * r + 6.7265770927008700853e4
        top = top * r + 4.5921953931549871457e4
        top = top * r + 1.3731693765509461125e4
        top = top * r + 1.9715909503065514427e3
        top = top * r + 1.3314166789178437745e2
        top = top * r + 3.3871328727963666080e0
        low = 5.2264952788528545610e3
        low = low * r + 2.8729085735721942674e4
        low = low * r + 3.9307895800092710610e4
        low = low * r + 2.1213794301586595867e4
        low = low * r + 5.3941960214247511077e3
        low = low * r + 6.8718700749205790830e2
        low = low * r + 4.2313330701600911252e1
        low = low * r + 1.0
        return q * top / low
    tail = u if q < 0.0 else 1.0 - u
    if tail <= 0.0:
        # Half of the smallest step of u: what lies between no draw and the first one.
        tail = 5.551115123125783e-17
    r = math.sqrt(-math.log(tail))
    if r <= 5.0:
        r -= 1.6
        top = 7.74545014278341407640e-4
        top = top * r + 2.27238449892691845833e-2
        top = top * r + 2.41780725177450611770e-1
        top = top * r + 1.27045825245236838258e0
        top = top * r + 3.64784832476320460504e0
        top = top * r + 5.76949722146069140550e0
        top = top * r + 4.63033784615654529590e0
        top = top * r + 1.42343711074968357734e0
        low = 1.05075007164441684324e-9
        low = low * r + 5.47593808499534494600e-4
        low = low * r + 1.51986665636164571966e-2
        low = low * r + 1.48103976427480074590e-1
        low = low * r + 6.89767334985100004550e-1
        low = low * r + 1.67638483018380384940e0
        low = low * r + 2.05319162663775882187e0
        low = low * r + 1.0
    else:
        r -= 5.0
        top = 2.01033439929228813265e-7
        top = top * r + 2.71155556874348757815e-5
        top = top * r + 1.24266094738807843860e-3
        top = top * r + 2.65321895265761230930e-2
        top = top * r + 2.96560571828504891230e-1
        top = top * r + 1.78482653991729133580e0
        top = top * r + 5.46378491116411436990e0
        top = top * r + 6.65790464350110377720e0
        low = 2.04426310338993978564e-15
        low = low * r + 1.42151175831644588870e-7
        low = low * r + 1.84631831751005468180e-5
        low = low * r + 7.86869131145613259100e-4
        low = low * r + 1.48753612908506148525e-2
        low = low * r + 1.36929880922735805310e-1
        low = low * r + 5.99832206555887937690e-1
        low = low * r + 1.0
    value = top / low
    return -value if q < 0.0 else value


@kernel
def normal_share(x: float) -> float:
    """Return the probability that a standard normal stays below ``x``."""
    return 0.5 * math.erfc(-x * 0.7071067811865476)


@kernel
def gamma_share(shape: float, x: float, above: bool) -> float:
    """Return the probability that a standard gamma of ``shape`` stays below (or above) ``x``.

    Series for ``x < shape + 1``, Lentz's continued fraction above (Press et al., Numerical
    Recipes, 6.2); each side is computed directly, so that a far tail keeps its digits.
    """
    if x <= 0.0:
        return 1.0 if above else 0.0
    scale = math.exp(shape * math.log(x) - x - math.lgamma(shape))
    if x < shape + 1.0:
        term = 1.0 / shape
        total = term
        n = shape
        for _ in range(10000):
            n += 1.0
            term *= x / n
            total += term
            if term < total * 1e-17:
                break
        below = min(1.0, total * scale)
        return 1.0 - below if above else below
    b = x + 1.0 - shape
    c = 1e300
    d = 1.0 / b
    fraction = d
    for i in range(1, 10000):
        an = -i * (i - shape)
        b += 2.0
        d = an * d + b
        if abs(d) < 1e-300:
            d = 1e-300
        c = b + an / c
        if abs(c) < 1e-300:
            c = 1e-300
        d = 1.0 / d
        step = d * c
        fraction *= step
        if abs(step - 1.0) < 1e-16:
            break
    rest = min(1.0, scale * fraction)
    return rest if above else 1.0 - rest


@kernel
def gamma_quantile(shape: float, u: float) -> float:
    """Return the value a standard gamma of ``shape`` stays below with probability ``u``.

    Newton's method from Wilson and Hilferty's approximation, kept inside a bracket that every
    step narrows; a small ``shape`` starts from the leading power of the series.
    """
    if u <= 0.0:
        return 0.0
    z = normal_quantile(u)
    root = 1.0 - 1.0 / (9.0 * shape) + z / (3.0 * math.sqrt(shape))
    x = shape * root * root * root
    if root <= 0.0 or (shape < 0.6 and u < 0.5):
        x = math.exp((math.log(u) + math.lgamma(shape + 1.0)) / shape)
    above = u > 0.5
    low = 0.0
    high = math.inf
    for _ in range(100):
        if x <= 0.0:
            # Below the smallest positive number: nothing finer can be told apart.
            return low
        if above:
            excess = (1.0 - u) - gamma_share(shape, x, True)
        else:
            excess = gamma_share(shape, x, False) - u
        if excess > 0.0:
            high = min(high, x)
        else:
            low = max(low, x)
        density = math.exp((shape - 1.0) * math.log(x) - x - math.lgamma(shape))
        trial = x - excess / density if density > 0.0 else -1.0
        if not (low < trial < high):
            trial = 0.5 * (low + high) if high < math.inf else 2.0 * x
        if abs(trial - x) <= 4e-16 * x:
            return trial
        x = trial
    return x


@kernel
def draw(
    code: int, p0: float, p1: float, p2: float, p3: float, u: float, table: FloatArray
) -> float:
    """Return the value of a distribution at the uniform number ``u``.

    Parameters
    ----------
    code : int
        One of the codes above.
    p0, p1, p2, p3 : float
        Its parameters, in the unit of the result.
    u : float
        Uniform number in [0, 1).
    table : float64[T]
        Values and cumulative weights of discrete distributions, made by ``table_of``;
        ``EMPTY_TABLE`` without any.

    Returns
    -------
    float
        The value below which the distribution stays with probability ``u``.
    """
    if code == 0:
        return p0
    if code == 1:
        return -p0 * math.log1p(-u)
    if code == 2:
        return p0 + (p1 - p0) * u
    if code == 3:
        width = p2 - p0
        if width <= 0.0:
            return p0
        if u * width < p1 - p0:
            return p0 + math.sqrt(u * width * (p1 - p0))
        return p2 - math.sqrt((1.0 - u) * width * (p2 - p1))
    if code == 4:
        if p1 <= 0.0:
            return max(p0, p2)
        if p2 == -math.inf:
            return p0 + p1 * normal_quantile(u)
        # Work in the upper tail, where no digits are lost when the bound lies above the mean.
        above = normal_share((p0 - p2) / p1)
        return max(p2, p0 - p1 * normal_quantile((1.0 - u) * above))
    if code == 5:
        if p1 <= 0.0:
            return p0
        spread = math.log1p((p1 / p0) * (p1 / p0))
        return p0 * math.exp(math.sqrt(spread) * normal_quantile(u) - 0.5 * spread)
    if code == 6:
        if p1 <= 0.0:
            return p0
        shape = (p0 / p1) * (p0 / p1)
        return p0 / shape * gamma_quantile(shape, u)
    start = int(p0)
    count = int(p1)
    goal = u * table[start + 2 * count - 1]
    for i in range(count):
        if goal < table[start + count + i]:
            return table[start + i]
    return table[start + count - 1]


@kernel
def sample(
    code: int,
    p0: float,
    p1: float,
    p2: float,
    p3: float,
    table: FloatArray,
    seed: int,
    replication: int,
    stream: int,
    entity: int,
    step: int,
) -> float:
    """Return ``draw`` at the number of an address: one call from Python instead of two."""
    return draw(code, p0, p1, p2, p3, u01(seed, replication, stream, entity, step), table)
