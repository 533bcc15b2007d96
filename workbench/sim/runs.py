"""What is under way: runs on machines or by people, walks, trips of carts, supplies."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from workbench.sim.batches import Waiting

# Stages of a run. An interrupted one stands in the stage that it asks for when it goes on.
SETTER: Final = 0  #: asks for the person who changes its machine over
SETTING: Final = 1  #: its machine is changed over, by somebody of another pool or by nobody
ASKS: Final = 2  #: asks for its person
WORKS: Final = 3  #: changeover by its own person, load, work, unload by whoever is there
UNLOADER: Final = 4  #: asks for somebody to unload it
UNLOADS: Final = 5  #: is unloaded by him
BLOCKED: Final = 6  #: is over; its machine holds parts that have no room to go to

NAN: Final = math.nan


class Run:
    """The execution of an operation, by a job alone or by the members of a batch; or a repair.

    Attributes
    ----------
    members : list of (keys …, joined, task, left)
        The jobs in it; the first one decides time, person and family. None in a repair.
    identity : int
        Number of runs begun before.
    stage, suspended : int, bool
        Where it stands; interrupted, until its machine is up again.
    station, machine, batch : int
        Where, on what, as which batch; -1: none.
    origin : int
        Family the machine was set for before.
    pool, person : int
        Whom it holds: pool and number in it; -1: nobody.
    who : int
        Person for the row, over all pools.
    duty, plan : int
        Of a repair: ``FAILED`` or ``PLANNED``, and the plan; 0 and -1 otherwise.
    cut : bool
        It was begun anew at the end of a shift.
    change, load, first, rest, unload : float
        Minutes left of changeover, load, attended work, other work and unload. [min]
    drawn, work, attended : float
        Time drawn; work of this stage of working (without load and unload); attended minutes of
        its row. [min]
    begin, start, loaded, apart, over, end : float
        Moments of its stage. [min]
    since : float
        When the machine went down (repair) or was blocked. [min]
    blocked : int
        Parts of it that wait for room.
    """

    # What a run does not need it does not set.
    suspended = cut = False
    batch = origin = pool = person = who = plan = -1
    duty = blocked = 0
    change = 0.0
    begin = start = loaded = apart = over = end = NAN
    load = unload = 0.0
    first = rest = work = attended = drawn = since = NAN
    stage = ASKS

    def __init__(self, identity: int, members: list[Waiting], station: int, machine: int) -> None:
        self.identity = identity
        self.members = members
        self.station = station
        self.machine = machine


class Part(NamedTuple):
    """A part of a job between two operations.

    ``behind`` is the operation it comes from (-1: it stands where it asks), ``ahead`` the one it
    goes to; ``reserved``: it has a place there; ``branched``: whatever the predecessors of
    ``ahead``; ``asked``: when it set off on foot or asked for a cart.
    """

    job: int
    behind: int
    ahead: int
    reserved: bool
    branched: bool
    asked: float


class Trip:
    """A cart on its way with the parts it carries.

    Attributes
    ----------
    identity : int
        Number of trips begun before.
    fleet, cart : int
    count : int
        Parts it carries, or carried.
    origin, to : int
        Stations.
    parts : list of Part
        What it carries; empty after it has arrived.
    pool, person : int
        Who goes with it; -1: nobody.
    left, picked, arrives, minutes : float
        Moments, and the minutes of its way so far. [min]
    """

    __slots__ = (
        "arrives", "cart", "count", "fleet", "identity", "left", "minutes", "origin", "parts",
        "person", "picked", "pool", "to",
    )  # fmt: skip

    def __init__(
        self, identity: int, fleet: int, cart: int, origin: int, to: int, parts: list[Part]
    ) -> None:
        self.identity = identity
        self.fleet, self.cart = fleet, cart
        self.origin, self.to = origin, to
        self.parts = parts
        self.count = len(parts)
        self.pool = self.person = -1
        self.left = self.picked = self.arrives = self.minutes = NAN


class Supply(NamedTuple):
    """Material on its way: of a listed delivery, or ordered at a level."""

    material: int
    ordered: bool
    quantity: float
    promised: float
