"""``workbench nest``: a pattern file or an instance in, a marker out."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from workbench.cli.output import (
    MOST_SEED,
    check_writable,
    console,
    facts,
    number,
    share,
    unwritable,
    write_json,
    write_text,
)
from workbench.cli.stopping import stoppable
from workbench.errors import InfeasibleError, SpecError, nearest

if TYPE_CHECKING:
    from workbench.formats import GradeRules
    from workbench.model.pattern import Cloth, Nap, Pattern, Spread
    from workbench.nesting import Instance, Marker

_READERS = (".json", ".svg", ".dxf")
# The time a person waits gladly once; the search can be stopped earlier and is usable at any time.
_SECONDS = 10.0
_WIDTH = 1500.0


def nest(
    file: Annotated[Path, typer.Argument(help="Pattern (DXF-AAMA, SVG) or instance (JSON).")],
    width: Annotated[
        float | None, typer.Option(help="Width of the cloth in mm (patterns: 1500 unless given).")
    ] = None,
    size: Annotated[
        list[str] | None,
        typer.Option(help="Garments of a size, e.g. M=3; may be repeated. Default: one of each."),
    ] = None,
    seconds: Annotated[
        float | None, typer.Option(help="How long to search (10 unless --evaluations is given).")
    ] = None,
    evaluations: Annotated[
        int | None,
        typer.Option(help="How much to search: the same marker on every machine, however busy."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=MOST_SEED, help="Seed of the search.")] = 0,
    chains: Annotated[
        int | None, typer.Option(min=1, help="Independent searches (default: as many as threads).")
    ] = None,
    threads: Annotated[
        int, typer.Option(min=0, help="Threads that run them (0: one for each core).")
    ] = 1,
    gap: Annotated[float, typer.Option(help="Least distance between pieces in mm.")] = 0.0,
    edge: Annotated[float, typer.Option(help="Least distance to the selvedges in mm.")] = 0.0,
    one_way: Annotated[
        bool, typer.Option("--one-way", help="Cloth with a nap: no piece is turned by 180°.")
    ] = False,
    nap: Annotated[
        str | None,
        typer.Option(help="one-way, either-way (by garment), two-way (default) or free."),
    ] = None,
    spread: Annotated[
        str, typer.Option(help="open, folded or tubular: the width is that of the doubled cloth.")
    ] = "open",
    repeat: Annotated[
        str | None,
        typer.Option(help="Repeat of stripes or checks in mm, along and across: 40,60 or 40,0."),
    ] = None,
    rules: Annotated[
        Path | None, typer.Option(help="Grade-rule table (RUL) of a DXF that holds one size.")
    ] = None,
    unit: Annotated[
        str | None, typer.Option(help="Unit of the drawing when it does not say: mm, cm or in.")
    ] = None,
    svg: Annotated[Path | None, typer.Option(help="Draw the marker as SVG.")] = None,
    dxf: Annotated[Path | None, typer.Option(help="Write the marker for a cutter as DXF.")] = None,
    plt: Annotated[Path | None, typer.Option(help="Write it for a plotter as HPGL.")] = None,
    pdf: Annotated[Path | None, typer.Option(help="Print the marker as PDF.")] = None,
    cut: Annotated[
        Path | None, typer.Option(help="Write it for a single-ply cutter (ASTM D6672 words).")
    ] = None,
    json: Annotated[str | None, typer.Option(help="Write JSON to a file, or to - .")] = None,
) -> None:
    """Nest a pattern on cloth; Ctrl-C keeps the marker so far."""
    if seconds is not None and evaluations is not None:
        raise SpecError(
            "both --seconds and --evaluations are given",
            where="--evaluations",
            advice="give one: seconds for a time limit, evaluations for a repeatable marker",
        )
    for option, value in (("--seconds", seconds), ("--evaluations", evaluations)):
        if value is not None and not 0 < value < math.inf:
            raise SpecError(f"{option} is {value:g}", where=option, advice="give more than 0")
    for option, value in (("--width", width), ("--gap", gap), ("--edge", edge)):
        if value is not None and not 0 <= value < math.inf:
            what = "is negative" if value < 0 else "is not a length"
            raise SpecError(f"{option} {value:g} {what}", where=option, advice="give it in mm")
    outputs = (
        ("--svg", svg),
        ("--dxf", dxf),
        ("--plt", plt),
        ("--pdf", pdf),
        ("--cut", cut),
        ("--json", json),
    )
    for option, target in outputs:
        check_writable(target, option)
    cloth = _cloth(width, gap, edge, "one-way" if one_way else nap, spread, repeat)
    table, scale = _grading(rules), _scale(unit)
    pattern, instance = _question(file, width, size or [], cloth, table, scale)
    workers = threads or os.cpu_count() or 1
    from workbench.nesting import nest as search

    with stoppable() as stop:
        marker = search(
            instance,
            seconds=None if evaluations else seconds or _SECONDS,
            evaluations=evaluations,
            seed=seed,
            chains=chains or workers,
            threads=workers,
            stop=stop,
        )
    _write(instance, marker, svg=svg, dxf=dxf, plt=plt, pdf=pdf, cut=cut)
    if not (json and write_json(json, _document(instance, marker))):
        _report(file, instance, marker, pattern)
    if marker.unplaced:
        names = ", ".join(instance.item(item).label for item in dict.fromkeys(marker.unplaced))
        raise InfeasibleError(
            f"{len(marker.unplaced)} pieces found no place: {names}",
            where=str(file),
            advice="search longer, or add to the stock"
            if instance.sheets
            else "search longer, or give wider cloth",
        )


def _cloth(
    width: float | None,
    gap: float,
    edge: float,
    nap: str | None,
    spread: str,
    repeat: str | None,
) -> Cloth:
    """Return the cloth of the options; what is no cloth is refused by the option's name."""
    from typing import get_args

    from workbench.model import pattern as model

    for option, value, known in (
        ("--nap", nap or "two-way", get_args(model.Nap)),
        ("--spread", spread, get_args(model.Spread)),
    ):
        if value not in known:
            raise SpecError(
                f"'{value}' is no {option[2:]}", where=option, advice=nearest(value, known)
            )
    along, across = _repeat(repeat)
    return model.Cloth(
        "cloth",
        _WIDTH if width is None else width,
        gap=gap,
        edge=edge,
        nap=cast("Nap", nap or "two-way"),
        spread=cast("Spread", spread),
        repeat_x=along,
        repeat_y=across,
    )


def _repeat(text: str | None) -> tuple[float, float]:
    if text is None:
        return 0.0, 0.0
    try:
        along, across = (float(part) for part in text.split(","))
    except ValueError:
        raise SpecError(
            f"'{text}' is no repeat", where="--repeat", advice="write e.g. 40,60 or 40,0"
        ) from None
    return along, across


def _grading(rules: Path | None) -> GradeRules | None:
    if rules is None:
        return None
    from workbench.formats import read_rules

    return read_rules(rules)


def _scale(unit: str | None) -> float | None:
    scales = {"mm": 1.0, "cm": 10.0, "in": 25.4}
    if unit is None:
        return None
    if unit not in scales:
        raise SpecError(f"'{unit}' is no unit", where="--unit", advice="one of: mm, cm, in")
    return scales[unit]


def _question(
    file: Path,
    width: float | None,
    sizes: list[str],
    cloth: Cloth,
    rules: GradeRules | None,
    unit: float | None,
) -> tuple[Pattern | None, Instance]:
    """Return the pattern, when the file holds one, and what is to be nested."""
    from workbench.formats import read_instance, read_pattern

    kind = file.suffix.lower()
    if kind not in _READERS:
        raise SpecError(
            f"'{kind or file.name}' is no pattern file",
            where=str(file),
            advice="give a DXF (AAMA/ASTM), an SVG, or an instance as JSON",
        )
    if not file.is_file():
        raise SpecError(
            "this is not a file" if file.exists() else "there is no such file",
            where=str(file),
            advice=nearest(file.name, _siblings(file))
            if file.parent.is_dir() and not file.exists()
            else "check the path",
        )
    if kind == ".json":
        if sizes:
            raise SpecError(
                "an instance has its own demands", where="--size", advice="edit the JSON instead"
            )
        return None, read_instance(
            file, width=width, gap=cloth.gap or None, edge=cloth.edge or None
        )
    pattern = read_pattern(file, rules=rules, unit=unit)
    return pattern, _instance(pattern, cloth, sizes)


def _siblings(file: Path) -> list[str]:
    return [
        path.name
        for path in file.parent.iterdir()
        if path.is_file() and path.suffix.lower() in _READERS
    ]


def _instance(pattern: Pattern, cloth: Cloth, sizes: list[str]) -> Instance:
    from workbench.nesting import Instance

    if not sizes:
        return Instance.from_pattern(pattern, cloth)
    quantities: dict[str, int] = {}
    for entry in sizes:
        label, separator, count = entry.partition("=")
        if separator and not count.isdigit():
            raise SpecError(
                f"'{entry}' has no whole number after =", where="--size", advice="write e.g. M=3"
            )
        quantities[label] = quantities.get(label, 0) + int(count or 1)
    if not sum(quantities.values()):
        raise SpecError("there is nothing to nest", where="--size", advice="give e.g. M=3")
    return Instance.from_pattern(pattern, cloth, quantities)


def _write(
    instance: Instance,
    marker: Marker,
    *,
    svg: Path | None,
    dxf: Path | None,
    plt: Path | None,
    pdf: Path | None,
    cut: Path | None,
) -> None:
    from workbench import formats

    if svg:
        write_text(svg, formats.marker_to_svg(marker, instance), "--svg")
    if dxf:
        write_text(dxf, formats.marker_to_dxf(marker, instance), "--dxf")
    if plt:
        write_text(plt, formats.marker_to_hpgl(marker, instance), "--plt")
    if cut:
        write_text(cut, formats.marker_to_cut(marker, instance), "--cut")
    if pdf:
        try:
            pdf.write_bytes(formats.marker_to_pdf(marker, instance))
        except OSError as error:
            raise unwritable(pdf, "--pdf", error) from error


def _document(instance: Instance, marker: Marker) -> dict[str, object]:
    """Return the marker as plain data; from stock with the remnants that are worth keeping."""
    document: dict[str, object] = marker.to_document()
    if instance.sheets and not instance.layers:
        from workbench.nesting import leftovers

        document["remnants"] = [sheet.to_document() for sheet in leftovers(instance, marker)]
    return document


def _report(file: Path, instance: Instance, marker: Marker, pattern: Pattern | None) -> None:
    from workbench.nesting.cutting import cut_work

    work = cut_work(instance, marker)
    size = f"{number(marker.length, 'mm')} × {number(marker.width, 'mm')}"
    cutting = (
        ("cut length", number(work.length / 1000, "m")),
        ("cutting time", f"{work.time():.1f} min for one ply (estimate)"),
    )
    rows = [
        ("pieces", str(len(marker.placements))),
        ("cloth", size if not instance.sheets else _sheets(marker)),
        ("used by the pieces", share(marker.density)),
        *(() if instance.layers else cutting),
        ("looked at", f"{marker.evaluations:,} places in {marker.seconds:.1f} s"),
    ]
    if pattern is not None and any(pattern.sizes):
        rows.insert(0, ("sizes in the file", ", ".join(filter(None, pattern.sizes))))
    rows += [("note", note) for note in instance.notes[:10]]
    console().print(facts(f"Marker of {instance.name or file.name}", rows))


def _sheets(marker: Marker) -> str:
    return ", ".join(
        f"{used['id']} {number(float(used['length']), 'mm')}"
        + (f" ({number(float(used['height']), 'mm')} high)" if used.get("height") else "")
        for used in marker.sheets
    )
