"""``workbench provenance``: where each piece of a drop comes from, as records and cards."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.output import (
    MOST_SEED,
    check_writable,
    console,
    number,
    table,
    write_json,
    write_text,
)
from workbench.cli.simulate import scenario_of
from workbench.errors import InfeasibleError, SpecError, nearest

if TYPE_CHECKING:
    from workbench.analysis.provenance import Record

_SHOWN = 20  # rows of the table


def provenance(
    twin: Annotated[str, typer.Argument(help="A shipped name, a folder or a YAML file.")],
    drop: Annotated[
        str | None, typer.Option(help="Drop to make (default: the twin's first).")
    ] = None,
    variant: Annotated[str | None, typer.Option(help="Variant of the twin.")] = None,
    piece: Annotated[
        list[str] | None,
        typer.Option(help="A piece, e.g. 7 or 'spring_capsule 7'; may be repeated (default: all)."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=MOST_SEED, help="Seed of all draws.")] = 0,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", help="Change the twin, e.g. pools.tufter.size=3; may be repeated."),
    ] = None,
    card: Annotated[
        Path | None, typer.Option(help="Write cards to print, with QR codes, as HTML.")
    ] = None,
    address: Annotated[
        str, typer.Option(help="Where the records are published; the codes then lead there.")
    ] = "",
    json: Annotated[str | None, typer.Option(help="Write the records to a file, or to - .")] = None,
) -> None:
    """Tell the lots, steps, hands and energy of each piece of a drop."""
    for option, target in (("--card", card), ("--json", json)):
        check_writable(target, option)
    from workbench.analysis.provenance import records
    from workbench.studies.run import simulate

    scenario = scenario_of(twin, drop, variant, settings or [], seed, 1)
    factory = scenario.factory()
    run = simulate(factory, scenario.drop or None, replications=1, seed=seed)
    made = records(factory, run.spec, run.log)
    if not made:
        raise InfeasibleError(
            "no piece was finished", where=twin, advice="see 'workbench simulate' for what is lost"
        )
    chosen = made if not piece else tuple(_found(made, each) for each in piece)
    documents = [record.to_dict() for record in chosen]
    if card is not None:
        from workbench.formats.provenance_card import card_html

        write_text(card, card_html(documents, address=address, title=factory.name), "--card")
    if not (json and write_json(json, {"records": documents})):
        _report(chosen)


def _found(made: tuple[Record, ...], wanted: str) -> Record:
    """Return the record of a piece: its whole name, or its number where one drop is played."""
    for record in made:
        if wanted in (record.piece, record.piece.rpartition(" ")[2]):
            return record
    raise SpecError(
        f"there is no piece '{wanted}' among the {len(made)} that were finished",
        where="--piece",
        advice=nearest(wanted, [record.piece for record in made]),
    )


def _report(chosen: tuple[Record, ...]) -> None:
    rows = [
        (
            record.piece,
            record.title,
            number((record.done - record.released) / 1440.0, "d"),
            str(len(record.steps)),
            ", ".join(record.operators) or "–",
            number(record.energy, "kWh"),
            record.digest,
        )
        for record in chosen[:_SHOWN]
    ]
    more = len(chosen) - len(rows)
    console().print(
        table(
            f"Provenance of {len(chosen)} pieces",
            ("Piece", "What", "Took", "Steps", "Hands", "Energy", "Digest"),
            rows,
            caption=f"and {more} more: --json writes all" if more else "",
        )
    )
