"""What a search for layouts found: a few good ones that differ, and what they trade against."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.layout.moving import moves
from workbench.layout.scene import Pose

if TYPE_CHECKING:
    from workbench.layout.problem import Arrangement, FloorProblem


@dataclass(frozen=True)
class Layout:
    """One layout that keeps all rules.

    Parameters
    ----------
    placements : dict
        Station → (x, y [mm], rotation [degrees]).
    cost : float
        Of a week's walking. [money per week]
    hours : float
        The same as time. [h per week]
    moving : float
        What it costs to get there. [money]
    moved : tuple of str
        The stations that are moved.
    margin : float
        The least that is left of any rule; inf when none was measured. [mm]
    """

    placements: dict[str, Pose] = field(hash=False)
    cost: float
    hours: float
    moving: float
    moved: tuple[str, ...]
    margin: float

    @property
    def objectives(self) -> tuple[float, float, float]:
        """Cost of walking, cost of moving, and the margin with its sign turned: all to be small."""
        return self.cost, self.moving, -self.margin

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return {
            "placements": {name: list(pose) for name, pose in self.placements.items()},
            "cost": self.cost,
            "hours": self.hours,
            "moving": self.moving,
            "moved": list(self.moved),
            "margin": self.margin if math.isfinite(self.margin) else None,
        }


@dataclass(frozen=True)
class Found:
    """The answer of a search.

    Parameters
    ----------
    layouts : tuple of Layout
        Different from each other, cheapest walking first; empty when nothing keeps all rules.
    front : tuple of Layout
        None of them is beaten by another in cost of walking, cost of moving and margin at once.
    start : Layout
        The layout that the search was asked to better, whether or not it keeps the rules.
    start_is_clean : bool
        Whether it does.
    evaluations, walked : int
        Arrangements tried; those of them whose ways were worked out.
    seconds, cpu_seconds : float
        On the clock, and of the processor.
    trace : tuple of (seconds, cost)
        When a better layout was found.
    given_up : tuple of str
        Rules that the building itself breaks, and which were left aside.
    """

    layouts: tuple[Layout, ...]
    front: tuple[Layout, ...]
    start: Layout
    start_is_clean: bool
    evaluations: int
    walked: int
    seconds: float
    cpu_seconds: float
    trace: tuple[tuple[float, float], ...] = ()
    given_up: tuple[str, ...] = ()

    @property
    def best(self) -> Layout | None:
        """The layout with the cheapest walking."""
        return self.layouts[0] if self.layouts else None

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return {
            "layouts": [each.to_json() for each in self.layouts],
            "front": [each.to_json() for each in self.front],
            "start": {**self.start.to_json(), "is_clean": self.start_is_clean},
            "evaluations": self.evaluations,
            "walked": self.walked,
            "seconds": self.seconds,
            "cpu_seconds": self.cpu_seconds,
            "trace": [list(each) for each in self.trace],
            "given_up": list(self.given_up),
        }


def layout_of(here: Arrangement, start: Mapping[str, Pose]) -> Layout:
    """Return an arrangement with its figures; moving is counted from ``start``."""
    from workbench.layout.scores import carries

    problem: FloorProblem = here.problem
    open_ways = [each for each in carries(here, widths=False) if each.is_open]
    made = moves(problem, start, here.placements)
    return Layout(
        dict(here.placements),
        math.fsum(each.cost for each in open_ways),
        math.fsum(each.time for each in open_ways) / 60.0,
        math.fsum(each.cost for each in made),
        tuple(each.station for each in made),
        here.report.margin,
    )


def apart(a: Mapping[str, Pose], b: Mapping[str, Pose], names: Sequence[str]) -> float:
    """Return how far stations stand from where they stand in another layout, on average [mm]."""
    if not names:
        return 0.0
    return math.fsum(math.dist(a[name][:2], b[name][:2]) for name in names) / len(names)


def different(
    found: Iterable[Layout], names: Sequence[str], least: float, most: int
) -> tuple[Layout, ...]:
    """Return the cheapest layouts of which no two are nearer to each other than ``least`` [mm]."""
    kept: list[Layout] = []
    for each in sorted(found, key=lambda layout: (layout.cost, layout.moving)):
        if len(kept) == most:
            break
        if all(apart(each.placements, other.placements, names) > least for other in kept):
            kept.append(each)
    return tuple(kept)


def front(found: Iterable[Layout]) -> tuple[Layout, ...]:
    """Return the layouts that no other beats in every objective, cheapest walking first."""
    several = sorted(set(found), key=lambda each: each.objectives)
    kept: list[Layout] = []
    for each in several:
        # Sorted by cost: only those before it can be better or equal in cost.
        if not any(
            all(a <= b for a, b in zip(other.objectives, each.objectives, strict=True))
            for other in kept
        ):
            kept.append(each)
    return tuple(kept)
