"""Digital twins of micro-factories: nouns that describe one, verbs that play it.

The names below are loaded when first used, so that ``import workbench`` costs milliseconds and
pulls in neither the compiler nor the notebook.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.errors import InfeasibleError, SpecError, WorkbenchError
    from workbench.formats import read_orders, read_pattern
    from workbench.layout import walk
    from workbench.model import (
        Calendar,
        Cloth,
        Distribution,
        Drop,
        Factory,
        Material,
        Operation,
        Pattern,
        Pool,
        Product,
        Scenario,
        Station,
        load_twin,
    )
    from workbench.nesting import Instance, Marker, nest
    from workbench.store import Store
    from workbench.studies import decide, simulate

__all__ = [
    "Calendar",
    "Cloth",
    "Distribution",
    "Drop",
    "Factory",
    "InfeasibleError",
    "Instance",
    "Marker",
    "Material",
    "Operation",
    "Pattern",
    "Pool",
    "Product",
    "Scenario",
    "SpecError",
    "Station",
    "Store",
    "WorkbenchError",
    "decide",
    "load_twin",
    "nest",
    "read_orders",
    "read_pattern",
    "simulate",
    "walk",
]

_HOME = {
    "InfeasibleError": "errors",
    "Instance": "nesting",
    "Marker": "nesting",
    "SpecError": "errors",
    "Store": "store",
    "WorkbenchError": "errors",
    "decide": "studies",
    "nest": "nesting",
    "read_orders": "formats",
    "read_pattern": "formats",
    "simulate": "studies",
    "walk": "layout",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        try:
            return version("microfactory-workbench")
        except PackageNotFoundError:
            return "0"
    if name not in __all__:
        message = f"module 'workbench' has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(import_module(f"workbench.{_HOME.get(name, 'model')}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
