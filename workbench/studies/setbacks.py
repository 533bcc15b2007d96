"""Key figures of what stops, loses or hands on work, where a twin has any of it.

A twin without buffers, failures, counted materials, a tariff or a network has none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from workbench.analysis.costing import default_or, suppliers
from workbench.analysis.energy import energy
from workbench.analysis.held import held
from workbench.analysis.kpi import Kpi, over_runs
from workbench.analysis.losses import losses
from workbench.network import lanes, places
from workbench.sim.features import features

if TYPE_CHECKING:
    from workbench.analysis.held import Held
    from workbench.analysis.losses import Losses
    from workbench.model import Factory
    from workbench.sim import EventLog, SimSpec

# Names of pools that already mean several people.
_GROUPS = frozenset({"team", "crew", "staff", "people", "personnel"})

# state -> (label, what it means)
_STATES = {
    "blocked": ("blocked", "they hold work that finds no place further on"),
    "down": ("down", "they have failed, or are maintained"),
    "waiting": (
        "waiting",
        "something is there, but nobody who attends it, or not yet enough of it for a batch",
    ),
    "starved": ("starved", "nothing is there"),
}


def setback_kpis(log: EventLog, spec: SimSpec, factory: Factory) -> tuple[Kpi, ...]:
    """Return the key figures that the features of a specification call for."""
    used = features(spec)
    lost = losses(log, spec)
    found: list[Kpi] = []
    if used & {"capacity", "failures", "maintenance"}:
        found += _states(held(log, spec), factory, spec)
    found += _lost(lost, spec)
    if len(spec.tariff_start):
        found += _energy(log, spec, factory)
    if spec.materials:
        found.append(
            over_runs(
                "material_wait",
                "Waiting for material, per piece",
                lost.material_wait / np.maximum(lost.done, 1.0) / 60.0,
                "h",
                "Hours in which the operations of a finished piece waited for material to come.",
            )
        )
    if spec.nodes:
        found += _network(lost, spec, factory)
    return tuple(found)


def _states(shares: Held, factory: Factory, spec: SimSpec) -> list[Kpi]:
    outside = suppliers(factory, spec)
    found = []
    for s, name in enumerate(spec.names.stations):
        if name in outside or not shares.running[:, s].any():
            continue
        for state, (label, meaning) in _STATES.items():
            values = 100.0 * shares.share(state)[:, s]
            if values.any():
                found.append(
                    over_runs(
                        f"{state}.{name}",
                        f"{label_of(factory, name)} {label}",
                        values,
                        "%",
                        f"Share of the open hours of its machines in which {meaning}, between the "
                        "first release and the last completion.",
                    )
                )
    return found


def _lost(lost: Losses, spec: SimSpec) -> list[Kpi]:
    found = []
    if (spec.station_full == 1).any():
        found.append(
            over_runs(
                "rejected",
                "Turned away",
                100.0 * lost.rejected / np.maximum(lost.released, 1.0),
                "%",
                "Share of the pieces released that came to a station with no place left.",
            )
        )
    for name, label, values, meaning in (
        ("scrapped", "Lost on the way", lost.scrapped, "Pieces lost at an operation, in a run"),
        ("remade", "Begun again", lost.remade, "Pieces begun again after a loss, in a run"),
        ("redone", "Done again", lost.redone, "Operations that had to be done again, in a run"),
    ):
        if values.any():
            found.append(over_runs(name, label, values, "pieces", f"{meaning}."))
    return found


def _energy(log: EventLog, spec: SimSpec, factory: Factory) -> list[Kpi]:
    price = default_or(factory.costs.energy, "costs.energy")
    spent = energy(log, spec, price, suppliers=suppliers(factory, spec))
    done = np.maximum(losses(log, spec).done, 1.0)
    return [
        over_runs(
            "energy",
            "Electricity per piece",
            spent.total / done,
            "kWh",
            "Energy of all machines at work, set up, idle and off, between the first release and "
            "the last completion, per finished piece.",
        ),
        over_runs(
            "energy_cost",
            "Electricity per piece",
            spent.paid / done,
            factory.currency,
            "The same at the price of the hour in which it is used.",
        ),
    ]


def _network(lost: Losses, spec: SimSpec, factory: Factory) -> list[Kpi]:
    assert factory.network is not None
    table = lanes(factory.network, places(factory))
    orders = np.maximum(lost.released, 1.0)
    found = [
        over_runs(
            "handed_on",
            "Handed on to another node",
            100.0 * lost.handed_on.sum(axis=(1, 2)) / orders,
            "%",
            "Orders that left a node that failed, as a share of all; one may do so repeatedly.",
        ),
        over_runs(
            "lane_cost",
            "Lanes, per order",
            np.einsum("nij,ij->n", lost.handed_on, table.cost) / orders,
            factory.currency,
            "Cost of handing orders on from node to node, over all orders.",
        ),
        over_runs(
            "lane_footprint",
            "Lanes, per order",
            np.einsum("nij,ij->n", lost.handed_on, table.emission) / orders,
            "kg CO2e",
            "Emissions of handing orders on from node to node, over all orders.",
        ),
    ]
    labels = {node.name: node.label or node.name for node in factory.network.nodes}
    for number, name in enumerate(spec.names.nodes):
        found.append(
            over_runs(
                f"made.{name}",
                f"Made at {labels[name]}",
                100.0 * lost.done_at[:, number] / np.maximum(lost.done, 1.0),
                "%",
                "Share of the finished orders.",
            )
        )
    return found


def label_of(factory: Factory, name: str) -> str:
    """Return how reports call a station or a pool: ``Dye vat``, ``Tufters``."""
    labels = {station.name: station.label for station in factory.stations}
    text = labels.get(name) or name.replace("_", " ").capitalize()
    many = any(pool.name == name and pool.size > 1 for pool in factory.pools)
    alone = text.endswith("s") or text.lower() in _GROUPS
    return f"{text}s" if many and not alone else text
