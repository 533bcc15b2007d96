"""A new site at the floor desk: rooms for the stations, then a layout that keeps the rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import ipywidgets

from workbench.desks.compute import Compute
from workbench.desks.floor_figures import spent
from workbench.desks.floor_places import FloorPlaces
from workbench.desks.text import Words
from workbench.errors import WorkbenchError
from workbench.widgets import Action, Choice, Slider, Toolbar

TASK = "workbench.desks.floor_search:site"
SECONDS = 8.0
Commands = list[dict[str, Any]]


class SitePanel:
    """Asks for a room, shows a proposal for it, and takes it over or not.

    Parameters
    ----------
    words : Words
        The desk's language.
    places : callable
        Returns the arrangement: its stations are those to place.
    on_accept : callable
        Called with a name for the step and its commands.
    """

    def __init__(
        self,
        words: Words,
        places: Callable[[], FloorPlaces],
        on_accept: Callable[[str, Commands], None],
    ) -> None:
        w = self._words = words
        self._places, self._on_accept = places, on_accept
        self._compute = Compute(TASK)
        self._made: dict[str, Any] | None = None
        self._running = False
        kinds = [
            {"value": kind, "label": w(f"site_{kind}"), "hint": w(f"site_{kind}_hint")}
            for kind in ("here", "room")
        ]
        self.kind = Choice(label=w("site_where"), options=kinds)
        self.kind.observe(lambda _: self._arrange(), "value")
        self.width = Slider(
            label=w("site_width"), value=14, minimum=3, maximum=60, step=0.5, unit="m"
        )
        self.depth = Slider(
            label=w("site_depth"), value=9, minimum=3, maximum=60, step=0.5, unit="m"
        )
        self.allowance = Slider(
            label=w("site_allowance"), value=40, minimum=0, maximum=150, step=5, unit="%"
        )
        self.buttons = Toolbar(
            Action("propose", w("site_propose"), self.start, "primary", w("site_propose_hint")),
            Action("stop", w("cancel"), self.stop),
        )
        self.told = ipywidgets.HTML()
        self.drawing = ipywidgets.HTML()
        self.decide = Toolbar(
            Action("accept", w("accept"), self.accept, "primary", w("accept_hint")),
            Action("refuse", w("refuse"), self.refuse, hint=w("refuse_hint")),
        )
        self.widgets = (
            self.kind, self.width, self.depth, self.allowance, self.buttons, self.told,
            self.drawing, self.decide,
        )  # fmt: skip
        self._arrange()

    @property
    def proposal(self) -> Mapping[str, Any] | None:
        """What is offered, if anything."""
        return self._made

    def start(self) -> None:
        """Look for a layout for the site."""
        places = self._places()
        self._made, self._running = None, True
        is_room = self.kind.value == "room"
        self._arrange()
        self._say(self._words("site_working"))
        self._compute.run(
            {
                "plain": places.plain,
                "setup": places.patch(),
                "room": [1000.0 * self.width.value, 1000.0 * self.depth.value] if is_room else None,
                "allowance": self.allowance.value / 100.0,
                "seconds": SECONDS,
            },
            self._arrived,
            self._failed,
        )

    def stop(self) -> None:
        """Give the search up."""
        self._compute.cancel()
        self._running = False
        self._say("")
        self._arrange()

    def accept(self) -> None:
        """Take the proposal over as one step."""
        made = self._made
        if made is None:
            return
        commands: Commands = []
        if made["floor"] is not None:
            commands.append({"do": "building", "floor": made["floor"]})
        commands.append({"do": "place", "placements": made["placements"]})
        self.refuse()
        try:
            self._on_accept(self._words("site_step"), commands)
        except WorkbenchError as error:
            self._failed(error)

    def refuse(self) -> None:
        """Drop the proposal; the floor stays as it is."""
        self.stop()
        self._made = None
        self._arrange()

    def _arrived(self, made: dict[str, Any]) -> None:
        self._made, self._running = made, False
        self._say(
            self._words(
                "site_found",
                need=f"{made['need']:.0f}", room=f"{made['room']:.0f}",
                walking=spent(made["hours"]),
            )
        )  # fmt: skip
        self._arrange()

    def _failed(self, error: BaseException) -> None:
        self._running = False
        text = error.what if isinstance(error, WorkbenchError) else self._words("failed_floor")
        advice = error.advice if isinstance(error, WorkbenchError) else ""
        told = ". ".join(part[:1].upper() + part[1:].rstrip(".") for part in (text, advice) if part)
        self._say(f"{told}.", bad=True)
        self._arrange()

    def _say(self, text: str, *, bad: bool = False) -> None:
        tone = ' bad" role="alert' if bad else '" role="status'
        self.told.value = f'<p class="wb-note{tone}">{escape(text)}</p>' if text else ""
        self.told.layout.display = "" if text else "none"

    def _arrange(self) -> None:
        for slider in (self.width, self.depth):
            slider.layout.display = "" if self.kind.value == "room" else "none"
        self.buttons.set_button("propose", "off" if self._running else "")
        self.buttons.set_button("stop", "" if self._running else "off")
        some = self._made is not None
        self.drawing.value = plan(self._made, self._places().labels) if self._made else ""
        for widget in (self.drawing, self.decide):
            widget.layout.display = "" if some else "none"


def plan(made: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """Return the blocks of a proposal, and the stations in them, as SVG.

    Parameters
    ----------
    made : mapping
        Of `workbench.desks.floor_search.site`.
    labels : mapping of station to str
        What they are called.
    """
    xs, ys = zip(*made["outline"], strict=True)
    x0, y0, width, depth = min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)
    size = width / 22.0
    parts = [f'<path class="outline" d="{_path(made["outline"])}"/>']
    paint: dict[str, str] = {}
    for number, (name, x, y, w, d) in enumerate(made["blocks"]):
        paint[name] = f"--c:var(--wb-s{number % 12 + 1})"
        label = escape(labels.get(name, name))
        high = min(size, 1.7 * w / max(len(label), 1))
        parts.append(
            f'<rect x="{x:.0f}" y="{-y - d:.0f}" width="{w:.0f}" height="{d:.0f}" '
            f'style="{paint[name]}"/><text x="{x + w / 2:.0f}" y="{-y - d + 0.75 * size:.0f}" '
            f'font-size="{high:.0f}">{label}</text>'
        )
    for station in made["stations"]:
        told = escape(labels.get(station["name"], station["name"]))
        parts.append(
            f'<path class="body" d="{_path(station["polygon"])}" style="{paint[station["name"]]}">'
            f"<title>{told}</title></path>"
        )
    m = 0.02 * width
    told = f"{len(made['blocks'])} blocks in {width / 1000:g} by {depth / 1000:g} m"
    return (
        f'<svg class="wb-site" viewBox="{x0 - m:.0f} {-y0 - depth - m:.0f} {width + 2 * m:.0f} '
        f'{depth + 2 * m:.0f}" role="img" aria-label="{escape(told)}">{"".join(parts)}</svg>'
    )


def _path(points: Sequence[Sequence[float]]) -> str:
    # y grows upwards on a floor and downwards on a page
    return "M" + "L".join(f"{x:.0f} {-y:.0f}" for x, y in points) + "z"
