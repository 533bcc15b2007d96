"""Views: a result in, a HoloViews element out; no state."""

from workbench.views.amounts import amounts
from workbench.views.cost_split import categories, cost_split, paints
from workbench.views.energy import energy
from workbench.views.firing import firing_curve
from workbench.views.lead_times import lead_times
from workbench.views.quote import quote_curve
from workbench.views.shared_bill import shared_bill
from workbench.views.start_cost import start_cost
from workbench.views.states import states
from workbench.views.theme import DARK, LIGHT, Palette, palette
from workbench.views.time_split import time_split
from workbench.views.timeline import family_paint, timeline
from workbench.views.utilisation import utilisation
from workbench.views.wip import wip

__all__ = [
    "DARK",
    "LIGHT",
    "Palette",
    "amounts",
    "categories",
    "cost_split",
    "family_paint",
    "firing_curve",
    "energy",
    "lead_times",
    "paints",
    "palette",
    "quote_curve",
    "shared_bill",
    "start_cost",
    "states",
    "time_split",
    "timeline",
    "utilisation",
    "wip",
]
