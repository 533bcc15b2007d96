"""The arrangement behind a desk's floor editor: kept here with its history, judged elsewhere."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.layout.setup import Setup
    from workbench.model import Factory, Scenario

Places = Mapping[str, tuple[float, float, float]]
OnState = Callable[[dict[str, Any]], None]
TASK = "workbench.desks.floor:floor_state"
MOST_STEPS = 200
"""Longer histories lose their beginning."""


class Step(NamedTuple):
    """One step of the history: what it is called, and the setups before and after it."""

    label: str
    before: Setup
    after: Setup


class FloorPlaces:
    """A floor as somebody arranges it: commands, undo and reference; states come from elsewhere.

    The command log is kept here, in the session behind the page, as plain JSON; what an
    arrangement comes to (ways, rules, figures) is worked out by the shared workers.

    Parameters
    ----------
    scenario : Scenario
        Says which twin; its placements are where the stations stand.
    factory : Factory, optional
        Of the scenario, where it is at hand already.
    """

    def __init__(self, scenario: Scenario, factory: Factory | None = None) -> None:
        self._state: dict[str, Any] = {}
        self._scenario = scenario
        self._open(scenario, factory)
        self.reference = self.base
        self.steps: list[Step] = []
        self.taken = 0

    def _open(self, scenario: Scenario, factory: Factory | None) -> None:
        from workbench.layout.setup import Setup
        from workbench.model.documents import read_noun
        from workbench.model.floor import Floor

        self.plain = dataclasses.replace(scenario, placements={}, seed=0, replications=1)
        made = factory or scenario.factory()
        # A twin without a floor has nothing to show; a page must still open.
        floor = made.floor or read_noun(Floor, {"size": ["1 m", "1 m"]}, "floor")
        self.labels = {s.name: s.label or s.name for s in made.stations}
        prints = {s.name: s.footprint for s in made.stations if s.footprint is not None}
        self._bare = Setup(floor, prints, {})
        own = self.plain.factory().floor if scenario.placements else floor
        self._twin = {
            p.name: (p.x, p.y, p.rotation % 360.0)
            for p in (own.placements if own else ())
            if p.name in prints
        }
        # The floor of the worker is the plain scenario's: only its placements may differ.
        self._bare = dataclasses.replace(self._bare, floor=own or floor)
        self.base = self._bare.placed(self._twin)
        wanted = {name: pose for name, pose in scenario.placements.items() if name in prints}
        self.now = self.base.placed(wanted)

    @property
    def places(self) -> dict[str, tuple[float, float, float]]:
        """Stations that stand elsewhere than in the twin, in mm, mm and degrees."""
        now = self.now.placements
        return {name: pose for name, pose in now.items() if self._twin.get(name) != pose}

    @property
    def is_drawn_anew(self) -> bool:
        """Whether the building or a footprint is another one than the twin's."""
        return self.now.floor != self._bare.floor or self.now.footprints != self._bare.footprints

    @property
    def reference_places(self) -> dict[str, tuple[float, float, float]]:
        """Stations that stand elsewhere than in the twin in the arrangement compared with."""
        then = self.reference.placements
        return {name: pose for name, pose in then.items() if self._twin.get(name) != pose}

    def floor_document(self) -> dict[str, Any]:
        """Return the floor with its placements as twin.yaml holds it."""
        from workbench.model.documents import write_noun

        document = dict(write_noun(self.now.floor))
        document["placements"] = {
            name: {"at": [f"{x!r} mm", f"{y!r} mm"], "rotation": turn}
            for name, (x, y, turn) in self.now.placements.items()
        }
        return document

    def footprint_settings(self) -> dict[str, Any]:
        """Return the footprints that are not the twin's, as settings of a scenario."""
        from workbench.model.documents import write_noun

        own = self._bare.footprints
        return {
            f"stations.{name}.footprint": write_noun(made)
            for name, made in self.now.footprints.items()
            if own.get(name) != made
        }

    def questioned(self) -> tuple[Scenario, dict[str, Any], dict[str, Any]]:
        """Return what a worker must know: the twin, the arrangement and the one compared with."""
        return self.plain, self.patch(), self._bare.difference(self.reference)

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return self.taken > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to take again."""
        return self.taken < len(self.steps)

    @property
    def history(self) -> tuple[dict[str, Any], ...]:
        """Every step as JSON holds it: what it is called, and what it changed back and forth."""
        return tuple(
            {
                "label": step.label,
                "before": step.after.difference(step.before),
                "after": step.before.difference(step.after),
            }
            for step in self.steps
        )

    def to_json(self) -> str:
        """Return the arrangement, its reference and its history as JSON."""
        return json.dumps(
            {
                "setup": self.patch(),
                "steps": list(self.history),
                "taken": self.taken,
                "reference": self.now.difference(self.reference),
            }
        )

    def patch(self) -> dict[str, Any]:
        """Return the arrangement as a patch of the twin's own floor without placements."""
        return self._bare.difference(self.now)

    def retarget(self, scenario: Scenario) -> None:
        """Follow the desk to other settings; the places and their history stay."""
        self._scenario = scenario
        plain = dataclasses.replace(scenario, placements={}, seed=0, replications=1)
        if plain == self.plain:
            return
        bare = self._bare
        self._open(scenario, None)
        if self._bare == bare:
            return

        def carried(setup: Setup) -> Setup:
            kept = {n: p for n, p in setup.placements.items() if n in self._bare.footprints}
            floor = self._bare.floor if setup.floor == bare.floor else setup.floor
            made = dataclasses.replace(self._bare, floor=floor, agent=setup.agent)
            made = made.placed({**self._twin, **kept})
            return dataclasses.replace(made, locked=setup.locked & set(made.placements))

        self.steps = [Step(s.label, carried(s.before), carried(s.after)) for s in self.steps]
        self.reference = carried(self.reference)

    def state(self) -> dict[str, Any]:
        """Return the last state that arrived."""
        return self._state

    def load(self, on_state: OnState, on_error: Callable[[Any], None]) -> None:
        """Ask for the state of the arrangement as it is."""
        self._ask(self.now, False, on_state, on_error)

    def ask(
        self,
        request: tuple[str, Any],
        commit: bool,
        on_state: OnState,
        on_error: Callable[[Any], None],
        *,
        full: bool = False,
    ) -> None:
        """Do what was asked and hand the new state to ``on_state``.

        Parameters
        ----------
        request : (kind, command)
            ``("apply", {"do": "move", …})``, ``("undo", None)``, ``("redo", None)`` or
            ``("reference", None)``.
        commit : bool
            False while something is dragged: nothing to undo yet.
        on_state, on_error : callable
            Get the state, or the error when it cannot be done; then nothing has changed.
        full : bool
            Whether to judge the rules although nothing is dropped yet.
        """
        try:
            shown = self.take(request, commit=commit)
        except WorkbenchError as error:
            on_error(error)
            return
        self._ask(shown, not (commit or full), on_state, on_error)

    def take(self, request: tuple[str, Any], *, commit: bool = True) -> Setup:
        """Do what was asked and return the setup to show."""
        kind, command = request
        if kind == "apply":
            return self._apply(command, commit)
        if kind == "undo" and self.can_undo:
            self.taken -= 1
            self.now = self.steps[self.taken].before
        elif kind == "redo" and self.can_redo:
            self.now = self.steps[self.taken].after
            self.taken += 1
        elif kind == "reference":
            self.reference = self.now
        return self.now

    def _apply(self, command: Mapping[str, Any], commit: bool) -> Setup:
        from workbench.layout.commands import perform

        # What is dragged starts from where it was dropped last, whatever came in between.
        label, made = perform(command, self.now)
        return self._step(label, made) if commit else made

    def take_all(self, label: str, commands: Iterable[Mapping[str, Any]]) -> Setup:
        """Do several commands as one step; when one cannot be done, nothing has changed."""
        from workbench.layout.commands import perform

        made = self.now
        for command in commands:
            made = perform(command, made)[1]
        return self._step(label, made)

    def _step(self, label: str, made: Setup) -> Setup:
        if made != self.now:
            self.steps[self.taken :] = [Step(label, self.now, made)]
            self.steps = self.steps[-MOST_STEPS:]
            self.taken = len(self.steps)
            self.now = made
        return self.now

    def _ask(
        self, setup: Setup, quick: bool, on_state: OnState, on_error: Callable[[Any], None]
    ) -> None:
        from workbench.studies.executors import executor

        def arrived(state: dict[str, Any]) -> None:
            self._state = {
                **state,
                "can_undo": self.can_undo,
                "can_redo": self.can_redo,
                "undo_label": self.steps[self.taken - 1].label if self.can_undo else "",
                "redo_label": self.steps[self.taken].label if self.can_redo else "",
            }
            on_state(self._state)

        executor().submit(
            TASK,
            self.plain,
            self._bare.difference(setup),
            self._bare.difference(self.reference),
            quick,
            on_done=arrived,
            on_error=on_error,
            quick=True,
        )
