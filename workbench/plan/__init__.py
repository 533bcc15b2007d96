"""From twin to run: the one place where twin, drop, marker and walking paths meet.

::

    measure(marker, pattern, quantities)   Measures: what one piece takes of cloth, cutting, print
    lower(factory, drop, …)                SimSpec: what an engine plays
"""

from workbench.plan.demand import apportion, quantities, release_times
from workbench.plan.lowering import lower
from workbench.plan.measures import (
    Measures,
    cloth_of,
    estimate,
    measure,
    measures_of,
    pattern_of,
)
from workbench.plan.walking import paths_of

__all__ = [
    "Measures",
    "apportion",
    "cloth_of",
    "estimate",
    "lower",
    "measure",
    "measures_of",
    "paths_of",
    "pattern_of",
    "quantities",
    "release_times",
]
