"""How a firing goes: how long it heats and cools, what it takes of electricity, what it loses.

The controller follows its program, so heating time is the sum of its ramps and holds; energy is
power × heating time × duty (the share of the time in which the elements are on); natural cooling
is Newton's law.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from workbench.errors import SpecError
from workbench.model.defaults import default
from workbench.model.firing import FiringProgram, Kiln
from workbench.units import Quantity

HOUR = 60.0


@dataclass(frozen=True)
class Firing:
    """One firing of a program in a kiln.

    Parameters
    ----------
    program : str
        Its name.
    heating : float
        From the start to the end of the program. [min]
    cooling : float
        From there until the kiln is opened. [min]
    energy : float
        [kWh]
    peak : float
        [degC]
    loss : float
        Share of the ware that is lost.
    """

    program: str
    heating: float
    cooling: float
    energy: float
    peak: float
    loss: float

    @property
    def time(self) -> float:
        """How long the kiln is taken [min]."""
        return self.heating + self.cooling

    @property
    def power(self) -> float:
        """Mean power while it heats [kW]."""
        return self.energy / (self.heating / HOUR) if self.heating > 0.0 else 0.0

    def cost(self, price: float) -> float:
        """Return what its electricity costs at ``price`` [money/kWh]."""
        return self.energy * price

    def per_kg(self, mass: float) -> float:
        """Return the electricity of a kilogram of ware [kWh/kg]."""
        if not mass > 0.0:
            raise SpecError("the load weighs nothing", where="mass", advice="give more than 0 kg")
        return self.energy / mass


def heating_time(program: FiringProgram, kiln: Kiln | None = None) -> float:
    """Return how long a program takes until its last segment ends [min].

    Without a kiln the start is at 70 °F, as in the manuals. A falling segment never goes faster
    than the kiln cools by itself.
    """
    return _curve(program, kiln)[-1][0]


def duty(program: FiringProgram) -> float:
    """Return the share of the heating time in which the elements are on."""
    return float(
        program.duty if program.duty is not None else default(f"kiln.duty.{_usual(program)}")
    )


def loss(program: FiringProgram, *, new_form: bool = False) -> float:
    """Return the share of the ware that a firing loses.

    Parameters
    ----------
    program : FiringProgram
        With its own loss, or a kind.
    new_form : bool
        Whether the ware is large or of a new form, which cracks and warps more often.
    """
    if program.loss is not None:
        return float(program.loss)
    kind = "new_form" if new_form else program.kind
    return float(default(f"kiln.loss.{kind}")) if kind in ("bisque", "glaze", "new_form") else 0.0


def _usual(program: FiringProgram) -> str:
    return program.kind if program.kind in ("bisque", "glaze", "candle") else "glaze"


def time_constant(kiln: Kiln, peak: float) -> float:
    """Return the time constant of natural cooling [min].

    The measured one, or that with which the kiln comes from ``peak`` to the temperature at which
    it is opened in the time planned for it.
    """
    if kiln.time_constant is not None:
        return float(kiln.time_constant)
    room, end = float(kiln.room), float(kiln.open_at)
    if peak <= end:
        return float(kiln.cooling)
    return float(kiln.cooling) / math.log((peak - room) / (end - room))


def cooling_time(kiln: Kiln, temperature: float, peak: float | None = None) -> float:
    """Return how long the kiln cools from a temperature until it may be opened [min]."""
    room, end = float(kiln.room), float(kiln.open_at)
    if temperature <= end:
        return 0.0
    constant = time_constant(kiln, temperature if peak is None else peak)
    return constant * math.log((temperature - room) / (end - room))


def fire(kiln: Kiln, program: FiringProgram, *, age: int = 0) -> Firing:
    """Return one firing.

    Parameters
    ----------
    kiln : Kiln
        With its power and how it cools.
    program : FiringProgram
        What its controller plays.
    age : int
        Firings that its elements have done. Old elements draw less and are on for longer: time and
        energy stay the same until they can no longer follow.

    Raises
    ------
    SpecError
        When faded elements would have to be on for more than the whole time.
    """
    curve = _curve(program, kiln)
    heating, last = curve[-1]
    share = duty(program)
    if share / power_left(kiln, age) > 1.0:
        raise SpecError(
            f"elements after {age} firings cannot follow program '{program.name}'",
            where="age",
            advice="fit new elements, or fire a slower program",
        )
    energy = float(kiln.power) * heating / HOUR * share
    cooling = cooling_time(kiln, last, program.peak)
    return Firing(program.name, heating, cooling, energy, program.peak, loss(program))


def firing_curve(
    kiln: Kiln, program: FiringProgram, *, step: float = 5.0
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return times and temperatures from the start until the kiln is opened.

    Parameters
    ----------
    kiln, program : nouns
        What is fired how.
    step : float
        Between two points. [min]

    Returns
    -------
    times : float64[n]
        [min]
    temperatures : float64[n]
        [degC]
    """
    if not step > 0.0:
        raise SpecError(f"a step of {step} min", where="step", advice="give more than 0 min")
    corners = _curve(program, kiln)
    heating, last = corners[-1]
    total = heating + cooling_time(kiln, last, program.peak)
    times = np.append(np.arange(0.0, total, step), total)
    room, constant = float(kiln.room), time_constant(kiln, program.peak)
    xs, ys = np.array([c[0] for c in corners]), np.array([c[1] for c in corners])
    heated = np.interp(np.minimum(times, heating), xs, ys)
    cooled = room + (last - room) * np.exp(-np.maximum(times - heating, 0.0) / constant)
    return times, np.where(times <= heating, heated, cooled)


def _curve(program: FiringProgram, kiln: Kiln | None) -> list[tuple[float, float]]:
    """Return the corners (time [min], temperature [degC]) of the program itself."""
    from workbench.model.firing import ROOM

    now, at = ROOM if kiln is None else float(kiln.room), 0.0
    corners = [(at, now)]
    for place, segment in enumerate(program.segments):
        to = float(segment.to)
        if to < now and kiln is not None and to <= float(kiln.room):
            raise SpecError(
                f"segment {place + 1} of program '{program.name}' never cools to {segment.to.text} "
                f"in a room of {float(kiln.room):.0f} degC",
                where=f"programs.{program.name}.segments.{place}",
                advice="end it above the room's temperature, or leave the segment out",
            )
        at += _ramp(segment.rate, now, to, program, kiln)
        now = to
        corners.append((at, now))
        if segment.hold is not None and segment.hold > 0:
            at += float(segment.hold)
            corners.append((at, now))
    return corners


def _ramp(
    rate: Quantity | None, now: float, to: float, program: FiringProgram, kiln: Kiln | None
) -> float:
    planned = abs(to - now) / float(rate) if rate is not None else 0.0
    if to >= now or kiln is None:
        return planned
    room = float(kiln.room)
    natural = time_constant(kiln, program.peak) * math.log((now - room) / (to - room))
    return max(planned, natural)


def power_left(kiln: Kiln, age: int) -> float:
    """Return which share of its power a kiln still has after ``age`` firings of its elements."""
    if age < 0:
        raise SpecError(f"an age of {age} firings", where="age", advice="give 0 or more")
    if kiln.elements is None:
        return 1.0
    return 1.0 - float(kiln.elements.faded) * min(1.0, age / kiln.elements.firings)


@dataclass(frozen=True)
class Wear:
    """What firings do to a kiln.

    Parameters
    ----------
    cost : float
        Of a firing. [money]
    left : int
        Firings until new elements are due.
    power : float
        Share of the rated power that is left.
    maintenance : tuple of int
        After which of the coming firings it is looked after, counted from 1.
    """

    cost: float
    left: int
    power: float
    maintenance: tuple[int, ...]


def wear(kiln: Kiln, age: int, planned: int = 0) -> Wear:
    """Return the state of a kiln whose elements have done ``age`` firings, ``planned`` to come."""
    if age < 0:
        raise SpecError(f"an age of {age} firings", where="age", advice="give 0 or more")
    if planned < 0:
        raise SpecError(f"{planned} planned firings", where="planned", advice="give 0 or more")
    every = kiln.maintenance
    due = () if every is None else tuple(n for n in range(1, planned + 1) if not (age + n) % every)
    if kiln.elements is None:
        return Wear(float(default("kiln.wear")), 0, 1.0, due)
    life = kiln.elements.firings
    return Wear(float(kiln.elements.price) / life, max(0, life - age), power_left(kiln, age), due)


def times_of(kiln: Kiln, programs: Mapping[str, FiringProgram]) -> dict[str, float]:
    """Return how long the kiln is taken by each program [min]."""
    return {name: fire(kiln, program).time for name, program in programs.items()}


def slopes(kiln: Kiln, program: FiringProgram) -> tuple[float, ...]:
    """Return the slope of each straight part of the program [degC/h], 0 where it holds."""
    return tuple(
        (b[1] - a[1]) / (b[0] - a[0]) * HOUR
        for a, b in pairwise(_curve(program, kiln))
        if b[0] > a[0]
    )
