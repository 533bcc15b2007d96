"""Where things lie in the few flat arrays that the compiled engine works on.

A specification is packed into two arrays and the state of a replication into two more, so that
calling a kernel costs a microsecond whatever the specification holds, and a new feature is a new
field and no new argument:

``si``, ``sf``
    The specification: integers and floats. Never written by a kernel.
``wi``, ``wf``
    The world, the state of one replication: integers and floats.

The first places of each array say where its tables begin; a table is a sequence of records of one
width, and the names below number the fields of a record.
"""

from __future__ import annotations

# ------------------------------------------------------------------------ head of ``si``: begins
(
    SI_OPERATIONS,  # operations N
    SI_STATIONS,  # stations S
    SI_POOLS,  # pools Q
    SI_SOURCES,  # sources R
    SI_JOBS,  # jobs J
    SI_MATRICES,  # changeover matrices C
    SI_FAMILIES,  # families F of the matrices
    SI_WIP,  # limit of jobs inside
    SI_JOIN_COUNT,  # operations of a job that wait for several predecessors
    SI_VISIT_COUNT,  # operations of a job that may be done more than once
    SI_DENSE,  # families told apart by batches, none included
    SI_PEOPLE,  # people of all pools
    SI_MACHINES,  # machines of all stations
    # Where tables begin in ``si`` …
    I_OPERATION,
    I_STATION,
    I_POOL,
    I_SOURCE,
    I_PRODUCT,
    I_JOB_SOURCE,
    I_CALENDAR,
    # … and in ``sf``.
    F_OPERATION,
    F_STATION,
    F_SOURCE,
    F_CHANGE,
    F_FIRST,
    F_OPENED,
    F_CLOSED,
    F_WALK,
    F_RELEASE,
) = range(29)
SI_HEAD = 64

# -------------------------------------------------------------------------------- head of ``sf``
SF_CYCLE, SF_PHASE, SF_HORIZON = range(3)
SF_HEAD = 16

# ------------------------------------------------------------------------------------ operations
(
    O_STATION,
    O_POOL,  # -1 also if nobody attends
    O_CODE,
    O_PER_BATCH,
    O_FAMILY,
    O_DENSE,  # number of the family among those present; 0 if batches do not look at it
    O_LOT,
    O_REPEATS,  # 1: visits are counted
    O_VISIT,  # place among the counted visits of a job
    O_JOINS,  # predecessors
    O_JOIN,  # place among the joins of a job
    O_AFTER,  # where its successors begin in ``si``
    O_AFTERS,  # how many
    O_STEP,  # key in the address of its draws
    O_ALONE,  # calendar of the station
    O_BOTH,  # calendar of station and person
    O_PRODUCT,
) = range(17)
O_WIDTH = 20
(
    OF_0,
    OF_1,
    OF_2,
    OF_3,
    OF_EXPECTED,
    OF_ATTEND,
    OF_SIZE,
    OF_SCRAP,
    OF_BAD,
    OF_ENERGY,
) = range(10)
OF_WIDTH = 12

# ---------------------------------------------------------------------------- stations and pools
(
    S_MACHINES,
    S_FIRST,  # number of its first machine among all
    S_CALENDAR,
    S_RULE,
    S_BATCH,
    S_MATRIX,
    S_KEY,
    S_FAMILY,
    S_BY_FAMILY,
) = range(9)
S_WIDTH = 12
SF_MIN, SF_MAX, SF_WAIT, SF_POWER = range(4)
SF_WIDTH = 6

P_PEOPLE, P_FIRST, P_RULE = range(3)
P_WIDTH = 4

# -------------------------------------------------------------------------- sources and products
R_PRODUCT, R_KIND, R_COUNT, R_FIRST, R_CODE, R_KEY, R_RELEASE = range(7)
R_WIDTH = 8
RF_BEGIN, RF_END, RF_0, RF_1, RF_2, RF_3, RF_DUE, RF_PRIORITY = range(8)
RF_WIDTH = 8

D_REMAKE, D_FIRST, D_LAST, D_ROOT, D_ROOTS = range(5)  # operations, first operations of a job
D_WIDTH = 6

# -------------------------------------------------------------------------------- head of ``wi``
(
    W_SEED,
    W_REPLICATION,
    W_TIME,  # hashed beginnings of addresses
    W_BATCH,
    W_YIELD,
    W_SEQUENCE,  # entries made so far
    W_ENTRIES,  # in the calendar
    W_SAME,  # entries played in this moment
    W_STATUS,
    W_ROWS,  # rows written, or that would have been
    W_FIRST_ROW,  # where they begin in their block
    W_ROWS_BEFORE,  # rows written before the snapshot that was continued
    W_MOST_ROWS,  # how many there is room for
    W_INSIDE,
    W_NEXT_RELEASE,
    W_RELEASES,
    W_NEXT_RUN,
    W_NEXT_MOVE,
    W_NEXT_BATCH,
    W_GATE_HEAD,
    W_GATE_TAIL,
    W_NODE_FREE,  # first unused node, of a chain …
    W_NODE_TOP,  # … and beyond all used ones
    W_RUN_FREE,
    W_RUN_TOP,
    W_MOVE_FREE,
    W_MOVE_TOP,
    W_DECIDING,  # stations on the agenda: how many, and where they begin and end in its ring
    W_DECIDING_HEAD,
    W_DECIDING_TAIL,
    W_ASSIGNING,
    W_ASSIGNING_HEAD,
    W_ASSIGNING_TAIL,
    W_STAMP,
    # How much there is room for …
    W_MOST_ENTRIES,
    W_MOST_NODES,
    W_MOST_RUNS,
    W_MOST_MOVES,
    # … and where tables begin, in ``wi`` …
    I_HEAP,
    I_NODE,
    I_RUN,
    I_MOVE,
    I_JOB,
    I_PLACE,
    I_CREW,
    I_MACHINE,
    I_PERSON,
    I_AGENDA,
    I_ROSTER,
    I_MISSING,
    I_VISITS,
    I_ORDER,
    I_GROUP,
    # … and in ``wf``.
    F_HEAP,
    F_NODE,
    F_RUN,
    F_MOVE,
    F_JOB,
    F_PLACE,
    F_MOMENT,
    F_GROUP,
    F_TALLY,
    W_TALLYING,  # 1: figures are added up
) = range(63)
W_HEAD = 80

WF_NOW = 0
WF_HEAD = 8

# ----------------------------------------------------------------------------- parts of the world
# An entry of the calendar: priority and sequence in one number; kind and number in another.
E_ORDER, E_WHAT = range(2)
E_WIDTH = 2
KINDS = 8  # kinds of entries, and a power of two

# A part of a job in a queue or in a run: a link of a list.
N_JOB, N_OPERATION, N_NEXT, N_BEFORE, N_RUN = range(5)
N_WIDTH = 5
NF_KEY, NF_JOINED = range(2)
NF_WIDTH = 2

(
    U_IDENTITY,  # runs made before; -1: unused
    U_STATION,
    U_MACHINE,
    U_PERSON,
    U_BATCH,
    U_ORIGIN,
    U_GONE,
    U_HEAD,  # members
    U_TAIL,
    U_MEMBERS,
    U_NEXT,  # unused runs are a chain
) = range(11)
U_WIDTH = 12
UF_CHANGE, UF_GRANTED, UF_START, UF_END, UF_WORK, UF_ATTENDED = range(6)
UF_WIDTH = 6

V_IDENTITY, V_JOB, V_BEHIND, V_AHEAD, V_NEXT = range(5)
V_WIDTH = 6

J_STATE, J_ACTIVE, J_LOST, J_NEXT = range(4)
J_WIDTH = 4
JF_DUE, JF_ARRIVED, JF_ADMITTED, JF_DONE = range(4)
JF_WIDTH = 4
OUTSIDE, WAITING, PRESENT = range(3)

# A station as it stands, and a pool.
L_FREE, L_PENDING, L_HEAD, L_TAIL, L_QUEUE, L_BEGUN, L_LOWEST = range(7)
L_WIDTH = 8
LF_DUE = 0  # places hold one float each: stations, then pools

M_FREE, M_FAMILY = range(2)
M_WIDTH = 2

# What a family of a queue adds up to while its batch is looked for.
G_STAMP, G_NEXT, G_FIRST, G_FULL, G_LATE = range(5)
G_WIDTH = 5

# ------------------------------------------------------------- figures added up without a log
(
    T_RELEASED,
    T_DONE,
    T_SCRAPPED,  # rows: a job that is made again may be lost again
    T_REMADE,
    T_BEGIN,  # first arrival
    T_END,  # last completion of an operation or a job
    T_LAST,  # last job done
    T_LEAD,  # sum of lead times of finished jobs
    T_TARDY,  # sum of what they are late
    T_ON_TIME,
    T_MOVES,
    T_WALKED,  # minutes
    T_ENERGY,
    T_ROWS,
) = range(14)
T_HEAD = 16
# Of a station …
(
    TS_BUSY,
    TS_CHANGING,
    TS_CHANGES,
    TS_EXECUTIONS,
    TS_WAITED,
    TS_ENERGY,
    TS_SCRAPPED,
    TS_REDONE,
    TS_BATCHES,
) = range(9)
TS_WIDTH = 10
# … of a pool; of an operation: how often it was done.
TQ_ATTENDED, TQ_EXECUTIONS = range(2)
TQ_WIDTH = 2

# ----------------------------------------------------------------------- rows of the event log
ROW_INTEGERS = 16
ROW_FLOATS = 9

# ------------------------------------------------------ how a play begins, and how it ends
FRESH, CONTINUED, COPIED = range(3)  # from the start, where it stands, from a copy of a state
RUNNING, DONE, STUCK, ENDLESS, NO_ROOM = range(5)
