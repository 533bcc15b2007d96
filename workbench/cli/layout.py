"""``workbench layout``: a twin in, better layouts of its floor out."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.cli.output import (
    MOST_SEED,
    check_writable,
    console,
    facts,
    number,
    table,
    write_json,
    write_text,
)
from workbench.cli.stopping import stoppable
from workbench.errors import InfeasibleError, SpecError

if TYPE_CHECKING:
    from workbench.layout import FloorSession, Found, Layout
    from workbench.model import Factory
    from workbench.studies.rerank import Reranking

_SECONDS = 10.0


def layout(
    twin: Annotated[str, typer.Argument(help="A shipped name, a folder or a YAML file.")],
    seconds: Annotated[
        float | None, typer.Option(help="How long to search (10 unless --evaluations is given).")
    ] = None,
    evaluations: Annotated[
        int | None, typer.Option(help="How much to search: the same layouts on every machine.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=MOST_SEED, help="Seed of the search.")] = 0,
    drop: Annotated[str | None, typer.Option(help="Whose routings count (default: all).")] = None,
    lock: Annotated[
        list[str] | None, typer.Option(help="A station that stays where it is; may be repeated.")
    ] = None,
    keep: Annotated[int, typer.Option(min=1, max=20, help="How many layouts to keep.")] = 4,
    rank: Annotated[
        int,
        typer.Option(
            min=0, max=100_000, help="Replications that rank them by lead time (0: by walking)."
        ),
    ] = 0,
    svg: Annotated[Path | None, typer.Option(help="Draw the first layout as SVG.")] = None,
    dxf: Annotated[Path | None, typer.Option(help="Write the first layout as DXF.")] = None,
    json: Annotated[str | None, typer.Option(help="Write JSON to a file, or to - .")] = None,
) -> None:
    """Search for layouts of a floor with less walking; Ctrl-C keeps the best so far."""
    if seconds is not None and evaluations is not None:
        raise SpecError(
            "both --seconds and --evaluations are given",
            where="--evaluations",
            advice="give one: seconds for a time limit, evaluations for a repeatable layout",
        )
    for option, target in (("--svg", svg), ("--dxf", dxf), ("--json", json)):
        check_writable(target, option)
    from workbench.layout import FloorSession, improve
    from workbench.model import load_twin

    factory = load_twin(twin)
    session = FloorSession(factory, drop)
    with stoppable() as stop:
        found = improve(
            session.problem,
            locked=lock or (),
            seconds=None if evaluations is not None else seconds or _SECONDS,
            evaluations=evaluations,
            seed=seed,
            keep=keep,
            stop=stop.is_set,
        )
    ranking = _ranked(factory, found, drop, rank, seed)
    first = _first(found, ranking)
    if first is not None:
        _write(session, first, svg, dxf)
    document = found.to_json()
    if ranking is not None:
        document["ranking"] = _ranking_json(ranking)
    if not (json and write_json(json, document)):
        _report(factory, found, ranking)
    if first is None:
        raise InfeasibleError(
            "no layout was found in which everything fits and every rule is kept",
            where=twin,
            advice="search longer, unlock stations, or see 'floor_desk' for what is in the way",
        )


def _ranked(
    factory: Factory, found: Found, drop: str | None, replications: int, seed: int
) -> Reranking | None:
    if not replications or not found.layouts:
        return None
    from workbench.studies.rerank import rerank

    return rerank(factory, found.layouts, drop, replications=replications, seed=seed)


def _first(found: Found, ranking: Reranking | None) -> Layout | None:
    if not found.layouts:
        return None
    return found.layouts[ranking.chosen if ranking is not None else 0]


def _write(session: FloorSession, chosen: Layout, svg: Path | None, dxf: Path | None) -> None:
    from workbench import formats

    session.apply({"do": "place", "placements": {n: list(p) for n, p in chosen.placements.items()}})
    if svg:
        write_text(
            svg, formats.floor_to_svg(session.state().to_json(), session.factory.name), "--svg"
        )
    if dxf:
        text = formats.floor_to_dxf(session.floor, session.footprints, session.placements)
        write_text(dxf, text, "--dxf")


def _ranking_json(ranking: Reranking) -> dict[str, Any]:
    return {
        "chosen": ranking.chosen,
        "replications": ranking.replications,
        "rows": [
            {
                "layout": row.number,
                "lead_time_days": row.lead_time,
                "behind": row.behind.value,
                "ci95": [row.behind.low, row.behind.high],
            }
            for row in ranking.rows
        ],
        "fresh": {
            "difference_days": ranking.fresh.value,
            "ci95": [ranking.fresh.low, ranking.fresh.high],
        },
    }


def _report(factory: Factory, found: Found, ranking: Reranking | None) -> None:
    currency = factory.currency
    start = found.start
    rows = [
        ("as it stands", f"{start.hours:.2f} h and {start.cost:.2f} {currency} of walking a week"),
        ("keeps the rules", "yes" if found.start_is_clean else "no"),
        ("tried", f"{number(float(found.evaluations))} arrangements, ways of {found.walked}"),
    ]
    if found.given_up:
        rows.append(("not looked at", ", ".join(found.given_up) + ": the building breaks it"))
    console().print(facts(f"Floor of {factory.name}", rows))
    days = {row.number: row for row in ranking.rows} if ranking is not None else {}
    order = [row.number for row in ranking.rows] if ranking else range(len(found.layouts))
    lines = []
    for k in order:
        each = found.layouts[k]
        margin = "" if not math.isfinite(each.margin) else f"{each.margin:.0f} mm"
        line = [
            str(k + 1),
            f"{each.hours:.2f} h",
            f"{each.cost:.2f} {currency}",
            f"{each.cost / start.cost - 1.0:+.0%}" if start.cost else "",
            str(len(each.moved)),
            f"{each.moving:.0f} {currency}",
            margin,
        ]
        if days:
            line.append(f"{days[k].lead_time:.3f} d")
        lines.append(line)
    head = ["layout", "walking a week", "cost", "change", "moved", "moving", "least margin"]
    if days:
        head.append("lead time")
    console().print(table("Better layouts", head, lines))
