"""``workbench nest``: a pattern file or an instance in, a marker out."""

from __future__ import annotations

import math
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
from workbench.errors import InfeasibleError, SpecError, nearest

if TYPE_CHECKING:
    from workbench.model.pattern import Cloth, Pattern
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
    svg: Annotated[Path | None, typer.Option(help="Draw the marker as SVG.")] = None,
    dxf: Annotated[Path | None, typer.Option(help="Write the marker for a cutter as DXF.")] = None,
    plt: Annotated[Path | None, typer.Option(help="Write it for a plotter as HPGL.")] = None,
    pdf: Annotated[Path | None, typer.Option(help="Print the marker as PDF.")] = None,
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
    outputs = (("--svg", svg), ("--dxf", dxf), ("--plt", plt), ("--pdf", pdf), ("--json", json))
    for option, target in outputs:
        check_writable(target, option)
    pattern, instance = _question(file, width, size or [], gap, edge, one_way)
    workers = threads or os.cpu_count() or 1
    from workbench.nesting import nest as search

    with _stoppable() as stop:
        marker = search(
            instance,
            seconds=None if evaluations else seconds or _SECONDS,
            evaluations=evaluations,
            seed=seed,
            chains=chains or workers,
            threads=workers,
            stop=stop,
        )
    _write(instance, marker, svg=svg, dxf=dxf, plt=plt, pdf=pdf)
    if not (json and write_json(json, marker.to_document())):
        _report(file, instance, marker, pattern)
    if marker.unplaced:
        names = ", ".join(instance.item(item).label for item in dict.fromkeys(marker.unplaced))
        raise InfeasibleError(
            f"{len(marker.unplaced)} pieces found no place: {names}",
            where=str(file),
            advice="search longer, or give wider cloth",
        )


@contextmanager
def _stoppable() -> Iterator[threading.Event]:
    """Let Ctrl-C end the search instead of the program: the best marker so far is kept."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop  # only the main thread hears signals
        return
    before = signal.signal(signal.SIGINT, lambda *_: stop.set())
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def _question(
    file: Path, width: float | None, sizes: list[str], gap: float, edge: float, one_way: bool
) -> tuple[Pattern | None, Instance]:
    """Return the pattern, when the file holds one, and what is to be nested."""
    from workbench.formats import read_dxf, read_instance, read_svg
    from workbench.model.pattern import Cloth

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
        return None, read_instance(file, width=width, gap=gap or None, edge=edge or None)

    pattern = (read_dxf if kind == ".dxf" else read_svg)(file)
    cloth = Cloth(
        "cloth",
        _WIDTH if width is None else width,
        gap=gap,
        edge=edge,
        nap="one-way" if one_way else "two-way",
    )
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
) -> None:
    from workbench import formats

    if svg:
        write_text(svg, formats.marker_to_svg(marker, instance), "--svg")
    if dxf:
        write_text(dxf, formats.marker_to_dxf(marker, instance), "--dxf")
    if plt:
        write_text(plt, formats.marker_to_hpgl(marker, instance), "--plt")
    if pdf:
        try:
            pdf.write_bytes(formats.marker_to_pdf(marker, instance))
        except OSError as error:
            raise unwritable(pdf, "--pdf", error) from error


def _report(file: Path, instance: Instance, marker: Marker, pattern: Pattern | None) -> None:
    rows = [
        ("pieces", str(len(marker.placements))),
        ("cloth", f"{number(marker.length, 'mm')} × {number(marker.width, 'mm')}"),
        ("used by the pieces", share(marker.density)),
        ("cut length", number(_cut_length(instance, marker) / 1000, "m")),
        ("looked at", f"{marker.evaluations:,} places in {marker.seconds:.1f} s"),
    ]
    if pattern is not None and any(pattern.sizes):
        rows.insert(0, ("sizes in the file", ", ".join(filter(None, pattern.sizes))))
    console().print(facts(f"Marker of {instance.name or file.name}", rows))


def _cut_length(instance: Instance, marker: Marker) -> float:
    return sum(instance.item(placement.id).piece.perimeter for placement in marker.placements)
