"""Instances of layout problems from the literature, read from a folder of data."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from workbench.errors import SpecError
from workbench.layout.blocks import Departments

# Best known costs: QAPLIB (Burkard, Karisch, Rendl; proven or best known).
QAP_BEST = {
    "nug12": 578.0,
    "nug30": 6124.0,
    "tai20a": 703482.0,
    "tai30a": 1818146.0,
    "kra30a": 88900.0,
}


@dataclass(frozen=True)
class SlotInstance:
    """A quadratic assignment problem.

    Parameters
    ----------
    name : str
    first, second : float[n, n]
        The two matrices of the file.
    best : float
        Best known cost; nan when nobody says.
    """

    name: str
    first: Any
    second: Any
    best: float


@dataclass(frozen=True)
class BlockInstance:
    """An unequal-area layout problem.

    Parameters
    ----------
    name : str
    departments : Departments
    header : float
        Best cost that the file itself claims.
    """

    name: str
    departments: Departments
    header: float


def _numbers(text: str, path: Path) -> list[float]:
    try:
        return [float(word) for word in text.split()]
    except ValueError as error:
        raise SpecError(f"the file holds what is no number: {error}", where=str(path)) from None


def read_slots(path: Path) -> SlotInstance:
    """Return the instance of a QAPLIB file: n, then two matrices of n by n numbers."""
    values = _numbers(path.read_text(encoding="utf-8"), path)
    n = int(values[0]) if values else 0
    if n < 1 or len(values) < 1 + 2 * n * n:
        raise SpecError(
            f"the file holds {len(values)} numbers, too few for two matrices of {n} by {n}",
            where=str(path),
            advice="give a QAPLIB file: n, then both matrices",
        )
    both = np.array(values[1 : 1 + 2 * n * n]).reshape(2, n, n)
    return SlotInstance(path.stem, both[0], both[1], QAP_BEST.get(path.stem, math.nan))


def read_blocks(path: Path) -> BlockInstance:
    """Return the instance of an unequal-area file.

    Its lines: how many departments; ``ratio`` or ``side`` (what is limited); the metric; the best
    cost claimed; width and depth; ``full`` (a row of flows with each department) or ``sparse``
    (pairs below). Each department's row ends with its area and its limit, 0 for none.
    """
    lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
    try:
        n, kind = int(lines[0][0]), lines[1][0].lower()
        header = float(lines[3][0])
        width, depth = (float(word) for word in lines[4][:2])
        form = lines[5][0].lower()
        rows = [[float(word) for word in line] for line in lines[6:] if line]
    except (ValueError, IndexError):
        raise SpecError(
            "this is no file of departments",
            where=str(path),
            advice="give number, limit, metric, cost, size and form, then the departments",
        ) from None
    if kind not in ("ratio", "side") or form not in ("full", "sparse") or len(rows) < n:
        raise SpecError(
            f"the file says '{kind}', '{form}' and {len(rows)} rows for {n} departments",
            where=str(path),
        )
    flow, area, limit = np.zeros((n, n)), np.empty(n), np.zeros(n)
    for k, row in enumerate(rows[:n]):
        if form == "full":
            flow[k] = row[1 : 1 + n]
            rest = row[1 + n :]
        else:
            rest = row[1:]
        area[k], limit[k] = rest[0], rest[1] if len(rest) > 1 else 0.0
    if form == "sparse":
        for a, b, count in (row[:3] for row in rows[n:]):
            flow[int(a) - 1, int(b) - 1] += count
    if np.array_equal(flow, flow.T):
        flow = np.triu(flow)  # given twice, once in each direction: it counts once
    limited = limit > 0.0
    none = np.full(n, math.inf)
    return BlockInstance(
        path.stem,
        Departments(
            tuple(str(k + 1) for k in range(n)),
            area,
            flow,
            width,
            depth,
            np.where(limited, limit, none) if kind == "ratio" else none,
            np.where(limited, limit, 0.0) if kind == "side" else np.zeros(n),
        ),
        header,
    )
