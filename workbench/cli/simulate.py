"""``workbench simulate``: play a drop many times and print what to expect."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.cli.output import (
    MOST_SEED,
    check_writable,
    console,
    figure,
    interval,
    package_version,
    plain,
    table,
    unwritable,
    write_json,
)
from workbench.errors import InfeasibleError, SpecError, nearest

if TYPE_CHECKING:
    from workbench.model import Factory, Scenario


def simulate(
    twin: Annotated[str, typer.Argument(help="A shipped name, a folder or a YAML file.")],
    drop: Annotated[
        str | None, typer.Option(help="Drop to make (default: the twin's first).")
    ] = None,
    variant: Annotated[str | None, typer.Option(help="Variant of the twin.")] = None,
    replications: Annotated[int, typer.Option(min=1, help="How often chance is played.")] = 200,
    precision: Annotated[
        str | None,
        typer.Option(help="Play as often as it takes to know the mean lead time, e.g. to 1%."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=MOST_SEED, help="Seed of all draws.")] = 0,
    engine: Annotated[
        str, typer.Option(help="Which engine plays it: compiled or simpy.")
    ] = "compiled",
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", help="Change the twin, e.g. pools.tufter.size=3; may be repeated."),
    ] = None,
    log: Annotated[
        Path | None, typer.Option(help="Write the event log (.csv or .parquet).")
    ] = None,
    json: Annotated[str | None, typer.Option(help="Write JSON to a file, or to - .")] = None,
    store: Annotated[
        str | None,
        typer.Option(help="File or URL of the store (default: WORKBENCH_STORE, else your own)."),
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Compute again what the store already has.")
    ] = False,
) -> None:
    """Simulate a drop."""
    from workbench.sim.play import ENGINES
    from workbench.store import Store, run_key

    if engine not in ENGINES:
        raise SpecError(
            f"there is no engine '{engine}'", where="--engine", advice=nearest(engine, ENGINES)
        )
    suffix = _log_kind(log)
    check_writable(log, "--log")
    check_writable(json, "--json")
    scenario = scenario_of(twin, drop, variant, settings or [], seed, replications)
    factory = scenario.factory()
    if scenario.drop:
        factory.drop(scenario.drop)
    if precision is not None:
        replications = _enough(scenario, share_of(precision, "--precision"))
        scenario = dataclasses.replace(scenario, replications=replications)
    version = package_version()
    key = run_key(
        (factory.to_document(), scenario.drop, _files(factory)),
        seed=seed,
        replications=replications,
        engine=engine,
        version=version,
    )
    with Store(store) as opened:
        known = None if fresh or log else opened.find_run(key)
        if known is None:
            document, seconds = _play(factory, scenario, engine, log, suffix)
            started = time.time() - seconds
            known = opened.save_run(
                key,
                opened.save_scenario(scenario, _title(factory, scenario)),
                document["kpis"],
                document["log_sha256"],
                seconds=seconds,
                replications=replications,
                seed=seed,
                engine=engine,
                version=version,
                started=started,
            )
            kept = False
        else:
            kept = True
    document = {
        "kpis": known.kpis,
        "replications": replications,
        "seed": seed,
        "engine": engine,
        "log_sha256": known.log_sha256,
        "estimates": plain(factory.estimates()),
        "run": known.key,
    }
    if json and write_json(json, document):
        return
    _report(_title(factory, scenario), document, kept, known.seconds)


def parse_settings(entries: list[str]) -> dict[str, Any]:
    """Return ``path=value`` options as a mapping, values as YAML would read them.

    Examples
    --------
    >>> parse_settings(["pools.tufter.size=3", "stations.vat.batch.max=12 kg"])
    {'pools.tufter.size': 3, 'stations.vat.batch.max': '12 kg'}
    """
    from workbench.model._yaml import read_value

    settings = {}
    for entry in entries:
        path, separator, value = entry.partition("=")
        if not separator or not path.strip() or not value.strip():
            raise SpecError(
                f"'{entry}' is not path=value",
                where="--set",
                advice="write e.g. --set pools.tufter.size=3",
            )
        settings[path.strip()] = read_value(value)
    return settings


def scenario_of(
    twin: str,
    drop: str | None,
    variant: str | None,
    settings: list[str],
    seed: int,
    replications: int,
) -> Scenario:
    """Return the question that a command's options ask."""
    from workbench.model import Scenario, load_twin

    factory = load_twin(twin)
    if drop == "":
        raise SpecError("no drop is named", where="--drop", advice=_drops(factory))
    if not factory.drops and not factory.orders:
        raise SpecError(
            f"{factory.name} has neither a drop nor a stream of orders",
            where=twin,
            advice="add one under drops:, e.g. first: {product: …, pieces: 20, promise: 10 d}",
        )
    chosen = drop if drop is not None else next((entry.name for entry in factory.drops), "")
    return Scenario(
        twin,
        chosen,
        variant=variant,
        settings=parse_settings(settings),
        seed=seed,
        replications=replications,
    )


def share_of(text: str, where: str) -> float:
    """Return a share as people write it: ``1%``, ``1 %`` or ``0.01``."""
    number, percent = text.strip().removesuffix("%"), text.strip().endswith("%")
    try:
        share = float(number) / (100.0 if percent else 1.0)
    except ValueError:
        share = -1.0
    if not 0.0 < share < 1.0:
        raise SpecError(f"'{text}' is no share", where=where, advice="write e.g. 1%")
    return share


def _enough(scenario: Scenario, precision: float) -> int:
    """Return how many replications it takes until the mean lead time is known so precisely."""
    from workbench.studies import until

    found = until(scenario, "lead_time", relative=precision)
    if not found.reached:
        width = (found.interval.high - found.interval.value) / found.interval.value
        raise InfeasibleError(
            f"after {found.replications} replications the mean lead time is known to "
            f"{100 * width:.2g} %",
            where="--precision",
            advice="ask for less",
        )
    return found.replications


def _drops(factory: Factory) -> str:
    return nearest("", [entry.name for entry in factory.drops])


def _files(factory: Factory) -> dict[str, bytes]:
    """Return what the files beside the twin hold: another order file is another run."""
    named = {f"drops.{drop.name}.orders": drop.orders for drop in factory.drops}
    named |= {f"products.{product.name}.pattern": product.pattern for product in factory.products}
    return {
        where: factory.beside(name, where).read_bytes() for where, name in named.items() if name
    }


def _title(factory: Factory, scenario: Scenario) -> str:
    parts = [factory.name, scenario.drop, scenario.variant or ""]
    parts += [f"{path}={value}" for path, value in scenario.settings.items()]
    return ", ".join(filter(None, parts))


def _log_kind(log: Path | None) -> str:
    suffix = log.suffix.lower() if log else ""
    if log and suffix not in {".csv", ".parquet"}:
        raise SpecError(
            f"'{log}' is neither CSV nor Parquet",
            where="--log",
            advice="name a file that ends in .csv or .parquet",
        )
    return suffix


def _play(
    factory: Factory, scenario: Scenario, engine: str, log: Path | None, suffix: str
) -> tuple[dict[str, Any], float]:
    """Return the figures of a run and the seconds it took; write its log if that is wanted."""
    from workbench.studies import simulate as play

    begun = time.perf_counter()
    run = play(
        factory,
        scenario.drop or None,
        replications=scenario.replications,
        seed=scenario.seed,
        engine=engine,
    )
    seconds = time.perf_counter() - begun
    if log:
        frame = run.log.to_frame()
        try:
            frame.to_parquet(log) if suffix == ".parquet" else frame.to_csv(log, index=False)
        except OSError as error:
            raise unwritable(log, "--log", error) from error
    kpis = {kpi.name: plain({"label": kpi.label, **kpi.to_json()}) for kpi in run.kpis}
    return {"kpis": kpis, "log_sha256": run.log.sha256()}, seconds


def _figure(kpi: dict[str, Any]) -> str:
    value = figure(kpi["mean"], kpi["unit"])
    return f"{kpi['text']}, {value}" if kpi.get("text") else value


def _report(title: str, document: dict[str, Any], kept: bool, seconds: float) -> None:
    rows = [
        (
            kpi.get("label", name),
            _figure(kpi),
            interval(kpi),
            figure(kpi["p50"], kpi["unit"]),
            figure(kpi["p90"], kpi["unit"]),
        )
        for name, kpi in document["kpis"].items()
    ]
    origin = "kept from an earlier run" if kept else f"{seconds:.1f} s"
    caption = (
        f"{document['replications']} replications, seed {document['seed']}, "
        f"engine {document['engine']}, {origin}; run {document['run'][:12]}; "
        f"rests on {len(document['estimates'])} estimates"
    )
    head = ("", "mean", "95 % interval of the mean", "P50", "P90")
    console().print(table(title, head, rows, caption=caption))
