"""The lists that become the arrays of a specification, filled product by product."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from workbench.plan.durations import Duration

_WHOLE = (
    "product_start",
    "product_remake",
    "predecessor_start",
    "predecessor",
    "branch_start",
    "branch_to",
    "also_start",
    "also_pool",
    "need_start",
    "need_material",
    "release_start",
    "option_start",
    "option_node",
    "option_product",
    "initial_job",
    "initial_operation",
)
_REAL = ("branch_share", "need_quantity", "release_time", "table")


def key(text: str, bits: int) -> int:
    """Return an address that stays the same when something else is added to the twin."""
    digest = hashlib.sha256(text.encode()).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - bits)


@dataclass
class Tables:
    """One entry per operation, source or product, and lists of lists by their starts."""

    product_start: list[int] = field(default_factory=lambda: [0])
    product_remake: list[int] = field(default_factory=list)
    predecessor_start: list[int] = field(default_factory=lambda: [0])
    predecessor: list[int] = field(default_factory=list)
    branch_start: list[int] = field(default_factory=lambda: [0])
    branch_to: list[int] = field(default_factory=list)
    branch_share: list[float] = field(default_factory=list)
    also_start: list[int] = field(default_factory=lambda: [0])
    also_pool: list[int] = field(default_factory=list)
    need_start: list[int] = field(default_factory=lambda: [0])
    need_material: list[int] = field(default_factory=list)
    need_quantity: list[float] = field(default_factory=list)
    release_start: list[int] = field(default_factory=lambda: [0])
    release_time: list[float] = field(default_factory=list)
    option_start: list[int] = field(default_factory=lambda: [0])
    option_node: list[int] = field(default_factory=list)
    option_product: list[int] = field(default_factory=list)
    initial_job: list[int] = field(default_factory=list)
    initial_operation: list[int] = field(default_factory=list)
    table: list[float] = field(default_factory=list)
    operation: dict[str, list[Any]] = field(default_factory=dict)
    source: dict[str, list[Any]] = field(default_factory=dict)
    lessons: dict[str, int] = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)
    families: list[str] = field(default_factory=list)
    products: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)

    def arrays(self) -> dict[str, Any]:
        """Return the arrays of the specification."""
        made = {name: np.asarray(getattr(self, name), np.int64) for name in _WHOLE}
        made |= {name: np.asarray(getattr(self, name), np.float64) for name in _REAL}
        columns = {**self.operation, **self.source}
        return {**made, **{name: np.asarray(values) for name, values in columns.items()}}

    def family(self, name: str) -> int:
        """Return the number of a family, -1 for none."""
        if not name:
            return -1
        if name not in self.families:
            self.families.append(name)
        return self.families.index(name)

    def parameters(self, law: Duration) -> tuple[float, float, float, float]:
        """Return the parameters of a law, its values put into the table when it is discrete."""
        if not law.table:
            return law.parameters
        start = float(len(self.table))
        self.table.extend(law.table)
        return (start, law.parameters[1], 0.0, 0.0)

    def add(self, kind: dict[str, list[Any]], row: dict[str, Any]) -> None:
        """Add a row to the columns of the operations or of the sources."""
        for name, value in row.items():
            kind.setdefault(name, []).append(value)

    def close(self, start: str, items: str, values: Iterable[Any]) -> None:
        """Add the items of one operation, source, … to a list of lists."""
        listed = getattr(self, items)
        listed.extend(values)
        getattr(self, start).append(len(listed))
