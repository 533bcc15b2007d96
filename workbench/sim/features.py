"""Which of the optional features a specification uses; what nobody uses costs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from workbench.sim.codes import (
    AGAIN,
    BY_USE,
    DYNAMIC,
    FINISH,
    FIT,
    OWN_PERSON,
    REJECT,
    RESTART,
    SATURATED,
    SPOIL,
)

if TYPE_CHECKING:
    from workbench.sim.spec import SimSpec

#: Rules that stand in the first place of ``RULES`` and cost nothing; the others are a feature.
_PLAIN_RULES = 5


#: All of them.
FEATURES: Final = frozenset(
    (
        "rules",
        "tie_breaks",
        "dynamic_rules",
        "branches",
        "entries",
        "load",
        "unload",
        "skills",
        "setters",
        "setup_power",
        "machine_families",
        "overtime",
        "fit",
        "restart",
        "batch_most",
        "capacity",
        "preemption",
        "failures",
        "wear",
        "again",
        "spoil",
        "maintenance",
        "learning",
        "style",
        "materials",
        "carts",
        "saturated",
        "due_draws",
        "initial",
        "nodes",
        "changeovers",
        "batches",
        "joins",
        "losses",
        "remakes",
        "calendars",
        "breaks",
        "walks",
        "wip",
        "horizon",
        "rejection",
        "kept_people",
        "outages",
    )
)


def features(spec: SimSpec) -> frozenset[str]:
    """Return the names of the features of ``semantics.md`` that ``spec`` uses."""
    rules = np.concatenate(
        (spec.station_rule, spec.station_then.ravel(), spec.pool_rule, spec.pool_then.ravel())
    )
    dynamic = np.isin(rules, sorted(DYNAMIC))
    used = {
        "rules": (rules >= _PLAIN_RULES).any(),
        "tie_breaks": (spec.station_then >= 0).any() or (spec.pool_then >= 0).any(),
        "dynamic_rules": (dynamic & (rules >= _PLAIN_RULES)).any()
        or ((dynamic & (rules < _PLAIN_RULES)).any() and (spec.station_then >= 0).any()),
        "branches": len(spec.branch_to) > 0,
        "entries": not np.array_equal(
            spec.operation_entry == 1, np.diff(spec.predecessor_start) == 0
        ),
        "load": (spec.operation_load > 0).any(),
        "unload": (spec.operation_unload > 0).any(),
        "skills": len(spec.also_pool) > 0,
        "setters": (spec.station_setup_pool != OWN_PERSON).any(),
        "setup_power": (spec.station_setup_power != spec.station_power).any(),
        "machine_families": not np.array_equal(
            spec.machine_family, np.repeat(spec.station_family, spec.station_machines)
        ),
        "overtime": (spec.station_closing == FINISH).any() or (spec.pool_closing == FINISH).any(),
        "fit": (spec.station_closing == FIT).any() or (spec.pool_closing == FIT).any(),
        "restart": (spec.station_closing == RESTART).any(),
        "batch_most": (spec.batch_most > 0).any(),
        "capacity": (spec.station_capacity >= 0).any(),
        "preemption": (spec.station_preempt == 1).any(),
        "failures": (spec.fail_kind > 0).any(),
        "wear": (spec.fail_kind == BY_USE).any(),
        "again": ((spec.fail_kind > 0) & (spec.fail_work == AGAIN)).any(),
        "spoil": ((spec.fail_kind > 0) & (spec.fail_work == SPOIL)).any(),
        "maintenance": len(spec.plan_first) > 0,
        "learning": (spec.operation_rate != 1.0).any(),
        "style": ((spec.style_pieces > 0) & (spec.style_factor != 1.0)).any(),
        "materials": spec.materials > 0,
        "carts": (spec.walk_fleet >= 0).any(),
        "saturated": (spec.source_kind == SATURATED).any(),
        "due_draws": (spec.source_due_code != 0).any() or (spec.source_due_parameters != 0).any(),
        "initial": len(spec.initial_job) > 0,
        "nodes": spec.nodes > 0,
        "changeovers": (spec.station_changeover >= 0).any(),
        "batches": (spec.station_batch == 1).any(),
        "joins": (np.diff(spec.predecessor_start) > 1).any(),
        "losses": (spec.operation_scrap > 0).any() or (spec.operation_redo > 0).any(),
        "remakes": (spec.product_remake == 1).any(),
        "calendars": (spec.station_calendar >= 0).any() or (spec.pool_calendar >= 0).any(),
        "breaks": spec.calendar_break.any(),
        "walks": (spec.walk > 0).any(),
        "wip": spec.wip > 0,
        "horizon": spec.horizon < np.inf,
        "rejection": ((spec.station_capacity >= 0) & (spec.station_full == REJECT)).any(),
        "kept_people": ((spec.station_capacity >= 0) & (spec.station_keeps == 1)).any(),
        "outages": len(spec.outage_begin) > 0 or spec.node_fails.any(),
    }
    return frozenset(name for name, value in used.items() if value)
