"""What a desk puts on the page before anything else: theme and the arrangement of its parts."""

from __future__ import annotations

from pathlib import Path

from workbench.widgets.theme import Theme


class Page(Theme):
    """The theme with the desks' own arrangement; invisible."""

    _css = Theme._css + (Path(__file__).parent / "desk.css").read_text(encoding="utf-8")
