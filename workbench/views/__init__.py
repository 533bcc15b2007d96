"""Views: a result in, a HoloViews element out; no state."""

from workbench.views.cost_split import categories, cost_split, paints
from workbench.views.lead_times import lead_times
from workbench.views.quote import quote_curve
from workbench.views.theme import DARK, LIGHT, Palette, palette
from workbench.views.timeline import timeline
from workbench.views.utilisation import utilisation

__all__ = [
    "DARK",
    "LIGHT",
    "Palette",
    "categories",
    "cost_split",
    "lead_times",
    "paints",
    "palette",
    "quote_curve",
    "timeline",
    "utilisation",
]
