"""Full stations: who waits for room and what that blocks, who is turned away, deadlock."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from workbench.errors import InfeasibleError
from workbench.sim.jobs import REJECTED
from workbench.sim.runs import BLOCKED
from workbench.sim.validation_parts import label

if TYPE_CHECKING:
    from workbench.sim.runs import Run
    from workbench.sim.simpy_engine import Engine
    from workbench.sim.stations import Station


class Blocked(NamedTuple):
    """A part that waits for room: behind operation ``behind`` (-1: it stands there already)."""

    job: int
    behind: int
    ahead: int
    run: Run | None
    branched: bool


class Rooms:
    """The lines for room, one for each station.

    Attributes
    ----------
    lines : list of deque of Blocked
    agenda : deque of Station
        Rooms that have got room.
    changed : bool
        A part has begun to wait in this moment: there may be a deadlock.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.lines: list[deque[Blocked]] = [deque() for _ in engine.stations]
        self.agenda: deque[Station] = deque()
        self.pending = [False] * len(engine.stations)
        self.changed = False

    def has_room(self, station: Station) -> bool:
        """Tell whether one more part may come."""
        free = 0 if station.batch else len(station.free)
        return len(station.queue) + station.coming < station.capacity + free

    def look(self, station: Station) -> None:
        """Put a room on the agenda if somebody waits and has room now."""
        number = station.number
        if self.lines[number] and not self.pending[number] and self.has_room(station):
            self.pending[number] = True
            self.agenda.append(station)

    def needs_room(self, station: Station) -> bool:
        """Tell whether a part sent to a station has to wait for room."""
        return station.blocks and (bool(self.lines[station.number]) or not self.has_room(station))

    def wait(self, station: Station, part: Blocked) -> None:
        """Let a part wait for room, and block the run it comes from."""
        self.lines[station.number].append(part)
        self.changed = True
        if part.run:
            part.run.blocked += 1

    def ask(self, job: int, operation: int, *, freely: bool) -> None:
        """Let a part that stands there join the queue of its station, if there is room."""
        engine = self.engine
        number = engine.tables.station[operation]
        if number < 0:
            engine.work.without_station(job, operation)
            return
        station = engine.stations[number]
        if station.capacity < 0 or freely:
            station.join(job, operation)
        elif station.blocks:
            if self.needs_room(station):
                self.wait(station, Blocked(job, -1, operation, None, False))
            else:
                station.join(job, operation)
        elif self.has_room(station):
            station.join(job, operation)
        else:
            engine.jobs.active[job] -= 1
            engine.jobs.lose(job, REJECTED)

    def take_place(self, job: int, operation: int) -> None:
        """Let a part join that has reserved its place."""
        station = self.engine.stations[self.engine.tables.station[operation]]
        station.coming -= 1
        station.join(job, operation)

    def give_up(self, operation: int) -> None:
        """Give up a reserved place."""
        station = self.engine.stations[self.engine.tables.station[operation]]
        station.coming -= 1
        self.look(station)

    def withdraw(self, job: int) -> int:
        """Take the parts of a job out of all lines; return how many they were."""
        gone = 0
        for line in self.lines:
            leaving = [part for part in line if part.job == job]
            for part in leaving:
                line.remove(part)
                gone += 1
                if part.run:
                    self.engine.work.part_gone(part.run)
        return gone

    def let_in(self, station: Station) -> None:
        """Let in, while there is room, the first part that waits."""
        self.pending[station.number] = False
        engine = self.engine
        line = self.lines[station.number]
        while line and self.has_room(station):
            part = line.popleft()
            if part.behind < 0:
                station.join(part.job, part.ahead)
            else:
                engine.transport.set_off(
                    part.job, part.behind, part.ahead, reserved=True, branched=part.branched
                )
            if part.run:
                engine.work.part_gone(part.run)
            engine.jobs.settle(part.job)

    # ---------------------------------------------------------------------------------- deadlock
    def check(self) -> None:
        """Raise ``InfeasibleError`` if stations wait for each other for ever."""
        self.changed = False
        targets: dict[int, set[int]] = {}
        for number, line in enumerate(self.lines):
            for part in line:
                if part.run:
                    targets.setdefault(part.run.identity, set()).add(number)
        stuck = {
            station.number: [machine.held for machine in station.machines]
            for station in self.engine.stations
            if station.blocks
            and not self.has_room(station)
            and all(
                machine.held is not None and machine.held.stage == BLOCKED
                for machine in station.machines
            )
        }
        while True:
            free = [
                number
                for number, runs in stuck.items()
                if not all(run and targets[run.identity] & stuck.keys() for run in runs)
            ]
            if not free:
                break
            for number in free:
                del stuck[number]
        if stuck:
            self._raise(stuck, targets)

    def _raise(self, stuck: dict[int, list[Run | None]], targets: dict[int, set[int]]) -> None:
        names = self.engine.tables.spec.names.stations
        waits = []
        for number, runs in stuck.items():
            ahead = set().union(*(targets[run.identity] for run in runs if run)) & stuck.keys()
            there = " and ".join(label(names, "station", other) for other in sorted(ahead))
            waits.append(f"{label(names, 'station', number)} holds work for {there}")
        raise InfeasibleError(
            f"deadlock at {self.engine.now:g} min: {', '.join(waits)}, and none has room",
            where=f"replication {self.engine.replication}",
            advice="give one of them more places in front of its machines",
        )
