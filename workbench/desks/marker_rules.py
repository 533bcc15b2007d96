"""The controls of the marker desk: cloth with its rules, and garments of each size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import ipywidgets

from workbench.desks.marker_question import MarkerQuestion
from workbench.desks.text import Words
from workbench.widgets import Choice, Slider

MOST_SIZES = 12
_CLOTH = {
    "width": (200.0, 3200.0, 10.0),
    "gap": (0.0, 20.0, 0.5),
    "edge": (0.0, 60.0, 1.0),
    "repeat_x": (0.0, 400.0, 5.0),
    "repeat_y": (0.0, 400.0, 5.0),
}
_NAPS = ("one-way", "either-way", "two-way", "free")
_SPREADS = ("open", "folded", "tubular")


class MarkerRules:
    """Sliders and choices that follow a question and change it.

    Parameters
    ----------
    words : Words
    question : callable
        Returns the question as it is.
    on_change : callable
        Called with the question after a control has moved.
    """

    def __init__(
        self,
        words: Words,
        question: Callable[[], MarkerQuestion],
        on_change: Callable[[MarkerQuestion], None],
    ) -> None:
        self._words, self._question, self._on_change = words, question, on_change
        self._following = False
        self._cloth = {
            name: Slider(label=words(name), minimum=low, maximum=high, step=step, unit="mm")
            for name, (low, high, step) in _CLOTH.items()
        }
        for name, slider in self._cloth.items():
            slider.observe(
                lambda change, name=name: self._cloth_moved(name, change["new"]), "value"
            )
        self._nap, self._spread = self._choice("nap", _NAPS), self._choice("spread", _SPREADS)
        self.cloth = ipywidgets.VBox(
            [
                self._cloth["width"],
                self._nap,
                self._spread,
                _pairs(self._cloth["gap"], self._cloth["edge"]),
                _pairs(self._cloth["repeat_x"], self._cloth["repeat_y"]),
            ]
        )
        self.garments = ipywidgets.VBox([])
        for box in (self.cloth, self.garments):
            box.add_class("wb-box")
        self._sizes: dict[str, Slider] = {}

    def follow(self) -> None:
        """Show the question as it is."""
        question, self._following = self._question(), True
        try:
            cloth, own = question.cloth, question.given is None
            for name, slider in self._cloth.items():
                value = float(getattr(cloth, name))
                slider.maximum = max(slider.maximum, value)
                slider.value = value
            self._nap.value, self._spread.value = cloth.nap, cloth.spread
            self.cloth.layout.display = "" if own else "none"
            self._follow_sizes(question)
        finally:
            self._following = False

    def _follow_sizes(self, question: MarkerQuestion) -> None:
        sizes = {} if question.given is not None else dict(question.sizes)
        if list(sizes) != list(self._sizes):
            self._sizes = {
                size: Slider(
                    label=self._words("size", name=size) if size else self._words("size_none"),
                    minimum=0,
                    maximum=20,
                    step=1,
                )
                for size in list(sizes)[:MOST_SIZES]
            }
            for size, slider in self._sizes.items():
                slider.observe(
                    lambda change, size=size: self._size_moved(size, change["new"]), "value"
                )
            self.garments.children = (
                [_pairs(*self._sizes.values())] if len(self._sizes) > 1 else [*self._sizes.values()]
            )
        for size, slider in self._sizes.items():
            slider.maximum = max(slider.maximum, float(sizes[size]))
            slider.value = float(sizes[size])

    def _choice(self, name: str, values: tuple[str, ...]) -> Choice:
        w = self._words
        options = [
            {"value": value, "label": w(f"{name}_{value}"), "hint": w(f"{name}_{value}_hint")}
            for value in values
        ]
        made = Choice(label=w(name), options=options)
        made.observe(lambda change: self._cloth_moved(name, change["new"]), "value")
        return made

    def _cloth_moved(self, name: str, value: Any) -> None:
        if not self._following:
            question = self._question()
            self._on_change(replace(question, cloth=replace(question.cloth, **{name: value})))

    def _size_moved(self, size: str, count: float) -> None:
        if not self._following:
            question = self._question()
            self._on_change(replace(question, sizes={**question.sizes, size: int(count)}))


def _pairs(*widgets: ipywidgets.Widget) -> ipywidgets.Box:
    box = ipywidgets.Box(widgets)
    box.add_class("wb-pairs")
    return box
