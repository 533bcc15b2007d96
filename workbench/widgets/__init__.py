"""Widgets: what the desks are made of; each is usable alone in a notebook."""

from workbench.widgets.buttons import Action, File, Toolbar
from workbench.widgets.choice import Choice
from workbench.widgets.connection import Connection
from workbench.widgets.floor_editor import FloorEditor
from workbench.widgets.header import Header
from workbench.widgets.kpi import KpiCard, KpiStrip
from workbench.widgets.marker_view import MarkerView
from workbench.widgets.playback import Playback
from workbench.widgets.saved import Saved
from workbench.widgets.section import Section
from workbench.widgets.slider import Slider
from workbench.widgets.status import Status
from workbench.widgets.table import ComparisonTable
from workbench.widgets.theme import Theme
from workbench.widgets.upload import Upload
from workbench.widgets.verdict import VerdictCard

__all__ = [
    "Action",
    "Choice",
    "ComparisonTable",
    "Connection",
    "File",
    "FloorEditor",
    "Header",
    "KpiCard",
    "KpiStrip",
    "MarkerView",
    "Playback",
    "Saved",
    "Section",
    "Slider",
    "Status",
    "Theme",
    "Toolbar",
    "Upload",
    "VerdictCard",
]
