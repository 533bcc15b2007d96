"""Questions put to a twin: simulate it, decide on a drop, compare variants.

Names are resolved on first use: who only waits for an answer of another process imports neither
Numba nor the engines.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.studies.compare import Comparison, compare
    from workbench.studies.decide import decide
    from workbench.studies.decision import Decision
    from workbench.studies.run import Run, simulate

_HOME = {
    "Comparison": "compare",
    "Decision": "decision",
    "Run": "run",
    "compare": "compare",
    "decide": "decide",
    "simulate": "run",
}

__all__ = ["Comparison", "Decision", "Run", "compare", "decide", "simulate"]


def __getattr__(name: str) -> Any:
    """Return an exported name, importing its module now."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the exported names."""
    return sorted([*globals(), *_HOME])
