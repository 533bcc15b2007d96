"""Saved scenarios of a desk: kept in the store, found again by the keys a browser remembers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from workbench.desks.text import Words
from workbench.errors import WorkbenchError
from workbench.widgets.saved import Known, Saved

if TYPE_CHECKING:
    from workbench.model import Scenario

KEEP, FIND = "workbench.desks.saved:keep", "workbench.desks.saved:find"


def keep(scenario: Scenario, title: str) -> str:
    """Save a scenario in the store and return its key."""
    from workbench.store import Store

    with Store() as store:
        return store.save_scenario(scenario, title)


def find(keys: tuple[str, ...]) -> dict[str, Scenario]:
    """Return the scenarios with these keys; what is not in the store is left out."""
    from workbench.store import Store

    found = {}
    with Store() as store:
        for key in keys:
            # The message of a miss names other keys, so it goes no further.
            try:
                found[key] = store.scenario(key)
            except WorkbenchError:
                continue
    return found


class SavedScenarios:
    """Saves the desk's scenario and offers the saved ones again.

    Parameters
    ----------
    words : Words
        The desk's language.
    twin : str
        Whose scenarios.
    scenario : callable
        Returns what is on the page.
    title : callable
        Returns a name for it.
    on_open : callable
        Called with the scenario to show.
    """

    def __init__(
        self,
        words: Words,
        twin: str,
        scenario: Callable[[], Scenario],
        title: Callable[[], str],
        on_open: Callable[[Scenario], None],
    ) -> None:
        self._words = words
        self._twin = twin
        self._scenario, self._title, self._on_open = scenario, title, on_open
        self._found: dict[str, Scenario] = {}
        self.widget = Saved(self._save, self._know, self._open, shelf=twin)

    def _save(self, title: str) -> None:
        scenario = self._scenario()
        name = title or self._title()

        def kept(key: str) -> None:
            self.widget.busy, self.widget.error = False, ""
            self._found[key] = scenario
            self.widget.keep(key, name)

        self.widget.busy = True
        self._ask(KEEP, scenario, name, on_done=kept)

    def _know(self, known: Known) -> None:
        """List what the browser knows; only what this desk has not seen is looked up."""
        unseen = tuple(key for key, _ in known if key not in self._found)
        if not unseen:
            self._list(known)
            return

        def found(scenarios: dict[str, Scenario]) -> None:
            self.widget.busy, self.widget.error = False, ""
            self._found |= {k: s for k, s in scenarios.items() if s.twin == self._twin}
            self._list(known)

        self.widget.busy = True
        self._ask(FIND, unseen, on_done=found)

    def _list(self, known: Known) -> None:
        self.widget.entries = [
            {"key": key, "title": title or key[:8], "note": ""}
            for key, title in known
            if key in self._found
        ]
        self.follow()

    def follow(self) -> None:
        """Mark the entry that is on the page."""
        self.widget.current = self._scenario().key()

    def _open(self, key: str) -> None:
        if key not in self._found:
            return
        try:
            self._on_open(self._found[key])
        except WorkbenchError as error:  # the twin has changed since
            self.widget.error = str(error)[:2000]
        else:
            self.widget.error = ""

    def _ask(self, task: str, *arguments: Any, on_done: Callable[[Any], None]) -> None:
        # A thread of this session: a slow disk holds up neither the page nor the shared workers.
        from workbench.studies.executors import Executor

        Executor().submit(task, *arguments, on_done=on_done, on_error=self._failed)

    def _failed(self, error: BaseException) -> None:
        self.widget.busy = False
        # Where the store lies is the server's business: that stays out of the page.
        self.widget.error = self._words("saved_broken")
