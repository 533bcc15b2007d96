"""Calendars as the compiled engine asks them: when is it open, when is so much done."""

from __future__ import annotations

import math

from workbench._jit import inner
from workbench.sim import _kernels_layout as at
from workbench.sim._kernels_calendar import done_at, open_from
from workbench.sim._kernels_shifts import open_minutes, shift_end


@inner
def opening(si, sf, calendar, moment):
    """Return the first moment from ``moment`` on at which a calendar is open."""
    if calendar < 0:
        return moment
    return open_from(
        calendar,
        moment,
        si,
        sf,
        sf,
        sf[at.SF_CYCLE],
        sf[at.SF_PHASE],
        si[at.I_CALENDAR],
        si[at.F_OPENED],
        si[at.F_CLOSED],
    )


@inner
def completion(si, sf, calendar, moment, work):
    """Return when ``work`` minutes of a calendar have passed since ``moment``."""
    if calendar < 0:
        return moment + work
    return done_at(
        calendar,
        moment,
        work,
        si,
        sf,
        sf,
        sf[at.SF_CYCLE],
        sf[at.SF_PHASE],
        si[at.I_CALENDAR],
        si[at.F_OPENED],
        si[at.F_CLOSED],
    )


@inner
def passed(si, sf, calendar, begin, end):
    """Return the minutes of a calendar between two moments."""
    return open_minutes(
        calendar,
        begin,
        end,
        si,
        sf,
        sf,
        sf[at.SF_CYCLE],
        sf[at.SF_PHASE],
        si[at.I_CALENDAR],
        si[at.F_OPENED],
        si[at.F_CLOSED],
    )


@inner
def end_of_shift(si, sf, calendar, moment):
    """Return when the shift ends that is on at a moment."""
    if calendar < 0:
        return math.inf
    return shift_end(
        calendar,
        moment,
        si,
        sf,
        sf,
        sf[at.SF_CYCLE],
        sf[at.SF_PHASE],
        si[at.I_CALENDAR],
        si[at.F_CLOSED],
        si[at.F_UNTIL],
    )


@inner
def most_fitting(si, sf, station, pool):
    """Return the most minutes that fit into a shift of a station or pool (-1: none)."""
    row = station if station >= 0 else si[at.SI_STATIONS]
    column = pool if pool >= 0 else si[at.SI_POOLS]
    return sf[si[at.F_FITTING] + row * (si[at.SI_POOLS] + 1) + column]


@inner
def fits(si, sf, station, moment, minutes):
    """Tell whether so many minutes are done by the end of the shift, or never could be."""
    calendar = si[si[at.I_STATION] + station * at.S_WIDTH + at.S_CALENDAR]
    if calendar < 0 or minutes > most_fitting(si, sf, station, -1):
        return True
    return completion(si, sf, calendar, moment, minutes) <= end_of_shift(si, sf, calendar, moment)
