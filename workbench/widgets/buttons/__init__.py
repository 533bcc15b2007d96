"""A row of buttons, among them download and share link."""

from __future__ import annotations

from workbench.widgets._actions import Action, Actions, File
from workbench.widgets._part import script, style

__all__ = ["Action", "File", "Toolbar"]


class Toolbar(Actions):
    """A row of buttons.

    >>> Toolbar(Action("csv", "Download table", lambda: File("table.csv", "a,b"), "download"))
    Toolbar(csv)
    """

    _esm = script("buttons", "buttons")
    _css = style("buttons", "buttons")

    def __repr__(self) -> str:
        """Return the names of the buttons."""
        return f"Toolbar({', '.join(button['name'] for button in self.buttons)})"
