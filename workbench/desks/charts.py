"""A chart in a card: hosted once, its content replaced when there is a new answer."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets

from workbench.views.theme import LIGHT, Palette
from workbench.widgets.embed import as_widget
from workbench.widgets.section import Section

Draw = Callable[[Any, Palette, bool], Any]
Data = Callable[[Any], tuple[Any, ...]]
Tell = Callable[[Any], str]


class ChartCard(Section):
    """A card with a chart drawn from a decision.

    Parameters
    ----------
    title : str
        The heading.
    draw : callable
        From decision, palette and whether the page is narrow to a HoloViews element.
    data : callable
        From the decision to what the chart shows of it; while that stays, so does the drawing.
    tell : callable
        From the decision to what the chart shows in a sentence, for those who cannot see it.
    legend : callable, optional
        From the decision to names and series numbers, shown below as coloured squares.
    note, classes : str
        As for `Section`.
    """

    def __init__(
        self,
        title: str,
        draw: Draw,
        data: Data,
        tell: Tell,
        *,
        legend: Callable[[Any], list[tuple[str, int]]] | None = None,
        note: str = "",
        classes: str = "",
    ) -> None:
        self._draw = draw
        self._data = data
        self._tell = tell
        self._told = ipywidgets.HTML()
        self._keys = legend
        self._pane: Any = None
        self._shown: tuple[Any, ...] = ()
        self._legend = ipywidgets.HTML()
        self._legend.layout.display = "none"
        self._stage = ipywidgets.VBox()
        self._stage.add_class("wb-box")
        self._stage.add_class("wb-chart")
        super().__init__(title, self._told, self._stage, self._legend, note=note, classes=classes)
        self._stage.children = (_skeleton(),)

    def show(self, decision: Any, palette: Palette = LIGHT, *, narrow: bool = False) -> None:
        """Draw the decision; nothing happens when it is drawn like this already."""
        # Hosting or replacing a chart takes 0.2 s of this thread, a look at its data does not.
        shown = (pickle.dumps(self._data(decision)), palette, narrow)
        if shown == self._shown:
            return
        self._shown = shown
        self._told.value = f'<p class="wb-sr">{escape(self._tell(decision))}</p>'
        element = self._draw(decision, palette, narrow)
        if self._pane is None:
            import panel as pn

            self._pane = pn.pane.HoloViews(element, sizing_mode="stretch_width", linked_axes=False)
            self._stage.children = (as_widget(self._pane),)
        else:
            self._pane.object = element
        if self._keys is not None:
            self._legend.value = _legend(self._keys(decision))
            self._legend.layout.display = ""

    def fail(self, text: str) -> None:
        """Say in place of the chart that there is none."""
        self._shown, self._pane = (), None
        told = f'<p class="wb-note" role="status">{escape(text)}</p>'
        self._stage.children = (ipywidgets.HTML(told),)


def _skeleton() -> ipywidgets.HTML:
    return ipywidgets.HTML('<div class="wb-skeleton" aria-hidden="true"></div>')


def _legend(keys: list[tuple[str, int]]) -> str:
    entries = "".join(
        f'<li><i style="background:var(--wb-s{index % 12 + 1})"></i>{escape(name)}</li>'
        for name, index in keys
    )
    return f'<ul class="wb-legend">{entries}</ul>'
