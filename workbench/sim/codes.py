"""The numbers that stand for rules, kinds of sources and distributions in a specification."""

from __future__ import annotations

from typing import Final

# Dispatching rules of stations and pools (semantics.md gives the key of each; the lowest goes
# first). Rules marked * are evaluated at each choice, for stations only.
FCFS: Final = 0  #: who joined first
EDD: Final = 1  #: earliest due date
SPT: Final = 2  #: shortest expected time of the operation
PRIORITY: Final = 3  #: lowest priority number
LEAST_CHANGEOVER: Final = 4  #: * shortest changeover on a free machine
CRITICAL_RATIO: Final = 5  #: * (due - now) / remaining work
ODD: Final = 6  #: earliest due date of the operation
WINQ: Final = 7  #: * least work under way and waiting at the next station, by machine
SLACK: Final = 8  #: least due - remaining work
ATC: Final = 9  #: * apparent tardiness cost
BATC: Final = 10  #: * the same of a whole batch, times its fill
MOST_COMPLETE: Final = 11  #: * fullest batch
WEIGHT: Final = 12  #: largest weight
LPT: Final = 13  #: longest expected time
LIFO: Final = 14  #: who joined last
FASFS: Final = 15  #: first arrived in the factory
WSPT: Final = 16  #: shortest expected time / weight
SRPT: Final = 17  #: shortest remaining work
LRPT: Final = 18  #: most remaining work
JOB: Final = 19  #: lowest number of the job
PT_WINQ_NPT: Final = 20  #: * twice the expected time + work at the next station + time there
RULES: Final = (
    "fcfs",
    "edd",
    "spt",
    "priority",
    "least_changeover",
    "critical_ratio",
    "odd",
    "winq",
    "slack",
    "atc",
    "batc",
    "most_complete",
    "weight",
    "lpt",
    "lifo",
    "fasfs",
    "wspt",
    "srpt",
    "lrpt",
    "job",
    "pt_winq_npt",
)
#: Rules whose keys change while a task waits: stations only.
DYNAMIC: Final = frozenset(
    (LEAST_CHANGEOVER, CRITICAL_RATIO, WINQ, ATC, BATC, MOST_COMPLETE, PT_WINQ_NPT)
)
#: Rules that compare batches as such; a task alone has the key 0 (``BATC``: that of ``ATC``).
OF_BATCHES: Final = frozenset((LEAST_CHANGEOVER, BATC, MOST_COMPLETE))

# Kinds of sources.
LISTED: Final = 0  #: releases at the moments of ``release_time``
RENEWAL: Final = 1  #: ``count`` releases, gaps drawn from a distribution
WINDOW: Final = 2  #: ``count`` releases, each uniform between ``begin`` and ``end``
SATURATED: Final = 3  #: ``count`` releases, each when the one before is begun: always one waits

# What becomes of work when its shift ends (of a station, or of a pool).
PAUSE: Final = 0  #: it pauses, keeps machine and person, and goes on at the next opening
FINISH: Final = 1  #: what is begun is finished in overtime
FIT: Final = 2  #: nothing is begun that would not be finished by then (by its expected time)
RESTART: Final = 3  #: it is interrupted and begun anew at the next opening (stations only)
CLOSINGS: Final = ("pause", "finish", "fit", "restart")

# What a full station does with an arrival.
BLOCK: Final = 0  #: it waits where it is, and its machine with it
REJECT: Final = 1  #: the job is turned away and lost
FULL: Final = ("block", "reject")

# What makes the machines of a station fail, and what becomes of the work on them.
NEVER_FAILS: Final = 0
BY_CLOCK: Final = 1  #: minutes since the last repair
BY_USE: Final = 2  #: minutes of work since the last repair
FAILURES: Final = ("never", "clock", "use")
RESUME: Final = 0  #: the work goes on where it stopped
AGAIN: Final = 1  #: the work begins anew
SPOIL: Final = 2  #: the work is lost with its jobs
SPOILING: Final = ("resume", "again", "spoil")

#: ``station_setup_pool``: the person of the operation changes over, as part of the run.
OWN_PERSON: Final = -2

DISTRIBUTION_COUNT: Final = 8
