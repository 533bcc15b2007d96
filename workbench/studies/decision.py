"""Everything a decision on a drop rests on, as plain data that travels between processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.analysis.kpi import named

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from workbench.analysis.kpi import Bar, Kpi, Row
    from workbench.analysis.quote import QuoteCurve
    from workbench.analysis.verdict import Verdict
    from workbench.layout import FloorState
    from workbench.model import Estimate, Scenario
    from workbench.nesting import Instance, Marker
    from workbench.studies.beliefs import Expected


@dataclass(frozen=True)
class Decision:
    """What the drop desk shows, the command line prints and the store keeps.

    Parameters
    ----------
    scenario : Scenario
        The question.
    title, place : str
        The drop's and the twin's.
    currency : str
        Of all amounts.
    pieces : int
        Offered in the drop.
    price : float
        Of a piece. [money]
    promise : float
        Days quoted, from release to ready.
    kpis : tuple of Kpi
        The first screen.
    lead_times : float[n]
        Of every piece of every replication. [d]
    timeline : tuple of Bar
        The replication with the median makespan. [min after Monday 00:00]
    shifts : tuple of (open, close)
        Hours of the people most at work, over the timeline. [min after Monday 00:00]
    cost_here, cost_offshore : tuple of (category, money)
        Of a piece here, and of a piece sold offshore; each adds up to its total.
    quote : QuoteCurve or None
        Unit cost against quantity; None without an offshore baseline.
    comparison : tuple of Row
        Here against offshore, on the same draws of demand.
    verdict : Verdict
        What to do.
    floor : FloorState or None
        With flows and walking paths.
    marker, instance : Marker and Instance, or None
        One garment of each size of the drop, and the question it answers.
    cloth_length : float
        Cloth for one piece, in the drop's mix of sizes, end allowance included. [mm]
    estimates : tuple of Estimate
        What the figures rest on and nobody verified.
    utilisation : tuple of (label, share)
        Of stations and people in their open hours.
    seconds : float
        Time it took.
    replications : int
        Played.
    log_sha256 : str
        Hash of the event log of the replication that the timeline shows.
    notes : tuple of str
        The rules the figures follow.
    expected : Expected or None
        Demand as it is believed, with the preorders counted so far; None when orders are known.
    """

    scenario: Scenario
    title: str
    place: str
    currency: str
    pieces: int
    price: float
    promise: float
    kpis: tuple[Kpi, ...]
    lead_times: NDArray[np.float64]
    timeline: tuple[Bar, ...]
    shifts: tuple[tuple[float, float], ...]
    cost_here: tuple[tuple[str, float], ...]
    cost_offshore: tuple[tuple[str, float], ...]
    quote: QuoteCurve | None
    comparison: tuple[Row, ...]
    verdict: Verdict
    floor: FloorState | None
    marker: Marker | None
    estimates: tuple[Estimate, ...]
    seconds: float
    replications: int
    log_sha256: str
    instance: Instance | None = None
    cloth_length: float = 0.0
    utilisation: tuple[tuple[str, float], ...] = ()
    notes: tuple[str, ...] = field(default=())
    expected: Expected | None = None

    def kpi(self, name: str) -> Kpi:
        """Return the key figure of that name."""
        return named(self.kpis, name)

    def __repr__(self) -> str:
        """Return the answer in a line, the same on every machine."""
        return f"Decision({self.title}: {self.verdict.headline})"
