"""Carts of the compiled engine: trips, from the first part that waits to the way home."""

from __future__ import annotations

import math

from workbench._jit import inner
from workbench.sim import _kernels_layout as at
from workbench.sim._kernels_breaks import person_leaves
from workbench.sim._kernels_heap import ARRIVED, enter
from workbench.sim._kernels_people import ask
from workbench.sim._kernels_places import fleet_may_decide
from workbench.sim._kernels_queues import step_out
from workbench.sim._kernels_rows import trip_row
from workbench.sim._kernels_runs import add_member, drop_run, new_run


@inner
def cart_minutes(si, sf, fleet, behind, ahead):
    """Return the minutes of a cart from one station to another."""
    stations = si[at.SI_STATIONS]
    return sf[si[at.F_CART] + (fleet * stations + behind) * stations + ahead]


@inner
def way_of(si, wi, node):
    """Return the stations from and to which a part is to be carried."""
    link = wi[at.I_NODE] + node * at.N_WIDTH
    table = si[at.I_OPERATION]
    return (
        si[table + wi[link + at.N_BEHIND] * at.O_WIDTH + at.O_STATION],
        si[table + wi[link + at.N_OPERATION] * at.O_WIDTH + at.O_STATION],
    )


@inner
def nearest_cart(si, sf, wi, fleet, behind):
    """Return the free cart that is at a station first, the lowest number of equals."""
    spot = si[at.I_FLEET] + fleet * at.C_WIDTH
    first = wi[at.I_CART] + si[spot + at.C_FIRST] * at.CART_WIDTH
    chosen = -1
    best = math.inf
    for cart in range(si[spot + at.C_CARTS]):
        record = first + cart * at.CART_WIDTH
        if wi[record + at.CART_FREE] != 0:
            minutes = cart_minutes(si, sf, fleet, wi[record + at.CART_AT], behind)
            if chosen < 0 or minutes < best:
                chosen = cart
                best = minutes
    return chosen


@inner
def load_carts(si, sf, wi, wf, fleet):
    """Send free carts of a fleet for those who wait, who share one if they go the same way."""
    spot = si[at.I_FLEET] + fleet * at.C_WIDTH
    place = wi[at.I_FLEETS] + fleet * at.H_WIDTH
    nodes = wi[at.I_NODE]
    while wi[place + at.H_FREE] > 0 and wi[place + at.H_WAITING] > 0:
        node = wi[place + at.H_HEAD]
        behind, ahead = way_of(si, wi, node)
        cart = nearest_cart(si, sf, wi, fleet, behind)
        run = new_run(wi, wf, -1, cart, 0.0)
        record = wi[at.I_RUN] + run * at.U_WIDTH
        wi[record + at.U_KIND] = at.RIDES
        wf[wi[at.F_RUN] + run * at.UF_WIDTH + at.UF_SINCE] = math.nan
        wi[record + at.U_CAUSE] = fleet
        wi[record + at.U_ORIGIN] = behind
        wi[record + at.U_TO] = ahead
        while node >= 0 and wi[record + at.U_MEMBERS] < si[spot + at.C_CAPACITY]:
            following = wi[nodes + node * at.N_WIDTH + at.N_NEXT]
            if way_of(si, wi, node) == (behind, ahead):
                step_out(wi, node, place + at.H_HEAD, place + at.H_TAIL)
                wi[place + at.H_WAITING] -= 1
                add_member(wi, run, node)
            node = following
        wi[record + at.U_PARTS] = wi[record + at.U_MEMBERS]
        first = wi[at.I_CART] + si[spot + at.C_FIRST] * at.CART_WIDTH
        wi[first + cart * at.CART_WIDTH + at.CART_FREE] = 0
        wi[place + at.H_FREE] -= 1
        if si[spot + at.C_POOL] >= 0:
            ask(si, sf, wi, wf, run, si[spot + at.C_POOL], -1)
        else:
            begin_trip(si, sf, wi, wf, run)


@inner
def begin_trip(si, sf, wi, wf, run):
    """Let a cart leave for its load."""
    now = wf[at.WF_NOW]
    record = wi[at.I_RUN] + run * at.U_WIDTH
    moments = wi[at.F_RUN] + run * at.UF_WIDTH
    fleet = wi[record + at.U_CAUSE]
    spot = si[at.I_FLEET] + fleet * at.C_WIDTH
    cart = si[spot + at.C_FIRST] + wi[record + at.U_MACHINE]
    stands = wi[at.I_CART] + cart * at.CART_WIDTH + at.CART_AT
    empty = cart_minutes(si, sf, fleet, wi[stands], wi[record + at.U_ORIGIN])
    way = cart_minutes(si, sf, fleet, wi[record + at.U_ORIGIN], wi[record + at.U_TO])
    wi[record + at.U_STAGE] = at.WORKING
    wf[moments + at.UF_SINCE] = now
    wf[moments + at.UF_START] = now + empty
    wf[moments + at.UF_END] = now + empty + way
    wf[moments + at.UF_WORK] = empty + way
    wi[stands] = si[spot + at.C_HOME] if si[spot + at.C_RETURNS] != 0 else wi[record + at.U_TO]
    enter(wi, wf, wf[moments + at.UF_END], ARRIVED, run)


@inner
def cart_back(si, wi, wf, ri, rf, run):
    """Free a cart, and its person."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    fleet = wi[record + at.U_CAUSE]
    spot = si[at.I_FLEET] + fleet * at.C_WIDTH
    cart = si[spot + at.C_FIRST] + wi[record + at.U_MACHINE]
    trip_row(si, wi, wf, ri, rf, run, cart)
    person_leaves(si, wi, run)
    drop_run(wi, run)
    wi[wi[at.I_CART] + cart * at.CART_WIDTH + at.CART_FREE] = 1
    wi[wi[at.I_FLEETS] + fleet * at.H_WIDTH + at.H_FREE] += 1
    fleet_may_decide(si, wi, fleet)
