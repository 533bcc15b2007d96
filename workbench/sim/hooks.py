"""Python hooks of the readable engine: what a specification cannot say.

Derive from ``Hooks``, override what you need, and hand it to ``play(..., hooks=...)``::

    class ByMaterial(Hooks):
        stations = ("cutter",)

        def rank(self, view, job, operation):
            return view.due(job) - 60.0 * (view.family(operation) == 2)

    log = play(spec, hooks=ByMaterial())

A hook must be a pure function of what it is given; else the same seed gives another log. Chance in
a hook comes from ``view.u01``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from workbench import streams
from workbench.errors import SpecError, nearest
from workbench.sim.log import GOOD, OUTCOMES, REDO, SCRAPPED

if TYPE_CHECKING:
    from workbench.sim.batches import Waiting
    from workbench.sim.simpy_engine import Engine
    from workbench.sim.spec import SimSpec
    from workbench.sim.stations import Station

#: Stream of the draws of hooks; their entity and step are the caller's.
STREAM = 99


class View:
    """What a hook may look at: the state of the run at this moment."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def now(self) -> float:
        """The present moment [min]."""
        return self._engine.now

    @property
    def spec(self) -> SimSpec:
        """The specification, for all that does not change."""
        return self._engine.tables.spec

    def due(self, job: int) -> float:
        """Return the due date of a job [min]."""
        return self._engine.jobs.due[job]

    def came(self, job: int) -> float:
        """Return when a job came to the gate [min]."""
        return self._engine.jobs.arrived[job]

    def source(self, job: int) -> int:
        """Return the source of a job."""
        return self._engine.tables.job_source[job]

    def family(self, operation: int) -> int:
        """Return the family of an operation."""
        return self._engine.tables.family[operation]

    def expected(self, operation: int) -> float:
        """Return the expected time of an operation [min]."""
        return self._engine.tables.expected[operation]

    def queue(self, station: int) -> list[tuple[int, int]]:
        """Return (job, operation) of what waits at a station."""
        operations = self._engine.tables.operations
        found = []
        for entry in self._engine.stations[station].queue:
            job, operation = divmod(entry[-2], operations)
            found.append((job, operation))
        return found

    def set_for(self, station: int) -> list[int]:
        """Return the family each machine of a station is set for."""
        return [machine.family for machine in self._engine.stations[station].machines]

    def u01(self, entity: int, step: int) -> float:
        """Return a uniform number of this replication, the same for the same address."""
        engine = self._engine
        return streams.u01(engine.seed, engine.replication, STREAM, entity, step)


class Hooks:
    """Own rules and own behaviour of operations; override what is needed.

    Attributes
    ----------
    stations : tuple of str or int
        Stations, by name or number, whose queue follows ``rank`` instead of their rules.
    """

    stations: tuple[str | int, ...] = ()

    def rank(self, view: View, job: int, operation: int) -> float:
        """Return the key of a waiting task, asked anew at each choice; the lowest goes first."""
        raise NotImplementedError

    def minutes(self, view: View, job: int, operation: int, minutes: float) -> float:
        """Return the time of an execution that begins, given the one drawn and learnt [min]."""
        return minutes

    def outcome(self, view: View, job: int, operation: int, outcome: int) -> int:
        """Return how an execution ended: ``log.GOOD``, ``REDO`` or ``SCRAPPED``."""
        return outcome


class Hooked:
    """The hooks of one engine, checked; without any it costs nothing."""

    def __init__(self, hooks: Hooks | None, spec: SimSpec) -> None:
        self.hooks = hooks
        kind = Hooks if hooks is None else type(hooks)
        self.times = kind.minutes is not Hooks.minutes
        self.judges = kind.outcome is not Hooks.outcome
        self._ranked = frozenset(_number(name, spec) for name in hooks.stations) if hooks else ()
        self._views: dict[int, View] = {}

    def _view(self, engine: Engine) -> View:
        return self._views.setdefault(id(engine), View(engine))

    def ranks(self, station: int) -> bool:
        """Tell whether a station follows a rule of a hook."""
        return station in self._ranked

    def order(self, engine: Engine, station: Station) -> list[Waiting]:
        """Return what waits in the order of the hook."""
        assert self.hooks is not None
        view = self._view(engine)
        found: list[Waiting] = []
        for entry in station.queue:
            job, operation = divmod(entry[-2], engine.tables.operations)
            rank = float(self.hooks.rank(view, job, operation))
            if math.isnan(rank):
                raise SpecError("is not a number", where="rank of the hooks")
            found.append((rank, *entry[-3:]))
        return sorted(found)

    def checked_minutes(self, engine: Engine, job: int, operation: int, minutes: float) -> float:
        """Return the time a hook gives to an execution."""
        assert self.hooks is not None
        found = float(self.hooks.minutes(self._view(engine), job, operation, minutes))
        if not 0.0 <= found < math.inf:
            raise SpecError(
                f"is {found:g}",
                where="minutes of the hooks",
                advice="give a finite time of 0 or more",
            )
        return found

    def checked_outcome(self, engine: Engine, job: int, operation: int, outcome: int) -> int:
        """Return the outcome a hook gives to an execution."""
        assert self.hooks is not None
        found = int(self.hooks.outcome(self._view(engine), job, operation, outcome))
        if found not in (GOOD, REDO, SCRAPPED):
            raise SpecError(
                f"is {found}",
                where="outcome of the hooks",
                advice="give " + ", ".join(OUTCOMES[kind].upper() for kind in (GOOD, REDO))
                + " or SCRAPPED of workbench.sim.log",
            )  # fmt: skip
        return found


def _number(name: str | int, spec: SimSpec) -> int:
    """Return the number of a station."""
    names = spec.names.stations
    if isinstance(name, str):
        if name not in names:
            raise SpecError(
                f"no station '{name}'", where="stations of the hooks", advice=nearest(name, names)
            )
        return names.index(name)
    if not 0 <= name < spec.stations:
        raise SpecError(f"no station {name}", where="stations of the hooks")
    return name
