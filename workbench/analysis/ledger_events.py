"""Events of the stock ledger from what was cut: offcuts piece by piece, rolls marker by marker."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.analysis.ledger import StockEvent
from workbench.errors import SpecError

if TYPE_CHECKING:
    from workbench.processes.salvage import CutPlan, Offcut


def offcut_events(
    plan: CutPlan, stock: Sequence[Offcut], piece: str, *, received: float = 0.0, cut: float = 1.0
) -> tuple[StockEvent, ...]:
    """Return the events of offcuts that came in and were cut from.

    Parameters
    ----------
    plan : CutPlan
        What was cut.
    stock : sequence of Offcut
        What came in.
    piece : str
        What the garments are called: ``pouches`` makes ``pouches 1``, ``pouches 2``, …
    received, cut : float
        When. [min]
    """
    events = [
        StockEvent(f"in {lot.name}", received, "receive", lot.name, lot.mass, material=lot.cloth)
        for lot in stock
    ]
    for number, made in enumerate(plan.cuts):
        name = f"{piece} {made.garment + 1}"
        events.append(
            StockEvent(f"cut {number}", cut, "garment", made.offcut, made.mass, into=name)
        )
    touched = {made.offcut for made in plan.cuts}
    for lot in stock:
        if lot.name not in touched:
            continue
        used = math.fsum(made.mass for made in plan.cuts if made.offcut == lot.name)
        bad = lot.mass - float(lot.sound().area) / 1e6 * lot.weight
        rests = [rest for rest in plan.remnants if rest.name.rpartition("/")[0] == lot.name]
        kept = [float(rest.sound().area) / 1e6 * rest.weight for rest in rests]
        for rest, mass in zip(rests, kept, strict=True):
            events.append(
                StockEvent(f"keep {rest.name}", cut, "remnant", lot.name, mass, into=rest.name)
            )
        events.append(StockEvent(f"bad {lot.name}", cut, "defect", lot.name, max(0.0, bad)))
        waste = max(0.0, lot.mass - used - bad - math.fsum(kept))
        events.append(StockEvent(f"waste {lot.name}", cut, "cut_waste", lot.name, waste))
    return tuple(events)


def marker_events(
    roll: str,
    pieces: Sequence[tuple[str, float]],
    *,
    length: float,
    width: float,
    weight: float,
    ends: float,
    edges: float,
    time: float = 0.0,
    defects: float = 0.0,
) -> tuple[StockEvent, ...]:
    """Return the events of one marker cut from a roll.

    Parameters
    ----------
    roll : str
        The lot.
    pieces : sequence of (name, area)
        Each garment with the area of its pieces. [m2]
    length, width : float
        Of the cloth that was laid, ends included, over its whole width. [mm]
    weight : float
        [kg/m2]
    ends, edges : float
        Of the length and of the width, how much no piece may lie on. [mm]
    time : float
        [min]
    defects : float
        Area that was cut round. [m2]
    """
    if not 0.0 <= ends <= length or not 0.0 <= edges < width:
        raise SpecError(
            f"ends of {ends:g} mm and edges of {edges:g} mm on {length:g} × {width:g} mm",
            where="marker_events",
            advice="give the whole cloth that was laid",
        )
    events = [
        StockEvent(f"{roll} {time:g} {name}", time, "garment", roll, area * weight, into=name)
        for name, area in pieces
    ]
    whole = length * width / 1e6
    end = ends * width / 1e6
    edge = (length - ends) * edges / 1e6
    rest = whole - end - edge - defects - math.fsum(area for _, area in pieces)
    if rest < -1e-9:
        raise SpecError(
            "the garments are larger than the cloth",
            where="marker_events",
            advice="check areas in m2 and lengths in mm",
        )
    causes = (("end_loss", end), ("width_loss", edge), ("defect", defects))
    for kind, area in (*causes, ("cut_waste", max(0.0, rest))):
        events.append(StockEvent(f"{roll} {time:g} {kind}", time, kind, roll, area * weight))  # type: ignore[arg-type]
    return tuple(events)
