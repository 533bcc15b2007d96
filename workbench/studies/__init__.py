"""Questions put to a twin: simulate it, decide on a drop, compare variants.

Names are resolved on first use: who only waits for an answer of another process imports neither
Numba nor the engines.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.studies.best import Choice, best_of
    from workbench.studies.compare import Comparison, compare
    from workbench.studies.decide import decide
    from workbench.studies.decision import Decision
    from workbench.studies.one_piece import one_piece
    from workbench.studies.precise import Precise, until
    from workbench.studies.run import Run, simulate
    from workbench.studies.sensitivity import Tornado, sensitivity
    from workbench.studies.steady import Steady, steady

_HOME = {
    "Choice": "best",
    "Comparison": "compare",
    "Decision": "decision",
    "Precise": "precise",
    "Run": "run",
    "Steady": "steady",
    "Tornado": "sensitivity",
    "best_of": "best",
    "compare": "compare",
    "decide": "decide",
    "one_piece": "one_piece",
    "sensitivity": "sensitivity",
    "simulate": "run",
    "steady": "steady",
    "until": "precise",
}

__all__ = [
    "Choice",
    "Comparison",
    "Decision",
    "Precise",
    "Run",
    "Steady",
    "Tornado",
    "best_of",
    "compare",
    "decide",
    "one_piece",
    "sensitivity",
    "simulate",
    "steady",
    "until",
]


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
