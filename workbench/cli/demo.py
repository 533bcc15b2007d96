"""``workbench demo``: the main job without a screen, from pattern and orders to a decision."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.cli.output import (
    MOST_SEED,
    check_writable,
    console,
    facts,
    figure,
    interval,
    number,
    plain,
    share,
    table,
    write_json,
)

if TYPE_CHECKING:
    from rich.console import Console

    from workbench.analysis.kpi import Kpi, Row
    from workbench.studies import Decision

APPAREL = "apparel_microfactory"
RUGS = "rug_studio"
OFF_SITE = "dye_off_site"
_WEEK = 7.0  # days
# Enough for a P90 to the day; a demonstration should not ask for patience.
_REPLICATIONS = 200


def demo(
    replications: Annotated[
        int, typer.Option(min=1, help="How often chance is played.")
    ] = _REPLICATIONS,
    seed: Annotated[int, typer.Option(min=0, max=MOST_SEED, help="Seed of all draws.")] = 0,
    json: Annotated[str | None, typer.Option(help="Write JSON to a file, or to - .")] = None,
) -> None:
    """Decide on a T-shirt capsule from its pattern and orders; then the rug studio in one line."""
    begun = time.perf_counter()
    check_writable(json, "--json")
    screen = console()
    if json != "-":
        screen.print("[dim]The first run compiles the engines; later ones start at once.[/]\n")
    decision = _capsule(replications, seed)
    if json != "-":
        _show(screen, decision)
    rugs = _rugs(replications, seed)
    seconds = time.perf_counter() - begun
    document = {"decision": _summary(decision), "rug_studio": rugs, "seconds": seconds}
    if json and write_json(json, document):
        return
    screen.print(
        f"[bold]Rug studio:[/] a drop of {rugs['pieces']} rugs takes "
        f"[bold]{rugs['off_site']:.1f} weeks[/] with dyeing off site and "
        f"[bold]{rugs['co_located']:.1f} weeks[/] with dye and tufting under one roof "
        f"(9 in 10 within). Gate to gate: {rugs['claim']}"
    )
    if rugs["door_to_door"]:
        screen.print(f"[bold]The same claim, door to door:[/] {rugs['door_to_door']}")
    screen.print(f"\n[dim]{seconds:.0f} s altogether. Next: workbench serve, workbench lab.[/]")


def _capsule(replications: int, seed: int) -> Decision:
    from workbench.model import Scenario
    from workbench.studies import decide

    return decide(Scenario(APPAREL, seed=seed, replications=replications))


def _rugs(replications: int, seed: int) -> dict[str, Any]:
    """Return the weeks within which 9 of 10 rugs are done, both ways, on the same draws."""
    from workbench.model import load_twin
    from workbench.studies import compare

    studio = load_twin(RUGS)
    both = compare(studio, OFF_SITE, replications=replications, seed=seed)
    return {
        "pieces": studio.drops[0].pieces,
        "co_located": both.first.p90 / _WEEK,
        "off_site": both.second.p90 / _WEEK,
        "claim": both.claim.text,
        "verdict": both.claim.verdict,
        "cause": both.claim.cause,
        "scope": both.claim.claim.scope,
        "door_to_door": both.wider.text if both.wider else "",
        "door_to_door_verdict": both.wider.verdict if both.wider else "",
        "door_to_door_scope": both.wider.claim.scope if both.wider else "",
    }


def _show(screen: Console, decision: Decision) -> None:
    for made in _tables(decision):
        screen.print(made)
        screen.print()
    tone = {"good": "green", "warn": "yellow", "bad": "red"}.get(decision.verdict.tone, "bold")
    screen.print(f"[bold {tone}]{decision.verdict.headline}[/]")
    screen.print(decision.verdict.text)
    screen.print()


def _tables(decision: Decision) -> list[Any]:
    tables = [_input(decision)]
    if decision.marker is not None:
        tables.append(_marker(decision))
    if decision.floor is not None:
        tables.append(_floor(decision))
    tables.append(
        table(
            f"The drop, simulated {decision.replications} times",
            ("", "figure", "95 % interval", ""),
            [_kpi(kpi) for kpi in decision.kpis],
        )
    )
    tables.append(
        table(
            "Here against offshore, on the same customers",
            ("", "here", "offshore", "difference"),
            [_row(row) for row in decision.comparison],
        )
    )
    return tables


def _input(decision: Decision) -> Any:
    from workbench.formats import read_orders
    from workbench.plan import pattern_of

    factory = decision.scenario.factory()
    drop = factory.drop(decision.scenario.drop) if decision.scenario.drop else factory.drops[0]
    product = factory.product(drop.product or drop.name)
    rows = [("made by", decision.place)]
    if drop.orders:
        lines = read_orders(factory.beside(drop.orders))
        pieces = sum(line.quantity for line in lines)
        rows.append((f"orders ({drop.orders})", f"{len(lines)} orders, {pieces} pieces"))
    pattern = pattern_of(factory, product)
    if pattern is not None:
        size = pattern.sizes[0]
        pieces = sum(piece.quantity for piece in pattern.size(size))
        sizes = ", ".join(pattern.sizes)
        rows.append((f"pattern ({product.pattern})", f"{pieces} pieces in sizes {sizes}"))
    rows += [
        ("offered", f"{decision.pieces} at {number(decision.price, decision.currency)}"),
        ("promised", f"{number(decision.promise, 'days')} after the window closes"),
    ]
    return facts(f"{decision.title}: what goes in", rows)


def _marker(decision: Decision) -> Any:
    marker = decision.marker
    assert marker is not None
    rows = [
        ("one garment of each size", f"{len(marker.placements)} pieces"),
        ("cloth", f"{marker.length / 1000:.2f} m × {marker.width / 1000:.2f} m"),
        ("used by the pieces", share(marker.density)),
        ("cloth for one garment", number(decision.cloth_length / 1000, "m")),
    ]
    return facts("Marker", rows)


def _floor(decision: Decision) -> Any:
    floor = decision.floor
    assert floor is not None
    busiest = sorted(floor.flows, key=lambda flow: -flow.trips)[:3]
    rows = [
        ("walking", number(floor.walking / 1e6, "km a week")),
        ("time on foot", number(floor.walking_hours, "h a week")),
        ("costs", number(floor.walking_cost, f"{floor.currency} a week")),
    ]
    rows += [
        (
            f"{flow.origin} → {flow.to}",
            "no way" if flow.distance is None else number(flow.distance / 1000, "m"),
        )
        for flow in busiest
    ]
    rows += [(f"{pair.origin} → {pair.to}", str(pair)) for pair in floor.unreachable]
    return facts("Floor", rows)


def _kpi(kpi: Kpi) -> tuple[str, str, str, str]:
    value = kpi.text or figure(kpi.mean, kpi.unit)
    return kpi.label, value, "" if kpi.text else interval(kpi.to_json()), kpi.delta


def _row(row: Row) -> tuple[str, str, str, str]:
    better = " ✓"
    here = figure(row.here, row.unit) + (better if row.better == "here" else "")
    offshore = figure(row.offshore, row.unit) + (better if row.better == "offshore" else "")
    difference = figure(row.difference, row.unit)
    if row.relative is not None:
        difference = number(round(100 * row.relative), "%")
    return row.label, here, offshore, difference


def _summary(decision: Decision) -> dict[str, Any]:
    """Return what a program wants of a decision: no timeline, no geometry."""
    marker = decision.marker
    return {
        "title": decision.title,
        "pieces": decision.pieces,
        "kpis": {kpi.name: kpi.to_json() for kpi in decision.kpis},
        "comparison": plain(decision.comparison),
        "crossover": decision.quote and decision.quote.crossover,
        "verdict": plain(decision.verdict),
        "marker": None
        if marker is None
        else {"length": marker.length, "width": marker.width, "density": marker.density},
        "estimates": len(decision.estimates),
        "log_sha256": decision.log_sha256,
    }
