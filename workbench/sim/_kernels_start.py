"""The begin of a replication in the compiled engine: addresses, an empty factory, figures."""

from __future__ import annotations

import math

import numpy as np

from workbench._jit import inner
from workbench.sim import _kernels_layout as at
from workbench.sim._kernels_arrivals import SATURATED, draw_releases
from workbench.sim._kernels_breaks import until_failure
from workbench.sim._kernels_heap import (
    DELIVERED,
    FOLLOWS,
    NODE_FAILS,
    OUTAGE,
    PLANNED,
    RELEASED,
    enter,
)
from workbench.sim._kernels_outages import outage_drawn
from workbench.sim._kernels_supply import delay, order, under_way
from workbench.streams import _mixed


@inner
def address(wi, seed, replication):
    """Hash the beginnings of the addresses of a replication, all but those of releases."""
    wi[at.W_REPLICATION] = replication
    z = _mixed(np.uint64(0x243F6A8885A308D3), seed)
    z = _mixed(z, replication)
    wi[at.W_TIME] = np.int64(_mixed(z, 2))
    wi[at.W_BATCH] = np.int64(_mixed(z, 3))
    wi[at.W_YIELD] = np.int64(_mixed(z, 4))
    wi[at.W_ROUTE] = np.int64(_mixed(z, 5))
    wi[at.W_FAILURE] = np.int64(_mixed(z, 6))
    wi[at.W_REPAIR] = np.int64(_mixed(z, 7))
    wi[at.W_SUPPLY] = np.int64(_mixed(z, 8))
    wi[at.W_DUE] = np.int64(_mixed(z, 9))
    wi[at.W_OUTAGE] = np.int64(_mixed(z, 10))
    wi[at.W_RETURN] = np.int64(_mixed(z, 11))


@inner
def clear(si, sf, wi, wf):
    """Empty the factory: nobody inside, every machine and person free, no entry, no row."""
    wf[at.WF_NOW] = 0.0
    for field in range(at.W_SEQUENCE, at.W_MOST_ENTRIES):
        if field not in (at.W_STATUS, at.W_FIRST_ROW, at.W_MOST_ROWS):
            wi[field] = 0
    for field in (
        at.W_GATE_HEAD,
        at.W_GATE_TAIL,
        at.W_NODE_FREE,
        at.W_RUN_FREE,
        at.W_MOVE_FREE,
        at.W_SUPPLY_FREE,
        at.W_SHORT_HEAD,
        at.W_SHORT_TAIL,
    ):
        wi[field] = -1
    for field in (at.W_TODO, at.W_TODO_END, at.W_SUPPLY_TOP, at.W_NEXT_SUPPLY, at.W_VISIT):
        wi[field] = 0
    stations = si[at.SI_STATIONS]
    for s in range(stations):
        empty(
            wi,
            wi[at.I_PLACE] + s * at.L_WIDTH,
            si[si[at.I_STATION] + s * at.S_WIDTH + at.S_MACHINES],
        )
        wf[wi[at.F_PLACE] + s] = -math.inf
    for m in range(si[at.SI_MACHINES]):
        record = wi[at.I_MACHINE] + m * at.M_WIDTH
        wi[record + at.M_FREE] = 1
        wi[record + at.M_FAMILY] = si[si[at.I_MACHINE_FAMILY] + m]
        wi[record + at.M_RUN] = -1
        wi[record + at.M_DOWN] = 0
        wi[record + at.M_FAILURES] = 0
        wi[record + at.M_PLANNED] = -1
        wi[record + at.M_PIECES] = 0
        wf[wi[at.F_MACHINE] + m * at.MF_WIDTH + at.MF_USE] = math.nan
    for q in range(si[at.SI_POOLS]):
        pool = si[at.I_POOL] + q * at.P_WIDTH
        people = si[pool + at.P_PEOPLE]
        empty(wi, wi[at.I_CREW] + q * at.L_WIDTH, people)
        for m in range(people):
            wi[wi[at.I_PERSON] + si[pool + at.P_FIRST] + m] = 1
        wf[wi[at.F_PLACE] + stations + q] = -math.inf
    for j in range(si[at.SI_JOBS]):
        record = wi[at.I_JOB] + j * at.J_WIDTH
        wi[record + at.J_STATE] = at.OUTSIDE
        wi[record + at.J_ACTIVE] = 0
        wi[record + at.J_LOST] = 0
        wi[record + at.J_NODE] = -1
        wi[record + at.J_FROM] = -1
        wi[record + at.J_BEGUN] = 0
        wi[record + at.J_REMADE] = 0
        record = wi[at.F_JOB] + j * at.JF_WIDTH
        wf[record + at.JF_ARRIVED] = math.nan
        wf[record + at.JF_DONE] = math.nan
        wf[record + at.JF_ROUTED] = math.nan
        wf[record + at.JF_LANE] = math.nan
    missing = wi[at.I_MISSING]
    for i in range(si[at.SI_JOBS] * si[at.SI_JOIN_COUNT]):
        wi[missing + i] = 0
    visits = wi[at.I_VISITS]
    for i in range(si[at.SI_JOBS] * si[at.SI_VISIT_COUNT]):
        wi[visits + i] = 0
    for g in range(si[at.SI_DENSE]):
        wi[wi[at.I_GROUP] + g * at.G_WIDTH + at.G_STAMP] = 0
    for g in range(si[at.SI_LESSONS]):
        wf[wi[at.F_LEARNT] + g] = sf[si[at.F_LESSON] + g]
    for r in range(si[at.SI_SOURCES]):
        wi[wi[at.I_FOLLOWED] + r] = 0
    clear_extras(si, sf, wi, wf)


@inner
def clear_extras(si, sf, wi, wf):
    """Set stocks, carts, plans and nodes back to where they stand at the start."""
    for u in range(si[at.SI_MATERIALS]):
        wf[wi[at.F_STOCK] + 2 * u] = sf[si[at.F_MATERIAL] + u * at.BF_WIDTH + at.BF_STOCK]
        wf[wi[at.F_STOCK] + 2 * u + 1] = 0.0
        wi[wi[at.I_ORDERED] + u] = 0
    for v in range(si[at.SI_FLEETS]):
        fleet = si[at.I_FLEET] + v * at.C_WIDTH
        place = wi[at.I_FLEETS] + v * at.H_WIDTH
        wi[place + at.H_FREE] = si[fleet + at.C_CARTS]
        wi[place + at.H_PENDING] = 0
        wi[place + at.H_HEAD] = -1
        wi[place + at.H_TAIL] = -1
        wi[place + at.H_WAITING] = 0
        for c in range(si[fleet + at.C_CARTS]):
            cart = wi[at.I_CART] + (si[fleet + at.C_FIRST] + c) * at.CART_WIDTH
            wi[cart + at.CART_FREE] = 1
            wi[cart + at.CART_AT] = si[fleet + at.C_HOME]
    for i in range(si[at.SI_PLANS]):
        wi[wi[at.I_TURNS] + i] = 0
    for d in range(si[at.SI_NODES]):
        floor = wi[at.I_FLOOR] + d * at.FL_WIDTH
        for field in range(at.FL_WIDTH):
            wi[floor + field] = 0
        wi[floor + at.FL_HEAD] = -1
        wi[floor + at.FL_TAIL] = -1
        wf[wi[at.F_FLOOR] + d] = math.nan


@inner
def tally_width(si):
    """Return how many figures are added up."""
    return (
        at.T_HEAD
        + si[at.SI_STATIONS] * at.TS_WIDTH
        + si[at.SI_POOLS] * at.TQ_WIDTH
        + si[at.SI_OPERATIONS]
    )


@inner
def clear_tally(si, wi, wf):
    """Begin to add up."""
    tally = wi[at.F_TALLY]
    for i in range(tally_width(si)):
        wf[tally + i] = 0.0
    wf[tally + at.T_BEGIN] = math.inf
    wf[tally + at.T_END] = -math.inf
    wf[tally + at.T_LAST] = -math.inf


@inner
def keep_tally(si, wi, wf, sums, jobs, i):
    """Copy the figures of a replication to where all of them are kept."""
    tally = wi[at.F_TALLY]
    width = tally_width(si)
    for k in range(width):
        sums[i * width + k] = wf[tally + k]
    for s in range(si[at.SI_STATIONS]):
        batches = wi[wi[at.I_PLACE] + s * at.L_WIDTH + at.L_BEGUN]
        sums[i * width + at.T_HEAD + s * at.TS_WIDTH + at.TS_BATCHES] = float(batches)
    count = si[at.SI_JOBS]
    for j in range(count):
        record = wi[at.F_JOB] + j * at.JF_WIDTH
        jobs[(i * count + j) * 2] = wf[record + at.JF_ARRIVED]
        jobs[(i * count + j) * 2 + 1] = wf[record + at.JF_DONE]


@inner
def empty(wi, place, count):
    """Let nothing wait at a station or pool, with all its machines or people free."""
    wi[place + at.L_FREE] = count
    wi[place + at.L_PENDING] = 0
    wi[place + at.L_HEAD] = -1
    wi[place + at.L_TAIL] = -1
    wi[place + at.L_QUEUE] = 0
    wi[place + at.L_BEGUN] = 0
    wi[place + at.L_LOWEST] = 0
    wi[place + at.L_LINE] = -1
    wi[place + at.L_LINE_TAIL] = -1
    wi[place + at.L_LINED] = 0
    wi[place + at.L_COMING] = 0
    wi[place + at.L_LETTING] = 0


@inner
def start(si, sf, wi, wf, table, seed, replication):
    """Begin a replication: an empty factory and its releases."""
    wi[at.W_SEED] = seed
    address(wi, seed, replication)
    clear(si, sf, wi, wf)
    draw_releases(si, sf, wi, wf, table, replication)
    if wi[at.W_RELEASES] > 0:
        enter(wi, wf, wf[wi[at.F_MOMENT]], RELEASED, 0)
    for r in range(si[at.SI_SOURCES]):
        source = si[at.I_SOURCE] + r * at.R_WIDTH
        if si[source + at.R_KIND] == SATURATED and si[source + at.R_COUNT] > 0:
            wi[wi[at.I_FOLLOWED] + r] = 1
            wi[at.W_TO_COME] += si[source + at.R_COUNT]
            enter(wi, wf, sf[si[at.F_SOURCE] + r * at.RF_WIDTH + at.RF_BEGIN], FOLLOWS, r)
    start_extras(si, sf, wi, wf, table)


@inner
def start_extras(si, sf, wi, wf, table):
    """Enter deliveries, failures, maintenance and outages."""
    for u in range(si[at.SI_MATERIALS]):
        spot = si[at.I_MATERIAL] + u * at.B_WIDTH
        for i in range(si[spot + at.B_COUNT]):
            record = si[at.F_DELIVERY] + 2 * (si[spot + at.B_FIRST] + i)
            promised = sf[record]
            supply = under_way(wi, wf, u, 0, sf[record + 1], promised)
            wi[wi[at.I_ORDERED] + u] = i + 1
            enter(wi, wf, promised + delay(si, sf, wi, table, u, i), DELIVERED, supply)
    for u in range(si[at.SI_MATERIALS]):
        order(si, sf, wi, wf, table, u)
    for m in range(si[at.SI_MACHINES]):
        until_failure(si, sf, wi, wf, table, m)
    for i in range(si[at.SI_PLANS]):
        enter(wi, wf, sf[si[at.F_PLAN] + i * at.AF_WIDTH + at.AF_FIRST], PLANNED, i)
    for i in range(si[at.SI_OUTAGES]):
        enter(wi, wf, sf[si[at.F_OUTAGE] + 2 * i], OUTAGE, i)
    for d in range(si[at.SI_NODES]):
        if si[si[at.I_NODE_OF] + d * at.K_WIDTH + at.K_FAILS] != 0:
            minutes = outage_drawn(si, sf, wi, table, d, False)
            enter(wi, wf, wf[at.WF_NOW] + minutes, NODE_FAILS, d)
