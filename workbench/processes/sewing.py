"""Sewing by standard minutes: efficiency, learning, and what a change of style costs.

Two learning curves go by Wright's name, and they differ: in his own (1936) the *mean* time of the
first n pieces falls by the rate with every doubling, in the other the time of the n-th piece does.
They are kept apart here; a rate of 80 % means another thing in each.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from workbench.errors import SpecError
from workbench.model.defaults import default

# UCI garment productivity (no. 597): mean of the sewing rows with no and with one style change in
# a day. Observed, not an experiment: lines with changes may differ in other ways too.
NO_CHANGE = 0.748
ONE_CHANGE = 0.615


def output(minutes: float, efficiency: float, sam: float) -> int:
    """Return how many whole pieces an operator makes: ``minutes × efficiency / SAM``."""
    _check(efficiency, sam)
    return math.floor(minutes * efficiency / sam + 1e-9)


def operator_hours(pieces: float, sam: float, efficiency: float) -> float:
    """Return how many operator hours some pieces take [h]."""
    _check(efficiency, sam)
    return pieces * sam / efficiency / 60.0


def _check(efficiency: float, sam: float) -> None:
    if not 0.0 < efficiency <= 2.0:
        raise SpecError(
            f"an efficiency of {efficiency:g}",
            where="efficiency",
            advice="give a share above 0, such as 0.65 for 65 %",
        )
    if not (math.isfinite(sam) and sam > 0.0):
        raise SpecError(f"a SAM of {sam:g} min", where="sam", advice="give more than 0 min")


def exponent(rate: float) -> float:
    """Return b of ``n^b`` for a learning rate: log₂ of it."""
    if not 0.0 < rate <= 1.0:
        raise SpecError(
            f"a learning rate of {rate:g}", where="rate", advice="give a share in (0, 1]"
        )
    return math.log2(rate)


@dataclass(frozen=True)
class UnitCurve:
    """Learning by the unit: piece n takes ``first · n^b`` (Crawford).

    Parameters
    ----------
    first : float
        Time of the first piece. [min]
    rate : float
        Share of the time that is left at twice the number.
    """

    first: float
    rate: float

    def unit(self, n: int) -> float:
        """Return the time of the n-th piece [min]."""
        return self.first * _count(n) ** exponent(self.rate)

    def total(self, n: int) -> float:
        """Return the time of the first n pieces [min]."""
        b = exponent(self.rate)
        return self.first * math.fsum(k**b for k in range(1, _count(n) + 1))

    def mean(self, n: int) -> float:
        """Return the mean time of the first n pieces [min]."""
        return self.total(n) / n


@dataclass(frozen=True)
class MeanCurve:
    """Learning by the mean: the first n pieces take ``first · n^b`` on average (Wright 1936).

    Parameters
    ----------
    first : float
        Time of the first piece. [min]
    rate : float
        Share of the mean that is left at twice the number.
    """

    first: float
    rate: float

    def mean(self, n: int) -> float:
        """Return the mean time of the first n pieces [min]."""
        return self.first * _count(n) ** exponent(self.rate)

    def total(self, n: int) -> float:
        """Return the time of the first n pieces [min]."""
        return self.mean(n) * n

    def unit(self, n: int) -> float:
        """Return the time of the n-th piece [min]."""
        return self.total(n) - (self.total(n - 1) if n > 1 else 0.0)


def _count(n: int) -> int:
    if n < 1:
        raise SpecError(f"piece number {n}", where="n", advice="count from 1")
    return n


def style_efficiency(changes: float, *, base: float | None = None) -> float:
    """Return the efficiency of a line with so many style changes a day.

    The first change costs what was observed (0.748 → 0.615, −18 %); that each further one costs the
    same share again is an estimate.

    Parameters
    ----------
    changes : float
        Style changes a day, 0 or more.
    base : float, optional
        Efficiency without a change; that of the data by default.
    """
    if not (math.isfinite(changes) and changes >= 0.0):
        raise SpecError(f"{changes:g} style changes a day", where="changes", advice="give ≥ 0")
    start = NO_CHANGE if base is None else base
    if not 0.0 < start <= 2.0:
        raise SpecError(f"an efficiency of {start:g}", where="base", advice="give more than 0")
    kept = ONE_CHANGE / NO_CHANGE
    return float(start * kept**changes)


@dataclass(frozen=True)
class StyleDay:
    """A day of a sewing line with several styles.

    Parameters
    ----------
    efficiency : float
        Of the line.
    pieces : int
        It makes.
    time : float
        Of a piece on the line. [min]
    """

    efficiency: float
    pieces: int
    time: float


def style_day(
    sam: float,
    operators: int,
    minutes: float,
    styles: int,
    *,
    families: int | None = None,
    base: float | None = None,
) -> StyleDay:
    """Return what a line makes in a day of several styles.

    Parameters
    ----------
    sam : float
        Standard minutes of a piece.
    operators : int
        On the line.
    minutes : float
        Of the day.
    styles : int
        One after the other; the first is set up from the day before.
    families : int, optional
        Families they fall into: in family order only the step to another family counts as a whole
        change, a step within one as half of it (an estimate). Without it each step is a change.
    base : float, optional
        Efficiency without a change.
    """
    if styles < 1 or operators < 1 or (families is not None and not 1 <= families <= styles):
        raise SpecError(
            f"{styles} styles in {families} families on {operators} operators",
            where="styles",
            advice="give at least one of each, and no more families than styles",
        )
    steps = float(styles - 1)
    if families is not None:
        within = float(styles - families)
        steps = (families - 1) + float(default("sew.family_step")) * within
    efficiency = style_efficiency(steps, base=base)
    whole = output(minutes * operators, efficiency, sam)
    return StyleDay(efficiency, whole, sam / efficiency / operators)
