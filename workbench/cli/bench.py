"""Benchmarks, side by side with the peers in one run: ``workbench bench simulation``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from workbench.cli.output import check_writable, console, table, write_json

bench = typer.Typer(
    help="Measure speed and agreement, side by side with the peers.", no_args_is_help=True
)

Json = Annotated[str | None, typer.Option(help="Write JSON to a file, or to - .")]
Data = Annotated[
    Path | None, typer.Option(help="Folder of benchmark data (this benchmark needs none).")
]


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

    check_writable(json, "--json")
    document = measure(rounds=rounds, customers=customers, slow=peers)
    document["common_random_numbers"] = common_numbers(pairs) if pairs else []
    if json and write_json(json, document):
        return
    _print_engines(document)
    _print_pairs(document["common_random_numbers"])


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
