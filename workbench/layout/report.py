"""The report on a floor: every rule with its margin, and a finding for whatever breaks one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from workbench.layout.agents import PERSON
from workbench.layout.building import wall_parts
from workbench.layout.checks import CHECKS, TOUCHES, Measured
from workbench.layout.findings import Finding, RuleMargin, RuleReport
from workbench.model.floor import FloorRule
from workbench.model.floor_rules import Severity

if TYPE_CHECKING:
    from workbench.layout.problem import Arrangement

_ORDER = {"error": 0, "warning": 1, "note": 2}


def judge(here: Arrangement) -> RuleReport:
    """Return every rule with its margin, and what breaks one, worst first.

    Parameters
    ----------
    here : Arrangement
        The floor with its stations at their places.
    """
    rules, findings = [], []
    for rule in here.problem.rules:
        measured = list(CHECKS[rule.kind](here, rule))
        broken = [each for each in measured if each.margin < -TOUCHES]
        least = min(measured, key=lambda each: each.margin, default=None)
        rules.append(
            RuleMargin(
                name=rule.name,
                text=rule.text or rule.name.replace("_", " "),
                margin=None if least is None else least.margin,
                worst=() if least is None else least.subjects,
                checked=len(measured),
                broken=len(broken),
                severity=rule.severity,
                source=rule.source,
                edition=rule.edition,
                mark=rule.mark,
                advice=rule.advice,
            )
        )
        findings += [_finding(rule, each) for each in broken]
    findings += _notes(here)
    findings.sort(key=lambda each: (_ORDER[each.severity], each.margin or 0.0))
    return RuleReport(tuple(rules), tuple(findings))


def _finding(rule: FloorRule, measured: Measured) -> Finding:
    return Finding(
        code=rule.kind,
        severity=rule.severity,
        text=f"{measured.text}: {-measured.margin / 1000:.2f} m short of what is due"
        if rule.distance is not None
        else measured.text,
        subjects=measured.subjects,
        at=measured.at,
        shapes=measured.shapes,
        advice=rule.advice or "check local code",
        rule=rule.name,
        margin=measured.margin,
        source=", ".join(part for part in (rule.source, rule.edition) if part),
    )


def _notes(here: Arrangement) -> list[Finding]:
    """Return what the rules could not judge, because the twin does not say."""
    floor, problem = here.problem.floor, here.problem
    notes: list[tuple[Severity, str, tuple[str, ...], str]] = []
    if not floor.exits:
        notes.append(
            ("warning", "the floor has no exit", (), "draw one: 'exits: {door: {at: [0 m, 2 m]}}'")
        )
    needed = {need for name in here.names for need in problem.footprints[name].needs}
    if needed and not floor.utilities:
        notes.append(
            (
                "note",
                "stations need " + ", ".join(sorted(needed)) + ", and no utilities are drawn",
                (),
                "draw them under floor.utilities",
            )
        )
    burns = [rule for rule in problem.rules if rule.kind == "wall_distance" and rule.wall]
    hot = {name for name in here.names if set(problem.footprints[name].traits) & {"kiln"}}
    unknown = tuple(part.name for part in wall_parts(floor) if not part.material)
    if burns and hot and unknown:
        notes.append(
            (
                "note",
                f"nobody says what {', '.join(unknown)} is made of; it counts as combustible",
                unknown,
                "give 'material: noncombustible', or 'outer_wall' for the outline",
            )
        )
    for key, name in floor.strangers(problem.footprints):
        notes.append(
            ("note", f"floor.{key} names '{name}', which is not on this floor", (name,), "")
        )
    return [
        Finding("drawing", severity, text, subjects, advice=advice)
        for severity, text, subjects, advice in notes
    ]


def hard_findings(here: Arrangement, *, named: bool = True) -> tuple[Finding, ...]:
    """Return what no floor may have: bodies in each other, off the floor, work without a way.

    Parameters
    ----------
    here : Arrangement
        The floor with its stations at their places.
    named : bool
        Whether to look for what seals a way.
    """
    found = []
    for each in here.collisions:
        if each.kind == "clearance":
            continue  # the rule on clearances says so, with what to draw
        x, y, _ = here.placements[each.a]
        shapes = tuple(here.bodies[name] for name in (each.a, each.b) if name in here.bodies)
        advice = "move it onto the floor" if each.kind == "outside" else "move them apart"
        subjects = (each.a, each.b)
        found.append(
            Finding(
                each.kind, "error", str(each), subjects, (x, y), shapes, advice, "", -each.depth
            )
        )
    for flow in here.blocked:
        x, y, _ = here.placements[flow.to]
        ways = here.ways(flow.agent)
        sealed = next(
            (
                each
                for each in (ways.unreachable if named else ways.blocked)
                if {each.origin, each.to} == {flow.origin, flow.to}
            ),
            None,
        )
        by = sealed.by if sealed else ()
        shapes = tuple(here.bodies[name] for name in by if name in here.bodies)
        who = "" if flow.agent == PERSON else f" for a {flow.agent.replace('_', ' ')}"
        text = f"{sealed}{who}"
        found.append(
            Finding(
                "sealed",
                "error",
                text,
                (flow.origin, flow.to, *by),
                (x, y),
                shapes,
                "move what seals it, or add a door",
                "",
                -math.inf,
            )
        )
    unique = {(each.code, each.subjects): each for each in found}
    return tuple(unique.values())
