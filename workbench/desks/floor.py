"""The floor of a desk: places are kept here, what follows from them is worked out elsewhere."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.model import Scenario

Places = Mapping[str, tuple[float, float, float]]
TASK = "workbench.desks.floor:floor_of"


def floor_of(question: Scenario) -> dict[str, Any]:
    """Return the floor's state for a scenario's placements, compared with the twin's own.

    Runs in the process that computes: the compiled kernels live there, not behind the page.
    """
    plain = dataclasses.replace(question, placements={}, seed=0, replications=1)
    session, standing = _session(plain.to_json())
    start = standing["start"]
    wanted = {name: tuple(question.placements.get(name, place)) for name, place in start.items()}
    state = None
    for name, place in wanted.items():
        if standing["now"][name] != place:
            state = session.move(name, *place, commit=False)
            standing["now"][name] = place
    record: dict[str, Any] = (state or session.state()).to_json()
    return record


@lru_cache(maxsize=8)
def _session(key: str) -> tuple[Any, dict[str, Any]]:
    from workbench.model import Scenario

    session = _opened(Scenario.from_json(key))
    start = {
        s["name"]: (float(s["x"]), float(s["y"]), float(s["rotation"]))
        for s in session.state().to_json()["stations"]
    }
    return session, {"start": start, "now": dict(start)}


def _opened(scenario: Scenario) -> Any:
    from workbench.layout import FloorSession

    return FloorSession(scenario.factory(), scenario.drop or None)


class FloorPlaces:
    """The session behind a desk's floor editor: places with undo, states from elsewhere.

    Parameters
    ----------
    scenario : Scenario
        Says which twin; its placements are where the stations stand.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._past: list[dict[str, tuple[float, float, float]]] = [dict(scenario.placements)]
        self._at = 0
        self._scenario = scenario
        self._state: dict[str, Any] = {}

    @property
    def places(self) -> dict[str, tuple[float, float, float]]:
        """Stations that stand elsewhere than in the twin, in mm, mm and degrees."""
        return dict(self._past[self._at])

    def retarget(self, scenario: Scenario) -> None:
        """Follow the desk to other settings; the places and their history stay."""
        self._scenario = scenario

    def state(self) -> dict[str, Any]:
        """Return the last state that arrived."""
        return self._state

    def load(
        self, on_state: Callable[[dict[str, Any]], None], on_error: Callable[[Any], None]
    ) -> None:
        """Ask for the state of the places as they are."""
        self._ask(self.places, on_state, on_error)

    def ask(
        self,
        request: tuple[str, Any],
        commit: bool,
        on_state: Callable[[dict[str, Any]], None],
        on_error: Callable[[Any], None],
    ) -> None:
        """Do what was asked and hand the new state to ``on_state``."""
        kind, move = request
        places = self.places
        if kind == "move":
            name, x, y, rotation = move
            places[name] = (x, y, rotation)
            if commit:
                self._past = [*self._past[: self._at + 1], places][-100:]
                self._at = len(self._past) - 1
        elif kind == "undo":
            self._at = max(self._at - 1, 0)
            places = self.places
        else:
            self._at = min(self._at + 1, len(self._past) - 1)
            places = self.places
        self._ask(places, on_state, on_error)

    def _ask(
        self,
        places: Places,
        on_state: Callable[[dict[str, Any]], None],
        on_error: Callable[[Any], None],
    ) -> None:
        from workbench.studies.executors import executor

        def arrived(state: dict[str, Any]) -> None:
            self._state = {
                **state,
                "can_undo": self._at > 0,
                "can_redo": self._at < len(self._past) - 1,
            }
            on_state(self._state)

        question = dataclasses.replace(self._scenario, placements=dict(places))
        executor().submit(TASK, question, on_done=arrived, on_error=on_error, quick=True)
