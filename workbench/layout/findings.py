"""What can be wrong with an arrangement; plain data that is read without the compiled code."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from workbench.model.floor_rules import Severity

Fault = Literal["overlap", "outside", "clearance"]
Spot: TypeAlias = tuple[float, float]
Lines: TypeAlias = tuple[tuple[Spot, ...], ...]


@dataclass(frozen=True)
class Collision:
    """Two things that take the same floor.

    Parameters
    ----------
    a : str
        The station.
    b : str
        The other: a station, a wall or a column.
    kind : Fault
        ``overlap`` of the bodies; ``outside`` when the station reaches over the outline;
        ``clearance`` when ``b`` stands in the floor that ``a`` needs free.
    depth : float
        How far one would have to move for the fault to end, at most. [mm]
    """

    a: str
    b: str
    kind: Fault
    depth: float

    def __str__(self) -> str:
        """Return the finding as a sentence without a full stop."""
        if self.kind == "outside":
            return f"{self.a} stands {self.depth:.0f} mm off the floor"
        if self.kind == "clearance":
            return f"{self.b} stands {self.depth:.0f} mm in the floor that {self.a} needs free"
        return f"{self.a} and {self.b} overlap by {self.depth:.0f} mm"


@dataclass(frozen=True)
class Sealed:
    """Two stations without a way between them.

    Parameters
    ----------
    origin, to : str
        The stations.
    by : tuple of str
        What seals the way; empty while nobody asked. When ``together`` is false, taking away any
        one of these opens a way; when it is true, all of them must go.
    together : bool
        See ``by``.
    at : tuple of str
        Those of the two stations at which there is no room to stand.
    """

    origin: str
    to: str
    by: tuple[str, ...]
    together: bool = False
    at: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the finding as a sentence without a full stop."""
        what = (" and " if self.together else " or ").join(self.by)
        if not what:
            return f"no way between {self.origin} and {self.to}"
        if self.at:
            verb = "are" if self.together else "is"
            return f"no room to stand at {' and '.join(self.at)}: {what} {verb} in the way"
        verb = "seal" if self.together else "seals"
        return f"no way between {self.origin} and {self.to}: {what} {verb} it"


@dataclass(frozen=True)
class Finding:
    """Something to see to, with where it is and what to draw.

    Parameters
    ----------
    code : str
        ``overlap``, ``outside``, ``sealed``, ``drawing``, or the kind of the rule that is broken.
    severity : Severity
        ``error``, ``warning`` or ``note``.
    text : str
        A sentence without a full stop.
    subjects : tuple of str
        Stations, walls, doors, … it is about.
    at : (x, y), optional
        Where it is. [mm]
    shapes : tuple of Ring
        What to draw: lines of two points, polygons of three and more. [mm]
    advice : str
        What to do about it.
    rule : str
        The rule that is broken.
    margin : float, optional
        What is missing, negative. [mm]
    source : str
        Where the rule comes from.
    """

    code: str
    severity: Severity
    text: str
    subjects: tuple[str, ...] = ()
    at: Spot | None = None
    shapes: Lines = ()
    advice: str = ""
    rule: str = ""
    margin: float | None = None
    source: str = ""

    def __str__(self) -> str:
        """Return the sentence, with the advice when there is one."""
        return f"{self.text} ({self.advice})" if self.advice else self.text

    def to_json(self) -> dict[str, Any]:
        """Return the finding as dicts, lists, numbers and texts."""
        return {
            **{key: getattr(self, key) for key in ("code", "severity", "text", "advice", "rule")},
            "subjects": list(self.subjects),
            "at": None if self.at is None else list(self.at),
            "shapes": [[list(point) for point in shape] for shape in self.shapes],
            "margin": self.margin
            if self.margin is not None and math.isfinite(self.margin)
            else None,
            "source": self.source,
        }


@dataclass(frozen=True)
class RuleMargin:
    """How well one rule is kept.

    Parameters
    ----------
    name, text : str
        The rule, and what it asks for.
    margin : float, optional
        The least margin, positive when the rule is kept; None where there is nothing to judge,
        inf where it is kept whatever moves. [mm]
    worst : tuple of str
        Where the margin is least.
    checked : int
        How many places were looked at.
    broken : int
        At how many of them it is broken.
    severity : Severity
        How much it matters.
    source, edition, mark, advice : str
        Where the rule comes from, and what to do.
    """

    name: str
    text: str
    margin: float | None
    worst: tuple[str, ...] = ()
    checked: int = 0
    broken: int = 0
    severity: Severity = "error"
    source: str = ""
    edition: str = ""
    mark: str = ""
    advice: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether nothing breaks the rule."""
        return self.broken == 0


@dataclass(frozen=True)
class RuleReport:
    """Every rule with its margin, and what breaks one.

    Parameters
    ----------
    rules : tuple of RuleMargin
        In the order of the rule book.
    findings : tuple of Finding
        The broken ones, worst first.
    """

    rules: tuple[RuleMargin, ...]
    findings: tuple[Finding, ...]

    @property
    def margin(self) -> float:
        """The least margin of the rules that are errors; inf when nothing was judged [mm]."""
        judged = [
            rule.margin
            for rule in self.rules
            if rule.severity == "error" and rule.margin is not None
        ]
        return min(judged, default=math.inf)

    @property
    def is_clean(self) -> bool:
        """Whether no rule that is an error is broken."""
        return all(rule.is_kept for rule in self.rules if rule.severity == "error")

    def rule(self, name: str) -> RuleMargin:
        """Return the rule of that name."""
        return next(rule for rule in self.rules if rule.name == name)
