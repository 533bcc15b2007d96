"""A wrong rule is found: mutations of the readable engine change the logs of the specifications."""

from __future__ import annotations

from bisect import insort

import pytest

from tests.sim.specifications import SPECIFICATIONS
from tests.sim.specs import routing
from workbench.errors import InfeasibleError
from workbench.sim import batches, interruptions, jobs, play, pools, rooms, stations, transport
from workbench.sim.log import OPERATION

SEED = 5


def lifo_pool(monkeypatch):
    """Serve who asked last first."""

    def ask(self, task, who):
        engine = self.engine
        engine.asked += 1
        now = engine.clock._now
        insort(self.waiting, (-now,) * len(self.rules) + (now, task, -engine.asked, who))
        self.call()

    monkeypatch.setattr(pools.Pool, "ask", ask)


def batch_one_more(monkeypatch):
    """Let a batch start with one piece less than its least size."""
    filled = batches._filled

    def off_by_one(station, waiting, now):
        least, station.smallest = station.smallest, station.smallest - 1
        try:
            return filled(station, waiting, now)
        finally:
            station.smallest = least

    monkeypatch.setattr(batches, "_filled", off_by_one)


def batch_one_less(monkeypatch):
    """Leave the last member out of a batch that is full."""
    filled = batches._filled

    def off_by_one(station, waiting, now):
        members = filled(station, waiting, now)
        return members[:-1] if len(members) > 1 else members

    monkeypatch.setattr(batches, "_filled", off_by_one)


def lost_wake_up_of_a_pool(monkeypatch):
    """Forget to look for who waits when a person comes back."""
    monkeypatch.setattr(pools.Pool, "give_back", lambda self, person: insort(self.free, person))


def lost_wake_up_of_a_station(monkeypatch):
    """Forget to look again when a batch has waited long enough, or the station opens."""
    monkeypatch.setattr(
        "workbench.sim.simpy_engine.Engine._station_looks", lambda self, entry: None
    )


def lost_wake_up_of_a_room(monkeypatch):
    """Forget who waits for room."""
    monkeypatch.setattr(rooms.Rooms, "look", lambda self, station: None)


def lost_wake_up_of_a_cart(monkeypatch):
    """Forget who waits for a cart when one is free again."""
    monkeypatch.setattr(
        transport.Transport,
        "_call",
        lambda self, fleet: (
            None if fleet.free and self.engine.now > 100.0 else _called(self, fleet)
        ),
    )


_called = transport.Transport._call


def greatest_machine_first(monkeypatch):
    """Take the machine of the highest number."""
    back = stations.Station.machine_back

    def machine_back(self, machine):
        back(self, machine)
        self.free.sort(reverse=True)

    monkeypatch.setattr(stations.Station, "machine_back", machine_back)


def work_done_is_forgotten(monkeypatch):
    """Begin interrupted work anew."""
    interrupt = interruptions.Interruptions.interrupt

    def forgetful(self, run):
        begun = run.drawn == run.drawn
        interrupt(self, run)
        if begun and run.station >= 0:
            self.anew(run)

    monkeypatch.setattr(interruptions.Interruptions, "interrupt", forgetful)


def join_of_one_less(monkeypatch):
    """Ask for a join one predecessor early."""
    arrive = jobs.Jobs.arrive

    def early(self, job, operation, *, reserved, branched):
        joins = self.engine.tables.joins
        before = joins[operation]
        joins[operation] = max(before - 1, 1) if before > 1 else before
        try:
            arrive(self, job, operation, reserved=reserved, branched=branched)
        finally:
            joins[operation] = before

    monkeypatch.setattr(jobs.Jobs, "arrive", early)


def answers():
    """Return the hash of each specification, or the error it ends with."""
    found = {}
    for name, spec in SPECIFICATIONS.items():
        try:
            found[name] = play(spec, seed=SEED, engine="simpy").sha256()
        except (InfeasibleError, IndexError, KeyError) as error:
            found[name] = repr(error)
    return found


@pytest.fixture(scope="module")
def right():
    return answers()


@pytest.mark.parametrize(
    ("mutate", "least"),
    [
        (lifo_pool, 20),
        (batch_one_more, 5),
        (batch_one_less, 5),
        (lost_wake_up_of_a_pool, 20),
        (lost_wake_up_of_a_station, 8),
        (lost_wake_up_of_a_room, 5),
        (lost_wake_up_of_a_cart, 2),
        (greatest_machine_first, 20),
        (work_done_is_forgotten, 4),
        (join_of_one_less, 1),
    ],
)
def test_changes_logs(monkeypatch, right, mutate, least):
    mutate(monkeypatch)
    wrong = answers()
    assert sum(right[name] != wrong[name] for name in right) >= least


def test_the_hand_worked_cases_find_them_too(monkeypatch):
    """Two wait for one person: whoever asked first goes first."""
    spec = routing(
        [(0, 5)], [(1, 5)], [(2, 5)], operation_pool=[0, 0, 0], pool_people=[1],
        release_time=[0, 1, 2],
    )  # fmt: skip
    work = play(spec, engine="simpy").only(kind=OPERATION)
    assert work["job"].tolist() == [0, 1, 2]
    lifo_pool(monkeypatch)
    work = play(spec, engine="simpy").only(kind=OPERATION)
    assert work["job"].tolist() == [0, 2, 1]
