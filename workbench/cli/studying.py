"""``workbench sensitivity`` and ``workbench best``: what moves a figure, and which way is best."""

from __future__ import annotations

import dataclasses
import itertools
from typing import TYPE_CHECKING, Annotated, Any

import typer
import yaml

from workbench.cli.output import (
    MOST_SEED,
    check_writable,
    console,
    plain,
    table,
    write_json,
)
from workbench.cli.simulate import scenario_of, share_of
from workbench.errors import SpecError

if TYPE_CHECKING:
    from workbench.analysis.intervals import Interval
    from workbench.model import Scenario
    from workbench.studies import Choice, Tornado

_MOST = 200  # scenarios of one choice

Twin = Annotated[str, typer.Argument(help="A shipped name, a folder or a YAML file.")]
Drop = Annotated[str | None, typer.Option(help="Drop to make (default: the twin's first).")]
Variant = Annotated[str | None, typer.Option(help="Variant of the twin.")]
Seed = Annotated[int, typer.Option(min=0, max=MOST_SEED, help="Seed of all draws.")]
Settings = Annotated[
    list[str] | None, typer.Option("--set", help="Change the twin first; may be repeated.")
]
Figure = Annotated[
    str, typer.Option(help="lead_time, makespan, on_time, cost or energy (of a piece).")
]
Json = Annotated[str | None, typer.Option(help="Write JSON to a file, or to - .")]


def sensitivity(
    twin: Twin,
    drop: Drop = None,
    variant: Variant = None,
    figure: Figure = "lead_time",
    parameter: Annotated[
        list[str] | None,
        typer.Option(help="Key path to vary; may be repeated (default: people, machines, times)."),
    ] = None,
    change: Annotated[str, typer.Option(help="By how much quantities change.")] = "10%",
    replications: Annotated[int, typer.Option(min=2, help="Of each variation.")] = 500,
    seed: Seed = 0,
    settings: Settings = None,
    json: Json = None,
) -> None:
    """Say what a figure owes to each parameter, the greatest first."""
    from workbench.studies import sensitivity as ask

    check_writable(json, "--json")
    scenario = scenario_of(twin, drop, variant, settings or [], seed, replications)
    share = share_of(change, "--change")
    found = ask(
        scenario,
        parameter or None,
        figure,
        change=share,
        replications=replications,
    )
    if json and write_json(json, _tornado(found)):
        return
    rows = [
        (
            _called(entry.path),
            _ends(entry.low, entry.high, share),
            "" if entry.down is None else f"{entry.down.interval.value:+.3g}",
            "" if entry.up is None else f"{entry.up.interval.value:+.3g}",
            f"{entry.elasticity.value:+.2f}",
            _interval(entry.elasticity),
        )
        for entry in found.effects
    ]
    unit = f"[{found.unit}]"
    head = ("parameter", "tried", f"lower {unit}", f"higher {unit}", "% for 1 %", "95 %")
    caption = f"{found.replications} replications of each, the same draws; nothing changed: "
    caption += f"{found.base.value:.4g} {found.unit} ({_interval(found.base)})"
    console().print(table(f"What {found.figure} owes", head, rows, caption=caption))
    for path, reason in found.refused:
        console().print(f"not varied: {path}: {reason}", style="dim")


def best(
    twin: Twin,
    ways: Annotated[
        list[str],
        typer.Option("--try", help="Values to try, e.g. pools.tufter.size=1,2,3; may be repeated."),
    ],
    drop: Drop = None,
    variant: Variant = None,
    figure: Figure = "lead_time",
    indifference: Annotated[
        float | None, typer.Option(min=0.0, help="Smallest difference that matters.")
    ] = None,
    budget: Annotated[
        int | None, typer.Option(min=10, help="Replications of all together instead.")
    ] = None,
    level: Annotated[str, typer.Option(help="Wanted chance of a right choice.")] = "95%",
    seed: Seed = 0,
    settings: Settings = None,
    json: Json = None,
) -> None:
    """Choose the best of several settings: all combinations of the values to try."""
    from workbench.studies import best_of

    check_writable(json, "--json")
    scenario = scenario_of(twin, drop, variant, settings or [], seed, 1)
    tried = combinations(scenario, ways)
    found = best_of(
        [made for _, made in tried],
        figure,
        indifference=indifference,
        budget=budget,
        level=share_of(level, "--level"),
    )
    names = [name for name, _ in tried]
    if json and write_json(json, _choice(found, names)):
        return
    rows = [
        (
            names[entry.number],
            f"{entry.interval.value:.4g}",
            _interval(entry.interval),
            "" if entry.number == found.best else f"{entry.behind.interval.value:+.3g}",
            "" if entry.number == found.best else _interval(entry.behind.interval),
            str(entry.replications),
        )
        for entry in found.ranking
    ]
    head = ("", f"{figure} [{found.unit}]", "95 %", "behind the best", "95 %", "replications")
    said = "decided" if found.decided else "not decided: the first leads, others may be as good"
    console().print(table("The best first", head, rows, caption=said))


def combinations(scenario: Scenario, ways: list[str]) -> list[tuple[str, Scenario]]:
    """Return every combination of the values to try, with its name."""
    axes = []
    for way in ways:
        path, separator, values = way.partition("=")
        if not separator or not path.strip() or not values.strip():
            raise SpecError(
                f"'{way}' is not path=value,value",
                where="--try",
                advice="write e.g. --try pools.tufter.size=1,2,3",
            )
        axes.append([(path.strip(), value.strip()) for value in values.split(",")])
    found = []
    for chosen in itertools.product(*axes):
        new = {path: yaml.safe_load(value) for path, value in chosen}
        made = dataclasses.replace(scenario, settings={**scenario.settings, **new})
        found.append((", ".join(f"{path}={value}" for path, value in chosen), made))
    if len(found) > _MOST:
        raise SpecError(f"{len(found)} combinations are too many", where="--try")
    return found


def _called(path: str) -> str:
    """Return a key path without the product that all steps of a routing share."""
    head, found, step = path.partition(".routing.")
    return step if found and head.startswith("products.") else path


def _ends(low: Any, high: Any, share: float) -> str:
    """Return what was tried: counts as they are, other quantities by their change."""
    if any(isinstance(end, int) for end in (low, high)):
        return " … ".join("" if end is None else str(end) for end in (low, high))
    return f"∓ {100 * share:.3g} %"


def _interval(interval: Interval) -> str:
    return f"{interval.low:.3g} to {interval.high:.3g}"


def _tornado(found: Tornado) -> dict[str, Any]:
    return {
        "figure": found.figure,
        "unit": found.unit,
        "base": plain(list(found.base)),
        "replications": found.replications,
        "effects": plain(found.rows()),
        "refused": [{"parameter": path, "reason": reason} for path, reason in found.refused],
    }


def _choice(found: Choice, names: list[str]) -> dict[str, Any]:
    return {
        "figure": found.figure,
        "unit": found.unit,
        "best": names[found.best],
        "decided": found.decided,
        "replications": found.replications,
        "ranking": [
            {
                "name": names[entry.number],
                "mean": entry.interval.value,
                "ci95": plain([entry.interval.low, entry.interval.high]),
                "behind": plain(list(entry.behind.interval)),
                "replications": entry.replications,
            }
            for entry in found.ranking
        ],
    }
