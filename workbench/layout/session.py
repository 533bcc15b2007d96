"""Move stations about a floor and see what it does: an editor without a user interface."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, NamedTuple, Self

from workbench.errors import SpecError
from workbench.layout.agents import agents_of
from workbench.layout.changes import Changes, explain
from workbench.layout.commands import Command, perform
from workbench.layout.findings import RuleReport
from workbench.layout.flow import Flow, flows
from workbench.layout.paths import Paths
from workbench.layout.problem import Arrangement, FloorProblem
from workbench.layout.report import hard_findings
from workbench.layout.scene import AGENT_RADIUS, Pose
from workbench.layout.scores import Scores, chart_of, score
from workbench.layout.setup import Setup
from workbench.layout.showing import flow_paths, plan_of, stations_of
from workbench.layout.state import FloorState, FlowPath
from workbench.model.drop import Drop
from workbench.model.factory import Factory
from workbench.model.floor import Floor, Footprint


class Step(NamedTuple):
    """One step of the history: what it is called, and the setups before and after it."""

    label: str
    before: Setup
    after: Setup


class FloorSession:
    """The floor of a factory, to be rearranged step by step.

    Parameters
    ----------
    factory : Factory
        The twin; it must have a floor.
    drop : str or Drop, optional
        Whose routings make the flows; all drops and orders by default.
    placements : mapping, optional
        Station → (x [mm], y [mm], rotation [degrees]), in place of the twin's own.
    radius : float
        Radius of a person. [mm]

    Examples
    --------
    >>> session = FloorSession(factory)                                   # doctest: +SKIP
    >>> session.move("vat", 2000, 1500, 90).walking_hours                 # doctest: +SKIP
    1.7
    >>> session.apply({"do": "rotate", "stations": ["vat"], "by": 90})    # doctest: +SKIP
    """

    def __init__(
        self,
        factory: Factory,
        drop: str | Drop | None = None,
        *,
        placements: Mapping[str, Pose] | None = None,
        radius: float = AGENT_RADIUS,
    ) -> None:
        self._factory, self._drop = factory, drop
        self._problem = FloorProblem(factory, drop, radius=radius)
        self._labels = {s.name: s.label or s.name for s in factory.stations}
        # Patches are written against this, whatever is drawn anew meanwhile.
        self._base = Setup(self._problem.floor, self._problem.footprints, {})
        start = self._base.placed({**self._problem.placements, **(placements or {})})
        self._today = dict(self._problem.placements)
        self._now = self._committed = self._reference = start
        self._steps: list[Step] = []
        self._taken = 0
        self._compared: tuple[Setup, Arrangement] | None = None

    @property
    def factory(self) -> Factory:
        """The twin it was opened on, unchanged."""
        return self._factory

    @property
    def problem(self) -> FloorProblem:
        """The floor as a question: building, footprints, flows and rules as they are now."""
        return self._problem_of(self._now)

    @property
    def floor(self) -> Floor:
        """The building as it is drawn now."""
        return self._now.floor

    @property
    def footprints(self) -> dict[str, Footprint]:
        """The room that each station takes."""
        return dict(self._now.footprints)

    @property
    def flows(self) -> tuple[Flow, ...]:
        """What is carried from where to where, all products together."""
        return flows(self._factory, self._drop)

    @property
    def placements(self) -> dict[str, Pose]:
        """Where each station stands: x [mm], y [mm], rotation [degrees]."""
        return dict(self._now.placements)

    @property
    def reference_placements(self) -> dict[str, Pose]:
        """Where each station stands in the arrangement compared with."""
        return dict(self._reference.placements)

    @property
    def unplaced(self) -> tuple[str, ...]:
        """Stations with a footprint that do not stand on the floor."""
        return tuple(name for name in self._now.footprints if name not in self._now.placements)

    @property
    def locked(self) -> tuple[str, ...]:
        """Stations that stay where they are."""
        return tuple(sorted(self._now.locked))

    @property
    def agent(self) -> str:
        """Whose ways are shown."""
        return self._now.agent

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self._taken > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to take again."""
        return self._taken < len(self._steps)

    @property
    def history(self) -> tuple[dict[str, Any], ...]:
        """Every step as JSON holds it: what it is called, and what it changed back and forth."""
        return tuple(
            {
                "label": step.label,
                "before": step.after.difference(step.before),
                "after": step.before.difference(step.after),
            }
            for step in self._steps
        )

    def arrangement(self) -> Arrangement:
        """Return the floor with its stations at their places, to ask anything of it."""
        return self.problem.standing(self._now.placements)

    def paths(self) -> Paths:
        """Return the walking distances and ways of the arrangement as it is."""
        return self.arrangement().ways(self._now.agent)

    def report(self) -> RuleReport:
        """Return every rule with its margin, and what breaks one."""
        return self.arrangement().report

    def scores(self) -> Scores:
        """Return all figures; moving is counted from the twin's own places."""
        return score(self.arrangement(), self._today)

    def changes(self) -> Changes:
        """Explain the difference in walking between the reference and now, flow by flow."""
        return explain(self._reference_arrangement(), self.arrangement())

    def move(
        self,
        station: str,
        x: float,
        y: float,
        rotation: float | None = None,
        *,
        commit: bool = True,
    ) -> FloorState:
        """Put a station somewhere and return what that makes of the floor.

        Parameters
        ----------
        station : str
            Its name; a station that is not on the floor yet is put there.
        x, y : float
            Middle of its footprint. [mm]
        rotation : float, optional
            Counter-clockwise turn, as it is by default. [degrees]
        commit : bool
            False while it is being dragged: the move is no step to undo until one is committed.
        """
        command = {"do": "move", "station": station, "x": x, "y": y, "rotation": rotation}
        return self.apply(command, commit=commit)

    def apply(self, command: Command, *, commit: bool = True) -> FloorState:
        """Do what a command says and return what that makes of the floor.

        Parameters
        ----------
        command : mapping
            ``{"do": "rotate", "stations": ["vat"], "by": 15}``; see
            `workbench.layout.commands.COMMANDS`.
        commit : bool
            False while something is being dragged: then only the quick part of the state is
            worked out, and nothing can be undone yet.

        Raises
        ------
        SpecError
            When it cannot be done; the floor is as it was.
        """
        label, made = perform(command, self._now)
        self._problem_of(made)  # a floor with faulty rules is refused before it is taken over
        self._now = made
        if commit and made != self._committed:
            self._steps[self._taken :] = [Step(label, self._committed, made)]
            self._taken += 1
            self._committed = made
        return self.state(quick=not commit)

    def undo(self) -> FloorState:
        """Take the last step back; without one, nothing changes but an unfinished drag ends."""
        if self.can_undo:
            self._taken -= 1
            self._committed = self._steps[self._taken].before
        self._now = self._committed
        return self.state()

    def redo(self) -> FloorState:
        """Take the step again that was taken back last."""
        if self.can_redo:
            self._committed = self._steps[self._taken].after
            self._taken += 1
        self._now = self._committed
        return self.state()

    def mark_reference(self) -> FloorState:
        """Compare with the arrangement as it is now from here on."""
        self._reference = self._now
        return self.state()

    def adopt(self, setup: Mapping[str, Any], reference: Mapping[str, Any] | None = None) -> None:
        """Take over an arrangement that is kept elsewhere; this session's history ends.

        Parameters
        ----------
        setup, reference : mapping
            The arrangement and the one compared with, as patches of the twin's own floor without
            placements: `workbench.layout.setup.Setup.difference` writes them. Without a reference
            the one compared with stays.
        """
        self._now = self._committed = self._base.patched(setup)
        if reference is not None:
            made = self._base.patched(reference)
            # Equal to the one before: its ways need not be worked out again.
            self._reference = self._reference if made == self._reference else made
        self._problem_of(self._now)
        self._steps, self._taken = [], 0

    def state(self, *, quick: bool = False) -> FloorState:
        """Return the arrangement as it is, with its figures, ways and faults.

        Parameters
        ----------
        quick : bool
            True while something is dragged: no rules, no scores, no names of what seals a way.
        """
        here, reference = self.arrangement(), self._reference_arrangement()
        ways = here.ways(self._now.agent)
        carried = flow_paths(here, widths=not quick)
        walking, hours, cost = _sums(carried)
        _, reference_hours, reference_cost = _sums(flow_paths(reference, widths=False))
        hard = hard_findings(here, named=not quick)
        return FloorState(
            plan=plan_of(self._now.floor),
            stations=stations_of(here, self._labels, self._now.locked),
            names=ways.names,
            distances=tuple(tuple(row) for row in ways.distance.tolist()),
            flows=carried,
            collisions=here.collisions,
            unreachable=ways.blocked if quick else ways.unreachable,
            walking=walking,
            walking_hours=hours,
            walking_cost=cost,
            blocked=sum(not math.isfinite(flow.distance) for flow in carried),
            reference_hours=reference_hours,
            reference_cost=reference_cost,
            currency=self._factory.currency,
            can_undo=self.can_undo,
            can_redo=self.can_redo,
            findings=hard if quick else hard + here.report.findings,
            rules=() if quick else here.report.rules,
            scores=None if quick else score(here, self._today),
            reference_scores=None if quick else score(reference, self._today),
            chart=() if quick else chart_of(here),
            locked=self.locked,
            unplaced=self.unplaced,
            agent=self._now.agent,
            agents=tuple(agents_of(self._now.floor)),
            is_quick=quick,
        )

    def to_json(self) -> str:
        """Return the arrangement and its history as JSON; what is still dragged is left out."""
        return json.dumps(
            {
                "setup": self._base.difference(self._committed),
                "steps": list(self.history),
                "taken": self._taken,
                "reference": self._committed.difference(self._reference),
            }
        )

    @classmethod
    def from_json(cls, factory: Factory, text: str, drop: str | Drop | None = None) -> Self:
        """Return the session that `to_json` wrote, on the same twin."""
        try:
            document = json.loads(text)
            session = cls(factory, drop)
            base = session._base
            patches = [(str(s["label"]), s["before"], s["after"]) for s in document["steps"]]
            taken = min(max(int(document["taken"]), 0), len(patches))
            now = base.patched(document["setup"])
            steps: list[Step] = []
            at = now
            for label, before, _ in reversed(patches[:taken]):
                steps.insert(0, Step(label, at.patched(before), at))
                at = steps[0].before
            at = now
            for label, _, after in patches[taken:]:
                steps.append(Step(label, at, at.patched(after)))
                at = steps[-1].after
            reference = now.patched(document["reference"])
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            raise SpecError(
                "the text is not a saved floor session",
                where=error.__class__.__name__,
                advice="give what FloorSession.to_json returned",
            ) from None
        session._now = session._committed = now
        session._steps, session._taken = steps, taken
        session._reference = reference
        return session

    def _problem_of(self, setup: Setup) -> FloorProblem:
        known = self._problem
        if known.floor != setup.floor or known.footprints != setup.footprints:
            self._problem = known.changed(floor=setup.floor, footprints=setup.footprints)
        return self._problem

    def _reference_arrangement(self) -> Arrangement:
        if self._compared is None or self._compared[0] != self._reference:
            setup = self._reference
            problem = self.problem
            if problem.floor != setup.floor or problem.footprints != setup.footprints:
                problem = problem.changed(floor=setup.floor, footprints=setup.footprints)
            self._compared = (setup, problem.standing(setup.placements))
        return self._compared[1]


def _sums(carried: tuple[FlowPath, ...]) -> tuple[float, float, float]:
    """Return length [mm], time [h] and cost [money] per week of the flows that have a way."""
    open_ways = [flow for flow in carried if math.isfinite(flow.distance)]
    return (
        math.fsum(flow.trips * flow.distance for flow in open_ways),
        math.fsum(flow.time for flow in open_ways) / 60.0,
        math.fsum(flow.cost for flow in open_ways),
    )
