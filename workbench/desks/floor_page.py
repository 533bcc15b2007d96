"""What the floor desk puts on the page before anything else: theme and its arrangement."""

from __future__ import annotations

from pathlib import Path

from workbench.desks.page import Page


class FloorPage(Page):
    """The desks' page with what the floor desk's tables need; invisible."""

    _css = Page._css + (Path(__file__).parent / "floor_desk.css").read_text(encoding="utf-8")
