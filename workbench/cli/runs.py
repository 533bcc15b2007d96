"""``workbench runs``: what has been run and kept in the store."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from workbench.cli.output import console, figure, table, write_json


def runs(
    key: Annotated[
        str | None, typer.Argument(help="Show one run; its first six digits are enough.")
    ] = None,
    store: Annotated[
        str | None,
        typer.Option(help="File or URL of the store (default: WORKBENCH_STORE, else your own)."),
    ] = None,
    json: Annotated[str | None, typer.Option(help="Write JSON to a file, or to - .")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many of the latest runs to list.")] = 20,
) -> None:
    """List the runs that are kept, or show one."""
    from workbench.store import Store

    with Store(store) as opened:
        if key is not None:
            run = opened.run(key)
            if json and write_json(json, run):
                return
            rows = [
                (
                    kpi.get("label", name),
                    figure(kpi.get("mean"), kpi.get("unit", "")),
                    figure(kpi.get("p50"), kpi.get("unit", "")),
                    figure(kpi.get("p90"), kpi.get("unit", "")),
                )
                for name, kpi in run.kpis.items()
            ]
            console().print(table(f"Run {run.key[:12]}", ("", "mean", "P50", "P90"), rows))
            console().print(
                f"{run.replications} replications, seed {run.seed}, engine {run.engine}, "
                f"version {run.version}, log {run.log_sha256[:12]}…",
                style="dim",
            )
            return
        found = opened.runs()[:limit]
        titles = {record.key: record.title for record in opened.scenarios()}
    document = [{**vars(run), "title": titles.get(run.scenario, "")} for run in found]
    if json and write_json(json, document):
        return
    if not found:
        console().print("No run is kept yet; `workbench simulate TWIN` makes one.")
        return
    lines = [
        (
            run.key[:12],
            titles.get(run.scenario, run.scenario[:12]),
            time.strftime("%Y-%m-%d %H:%M", time.localtime(run.started)),
            str(run.replications),
            figure(run.kpis.get("lead_time", {}).get("p90"), "days"),
            f"{run.seconds:.1f} s",
        )
        for run in found
    ]
    head = ("run", "scenario", "started", "replications", "lead time P90", "took")
    console().print(table("Runs", head, lines))
