"""How one step goes: drafting a T-shirt block, and the order of dye batches in a vat.

::

    tee_block(bodies, fit)            Pattern of a T-shirt from body measurements
    split(lots, capacity)             lots of yarn as batches of a vat
    dye(batches, time, changeover)    how long an order of batches takes
    best_order, worst_order           the quickest and the slowest order, exactly
"""

from workbench.processes.dye import (
    DyeBatch,
    DyeLot,
    DyeRun,
    best_order,
    dye,
    split,
    worst_order,
)
from workbench.processes.tshirt import BODIES, Fit, Measurements, tee_block

__all__ = [
    "BODIES",
    "DyeBatch",
    "DyeLot",
    "DyeRun",
    "Fit",
    "Measurements",
    "best_order",
    "dye",
    "split",
    "tee_block",
    "worst_order",
]
