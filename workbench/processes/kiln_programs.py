"""The cone-fire programs that most studio controllers ship with, as nouns in °C.

Bartlett 700 series manual, appendix A (p. 24): four speeds for cones 04 and 6, in °F per hour, with
the total time of each.
"""

from __future__ import annotations

from workbench.errors import SpecError, nearest
from workbench.model.factory import Factory
from workbench.model.firing import FiringKind, FiringProgram, Segment
from workbench.units import Quantity

_SOURCE = "Bartlett 700 series manual, appendix A"
# (rate [°F/h], to [°F]) of each segment
_TABLE: dict[str, tuple[FiringKind, str, tuple[tuple[float, float], ...]]] = {
    "c04_slow_bisque": (
        "bisque", "04", ((80, 250), (200, 1000), (100, 1100), (180, 1695), (80, 1945)),
    ),
    "c04_fast_bisque": (
        "bisque", "04", ((120, 250), (300, 1000), (150, 1100), (180, 1695), (108, 1945)),
    ),
    "c04_slow_glaze": ("glaze", "04", ((150, 250), (400, 1695), (120, 1945))),
    "c04_fast_glaze": ("glaze", "04", ((570, 1695), (200, 1945))),
    "c6_slow_bisque": (
        "bisque", "6", ((80, 250), (200, 1000), (100, 1100), (180, 1982), (80, 2232)),
    ),
    "c6_fast_bisque": (
        "bisque", "6", ((120, 250), (300, 1000), (150, 1100), (225, 1982), (108, 2232)),
    ),
    "c6_slow_glaze": ("glaze", "6", ((150, 250), (400, 1982), (120, 2232))),
    "c6_fast_glaze": ("glaze", "6", ((570, 1982), (200, 2232))),
}  # fmt: skip


def celsius(fahrenheit: float) -> float:
    """Return a temperature in °C."""
    return (fahrenheit - 32.0) / 1.8


def _program(name: str) -> FiringProgram:
    kind, cone, rows = _TABLE[name]
    segments = tuple(
        Segment(Quantity(celsius(to), "degC"), Quantity(rate / 1.8, "degC/h")) for rate, to in rows
    )
    return FiringProgram(name, segments, kind, cone, source=_SOURCE, mark="verified")


PROGRAMS: dict[str, FiringProgram] = {name: _program(name) for name in _TABLE}


def program_of(factory: Factory | None, name: str, where: str = "") -> FiringProgram:
    """Return a program of a twin, or one of those that controllers ship with."""
    own = {} if factory is None else {program.name: program for program in factory.programs}
    found = own.get(name) or PROGRAMS.get(name)
    if found is None:
        raise SpecError(
            f"there is no program '{name}'", where=where, advice=nearest(name, [*own, *PROGRAMS])
        )
    return found
