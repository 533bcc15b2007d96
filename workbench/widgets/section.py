"""Cards with a heading that hold other widgets."""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets


class Section(ipywidgets.VBox):
    """A card with a heading, some widgets, and a note below.

    Parameters
    ----------
    title : str
        The heading.
    *children : ipywidgets.Widget
        What it holds.
    note : str
        A line below: what to do here, or what the figures rest on.
    classes : str
        Further CSS classes, by which a desk places the card.
    """

    def __init__(
        self, title: str, *children: ipywidgets.Widget, note: str = "", classes: str = ""
    ) -> None:
        self._heading = ipywidgets.HTML()
        self._note = ipywidgets.HTML()
        self._title, self._text = "", ""
        super().__init__(children=(self._heading, *children, self._note))
        for name in ("wb", "wb-box", "wb-card", "wb-section", *classes.split()):
            self.add_class(name)
        self.title = title
        self.note = note

    @property
    def title(self) -> str:
        """The heading."""
        return self._title

    @title.setter
    def title(self, text: str) -> None:
        self._title = text
        self._heading.value = f"<h2>{escape(text)}</h2>"

    @property
    def note(self) -> str:
        """The line below; "" for none."""
        return self._text

    @note.setter
    def note(self, text: str) -> None:
        self._text = text
        self._note.value = f'<p class="wb-note">{escape(text)}</p>' if text else ""
        self._note.layout.display = "" if text else "none"

    def fill(self, *children: ipywidgets.Widget) -> None:
        """Replace what the card holds."""
        self.children = (self._heading, *children, self._note)

    def __repr__(self) -> str:
        """Return the heading."""
        return f"Section({self._title!r})"

    def _repr_keys(self) -> Any:
        return iter(())
