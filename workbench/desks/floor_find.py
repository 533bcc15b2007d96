"""The panel that searches for better layouts in the background, and offers what it finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import ipywidgets

from workbench.desks.compute import Compute
from workbench.desks.floor_figures import money, signed, spent
from workbench.desks.floor_places import FloorPlaces
from workbench.desks.text import Words
from workbench.errors import WorkbenchError
from workbench.widgets import Action, Choice, Slider, Toolbar

TASK = "workbench.desks.floor_search:search"
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
    """

    def __init__(
        self,
        words: Words,
        places: Callable[[], FloorPlaces],
        on_show: Callable[[list[dict[str, Any]]], None],
        on_accept: Callable[[Mapping[str, Any]], None],
    ) -> None:
        self._words, self._places = words, places
        self._on_show, self._on_accept = on_show, on_accept
        self._compute = Compute(TASK)
        self._found: list[dict[str, Any]] = []
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
        )
        self._told = ipywidgets.HTML()
        self.widgets = (self._seconds, self._buttons, self._told, self._choice, self._decide)
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
        self._found, self._turn = [], 0
        self._left, self._running = float(self._seconds.value), True
        self._arrange()
        self._next()

    def stop(self) -> None:
        """Keep what was found so far."""
        self._compute.cancel()
        self._running = False
        self._arrange()
        self._show()

    def forget(self) -> None:
        """Drop what was found: the floor it was found for is another one now."""
        self._compute.cancel()
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

    def _failed(self, error: BaseException) -> None:
        self._running = False
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
        self._buttons.set_button("find", "off" if self._running else "")
        self._buttons.set_button("stop", "" if self._running else "off")
        self._seconds.disabled = self._running
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
        elif not some and self._turn:
            text = w("none_found")
        self._told.value = f'<p class="wb-note" role="status">{escape(text)}</p>' if text else ""
        self._told.layout.display = "" if text else "none"
