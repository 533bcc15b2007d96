"""How one step goes: kilns, dye vats, tufting, print, cut, sew, offcuts; durations, energy, losses.

::

    fire, firing_curve, wear, PROGRAMS       a firing, its curve, what it does to the kiln
    load_kiln, share_of_load                 ware on shelves; what a piece takes of a load
    plan_makespan, plan_exact, plan_by_index which ware is fired together, and when
    Tariff, best_start, cheapest_starts      when to start under a tariff
    dye_load, plan_dyeing, best_order        baths, water and heat of lots; the order of colours
    rug, by_hand, by_robot                   from yarn to a rug
    print_run, cutting_time, balance         print, cut, and a balanced line
    operator_hours, style_efficiency, …      sewing by standard minutes, learning, style changes
    sort_lots, cut_from_stock                garments from offcuts
    breaches, require                        certificates that may refuse a drop
    tee_block                                a T-shirt from body measurements
"""

from workbench.processes.certification import RULES, Breach, breaches, require
from workbench.processes.cutting import Cutter, CutWork, corners, cut_order, cutting_time
from workbench.processes.dye import (
    DyeBatch,
    DyeLot,
    DyeRun,
    best_order,
    dye,
    split,
    worst_order,
)
from workbench.processes.dye_bath import (
    DyeLoad,
    DyePlan,
    changeover_matrix,
    dye_load,
    plan_dyeing,
)
from workbench.processes.finishing import RouteYield, Step, route_yield, starts_for
from workbench.processes.kiln import (
    Firing,
    Wear,
    fire,
    firing_curve,
    heating_time,
    times_of,
    wear,
)
from workbench.processes.kiln_loading import (
    KilnLoad,
    capacity,
    check_shares,
    load_kiln,
    share_of_load,
)
from workbench.processes.kiln_plan import (
    FiringPlan,
    Job,
    PlannedFiring,
    batches,
    fewest_firings,
    plan_by_index,
    plan_edd,
    plan_exact,
    plan_fifo,
    plan_makespan,
)
from workbench.processes.kiln_programs import PROGRAMS, program_of
from workbench.processes.kiln_tariff import (
    Tariff,
    back_to_back,
    best_start,
    cheapest_starts,
    starts,
    worst_start,
)
from workbench.processes.line import Balance, balance
from workbench.processes.made_to_measure import draft, made_to_measure, pooled
from workbench.processes.printing import Printer, print_run
from workbench.processes.salvage import (
    CutPlan,
    Offcut,
    cut_from_stock,
    read_offcuts,
    sort_lots,
)
from workbench.processes.sampling import Sampling, cycles_until, sample
from workbench.processes.sewing import (
    MeanCurve,
    UnitCurve,
    operator_hours,
    output,
    style_day,
    style_efficiency,
)
from workbench.processes.shaping import Shaped, cut_and_sew, knit_to_shape, zero_waste
from workbench.processes.training import Training, train
from workbench.processes.tshirt import BODIES, Fit, Measurements, tee_block
from workbench.processes.tuft import Tufting, by_hand, by_robot, dye_lots, rug

__all__ = [
    "BODIES",
    "Balance",
    "Breach",
    "CutPlan",
    "CutWork",
    "Cutter",
    "DyeBatch",
    "DyeLoad",
    "DyeLot",
    "DyePlan",
    "DyeRun",
    "Firing",
    "FiringPlan",
    "Fit",
    "Job",
    "KilnLoad",
    "MeanCurve",
    "Measurements",
    "Offcut",
    "PROGRAMS",
    "PlannedFiring",
    "Printer",
    "RULES",
    "RouteYield",
    "Sampling",
    "Shaped",
    "Step",
    "Tariff",
    "Training",
    "Tufting",
    "UnitCurve",
    "Wear",
    "back_to_back",
    "balance",
    "batches",
    "best_order",
    "best_start",
    "breaches",
    "by_hand",
    "by_robot",
    "capacity",
    "changeover_matrix",
    "cheapest_starts",
    "check_shares",
    "corners",
    "cut_and_sew",
    "cut_from_stock",
    "cut_order",
    "cutting_time",
    "cycles_until",
    "draft",
    "dye",
    "dye_load",
    "dye_lots",
    "fewest_firings",
    "fire",
    "firing_curve",
    "heating_time",
    "knit_to_shape",
    "load_kiln",
    "made_to_measure",
    "operator_hours",
    "output",
    "plan_by_index",
    "plan_dyeing",
    "plan_edd",
    "plan_exact",
    "plan_fifo",
    "plan_makespan",
    "pooled",
    "print_run",
    "program_of",
    "read_offcuts",
    "require",
    "route_yield",
    "rug",
    "sample",
    "share_of_load",
    "sort_lots",
    "split",
    "starts",
    "starts_for",
    "style_day",
    "style_efficiency",
    "tee_block",
    "times_of",
    "train",
    "wear",
    "worst_order",
    "worst_start",
    "zero_waste",
]
