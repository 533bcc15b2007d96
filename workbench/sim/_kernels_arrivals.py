"""Releases of the compiled engine: drawn at the start of a replication, in their order."""

from __future__ import annotations

import math

import numpy as np

from workbench._jit import hot, inner
from workbench.sim import _kernels_layout as at
from workbench.streams import _mixed, draw

LISTED, RENEWAL, WINDOW, SATURATED = range(4)


@hot
def goes_first(wi, wf, moments, orders, a, b):
    """Tell whether release ``a`` of two tables comes before ``b``: (moment, job)."""
    if wf[moments + a] != wf[moments + b]:
        return wf[moments + a] < wf[moments + b]
    return wi[orders + a] < wi[orders + b]


@inner
def stretch_end(wi, wf, moments, orders, begin, count):
    """Return where the releases end that stand in order from ``begin`` on."""
    end = begin + 1
    while end < count and not goes_first(wi, wf, moments, orders, end, end - 1):
        end += 1
    return end


@inner
def sort_releases(wi, wf, count):
    """Order the releases by (moment, job).

    Those of a source mostly are in order: stretches that are get merged two by two, from one table
    to another and back, until one stretch is left.
    """
    moments = wi[at.F_MOMENT]
    orders = wi[at.I_ORDER]
    to_moments = wi[at.F_SPARE]
    to_orders = wi[at.I_SPARE]
    while stretch_end(wi, wf, moments, orders, 0, count) < count:
        begin = 0
        while begin < count:
            middle = stretch_end(wi, wf, moments, orders, begin, count)
            end = middle
            if middle < count:
                end = stretch_end(wi, wf, moments, orders, middle, count)
            one = begin
            other = middle
            for place in range(begin, end):
                chosen = one
                if one >= middle or (
                    other < end and goes_first(wi, wf, moments, orders, other, one)
                ):
                    chosen = other
                    other += 1
                else:
                    one += 1
                wf[to_moments + place] = wf[moments + chosen]
                wi[to_orders + place] = wi[orders + chosen]
            begin = end
        moments, to_moments = to_moments, moments
        orders, to_orders = to_orders, orders
    if moments != wi[at.F_MOMENT]:
        for i in range(count):
            wf[to_moments + i] = wf[moments + i]
            wi[to_orders + i] = wi[orders + i]


@inner
def draw_releases(si, sf, wi, wf, table, replication):
    """Draw the moments of all releases and put them in order."""
    moments = wi[at.F_MOMENT]
    orders = wi[at.I_ORDER]
    horizon = sf[at.SF_HORIZON]
    z = _mixed(np.uint64(0x243F6A8885A308D3), wi[at.W_SEED])
    z = _mixed(z, replication)
    arrival = _mixed(z, 1)
    n = 0
    for r in range(si[at.SI_SOURCES]):
        source = si[at.I_SOURCE] + r * at.R_WIDTH
        facts = si[at.F_SOURCE] + r * at.RF_WIDTH
        count = si[source + at.R_COUNT]
        first = si[source + at.R_FIRST]
        kind = si[source + at.R_KIND]
        prefix = _mixed(arrival, si[source + at.R_KEY])
        begin = sf[facts + at.RF_BEGIN]
        end = sf[facts + at.RF_END]
        if kind == LISTED:
            start = si[at.F_RELEASE] + si[source + at.R_RELEASE]
            for i in range(count):
                wf[moments + n] = sf[start + i]
                wi[orders + n] = first + i
                n += 1
        elif kind == RENEWAL:
            code = si[source + at.R_CODE]
            p0 = sf[facts + at.RF_0]
            p1 = sf[facts + at.RF_1]
            p2 = sf[facts + at.RF_2]
            p3 = sf[facts + at.RF_3]
            moment = begin
            for i in range(count):
                u = float(_mixed(prefix, i) >> np.uint64(11)) * 1.1102230246251565e-16
                if code == 1:
                    moment += -p0 * math.log1p(-u)
                else:
                    moment += draw(code, p0, p1, p2, p3, u, table)
                if moment > end:
                    break
                wf[moments + n] = moment
                wi[orders + n] = first + i
                n += 1
                if moment > horizon:
                    break
        elif kind == WINDOW:
            for i in range(count):
                u = float(_mixed(prefix, i) >> np.uint64(11)) * 1.1102230246251565e-16
                wf[moments + n] = begin + (end - begin) * u
                wi[orders + n] = first + i
                n += 1
    wi[at.W_RELEASES] = n
    sort_releases(wi, wf, n)
