"""What a specification computes from the rest of itself when it is left out."""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workbench.sim.spec import FloatArray, IntArray, SimSpec

# What is computed anew when something it follows from is replaced.
_FOLLOWS: dict[str, frozenset[str]] = {
    "operation_expected": frozenset(("operation_code", "operation_parameters", "table")),
    "operation_entry": frozenset(
        ("product_start", "predecessor", "predecessor_start", "branch_to", "branch_start")
    ),
    "operation_remaining": frozenset(
        (
            "product_start",
            "predecessor",
            "predecessor_start",
            "branch_to",
            "branch_start",
            "operation_expected",
            "operation_code",
            "operation_parameters",
            "table",
        )
    ),
    "operation_lesson": frozenset(("product_start",)),
    "station_setup_power": frozenset(("station_power",)),
    "machine_family": frozenset(("station_machines", "station_family")),
    "calendar_break": frozenset(("calendar_open",)),
}
_FOLLOWS["operation_progress"] = _FOLLOWS["operation_remaining"]


def defaults(spec: SimSpec) -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield fields that follow from others, with their values where they were left out."""
    expected = spec.operation_expected.copy()
    for n in np.flatnonzero(np.isnan(expected)):
        expected[n] = expected_time(
            int(spec.operation_code[n]), spec.operation_parameters[n], spec.table
        )
    yield "operation_expected", expected
    after = _ways(spec)
    entry = spec.operation_entry.copy()
    led: IntArray = np.zeros(len(entry), np.int64)
    led[[n for n in spec.branch_to.tolist() if 0 <= n < len(led)]] = 1
    free = np.diff(spec.predecessor_start) == 0
    entry[entry == -1] = (free & (led == 0))[entry == -1]
    yield "operation_entry", entry
    remaining = spec.operation_remaining.copy()
    if np.isnan(remaining).any():
        longest = _longest(expected.tolist(), after)
        remaining = np.where(np.isnan(remaining), longest, remaining)
    yield "operation_remaining", np.ascontiguousarray(remaining, np.float64)
    progress = spec.operation_progress.copy()
    if np.isnan(progress).any():
        own = np.ones(len(progress))
        for first, last in zip(spec.product_start[:-1], spec.product_start[1:], strict=True):
            total = remaining[first:last].max(initial=0.0)
            if 0.0 < total < math.inf:
                part = slice(int(first), int(last))
                own[part] = 1.0 - (remaining[part] - expected[part]) / total
        progress = np.where(np.isnan(progress), own, progress)
    yield "operation_progress", np.ascontiguousarray(progress, np.float64)
    lesson = spec.operation_lesson.copy()
    yield "operation_lesson", np.where(lesson == -1, np.arange(len(lesson)), lesson)
    power = spec.station_setup_power
    yield "station_setup_power", np.where(np.isnan(power), spec.station_power, power)
    if len(spec.machine_family) == int(spec.station_machines.clip(0).sum()):
        family = np.repeat(spec.station_family, spec.station_machines.clip(0))
        yield "machine_family", np.where(spec.machine_family == -2, family, spec.machine_family)


def outdated(spec: SimSpec, changes: Mapping[str, Any]) -> set[str]:
    """Return the fields to leave out when ``changes`` replace others.

    Those computed from what changes; and, where a dimension changes its length, those that still
    hold nothing but their default.
    """
    found = {name for name, causes in _FOLLOWS.items() if causes & changes.keys()}
    declared = {
        entry.name: entry.metadata
        for entry in dataclasses.fields(spec)
        if "shape" in entry.metadata
    }
    axes: set[str] = set()
    for name, value in changes.items():
        if name in declared:
            new, old = np.shape(value), getattr(spec, name).shape
            for axis, have, had in zip(declared[name]["shape"], new, old, strict=False):
                if have != had and axis != "*":
                    axes |= {axis.removesuffix("+1"), axis.removesuffix("+1") + "+1"}
    if "N" in axes:
        axes.add("G")
    if "S" in axes or "station_machines" in changes:
        axes.add("M")
    for name, facts in declared.items():
        if name not in changes and axes & set(facts["shape"]):
            array, usual = getattr(spec, name), facts["default"]
            if name in _FOLLOWS or name.endswith("_key") or (array == usual).all():
                found.add(name)
    return found


def _ways(spec: SimSpec) -> list[list[int]]:
    """Return where each operation leads, what points nowhere left out."""
    count = spec.operations
    after: list[list[int]] = [[] for _ in range(count)]
    predecessor, branch = spec.predecessor.tolist(), spec.branch_to.tolist()
    start = np.clip(spec.predecessor_start, 0, len(predecessor)).tolist()
    branches = np.clip(spec.branch_start, 0, len(branch)).tolist()
    for n in range(count):
        for m in predecessor[start[n] : start[n + 1]]:
            if 0 <= m < count and branches[m] == branches[m + 1]:
                after[m].append(n)
        after[n] += [m for m in branch[branches[n] : branches[n + 1]] if 0 <= m < count]
    return after


def _longest(expected: list[float], after: list[list[int]]) -> FloatArray:
    """Return the longest way from each operation to an end; what leads back is left out."""
    count = len(after)
    found: FloatArray = np.zeros(count)
    state = [0] * count  # 1: being looked at, 2: known
    for root in range(count):
        if state[root]:
            continue
        state[root] = 1
        stack = [(root, iter(after[root]))]
        while stack:
            n, ways = stack[-1]
            for m in ways:
                if state[m] == 0:
                    state[m] = 1
                    stack.append((m, iter(after[m])))
                    break
            else:
                stack.pop()
                known = [float(found[m]) for m in after[n] if state[m] == 2]
                found[n] = expected[n] + max(known, default=0.0)
                state[n] = 2
    return found


def expected_time(code: int, parameters: FloatArray, table: FloatArray) -> float:
    """Return the mean of a distribution.

    Parameters
    ----------
    code : int
        A code of ``workbench.streams``.
    parameters : float64[4]
        Its parameters [min].
    table : float64[T]
        The table of the specification.

    Returns
    -------
    float
        The mean [min].
    """
    p0, p1, p2, _ = (float(value) for value in parameters)
    if code == 2:
        return (p0 + p1) / 2.0
    if code == 3:
        return (p0 + p1 + p2) / 3.0
    if code == 4 and p1 > 0.0 and p2 > -math.inf:
        low = (p2 - p0) / p1
        density = math.exp(-0.5 * low * low) / math.sqrt(2.0 * math.pi)
        rest = 0.5 * math.erfc(low / math.sqrt(2.0))
        return p0 + p1 * density / rest if rest > 0.0 else p2
    if code == 7:
        start, count = int(p0), int(p1)
        if not 0 <= start < start + 2 * count <= len(table):
            return math.nan
        cumulative = table[start + count : start + 2 * count]
        weights = np.diff(cumulative, prepend=0.0)
        return float(table[start : start + count] @ weights / cumulative[-1])
    return p0
