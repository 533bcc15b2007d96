"""What was lost, turned away, made again, handed on; what waited for material."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from workbench.sim.log import (
    DONE,
    ISSUE,
    LANE,
    OPERATION,
    REDO,
    REJECTED,
    RELEASE,
    REMADE,
    SCRAP,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from workbench.sim.log import EventLog
    from workbench.sim.spec import SimSpec

    FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Losses:
    """Counts of n replications; D nodes.

    Parameters
    ----------
    released, done : float64[n]
        Jobs that came in, and were finished.
    scrapped, rejected, remade : float64[n]
        Jobs lost at an operation, turned away by a full station, begun again after a loss.
    redone : float64[n]
        Operations that had to be done again.
    material_wait : float64[n]
        Minutes that operations waited for material, those that got it.
    done_at : float64[n, D]
        Jobs finished at each node.
    handed_on : float64[n, D, D]
        Jobs that went from node to node.
    """

    released: FloatArray
    done: FloatArray
    scrapped: FloatArray
    rejected: FloatArray
    remade: FloatArray
    redone: FloatArray
    material_wait: FloatArray
    done_at: FloatArray
    handed_on: FloatArray


def losses(log: EventLog, spec: SimSpec) -> Losses:
    """Return what each replication of a log lost, made again and handed on."""
    numbers, row = np.unique(log["replication"], return_inverse=True)
    n, nodes = len(numbers), spec.nodes
    kind, outcome = log["kind"], log["outcome"]

    def count(mask: NDArray[np.bool_], weights: FloatArray | None = None) -> FloatArray:
        values = None if weights is None else weights[mask]
        return np.bincount(row[mask], values, minlength=n).astype(np.float64)

    done, lane = kind == DONE, kind == LANE
    at = np.bincount(row[done] * nodes + log["node"][done], minlength=n * nodes) if nodes else 0
    way = (row[lane] * nodes + log["origin"][lane]) * nodes + log["node"][lane]
    return Losses(
        released=count((kind == RELEASE) & (outcome != REMADE)),
        done=count(done),
        scrapped=count((kind == SCRAP) & (outcome != REJECTED)),
        rejected=count((kind == SCRAP) & (outcome == REJECTED)),
        remade=count((kind == RELEASE) & (outcome == REMADE)),
        redone=count((kind == OPERATION) & (outcome == REDO)),
        material_wait=count(kind == ISSUE, log["start"] - log["enqueued"]),
        done_at=np.reshape(at, (n, nodes)).astype(np.float64) if nodes else np.zeros((n, 0)),
        handed_on=np.bincount(way, minlength=n * nodes * nodes)
        .reshape(n, nodes, nodes)
        .astype(np.float64),
    )
