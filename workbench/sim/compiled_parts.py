"""The tables of the compiled engine's state as arrays with a row for each record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from workbench.sim import _kernels_layout as at
from workbench.sim.snapshot import AT_GATE, IN_BACKLOG, INSIDE, ON_LANE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from workbench.sim.compiled_spec import Packed, World

    IntArray = NDArray[np.int64]

KEYS: Final = (at.NF_KEY, at.NF_KEY_2, at.NF_KEY_3, at.NF_KEY_4)
LEFT_OVER: Final = (at.NF_LOAD, at.NF_ATTENDED, at.NF_REST, at.NF_DRAWN)
MOMENT_FIELDS: Final = (
    at.UF_CHANGE, at.UF_GRANTED, at.UF_START, at.UF_LOADED, at.UF_APART, at.UF_OVER, at.UF_END,
    at.UF_LOAD, at.UF_FIRST, at.UF_REST, at.UF_WORK, at.UF_ATTENDED, at.UF_UNLOAD, at.UF_DRAWN,
    at.UF_SINCE,
)  # fmt: skip
TRIP_MOMENTS: Final = (at.UF_SINCE, at.UF_START, at.UF_END, at.UF_WORK)
PLACES: Final = {
    at.WAITING: AT_GATE,
    at.PRESENT: INSIDE,
    at.BACKLOG: IN_BACKLOG,
    at.ON_LANE: ON_LANE,
}
STATES: Final = {place: state for state, place in PLACES.items()}


def table(array: NDArray[Any], begin: int, count: int, width: int) -> NDArray[Any]:
    """Return records of a flat array as [count, width], a view."""
    return array[begin : begin + count * width].reshape(count, width)


class Parts:
    """The tables of a world as arrays with a row for each record."""

    def __init__(self, packed: Packed, world: World) -> None:
        si, wi, wf = packed.si, world.wi, world.wf
        self.packed, self.wi, self.wf = packed, wi, wf
        self.operations = int(si[at.SI_OPERATIONS])
        self.stations, self.pools = int(si[at.SI_STATIONS]), int(si[at.SI_POOLS])
        self.jobs = int(si[at.SI_JOBS])
        self.joins, self.visits = int(si[at.SI_JOIN_COUNT]), int(si[at.SI_VISIT_COUNT])
        machines, materials = int(si[at.SI_MACHINES]), int(si[at.SI_MATERIALS])
        fleets, nodes = int(si[at.SI_FLEETS]), int(si[at.SI_NODES])
        entries, most = int(wi[at.W_MOST_ENTRIES]), int(wi[at.W_MOST_NODES])
        runs, moves = int(wi[at.W_MOST_RUNS]), int(wi[at.W_MOST_MOVES])
        supplies = int(wi[at.W_MOST_SUPPLIES])
        self.entry = table(wi, wi[at.I_HEAP], entries, at.E_WIDTH)
        self.entry_moment = wf[wi[at.F_HEAP] :][:entries]
        self.node = table(wi, wi[at.I_NODE], most, at.N_WIDTH)
        self.node_key = table(wf, wi[at.F_NODE], most, at.NF_WIDTH)
        self.run = table(wi, wi[at.I_RUN], runs, at.U_WIDTH)
        self.run_moment = table(wf, wi[at.F_RUN], runs, at.UF_WIDTH)
        self.move = table(wi, wi[at.I_MOVE], moves, at.V_WIDTH)
        self.move_start = wf[wi[at.F_MOVE] :][:moves]
        self.place = table(wi, wi[at.I_PLACE], self.stations, at.L_WIDTH)
        self.crew = table(wi, wi[at.I_CREW], self.pools, at.L_WIDTH)
        self.looks = wf[wi[at.F_PLACE] :][: self.stations + self.pools]
        self.machine = table(wi, wi[at.I_MACHINE], machines, at.M_WIDTH)
        self.use = wf[wi[at.F_MACHINE] :][:machines]
        self.person = wi[wi[at.I_PERSON] :][: int(si[at.SI_PEOPLE])]
        self.job = table(wi, wi[at.I_JOB], self.jobs, at.J_WIDTH)
        self.job_moment = table(wf, wi[at.F_JOB], self.jobs, at.JF_WIDTH)
        self.missing = table(wi, wi[at.I_MISSING], self.jobs, self.joins)
        self.visited = table(wi, wi[at.I_VISITS], self.jobs, self.visits)
        self.lesson = wf[wi[at.F_LEARNT] :][: int(si[at.SI_LESSONS])]
        self.followed = wi[wi[at.I_FOLLOWED] :][: int(si[at.SI_SOURCES])]
        self.turns = wi[wi[at.I_TURNS] :][: int(si[at.SI_PLANS])]
        self.stock = table(wf, wi[at.F_STOCK], materials, 2)
        self.ordered = wi[wi[at.I_ORDERED] :][:materials]
        self.supply = table(wi, wi[at.I_SUPPLY], supplies, at.Y_WIDTH)
        self.supply_moment = table(wf, wi[at.F_SUPPLY], supplies, at.YF_WIDTH)
        self.fleet = table(wi, wi[at.I_FLEETS], fleets, at.H_WIDTH)
        self.cart = table(wi, wi[at.I_CART], int(si[at.SI_CARTS]), at.CART_WIDTH)
        self.floor = table(wi, wi[at.I_FLOOR], nodes, at.FL_WIDTH)
        self.since = wf[wi[at.F_FLOOR] :][:nodes]
        self.operation = table(si, si[at.I_OPERATION], self.operations, at.O_WIDTH)

    def chain(self, head: int) -> list[int]:
        """Return the nodes of a list in their order."""
        found = []
        while head >= 0:
            found.append(head)
            head = int(self.node[head, at.N_NEXT])
        return found

    def queued(self, first: int, link: int = at.J_NEXT) -> list[int]:
        """Return the jobs of a gate or backlog in their order."""
        found = []
        while first >= 0:
            found.append(first)
            first = int(self.job[first, link])
        return found

    def task(self, node: int) -> int:
        """Return the task of a node; that of a repair is below 0."""
        job = int(self.node[node, at.N_JOB])
        return job if job < 0 else job * self.operations + int(self.node[node, at.N_OPERATION])

    def keys(self, node: int) -> list[float]:
        """Return the four keys of a node and its moment of joining."""
        mine = self.node_key[node]
        return [*mine[list(KEYS)].tolist(), float(mine[at.NF_JOINED])]

    def part(self, node: int) -> tuple[int, ...]:
        """Return a part that waits for a cart or rides."""
        mine = self.node[node]
        return (
            int(mine[at.N_JOB]), int(mine[at.N_BEHIND]), int(mine[at.N_OPERATION]),
            int(mine[at.N_KEPT]), int(mine[at.N_HOW]),
        )  # fmt: skip
