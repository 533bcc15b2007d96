"""Figures as they are shown: key figures, rows of a comparison, bars of a timeline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from workbench.analysis.intervals import mean_interval
from workbench.errors import SpecError, nearest

Tone = Literal["good", "warn", "bad", ""]


@dataclass(frozen=True)
class Kpi:
    """A figure a person can act on.

    Parameters
    ----------
    name : str
        Key in tables and JSON: ``"lead_time_p90"``.
    label : str
        What a shop owner calls it: ``"Lead time, 9 in 10 within"``.
    mean : float
        The figure.
    low, high : float
        Its 95 % confidence interval.
    p50, p90 : float
        Median and 90th percentile of the single runs or pieces the figure summarises.
    unit : str
        As shown: ``"days"``, ``"%"``, ``"EUR"``, ``"kg CO2e"``.
    definition : str
        One or two sentences: what is counted, over what, by which rule.
    delta : str
        The difference from the alternative: ``"−78 % vs offshore"``.
    tone : {"good", "warn", "bad", ""}
        Whether that difference is welcome.
    text : str
        Shown instead of the number when the figure is a word (the bottleneck's name).
    """

    name: str
    label: str
    mean: float
    low: float
    high: float
    p50: float
    p90: float
    unit: str
    definition: str
    delta: str = ""
    tone: Tone = ""
    text: str = ""

    def __str__(self) -> str:
        """Return the figure with its interval: ``Lead time, mean: 13.7 days (13.6 to 13.8)``."""
        shown = f" ({self.low:.4g} to {self.high:.4g})"
        word = f"{self.text}, " if self.text else ""
        return f"{self.label}: {word}{self.mean:.4g} {self.unit}{shown}"

    def to_json(self) -> dict[str, object]:
        """Return the figure as the command line prints it."""
        return {
            "mean": self.mean,
            "ci95": [self.low, self.high],
            "p50": self.p50,
            "p90": self.p90,
            "unit": self.unit,
            "definition": self.definition,
            **({"text": self.text} if self.text else {}),
        }


def named(kpis: Iterable[Kpi], name: str) -> Kpi:
    """Return the key figure of that name, or advise the nearest."""
    figures = {kpi.name: kpi for kpi in kpis}
    if name not in figures:
        raise SpecError(f"there is no key figure '{name}'", advice=nearest(name, figures))
    return figures[name]


def over_runs(name: str, label: str, values: object, unit: str, definition: str) -> Kpi:
    """Return the key figure of one value for each replication."""
    runs = np.asarray(values, dtype=np.float64)
    p50, p90 = (float(q) for q in np.quantile(runs, (0.5, 0.9)))
    return Kpi(name, label, *mean_interval(runs), p50, p90, unit, definition)


@dataclass(frozen=True)
class Row:
    """One line of a comparison; ``better`` says which side wins it, if either does."""

    label: str
    here: float
    offshore: float
    difference: float
    unit: str
    better: Literal["here", "offshore", ""] = ""
    relative: float | None = None
    note: str = ""


class Bar(NamedTuple):
    """One piece of work on a timeline, in minutes after Monday 00:00; ``family`` colours it."""

    station: str
    machine: int
    start: float
    end: float
    label: str
    family: str
