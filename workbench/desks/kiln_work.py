"""What a kiln board asks its workers: the week by each rule, curves, and hours, as plain data."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.model import Factory, Scenario
    from workbench.studies.kiln_diary import BookedFiring
    from workbench.studies.kiln_week import KilnWeek, LoadedFiring, SharedKiln

Stop = Callable[[], bool]


def kiln_board(scenario: Scenario, *, stop: Stop | None = None) -> dict[str, Any]:
    """Return the week of a shared kiln as a board shows it.

    Parameters
    ----------
    scenario : Scenario
        The twin with what its members bring.
    stop : callable, optional
        Ends the work when it returns true.

    Returns
    -------
    dict
        ``week`` (figures, firings with their loads, bill, slots), ``booked`` (the firings that
        members have booked) and ``refused`` (bookings that do not hold), ``compared`` (the figures
        of each rule), ``programs`` (curve and cost by hour of each program that is fired),
        ``names``.
    """
    from workbench.errors import InfeasibleError
    from workbench.studies.kiln_diary import kiln_diary
    from workbench.studies.kiln_week import RULES, kiln_week, shared_kiln

    factory = scenario.factory()
    shared = shared_kiln(factory)
    coop = factory.cooperative
    chosen = coop.plan if coop is not None else "week"
    weeks = {}
    for rule in RULES:
        if stop is not None and stop():
            raise InfeasibleError("the plan was stopped")
        weeks[rule] = kiln_week(shared, rule)
    week = weeks[chosen]
    diary = kiln_diary(shared, coop.bookings if coop is not None else ())
    return {
        "currency": factory.currency,
        "rule": chosen,
        "rules": list(weeks),
        "kilns": shared.kilns,
        "names": _names(factory),
        "figures": _figures(week),
        "compared": [{"rule": rule, **_figures(each)} for rule, each in weeks.items()],
        "firings": [_firing(firing) for firing in week.firings],
        "programs": {
            name: _program(shared, name)
            for name in dict.fromkeys(firing.program for firing in week.firings)
        },
        "bill": [
            {"member": name, "share": share, "fee": week.fees.get(name, 0.0)}
            for name, share in week.shares.items()
        ],
        "slots": dict(week.slots),
        "fair": dict(week.fair),
        "asked": {member.name: member.slots for member in shared.members if member.slots},
        "booked": [_booked(firing) for firing in diary.firings],
        "refused": [[each.member, float(each.start), why] for each, why in diary.refused],
        "shelf": _shelf(shared),
    }


def _names(factory: Factory) -> dict[str, dict[str, str]]:
    """Return what programs, products and members are called."""
    return {
        "programs": {p.name: p.label for p in factory.programs},
        "products": {p.name: p.label for p in factory.products},
        "members": {m.name: m.label for m in factory.members},
    }


def _figures(week: KilnWeek) -> dict[str, float]:
    pieces = sum(sum(firing.pieces.values()) for firing in week.firings)
    return {
        "count": float(len(week.firings)),
        "pieces": float(pieces),
        "makespan": week.makespan,
        "kiln_time": week.kiln_time,
        "energy": week.energy,
        "cost": week.cost,
        "cheap": week.cheap_cost,
        "fill": week.fill,
        "losses": week.losses,
        "late": float(week.late),
        "tardiness": week.tardiness,
        "bill": week.bill,
        "fees": sum(week.fees.values()),
        "evenness": week.evenness,
        "left": float(sum(firing.left for firing in week.firings)),
    }


def _firing(firing: LoadedFiring) -> dict[str, Any]:
    return {
        "program": firing.program,
        "kiln": firing.kiln,
        "start": firing.start,
        "end": firing.end,
        "cheap": firing.cheap.time,
        "cheap_end": firing.cheap.time + firing.firing.time,
        "cost": firing.cost,
        "cheap_cost": firing.cheap.cost,
        "energy": firing.firing.energy,
        "fill": firing.fill,
        "area": firing.load.fill,
        "left": dict(firing.load.left),
        "pieces": [[member, product, n] for (member, product), n in firing.pieces.items()],
        "layers": [
            {
                "bottom": layer.bottom,
                "height": layer.height,
                "pieces": [
                    [p.name, p.height, [list(xy) for xy in p.outline]] for p in layer.pieces
                ],
            }
            for layer in firing.load.layers
        ],
    }


def _booked(firing: BookedFiring) -> dict[str, Any]:
    return {
        "program": firing.program,
        "kiln": firing.kiln,
        "start": firing.start,
        "hot": firing.hot,
        "end": firing.end,
        "taken": firing.taken,
        "parts": [
            {"member": p.member, "share": float(p.share), "pays": firing.pays(p)}
            for p in firing.parts
        ],
    }


def _program(shared: SharedKiln, name: str) -> dict[str, Any]:
    from workbench.processes.kiln import fire, firing_curve
    from workbench.processes.kiln_tariff import starts

    program = shared.programs[name]
    firing = fire(shared.kiln, program, age=shared.age)
    times, heat = firing_curve(shared.kiln, program, step=10.0)
    return {
        "times": times.tolist(),
        "heat": heat.tolist(),
        "heating": firing.heating,
        "cooling": firing.cooling,
        "energy": firing.energy,
        "peak": firing.peak,
        "loss": firing.loss,
        "cone": program.cone,
        "open_at": float(shared.kiln.open_at),
        "starts": [[start.time, start.cost] for start in starts(shared.tariff, firing, step=30.0)],
    }


def _shelf(shared: SharedKiln) -> dict[str, Any]:
    """Return outline and posts of a shelf, and the height of the chamber [mm]."""
    from workbench.processes.kiln_loading import posts, shelf_outline

    shelf = shared.kiln.shelf
    if shelf is None:
        return {}
    return {
        "outline": [list(xy) for xy in shelf_outline(shelf).exterior.coords],
        "posts": [[list(xy) for xy in post.exterior.coords] for post in posts(shelf)],
        "thickness": float(shelf.thickness),
        "height": float(shared.kiln.height or 0.0),
    }
