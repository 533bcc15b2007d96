"""What a sold piece emits here and offshore, over the replications of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.analysis.costing import energy_per_piece
from workbench.analysis.emissions import lines_here, lines_offshore
from workbench.analysis.footprint import Factor, Footprint, footprint

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from workbench.analysis.flow import Utilisation
    from workbench.sim import EventLog, SimSpec
    from workbench.sim.tallies import Tallies
    from workbench.studies.economics import Here, Offshore
    from workbench.studies.prepare import Setup


@dataclass(frozen=True)
class Emissions:
    """Footprints of a sold piece [kg CO2e].

    Parameters
    ----------
    here : float[replications]
        Per piece sold here, with each replication's electricity.
    typical : Footprint
        Here, at the mean electricity, by category.
    offshore : Footprint or None
        Of the offshore run.
    used : tuple of Factor
        Factors both rest on.
    """

    here: NDArray[np.float64]
    typical: Footprint
    offshore: Footprint | None
    used: tuple[Factor, ...]


def emissions(
    setup: Setup,
    log: EventLog | Tallies,
    spec: SimSpec,
    here: Here,
    away: Offshore | None,
    busy: Utilisation | None = None,
) -> Emissions:
    """Return what a sold piece emits.

    Parameters
    ----------
    setup : Setup
        The twin.
    log, spec : EventLog or Tallies, SimSpec
        What was played.
    here, away : Here, Offshore or None
        Say which share of what is made finds a user.
    busy : Utilisation, optional
        That of the log, worked out here if not given.
    """
    energy = energy_per_piece(setup.factory, log, spec, busy)
    made = float(here.made.sum())
    share = float(here.sold.sum()) / made if made > 0.0 else 1.0
    share = share if share > 0.0 else 1.0

    def at(kilowatt_hours: float) -> Footprint:
        lines = lines_here(
            setup.factory,
            setup.drop,
            setup.product,
            here.bought,
            energy=kilowatt_hours,
            wasted=setup.wasted,
        )
        return footprint(lines, sold_share=share)

    typical, none = at(float(energy.mean())), at(0.0)
    per_unit = at(1.0).sold - none.sold
    offshore = None
    if away is not None:
        reached = away.run.reaches_a_user
        lines = lines_offshore(
            setup.factory,
            setup.drop,
            setup.product,
            here.bought,
            away.baseline,
            energy=float(energy.mean()),
            wasted=setup.wasted,
        )
        offshore = footprint(lines, sold_share=max(reached, 1.0 / away.run.quantity))
    used = {factor.name: factor for factor in typical.used}
    used |= {factor.name: factor for factor in (offshore.used if offshore else ())}
    return Emissions(none.sold + per_unit * energy, typical, offshore, tuple(used.values()))
