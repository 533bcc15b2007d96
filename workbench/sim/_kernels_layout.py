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
    SI_LESSONS,  # lessons G
    SI_MATERIALS,  # materials U
    SI_FLEETS,  # fleets V
    SI_CARTS,  # carts of all fleets
    SI_NODES,  # nodes D of the network
    SI_PLANS,  # plans of maintenance
    SI_OUTAGES,  # listed outages of nodes
    SI_DELIVERIES,  # listed deliveries
    SI_EARLY,  # 1: the run ends when nobody is inside or to come
    SI_ROOMS,  # 1: some station has a limited number of places
    SI_INITIAL,  # half-made parts
    SI_CALENDARS,  # calendars, 0: everything is always open
    # Where tables begin in ``si`` …
    I_OPERATION,
    I_STATION,
    I_POOL,
    I_SOURCE,
    I_PRODUCT,
    I_JOB_SOURCE,
    I_CALENDAR,
    I_PAIR,  # [S+1, Q+1] calendar of station and pool, the last row and column without
    I_STAGE,  # [S+1, Q+1] the same from the begin to the end of a stage
    I_PLAN,
    I_MATERIAL,
    I_FLEET,
    I_NODE_OF,  # nodes
    I_OUTAGE,  # [*] node of each listed outage
    I_WALK_FLEET,  # [S, S]
    I_HALF,  # [J+1] half-made parts of each job …
    I_HALF_OPERATION,  # … and what they ask for
    I_HALF_JOIN,  # [*] (job, place of a join, parts that come) …
    I_HALF_JOINS,  # [J+1] … of each job
    I_MACHINE_FAMILY,
    I_MACHINE_STATION,
    # … and in ``sf``.
    F_OPERATION,
    F_STATION,
    F_SOURCE,
    F_CHANGE,
    F_FIRST,
    F_OPENED,
    F_CLOSED,
    F_UNTIL,
    F_WALK,
    F_RELEASE,
    F_PLAN,
    F_MATERIAL,
    F_DELIVERY,  # [*, 2] moment, quantity
    F_NODE_OF,
    F_OUTAGE,  # [*, 2] begin, end
    F_LANE,
    F_CART,  # [V, S, S] minutes of carts
    F_LESSON,  # executions before the run
    F_FITTING,  # [S+1, Q+1] most minutes that can be fitted into a shift
) = range(65)
SI_HEAD = 80

# -------------------------------------------------------------------------------- head of ``sf``
SF_CYCLE, SF_PHASE, SF_HORIZON = range(3)
SF_HEAD = 16

# ------------------------------------------------------------------------------------ operations
(
    O_STATION,
    O_POOL,  # who is needed at the begin; -1: nobody
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
    O_FULL,  # 1: a run of it may be loaded, unloaded, interrupted, learnt …
    O_POOLS,  # further pools: where they begin in ``si`` …
    O_POOL_COUNT,  # … and how many
    O_ABLE,  # first pool able to do it; -1: nobody is needed
    O_BRANCH,  # branches: where they begin in ``si`` …
    O_BRANCHES,  # … how many …
    O_SHARE,  # … and where their cumulative shares begin in ``sf``
    O_NEED,  # needs: where their materials begin in ``si`` …
    O_NEEDS,  # … how many …
    O_AMOUNT,  # … and where their quantities begin in ``sf``
    O_LESSON,
    O_NEXT,  # the next operation, for rules that look ahead; -1: none
    O_ROOM,  # 1: a part sent to it needs room at its station before it sets off
) = range(30)
O_WIDTH = 32
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
    OF_LOAD,
    OF_UNLOAD,
    OF_REMAINING,
    OF_PROGRESS,
    OF_RATE,
    OF_PLATEAU,
) = range(16)
OF_WIDTH = 16

# ---------------------------------------------------------------------------- stations and pools
(
    S_MACHINES,
    S_FIRST,  # number of its first machine among all
    S_CALENDAR,
    S_RULE,
    S_BATCH,
    S_MATRIX,
    S_KEY,
    S_NODE,
    S_BY_FAMILY,
    S_THEN,  # and the two after it: rules that break ties
    S_THEN_2,
    S_THEN_3,
    S_DYNAMIC,  # 1: some rule is evaluated at each choice
    S_CLOSING,
    S_CAPACITY,
    S_REJECTS,
    S_KEEPS,
    S_PREEMPTS,
    S_MOST,  # greatest number of members
    S_SETTERS,  # pool that changes over; -2: the person of the run
    S_PIECES,  # executions until full speed
    S_FAILS,
    S_FAIL_CODE,
    S_SPOILS,  # what becomes of the work
    S_REPAIR_CODE,
    S_REPAIRERS,
) = range(26)
S_WIDTH = 32
(
    SF_MIN,
    SF_MAX,
    SF_WAIT,
    SF_POWER,
    SF_SETUP_POWER,
    SF_LOOK,
    SF_STYLE,
    SF_FAIL_0,
    SF_FAIL_1,
    SF_FAIL_2,
    SF_FAIL_3,
    SF_REPAIR_0,
    SF_REPAIR_1,
    SF_REPAIR_2,
    SF_REPAIR_3,
) = range(15)
SF_WIDTH = 16

P_PEOPLE, P_FIRST, P_RULE, P_THEN, P_THEN_2, P_THEN_3, P_CLOSING, P_CALENDAR = range(8)
P_WIDTH = 10

# What stations and pools do when a shift ends, when they are full, and when they fail.
PAUSE, FINISH, FIT, RESTART = range(4)
NEVER_FAILS, BY_CLOCK, BY_USE = range(3)
RESUME, AGAIN, SPOIL = range(3)

# ------------------------------------------------------------ plans, materials, fleets, nodes
A_STATION, A_MACHINE, A_POOL = range(3)
A_WIDTH = 4
AF_FIRST, AF_EVERY, AF_MINUTES = range(3)
AF_WIDTH = 4

B_CODE, B_KEY, B_FIRST, B_COUNT = range(4)  # first listed delivery, and how many
B_WIDTH = 4
BF_STOCK, BF_0, BF_1, BF_2, BF_3, BF_LEVEL, BF_QUANTITY = range(7)
BF_WIDTH = 8

C_CARTS, C_FIRST, C_CAPACITY, C_HOME, C_RETURNS, C_POOL = range(6)
C_WIDTH = 6

K_CAPACITY, K_KEY, K_FAILS, K_CODE, K_BACK_CODE = range(5)
K_WIDTH = 8
KF_0, KF_1, KF_2, KF_3, KF_BACK_0, KF_BACK_1, KF_BACK_2, KF_BACK_3 = range(8)
KF_WIDTH = 8

# -------------------------------------------------------------------------- sources and products
(
    R_PRODUCT,
    R_KIND,
    R_COUNT,
    R_FIRST,
    R_CODE,
    R_KEY,
    R_RELEASE,
    R_DUE_CODE,
    R_DUE_DRAWN,  # 1: something is added to the due date
    R_OPTION,  # options: where they begin in ``si``, as (node, product) …
    R_OPTIONS,  # … and how many
) = range(11)
R_WIDTH = 12
(
    RF_BEGIN,
    RF_END,
    RF_0,
    RF_1,
    RF_2,
    RF_3,
    RF_DUE,
    RF_PRIORITY,
    RF_WEIGHT,
    RF_DUE_0,
    RF_DUE_1,
    RF_DUE_2,
    RF_DUE_3,
) = range(13)
RF_WIDTH = 14

D_REMAKE, D_FIRST, D_LAST, D_ROOT, D_ROOTS = range(5)  # operations, first operations of a job
D_WIDTH = 6

# -------------------------------------------------------------------------------- head of ``wi``
(
    W_SEED,
    W_REPLICATION,
    W_TIME,  # hashed beginnings of addresses
    W_BATCH,
    W_YIELD,
    W_ROUTE,
    W_FAILURE,
    W_REPAIR,
    W_SUPPLY,
    W_DUE,
    W_OUTAGE,
    W_RETURN,
    W_SEQUENCE,  # entries made so far
    W_ENTRIES,  # in the calendar
    W_IDLE,  # entries among them that alone move nobody
    W_SAME,  # entries played in this moment
    W_QUIET,  # entries in a row that move nobody
    W_STATUS,
    W_ROWS,  # rows written, or that would have been
    W_FIRST_ROW,  # where they begin in their block
    W_ROWS_BEFORE,  # rows written before the snapshot that was continued
    W_MOST_ROWS,  # how many there is room for
    W_INSIDE,
    W_NEXT_RELEASE,
    W_RELEASES,
    W_TO_COME,  # jobs of saturated sources that have not come
    W_NEXT_RUN,
    W_NEXT_MOVE,
    W_NEXT_BATCH,
    W_NEXT_ASKED,  # numbers those who wait for material
    W_GATE_HEAD,
    W_GATE_TAIL,
    W_NODE_FREE,  # first unused node, of a chain …
    W_NODE_TOP,  # … and beyond all used ones
    W_RUN_FREE,
    W_RUN_TOP,
    W_MOVE_FREE,
    W_MOVE_TOP,
    W_AGENDA,  # all that stand on the agenda
    W_DECIDING,  # stations on it: how many, and where they begin and end in its ring
    W_DECIDING_HEAD,
    W_DECIDING_TAIL,
    W_ASSIGNING,  # pools
    W_ASSIGNING_HEAD,
    W_ASSIGNING_TAIL,
    W_LETTING,  # rooms
    W_LETTING_HEAD,
    W_LETTING_TAIL,
    W_LOADING,  # fleets
    W_LOADING_HEAD,
    W_LOADING_TAIL,
    W_STAMP,
    W_LINED,  # 1: a part has begun to wait for room in this moment
    W_SHORT_HEAD,  # parts that wait for material
    W_SHORT_TAIL,
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
    I_ROOMS,
    I_CONVOY,  # ring of fleets
    I_MISSING,
    I_VISITS,
    I_ORDER,
    I_GROUP,
    I_FLEETS,  # fleets as they stand
    I_CART,
    I_FLOOR,  # nodes of the network as they stand
    I_ORDERED,  # number of the next order of each material
    I_FOLLOWED,  # jobs of each saturated source that came
    # … and in ``wf``.
    F_HEAP,
    F_NODE,
    F_RUN,
    F_MOVE,
    F_JOB,
    F_PLACE,
    F_MOMENT,
    F_GROUP,
    F_MACHINE,
    F_LEARNT,  # executions of each lesson
    F_STOCK,  # [U, 2] stock, ordered
    F_FLOOR,  # [D] when each node failed
    F_TALLY,
    W_TALLYING,  # 1: figures are added up
    W_VISIT,  # visits before the operation judged last
    I_TURNS,  # how often each plan of maintenance was due
    W_TODO,  # what follows from jobs that have left: where its ring begins and ends …
    W_TODO_END,
    I_TODO,  # … and lies
    I_SUPPLY,  # supplies under way
    F_SUPPLY,
    W_SUPPLY_FREE,
    W_SUPPLY_TOP,
    W_NEXT_SUPPLY,
    W_MOST_SUPPLIES,
    I_SPARE,  # where releases are sorted: jobs …
    F_SPARE,  # … and moments
) = range(108)
W_HEAD = 120

WF_NOW = 0
WF_HEAD = 8

# ----------------------------------------------------------------------------- parts of the world
# An entry of the calendar: priority and sequence in one number; kind and number in another.
E_ORDER, E_WHAT = range(2)
E_WIDTH = 2
KIND_BITS = 5
KINDS = 1 << KIND_BITS  # more than there are kinds of entries

# A part of a job in a queue, in a line or in a run: a link of a list.
(
    N_JOB,
    N_OPERATION,
    N_NEXT,
    N_BEFORE,
    N_RUN,  # run that asks, or that the part blocks
    N_ALSO,  # next list in which the same run waits
    N_POOL,
    N_KEPT,  # 1: its time is drawn, and what is left of it stands below
    N_HOW,  # how a part goes on when it may: see below
    N_BEHIND,  # operation it comes from
) = range(10)
N_WIDTH = 10
NF_KEY, NF_JOINED, NF_KEY_2, NF_KEY_3, NF_KEY_4, NF_LOAD, NF_ATTENDED, NF_REST, NF_DRAWN = range(9)
NF_WIDTH = 10
SENT, BRANCHED = range(2)

(
    U_IDENTITY,  # runs made before; -1: unused
    U_STATION,
    U_MACHINE,
    U_PERSON,  # whom it holds, of …
    U_POOL,  # … this pool
    U_BATCH,
    U_ORIGIN,
    U_HEAD,  # members
    U_TAIL,
    U_MEMBERS,
    U_NEXT,  # unused runs are a chain
    U_WHO,  # person for its row, over all pools …
    U_WHO_POOL,  # … and of which pool
    U_STAGE,
    U_KIND,  # work, repair after a failure, maintenance, trip
    U_ASKED,  # first list in which it waits
    U_BLOCKED,  # parts it cannot get rid of
    U_HALTED,  # 1: its machine is down
    U_DRAWN,  # 1: its time is drawn
    U_RESTARTED,  # 1: the end of a shift has interrupted it
    U_CAUSE,  # plan of a maintenance; fleet of a trip
    U_TO,  # of a trip: where it goes
    U_PARTS,  # of a trip: how many parts it carries
) = range(23)
U_WIDTH = 24
(
    UF_CHANGE,
    UF_GRANTED,
    UF_START,
    UF_END,
    UF_WORK,
    UF_ATTENDED,
    UF_LOAD,  # left of the load …
    UF_FIRST,  # … of the attended work …
    UF_REST,  # … and of the other
    UF_UNLOAD,
    UF_LOADED,
    UF_APART,  # the attended work is done
    UF_OVER,  # the work is over
    UF_DRAWN,  # time drawn
    UF_SINCE,  # when the machine went down (repair) or was blocked; when a cart left
) = range(15)
UF_WIDTH = 16

# Stages of a run, and kinds of runs.
TO_SET, SETTING, ASKING, WORKING, TO_UNLOAD, UNLOADING, BLOCKED = range(7)
WORK, REPAIRS, MAINTAINS, RIDES = range(4)

V_IDENTITY, V_JOB, V_BEHIND, V_AHEAD, V_NEXT, V_HOW, V_RESERVED = range(7)
V_WIDTH = 8

(
    J_STATE,
    J_ACTIVE,
    J_LOST,  # 1 scrapped, 2 turned away
    J_NEXT,
    J_PRODUCT,
    J_NODE,  # where it is or, on a lane, goes; -1: none
    J_FROM,  # node it came from
    J_BEGUN,  # 1: it was granted a machine, or begun at no station
    J_REMADE,  # 1: it was lost before
) = range(9)
J_WIDTH = 10
JF_DUE, JF_ARRIVED, JF_ADMITTED, JF_DONE, JF_ROUTED, JF_LANE = range(6)
JF_WIDTH = 6
OUTSIDE, WAITING, PRESENT, BACKLOG, ON_LANE = range(5)

# A station as it stands, and a pool.
(
    L_FREE,
    L_PENDING,
    L_HEAD,
    L_TAIL,
    L_QUEUE,
    L_BEGUN,
    L_LOWEST,
    L_LINE,  # parts that wait for room: first …
    L_LINE_TAIL,  # … last …
    L_LINED,  # … and how many
    L_COMING,  # parts on their way that have a place
    L_LETTING,  # 1: its room is on the agenda
    L_STUCK,  # 1: may be part of a deadlock
) = range(13)
L_WIDTH = 14
LF_DUE = 0  # places hold one float each: stations, then pools

(
    M_FREE,
    M_FAMILY,
    M_RUN,  # what it holds; -1: nothing
    M_DOWN,  # why it is down, a sum of the reasons
    M_FAILURES,
    M_PLANNED,  # plan of a maintenance that is due; -1: none
    M_PIECES,  # executions since its family changed
) = range(7)
M_WIDTH = 8
HAS_FAILED, IS_MAINTAINED, IS_OUT = 1, 2, 4
MF_USE = 0  # minutes of use that are left
MF_WIDTH = 1

Y_IDENTITY, Y_MATERIAL, Y_ORDERED, Y_NEXT = range(4)  # a supply under way
Y_WIDTH = 4
YF_QUANTITY, YF_PROMISED = range(2)
YF_WIDTH = 2

# What a family of a queue adds up to while its batch is looked for.
G_STAMP, G_NEXT, G_FIRST, G_FULL, G_LATE, G_MEMBERS = range(6)
G_WIDTH = 6

# A fleet and a cart as they stand.
H_FREE, H_PENDING, H_HEAD, H_TAIL, H_WAITING = range(5)
H_WIDTH = 6
CART_FREE, CART_AT = range(2)  # where it stands or will be free
CART_WIDTH = 2

# A node of the network as it stands.
FL_DOWN, FL_FLOOR, FL_COMING, FL_HEAD, FL_TAIL, FL_WAITING, FL_FAILURES = range(7)
FL_WIDTH = 8

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
    T_REJECTED,
) = range(15)
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
    TS_BLOCKED,
    TS_DOWN,
) = range(11)
TS_WIDTH = 12
# … of a pool; of an operation: how often it was done.
TQ_ATTENDED, TQ_EXECUTIONS = range(2)
TQ_WIDTH = 2

# ----------------------------------------------------------------------- rows of the event log
ROW_INTEGERS = 16
ROW_FLOATS = 9

# ------------------------------------------------------ how a play begins, and how it ends
FRESH, CONTINUED, COPIED = range(3)  # from the start, where it stands, from a copy of a state
# What follows when a job has left.
REMAKE, BACKLOG_OF, GATE = range(3)

RUNNING, DONE, STUCK, ENDLESS, NO_ROOM, DEADLOCK = range(6)
