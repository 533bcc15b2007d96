"""Runs of the compiled engine begin: all moments of their stages."""

from __future__ import annotations

from workbench._jit import hot, inner
from workbench.sim import _kernels_layout as at
from workbench.sim._kernels_heap import CUT, ENDED, FOLLOWS, LEFT, SET, WORKED, WORN, enter
from workbench.sim._kernels_open import completion, end_of_shift, opening
from workbench.sim._kernels_runs import duration, handling, machine_at, stage_calendar

SATURATED = 3


@hot
def with_style(si, sf, wi, run, operation, work):
    """Return the work after a change of family, and count the execution."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    station = wi[record + at.U_STATION]
    family = si[si[at.I_OPERATION] + operation * at.O_WIDTH + at.O_FAMILY]
    if station < 0 or family < 0:
        return work
    machine = wi[at.I_MACHINE] + machine_at(si, wi, run) * at.M_WIDTH
    done = wi[machine + at.M_PIECES]
    wi[machine + at.M_PIECES] = done + 1
    pieces = si[si[at.I_STATION] + station * at.S_WIDTH + at.S_PIECES]
    if done >= pieces:
        return work
    factor = sf[si[at.F_STATION] + station * at.SF_WIDTH + at.SF_STYLE]
    return work * (1.0 + (factor - 1.0) * float(pieces - done) / float(pieces))


@inner
def share_of(si, sf, wi, run, operation):
    """Return the share of the work that the person of a run attends; 0 if nobody is there."""
    if wi[wi[at.I_RUN] + run * at.U_WIDTH + at.U_PERSON] < 0:
        return 0.0
    return sf[si[at.F_OPERATION] + operation * at.OF_WIDTH + at.OF_ATTEND]


@inner
def in_full(si, sf, wi, wf, run, share):
    """Let all load and work of a run be left, of which its person attends a share."""
    moments = wi[at.F_RUN] + run * at.UF_WIDTH
    work = wf[moments + at.UF_DRAWN]
    first = work * share
    wf[moments + at.UF_LOAD] = handling(si, sf, wi, run, at.OF_LOAD)
    wf[moments + at.UF_FIRST] = first
    wf[moments + at.UF_REST] = work - first


@inner
def prepare(si, sf, wi, wf, run):
    """Note what a run that may be loaded, unloaded or interrupted has before it, when granted."""
    record = wi[at.I_RUN] + run * at.U_WIDTH
    moments = wi[at.F_RUN] + run * at.UF_WIDTH
    node = wi[record + at.U_HEAD]
    wf[moments + at.UF_LOAD] = handling(si, sf, wi, run, at.OF_LOAD)
    wf[moments + at.UF_UNLOAD] = handling(si, sf, wi, run, at.OF_UNLOAD)
    if wi[wi[at.I_NODE] + node * at.N_WIDTH + at.N_KEPT] != 0:
        kept = wi[at.F_NODE] + node * at.NF_WIDTH
        wf[moments + at.UF_LOAD] = wf[kept + at.NF_LOAD]
        wf[moments + at.UF_FIRST] = wf[kept + at.NF_ATTENDED]
        wf[moments + at.UF_REST] = wf[kept + at.NF_REST]
        wf[moments + at.UF_DRAWN] = wf[kept + at.NF_DRAWN]
        wi[record + at.U_DRAWN] = 1


@inner
def begin_fully(si, sf, wi, wf, table, run):
    """Begin the working of a run that may be loaded, unloaded or interrupted."""
    now = wf[at.WF_NOW]
    record = wi[at.I_RUN] + run * at.U_WIDTH
    moments = wi[at.F_RUN] + run * at.UF_WIDTH
    operation = wi[wi[at.I_NODE] + wi[record + at.U_HEAD] * at.N_WIDTH + at.N_OPERATION]
    spot = si[at.I_OPERATION] + operation * at.O_WIDTH
    station = wi[record + at.U_STATION]
    if wi[record + at.U_DRAWN] == 0:
        wi[record + at.U_DRAWN] = 1
        work = duration(si, sf, wi, wf, table, run)
        work = with_style(si, sf, wi, run, operation, work)
        first = work * share_of(si, sf, wi, run, operation)
        wf[moments + at.UF_DRAWN] = work
        wf[moments + at.UF_FIRST] = first
        wf[moments + at.UF_REST] = work - first
    else:
        work = wf[moments + at.UF_FIRST] + wf[moments + at.UF_REST]
    wf[moments + at.UF_WORK] = work
    change = wf[moments + at.UF_CHANGE]
    load = wf[moments + at.UF_LOAD]
    first = wf[moments + at.UF_FIRST]
    rest = wf[moments + at.UF_REST]
    unload = wf[moments + at.UF_UNLOAD]
    person = wi[record + at.U_PERSON] >= 0
    alone = stage_calendar(si, station, -1)
    both = alone
    stays = False
    if person:
        both = stage_calendar(si, station, wi[record + at.U_POOL])
        stays = sf[si[at.F_OPERATION] + operation * at.OF_WIDTH + at.OF_ATTEND] >= 1.0
    start = now + change
    if both >= 0 or alone >= 0:
        start = opening(si, sf, both, completion(si, sf, both, now, change))
    loaded = completion(si, sf, both, start, load)
    apart = completion(si, sf, both, loaded, first)
    if both < 0 and alone < 0:
        over = loaded + work
    elif stays:
        over = completion(si, sf, both, loaded, work)
        apart = over
    else:
        over = completion(si, sf, alone, apart, rest)
    comes = unload > 0.0 and si[spot + at.O_ABLE] >= 0 and not stays
    end = over
    if unload > 0.0 and not comes:
        end = completion(si, sf, both, over, unload)
    wi[record + at.U_STAGE] = at.WORKING
    wf[moments + at.UF_GRANTED] = now
    wf[moments + at.UF_START] = start
    wf[moments + at.UF_LOADED] = loaded
    wf[moments + at.UF_APART] = apart
    wf[moments + at.UF_OVER] = over
    wf[moments + at.UF_END] = end
    attended = 0.0
    if person:
        attended = load + first + unload if stays else load + first
    wf[moments + at.UF_ATTENDED] = attended
    if change > 0.0:
        enter(wi, wf, start, SET, run)
    if person and not stays:
        enter(wi, wf, apart, LEFT, run)
    if comes:
        enter(wi, wf, over, WORKED, run)
    else:
        enter(wi, wf, end, ENDED, run)
    if station < 0:
        return
    facts = si[at.I_STATION] + station * at.S_WIDTH
    if si[facts + at.S_CLOSING] == at.RESTART and wi[record + at.U_RESTARTED] == 0:
        closes = end_of_shift(si, sf, si[facts + at.S_CALENDAR], now)
        if end > closes:
            enter(wi, wf, closes, CUT, run)
    if si[facts + at.S_FAILS] == at.BY_USE:
        left = wf[wi[at.F_MACHINE] + machine_at(si, wi, run) * at.MF_WIDTH + at.MF_USE]
        if load + work > left:
            if both < 0 and alone < 0:
                moment = start + left
            elif left <= load:
                moment = completion(si, sf, both, start, left)
            elif left <= load + first:
                moment = completion(si, sf, both, loaded, left - load)
            else:
                moment = completion(si, sf, alone, apart, left - load - first)
            enter(wi, wf, moment, WORN, run)


@hot
def begin(si, sf, wi, wf, table, run):
    """Draw the time of a run and enter all its moments."""
    now = wf[at.WF_NOW]
    record = wi[at.I_RUN] + run * at.U_WIDTH
    moments = wi[at.F_RUN] + run * at.UF_WIDTH
    node = wi[at.I_NODE] + wi[record + at.U_HEAD] * at.N_WIDTH
    operation = wi[node + at.N_OPERATION]
    spot = si[at.I_OPERATION] + operation * at.O_WIDTH
    if wi[record + at.U_STATION] < 0:
        begun(si, wi, wf, wi[node + at.N_JOB])
    if si[spot + at.O_FULL] != 0:
        begin_fully(si, sf, wi, wf, table, run)
        return
    work = duration(si, sf, wi, wf, table, run)
    work = with_style(si, sf, wi, run, operation, work)
    person = wi[record + at.U_PERSON]
    change = wf[moments + at.UF_CHANGE]
    alone = si[spot + at.O_ALONE]
    both = alone
    share = 0.0
    if person >= 0:
        both = si[spot + at.O_BOTH]
        share = sf[si[at.F_OPERATION] + operation * at.OF_WIDTH + at.OF_ATTEND]
    first = work * share
    if alone < 0 and both < 0:
        start = now + change
        end = start + work
        apart = start + first
    else:
        start = opening(si, sf, both, completion(si, sf, both, now, change))
        if share >= 1.0:
            end = completion(si, sf, both, start, work)
            apart = end
        else:
            apart = completion(si, sf, both, start, first)
            end = completion(si, sf, alone, apart, work - first)
    wi[record + at.U_STAGE] = at.WORKING
    wi[record + at.U_DRAWN] = 1
    wf[moments + at.UF_GRANTED] = now
    wf[moments + at.UF_START] = start
    wf[moments + at.UF_LOADED] = start
    wf[moments + at.UF_APART] = apart
    wf[moments + at.UF_OVER] = end
    wf[moments + at.UF_END] = end
    wf[moments + at.UF_LOAD] = 0.0
    wf[moments + at.UF_FIRST] = first
    wf[moments + at.UF_REST] = work - first
    wf[moments + at.UF_WORK] = work
    wf[moments + at.UF_UNLOAD] = 0.0
    wf[moments + at.UF_DRAWN] = work
    wf[moments + at.UF_ATTENDED] = first
    if change > 0.0:
        enter(wi, wf, start, SET, run)
    if person >= 0 and share < 1.0:
        enter(wi, wf, apart, LEFT, run)
    enter(wi, wf, end, ENDED, run)


@inner
def begin_apart(si, sf, wi, wf, table, run):
    """Begin a run, from where that happens seldom enough for a call."""
    begin(si, sf, wi, wf, table, run)


@hot
def begun(si, wi, wf, job):
    """Note that something of a job has begun; the next job of a saturated source comes."""
    record = wi[at.I_JOB] + job * at.J_WIDTH
    if wi[record + at.J_BEGUN] == 0:
        wi[record + at.J_BEGUN] = 1
        number = si[si[at.I_JOB_SOURCE] + job]
        if si[si[at.I_SOURCE] + number * at.R_WIDTH + at.R_KIND] == SATURATED:
            follow(si, wi, wf, number)


@inner
def follow(si, wi, wf, number):
    """Let the next job of a saturated source come, if there is one."""
    come = wi[wi[at.I_FOLLOWED] + number]
    if come < si[si[at.I_SOURCE] + number * at.R_WIDTH + at.R_COUNT]:
        wi[wi[at.I_FOLLOWED] + number] = come + 1
        enter(wi, wf, wf[at.WF_NOW], FOLLOWS, number)
