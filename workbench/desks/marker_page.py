"""What the marker desk puts on the page before anything else: theme and its arrangement."""

from __future__ import annotations

from pathlib import Path

from workbench.desks.floor_page import FloorPage


class MarkerPage(FloorPage):
    """The page of a desk with a drawing and tables, and what the marker adds; invisible."""

    _css = FloorPage._css + (Path(__file__).parent / "marker_desk.css").read_text(encoding="utf-8")
