"""The panel that searches for better layouts in the background, ranks and offers what it finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import ipywidgets

from workbench.desks.compute import Compute
from workbench.desks.floor_figures import money, signed, spent
from workbench.desks.floor_places import FloorPlaces
from workbench.desks.floor_ranking import ranking
from workbench.desks.text import Words
from workbench.errors import WorkbenchError
from workbench.widgets import Action, Choice, Slider, Toolbar

TASK, RANK = "workbench.desks.floor_search:search", "workbench.desks.floor_search:rank"
SLICE = 2.0
"""One question to the workers takes this long; then the best so far is shown. [s]"""


class FindPanel:
    """Time to search, stop, proposals with their figures, accept or refuse.

    Parameters
    ----------
    words : Words
        The desk's language.
    places : callable
        Returns the arrangement to begin with.
    on_show : callable
        Called with the stations of the proposal to show over the floor; empty for none.
    on_accept : callable
        Called with the placements that are taken over.
    has_drop : callable
        Whether something is made whose lead time can be played.
    costs : bool
        False leaves money out of the ranking.
    """

    def __init__(
        self,
        words: Words,
        places: Callable[[], FloorPlaces],
        on_show: Callable[[list[dict[str, Any]]], None],
        on_accept: Callable[[Mapping[str, Any]], None],
        has_drop: Callable[[], bool],
        *,
        costs: bool = True,
    ) -> None:
        self._words, self._places = words, places
        self._on_show, self._on_accept, self._has_drop = on_show, on_accept, has_drop
        self._costs = costs
        self._compute, self._rank_compute = Compute(TASK), Compute(RANK)
        self._found: list[dict[str, Any]] = []
        self._ranked: list[dict[str, Any]] = []
        self._ranking = False
        self._left, self._turn, self._running = 0.0, 0, False
        self._seconds = Slider(
            label=words("seconds"), value=10, minimum=2, maximum=120, step=2, unit="s"
        )
        self._buttons = Toolbar(
            Action("find", words("find"), self.start, "primary", words("find_hint")),
            Action("stop", words("stop"), self.stop, hint=words("stop_hint")),
        )
        self._choice = Choice(label="", options=[])
        self._choice.add_class("wb-across")
        self._choice.observe(lambda _: self._show(), "value")
        self._decide = Toolbar(
            Action("accept", words("accept"), self.accept, "primary", words("accept_hint")),
            Action("refuse", words("refuse"), self.refuse, hint=words("refuse_hint")),
            Action("rank", words("rank"), self.rank, hint=words("rank_hint")),
        )
        self._told = ipywidgets.HTML()
        self._table = ipywidgets.HTML()
        self.widgets = (
            self._seconds, self._buttons, self._told, self._choice, self._decide, self._table,
        )  # fmt: skip
        self._arrange()

    @property
    def is_running(self) -> bool:
        """Whether it searches."""
        return self._running

    @property
    def proposals(self) -> list[dict[str, Any]]:
        """What was found so far, best first."""
        return list(self._found)

    def start(self) -> None:
        """Search from the arrangement as it is."""
        self._drop_ranking()
        self._found, self._turn = [], 0
        self._left, self._running = float(self._seconds.value), True
        self._arrange()
        self._next()

    def stop(self) -> None:
        """Keep what was found so far."""
        self._compute.cancel()
        self._rank_compute.cancel()
        self._running = self._ranking = False
        self._arrange()
        self._show()

    def rank(self) -> None:
        """Have the proposals' lead times played, with the same draws as the layout at hand."""
        places = self._places()
        self._drop_ranking()
        self._ranking = True
        question = {
            "plain": places.plain,
            "setup": places.patch(),
            "known": [each["placements"] for each in self._found],
        }
        self._arrange()
        self._rank_compute.run(question, self._ranks, self._failed, self._ranks_so_far)

    def forget(self) -> None:
        """Drop what was found: the floor it was found for is another one now."""
        self._compute.cancel()
        self._drop_ranking()
        self._found, self._running, self._turn = [], False, 0
        self._arrange()
        self._on_show([])

    def accept(self) -> None:
        """Take the chosen proposal over."""
        chosen = self._chosen()
        if chosen is not None:
            self.forget()
            self._on_accept(chosen["placements"])

    def refuse(self) -> None:
        """Leave the layout as it is."""
        self.forget()

    def _next(self) -> None:
        places = self._places()
        question = {
            "plain": places.plain,
            "setup": places.patch(),
            "known": [each["placements"] for each in self._found],
            "seconds": min(SLICE, self._left),
            "seed": self._turn,
        }
        self._turn += 1
        self._left -= SLICE
        self._compute.run(question, self._arrived, self._failed)

    def _arrived(self, found: list[dict[str, Any]]) -> None:
        self._found = found
        if self._left > 0.05:
            self._arrange()
            self._show()
            self._next()
            return
        self._running = False
        self._arrange()
        self._show()

    def _ranks_so_far(self, done: int, total: int) -> None:
        self._say(self._words("ranking", done=done, total=total))

    def _ranks(self, ranked: list[dict[str, Any]]) -> None:
        self._ranked, self._ranking = ranked, False
        self._arrange()
        first = ranked[0]["number"]
        if first >= 0 and str(first) in {o["value"] for o in self._choice.options}:
            self._choice.value = str(first)

    def _drop_ranking(self) -> None:
        self._rank_compute.cancel()
        self._ranked, self._ranking = [], False

    def _failed(self, error: BaseException) -> None:
        self._running = self._ranking = False
        text = error.what if isinstance(error, WorkbenchError) else self._words("failed_floor")
        self._arrange()
        self._told.layout.display = ""
        self._told.value = f'<p class="wb-note bad">{escape(text[:1].upper() + text[1:])}.</p>'

    def _chosen(self) -> dict[str, Any] | None:
        at = int(self._choice.value or 0)
        return self._found[at] if at < len(self._found) else None

    def _show(self) -> None:
        chosen = self._chosen()
        self._on_show(chosen["stations"] if chosen else [])
        if chosen:
            w = self._words
            self._choice.note = w(
                "alternative_note",
                walking=signed(spent(chosen["hours"]), chosen["hours"]),
                moved=chosen["moved"],
                moving=money(chosen["moving"], chosen["currency"]),
            )

    def _arrange(self) -> None:
        w, some = self._words, bool(self._found)
        busy = self._running or self._ranking
        self._buttons.set_button("find", "off" if busy else "")
        self._buttons.set_button("stop", "" if busy else "off")
        self._decide.set_button("rank", "off" if busy or not (some and self._has_drop()) else "")
        self._seconds.disabled = busy
        options = [
            {"value": str(k), "label": str(k + 1), "hint": w("alternative", number=k + 1)}
            for k in range(min(len(self._found), 4))
        ]
        if options != self._choice.options:
            # The value must be among the options at every moment.
            self._choice.options = []
            self._choice.value = ""
            self._choice.options = options
            self._choice.value = "0" if options else ""
        for widget in (self._choice, self._decide):
            widget.layout.display = "" if some else "none"
        text = ""
        if self._running:
            best = self._found[0]["hours"] if some else 0.0
            text = w("searching", gain=signed(spent(best), best) if best else "–")
        elif self._ranking:
            text = w("ranking", done=0, total=len(self._found) + 3)
        elif not some and self._turn:
            text = w("none_found")
        self._say(text)
        self._table.value = (
            ranking(self._ranked, self._found, w, costs=self._costs) if self._ranked else ""
        )
        self._table.layout.display = "" if self._ranked else "none"

    def _say(self, text: str) -> None:
        self._told.value = f'<p class="wb-note" role="status">{escape(text)}</p>' if text else ""
        self._told.layout.display = "" if text else "none"
