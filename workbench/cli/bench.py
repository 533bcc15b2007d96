"""Benchmarks, side by side with the peers in one run: ``workbench bench nesting`` and others."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from workbench.cli.output import check_writable, console, table, write_json

bench = typer.Typer(
    help="Measure speed and agreement, side by side with the peers.", no_args_is_help=True
)

Json = Annotated[str | None, typer.Option(help="Write JSON to a file, or to - .")]
Data = Annotated[Path | None, typer.Option(help="Folder of benchmark data, where one is needed.")]


@bench.command("simulation")
def simulation(
    rounds: Annotated[int, typer.Option(min=1, max=50, help="Turns of each engine.")] = 3,
    customers: Annotated[
        int, typer.Option(min=1000, max=10_000_000, help="In the queue M/M/1.")
    ] = 100_000,
    pairs: Annotated[
        int, typer.Option(min=0, max=1_000_000, help="Replications of each change to drop50.")
    ] = 20_000,
    peers: Annotated[bool, typer.Option(help="Play Ciw and salabim too.")] = True,
    data: Data = None,  # one form for all benchmarks
    json: Json = None,
) -> None:
    """Compare simulation engines: processor time, events per second, agreement."""
    from workbench.benchmarks.common_numbers import common_numbers
    from workbench.benchmarks.simulation import simulation as measure
    from workbench.benchmarks.snapshots import snapshots

    check_writable(json, "--json")
    document = measure(rounds=rounds, customers=customers, slow=peers)
    document["snapshots"] = snapshots()
    document["common_random_numbers"] = common_numbers(pairs) if pairs else []
    if json and write_json(json, document):
        return
    _print_engines(document)
    _print_snapshots(document["snapshots"])
    _print_pairs(document["common_random_numbers"])


@bench.command("nesting")
def nesting(
    data: Data = None,
    instance: Annotated[
        list[str] | None, typer.Option(help="Only this instance; may be repeated.")
    ] = None,
    seconds: Annotated[float, typer.Option(min=1, max=3600, help="Budget of each run.")] = 10.0,
    seeds: Annotated[int, typer.Option(min=1, max=100, help="Pairs of runs.")] = 5,
    threads: Annotated[int, typer.Option(min=1, max=64, help="Of each engine.")] = 2,
    peer: Annotated[bool, typer.Option(help="Run spyrrow too.")] = True,
    rates: Annotated[bool, typer.Option(help="Measure evaluations per second and core.")] = True,
    json: Json = None,
) -> None:
    """Pack strips side by side with spyrrow: densities, paired differences, validity."""
    from workbench.benchmarks.nesting import nesting as measure

    check_writable(json, "--json")
    document = measure(
        data,
        names=instance or (),
        seconds=seconds,
        seeds=seeds,
        threads=threads,
        peer=peer,
        rates=rates,
        tell=lambda line: print(line, file=sys.stderr, flush=True),
    )
    if json and write_json(json, document):
        return
    _print_nesting(document)


@bench.command("apps")
def apps(
    moves: Annotated[int, typer.Option(min=2, max=1000, help="Moves of each slider.")] = 20,
    replications: Annotated[int, typer.Option(min=10, max=100_000)] = 1000,
    data: Data = None,  # one form for all benchmarks
    json: Json = None,
) -> None:
    """Measure from a slider's message to the key figures sent, in the kernel."""
    from workbench.benchmarks.sliders import sliders

    check_writable(json, "--json")
    document = sliders(moves=moves, replications=replications)
    if json and write_json(json, document):
        return
    rows = [
        (
            line["twin"], line["slider"], f"{line['p50']:.0f} ms", f"{line['p95']:.0f} ms",
            f"{line['cpu_p50']:.0f} ms",
        )
        for line in document["sliders"]
    ]  # fmt: skip
    head = ("twin", "slider", "median", "95 of 100", "processor time")
    console().print(table("From a slider's message to key figures sent", head, rows))


@bench.command("layout")
def layout(
    seconds: Annotated[
        float, typer.Option(min=0.1, max=3600, help="Of the processor, for each floor.")
    ] = 30.0,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the searches.")] = 0,
    floor: Annotated[
        list[str] | None, typer.Option(help="One floor; may be repeated (default: all twelve).")
    ] = None,
    straight: Annotated[
        float,
        typer.Option(min=0, help="Seconds for the comparison with the straight line (0: none)."),
    ] = 0.0,
    replications: Annotated[
        int, typer.Option(min=0, help="That rank layouts by lead time (0: none).")
    ] = 0,
    peers: Annotated[bool, typer.Option(help="Measure walking paths beside the peer.")] = True,
    slot_seconds: Annotated[float, typer.Option(min=0.1, help="For each seed of a QAP.")] = 5.0,
    block_seconds: Annotated[float, typer.Option(min=0.1, help="For each block layout.")] = 30.0,
    data: Annotated[
        Path | None, typer.Option(help="Folder with QAPLIB and unequal-area instances.")
    ] = None,
    json: Json = None,
) -> None:
    """Search the twelve floors; with --data, slots and blocks too; all beside the peers."""
    from workbench.benchmarks import layout as measure
    from workbench.benchmarks.floors import floor_names
    from workbench.errors import SpecError, nearest

    check_writable(json, "--json")
    for name in floor or ():
        if name not in floor_names():
            raise SpecError(
                f"there is no floor '{name}'", where="--floor", advice=nearest(name, floor_names())
            )
    quiet = Console(stderr=True)
    document: dict[str, Any] = {
        "ways": measure.ways(peer=peers),
        "floors": measure.floors(
            seconds=seconds,
            seed=seed,
            names=floor or (),
            replications=replications,
            straight=straight,
            told=quiet.print,
        ),
        "slots": [],
        "blocks": [],
    }
    if data is not None:
        document["slots"] = measure.slots(data, seconds=slot_seconds, told=quiet.print)
        document["blocks"] = measure.blocks(
            data, seconds=block_seconds, seed=seed, told=quiet.print
        )
    if json and write_json(json, document):
        return
    _print_layouts(document)


def _print_layouts(document: dict[str, Any]) -> None:
    rows: list[tuple[str, ...]] = [
        (
            str(line["stations"]), f"{line['cpu_ms']:.2f} ms",
            "" if line["peer_cpu_ms"] is None else f"{line['peer_cpu_ms']:.0f} ms",
            "" if line["ratio"] is None else f"{line['ratio']:.0f}",
        )
        for line in document["ways"]
    ]  # fmt: skip
    head: tuple[str, ...] = ("stations", "all ways, CPU", "extremitypathfinder", "times")
    console().print(table("Walking paths", head, rows))
    rows = [
        (
            line["floor"],
            *(
                ("", "nothing found", "", "")
                if line["cost"] is None
                else (
                    f"{line['reference']:.2f}", f"{line['cost']:.3f}",
                    "" if line["above_best"] is None else f"{line['above_best']:+.1%}",
                    "yes" if line["is_clean"] else "; ".join(line["faults"]),
                )
            ),
        )
        for line in document["floors"]
    ]  # fmt: skip
    head = ("floor", "reference", "cost a week", "against the best known", "clean")
    console().print(table("Floors", head, rows))
    if document["slots"]:
        rows = [
            (
                line["instance"], _percent(line["mean_gap"]), f"{line['hits']} of {line['seeds']}",
                f"{line['cpu_seconds']:.2f} s", _percent(line["scipy_faq_gap"]),
                _percent(line["scipy_2opt_gap"]),
            )
            for line in document["slots"]
        ]  # fmt: skip
        head = ("instance", "mean gap", "hits", "CPU", "SciPy FAQ, 10 starts", "SciPy 2opt, 10")
        console().print(table("Slots (quadratic assignment)", head, rows))
    if document["blocks"]:
        rows = [
            (
                line["instance"], f"{line['best_known']:g}",
                "none" if line["cost"] is None else f"{line['cost']:.4f}",
                _percent(line["gap"]), f"{line['cpu_seconds']:.1f} s",
                "" if line["resized_cost"] is None else f"{line['resized_cost']:.4f}",
                _percent(line["resized_gap"]),
            )
            for line in document["blocks"]
        ]  # fmt: skip
        head = ("instance", "best known", "cost", "gap", "CPU", "resized", "gap")
        console().print(table("Blocks of unequal area", head, rows))


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:.4%}"


def _print_engines(document: dict[str, Any]) -> None:
    for name, model in document["models"].items():
        rows = []
        for engine, line in model["engines"].items():
            ratio = line["faster_than_simpy"]
            band = line["ci95"]
            rows.append(
                (
                    engine,
                    f"{1e3 * line['cpu_seconds']:.4g} ms",
                    f"{line['events_per_second']:.3g}",
                    "" if ratio is None else f"{ratio:.3g}",
                    f"{line['mean']:.5g}",
                    "" if band is None else f"{band[0]:.5g} to {band[1]:.5g}",
                )
            )
        rows += [(engine, "not installed", "", "", "", "") for engine in model["missing"]]
        head = ("engine", "CPU a replication", "events/s", "times SimPy", "mean", "95 % interval")
        console().print(table(name, head, rows))
    thousand = document["thousand_drops"]
    console().print(
        f"1000 replications of drop50: {1e3 * thousand['figures_cpu_seconds']:.0f} ms CPU, "
        f"{1e3 * thousand['event_log_cpu_seconds']:.0f} ms with their event log"
    )


def _print_snapshots(found: dict[str, Any]) -> None:
    rows = [
        (name, *(f"{found[engine][part]:.2f} ms" for part in ("dump_cpu_ms", "load_cpu_ms")))
        for name, engine in (("compiled", "compiled"), ("simpy (ours)", "simpy"))
    ]
    size = f"{found['bytes'] / 1000:.1f} kB, " + (
        "the same bytes from both engines" if found["same_bytes"] else "NOT the same in both"
    )
    screen = console()
    screen.print(
        table("Snapshot of drop50", ("engine", "dump, CPU", "load, CPU"), rows, caption=size)
    )
    ifs = found["what_ifs"]
    screen.print(
        f"{ifs['count']} what-ifs from one snapshot: {ifs['cpu_ms']:.0f} ms CPU with their event "
        f"log, {ifs['changed_cpu_ms']:.0f} ms over the drop and four changes of its kiln"
    )


def _print_nesting(document: dict[str, Any]) -> None:
    total = document["summary"]
    speeds = {line["instance"]: line["evaluations_per_second"] for line in document["rates"]}

    def row(name: str, line: dict[str, Any]) -> tuple[str, ...]:
        band = line.get("ci95")
        peer = line.get("spyrrow")
        speed = speeds.get(name)
        return (
            name,
            f"{line['workbench']:.2f} %",
            "" if peer is None else f"{peer:.2f} %",
            "" if band is None else f"{line['difference']:+.2f}",
            "" if band is None else f"{band[0]:+.2f} to {band[1]:+.2f}",
            "" if speed is None else f"{speed / 1e6:.2f} M",
        )

    rows = [row(line["instance"], line) for line in total["instances"]]
    rows.append(row("mean", total))
    head = ("instance", "workbench", "spyrrow", "difference", "95 % interval", "evaluations/s")
    title = f"Density after {document['seconds']:g} s on {document['threads']} threads"
    console().print(table(title, head, rows))
    start = document["start_up"]
    console().print(
        f"{document['machine']}; start-up not counted: import {start['import_seconds']:.2f} s, "
        f"compiled kernels {start['kernels_seconds']:.2f} s; "
        f"{len(document['faults'])} of {len(document['runs'])} layouts have faults"
    )


def _print_pairs(lines: list[dict[str, Any]]) -> None:
    if not lines:
        return
    rows = [
        (
            line["change"],
            line["figure"],
            f"{line['difference']:.3g}",
            f"{line['ci95'][0]:.3g} to {line['ci95'][1]:.3g}",
            "all alike" if line["gain"] is None else f"{line['gain']:.3g}",
        )
        for line in lines
    ]
    head = ("change", "figure", "difference [min]", "95 % interval", "variance, times less")
    console().print(table("Common random numbers", head, rows))
