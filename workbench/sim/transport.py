"""What is carried between stations: on foot, or by the carts of a fleet."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from workbench.sim.clock import ARRIVED, BACK, CARRIED
from workbench.sim.rooms import Blocked
from workbench.sim.runs import Part, Trip

if TYPE_CHECKING:
    from workbench.sim.runs import Run
    from workbench.sim.simpy_engine import Engine


class Fleet:
    """The carts of a fleet: where they stand, which are free, and who waits for one."""

    def __init__(self, engine: Engine, number: int) -> None:
        spec = engine.tables.spec
        self.number = number
        carts = int(spec.fleet_carts[number])
        self.home = int(spec.fleet_home[number])
        self.capacity = int(spec.fleet_capacity[number])
        self.returns = bool(spec.fleet_returns[number])
        self.pool = int(spec.fleet_pool[number])
        self.minutes: list[list[float]] = spec.fleet_minutes[number].tolist()
        self.first = int(spec.fleet_carts[:number].sum())
        self.place = [self.home] * carts
        self.free = list(range(carts))
        self.line: deque[Part] = deque()
        self.pending = False


class Transport:
    """All walks and rides."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.walks: dict[int, Part] = {}
        self.trips: dict[int, Trip] = {}
        self.next_walk = 0
        self.next_trip = 0
        self.fleets = [Fleet(engine, v) for v in range(engine.tables.spec.fleets)]
        self.agenda: deque[Fleet] = deque()

    # ------------------------------------------------------------------------------ setting off
    def send(self, job: int, behind: int, ahead: int, run: Run, *, branched: bool = False) -> None:
        """Send a part on; it waits in its machine if there is no room where it goes."""
        engine = self.engine
        tables = engine.tables
        if engine.jobs.lost[job]:
            engine.jobs.active[job] -= 1
            return
        there = tables.station[ahead]
        if tables.unlimited[ahead]:
            self.set_off(job, behind, ahead, reserved=False, branched=branched)
            return
        asks_there = (tables.joins[ahead] > 1 and not branched) or bool(tables.needs[ahead])
        reserved = False
        if run.station >= 0 and there >= 0 and not asks_there:
            station = engine.stations[there]
            if engine.rooms.needs_room(station):
                engine.rooms.wait(station, Blocked(job, behind, ahead, run, branched))
                return
            reserved = station.blocks
        self.set_off(job, behind, ahead, reserved=reserved, branched=branched)

    def set_off(self, job: int, behind: int, ahead: int, *, reserved: bool, branched: bool) -> None:
        """Let a part set off on foot, ask for a cart, or be there at once."""
        engine = self.engine
        tables = engine.tables
        here, there = tables.station[behind], tables.station[ahead]
        now = engine.clock._now
        if reserved:
            engine.stations[there].coming += 1
        if here >= 0 and there >= 0:
            v = tables.walk_fleet[here][there]
            if v >= 0 and here != there:
                self.fleets[v].line.append(Part(job, behind, ahead, reserved, branched, now))
                self._call(self.fleets[v])
                return
            minutes = tables.walk[here][there]
            if minutes > 0.0:
                self.walks[self.next_walk] = Part(job, behind, ahead, reserved, branched, now)
                engine.clock.at(now + minutes, CARRIED, self.next_walk)
                self.next_walk += 1
                return
        if tables.unlimited[ahead]:
            engine.stations[there].join(job, ahead)
        else:
            engine.jobs.arrive(job, ahead, reserved=reserved, branched=branched)

    def carried(self, number: int) -> None:
        """Let a part arrive that walked."""
        part = self.walks.pop(number)
        self.engine.journal.move(part, part.asked)
        self._arrive(part)

    def _arrive(self, part: Part) -> None:
        jobs = self.engine.jobs
        jobs.arrive(part.job, part.ahead, reserved=part.reserved, branched=part.branched)
        jobs.settle(part.job)

    def withdraw(self, job: int) -> int:
        """Take the parts of a job out of the lines for carts; return how many they were."""
        gone = 0
        for fleet in self.fleets:
            leaving = [part for part in fleet.line if part.job == job]
            if leaving:
                fleet.line = deque(part for part in fleet.line if part.job != job)
                gone += len(leaving)
                for part in leaving:
                    if part.reserved:
                        self.engine.rooms.give_up(part.ahead)
        return gone

    # --------------------------------------------------------------------------------- carts
    def _call(self, fleet: Fleet) -> None:
        if fleet.line and fleet.free and not fleet.pending:
            fleet.pending = True
            self.agenda.append(fleet)

    def decide(self, fleet: Fleet) -> None:
        """Send free carts to those who wait for one."""
        fleet.pending = False
        engine = self.engine
        stations = engine.tables.station
        while fleet.line and fleet.free:
            first = fleet.line[0]
            origin, to = stations[first.behind], stations[first.ahead]
            same = [
                part
                for part in fleet.line
                if (stations[part.behind], stations[part.ahead]) == (origin, to)
            ][: fleet.capacity]
            for part in same:
                fleet.line.remove(part)
            _, cart = min((fleet.minutes[fleet.place[c]][origin], c) for c in fleet.free)
            fleet.free.remove(cart)
            trip = Trip(self.next_trip, fleet.number, cart, origin, to, same)
            self.trips[self.next_trip] = trip
            self.next_trip += 1
            if fleet.pool >= 0:
                task = first.job * engine.tables.operations + first.ahead
                engine.pools[fleet.pool].ask(task, trip)
            else:
                self.begin(trip, -1, -1)

    def begin(self, trip: Trip, pool: int, person: int) -> None:
        """Let a cart leave."""
        clock = self.engine.clock
        fleet = self.fleets[trip.fleet]
        trip.pool, trip.person = pool, person
        empty = fleet.minutes[fleet.place[trip.cart]][trip.origin]
        way = fleet.minutes[trip.origin][trip.to]
        trip.left = clock._now
        trip.picked = trip.left + empty
        trip.arrives = trip.picked + way
        trip.minutes = empty + way
        fleet.place[trip.cart] = fleet.home if fleet.returns else trip.to
        clock.at(trip.arrives, ARRIVED, trip.identity)

    def _person(self, trip: Trip) -> int:
        if trip.person < 0:
            return -1
        return self.engine.tables.person_first[trip.pool] + trip.person

    def arrived(self, number: int) -> None:
        """Let the parts of a cart arrive; it drives home or is free."""
        trip = self.trips[number]
        fleet = self.fleets[trip.fleet]
        parts, trip.parts = trip.parts, []
        for part in parts:
            self.engine.journal.move(part, trip.picked, fleet.first + trip.cart, self._person(trip))
            self._arrive(part)
        if fleet.returns:
            home = fleet.minutes[trip.to][fleet.home]
            trip.minutes += home
            self.engine.clock.at(trip.arrives + home, BACK, number)
        else:
            self.back(number)

    def back(self, number: int) -> None:
        """Free a cart and its person."""
        trip = self.trips.pop(number)
        fleet = self.fleets[trip.fleet]
        self.engine.journal.trip(trip, fleet.first + trip.cart, self._person(trip))
        if trip.person >= 0:
            self.engine.pools[trip.pool].give_back(trip.person)
        fleet.free.append(trip.cart)
        fleet.free.sort()
        self._call(fleet)
