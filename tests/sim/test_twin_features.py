"""Small twins worked out by hand, one for each thing a twin can say; both engines play them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from workbench.errors import WorkbenchError
from workbench.model import Factory
from workbench.plan import lower
from workbench.sim import play
from workbench.sim.log import (
    BLOCKED,
    CHANGEOVER,
    DELIVERY,
    DONE,
    DOWN,
    ISSUE,
    LANE,
    MOVE,
    OPERATION,
    ROUTE,
    SCRAP,
    TRIP,
    UNLOAD,
)

ENGINES = ("compiled", "simpy")
DAY, H = 1440.0, 60.0


def run(text):
    spec = lower(Factory.from_yaml("twin: by hand\n" + text))
    logs = [play(spec, engine=engine) for engine in ENGINES]
    assert logs[0].sha256() == logs[1].sha256()
    return logs[0]


def done(text):
    """Return when each job was done, by its number."""
    rows = run(text).only(kind=DONE)
    return dict(zip(rows["job"].tolist(), rows["time"].tolist(), strict=True))


ONE = """\
stations: {a: {%s}}
products: {x: {routing: [{a: {station: a, time: %s}}]}}
orders: {x: {product: x, at: [%s], count: %d}}
"""


@pytest.mark.parametrize(
    ("closing", "second"),
    [
        ("pause", DAY + 10 * H),  # 11-12 and 8-10
        ("finish", 14 * H),
        ("fit", DAY + 11 * H),
        ("restart", DAY + 11 * H),
    ],
)
def test_the_end_of_a_shift(closing, second):
    calendar = "calendars: {day: {shifts: [08:00-12:00]}}\n"
    text = ONE % (f"calendar: day, closing: {closing}", "3 h", "8 h", 2)
    assert done(calendar + text) == {0: 11 * H, 1: second}


@pytest.mark.parametrize(("closing", "end"), [("pause", DAY + 8.25 * H), ("finish", 12.25 * H)])
def test_a_break_is_no_end_of_a_shift(closing, end):
    calendar = "calendars: {day: {shifts: [08:00-12:00], breaks: [10:00-10:15]}}\n"
    text = ONE % (f"calendar: day, closing: {closing}", "4 h", "8 h", 1)
    assert done(calendar + text) == {0: end}


def test_an_urgent_order_interrupts():
    text = """\
stations: {a: {rule: priority, preempts: true}}
products: {x: {routing: [{a: {station: a, time: 10 min}}]}, y: {routing: [{a: {station: a, time: 3 min}}]}}
orders: {x: {product: x, at: [0 min], priority: 2}, y: {product: y, at: [4 min], priority: 1}}
"""  # noqa: E501
    assert done(text) == {0: 13, 1: 7}
    assert done(text.replace("preempts: true", "preempts: false")) == {0: 10, 1: 13}


def test_a_full_station_turns_away():
    log = run(ONE % ("buffer: {capacity: 1, when_full: reject}", "5 min", "0 min", 3))
    assert log.only(kind=DONE)["time"].tolist() == [5, 10]
    assert (log.only(kind=SCRAP)["job"].tolist(), log.only(kind=SCRAP)["time"].tolist()) == (
        [2],
        [0],
    )


def test_a_blocked_machine_keeps_its_piece():
    log = run("""\
stations: {a: {}, b: {buffer: 0}}
products: {x: {routing: [{a: {station: a, time: 1 min}}, {b: {station: b, time: 3 min}}]}}
orders: {x: {product: x, at: [0 min], count: 3}}
""")
    blocked = log.only(kind=BLOCKED)
    assert list(zip(blocked["start"], blocked["end"], strict=True)) == [(2, 4), (5, 7)]
    assert log.only(kind=DONE)["time"].tolist() == [4, 7, 10]


@pytest.mark.parametrize(
    ("work", "ends", "lost"),
    [
        ("resume", [12, 26], []),
        ("again", [12, 34], []),
        ("spoil", [12], [1]),
    ],
)
def test_a_breakdown(work, ends, lost):
    # after twenty minutes of work, eight of them on the second piece
    failing = f"breakdowns: {{every: 20 min, repair: 2 min, work: {work}}}"
    log = run(ONE % (failing, "12 min", "0 min", 2))
    assert log.only(kind=DONE)["time"].tolist() == ends
    assert log.only(kind=SCRAP)["job"].tolist() == lost
    down = log.only(kind=DOWN)
    # with the last piece lost, the run is over before the repair is
    assert list(zip(down["enqueued"], down["end"], strict=True)) == ([] if lost else [(20, 22)])


def test_a_spoilt_piece_is_remade():
    text = ONE % ("breakdowns: {every: 20 min, repair: 2 min, work: spoil}", "12 min", "0 min", 2)
    assert done(text.replace("x: {routing", "x: {remake: true, routing", 1)) == {0: 12, 1: 34}


def test_who_repairs_may_be_busy():
    log = run("""\
pools: {fixer: {}}
stations: {a: {machines: 2, breakdowns: {every: 10 min, repair: 6 min, by: time, pool: fixer}}}
products: {x: {routing: [{a: {station: a, time: 12 min}}]}}
orders: {x: {product: x, at: [0 min], count: 2}}
""")
    down = log.only(kind=DOWN)
    assert down["start"].tolist()[:2] == [10, 16]
    assert log.only(kind=DONE)["time"].tolist() == [18, 24]


def test_maintenance_waits_for_the_piece():
    oil = "maintenance: {oil: {first: 5 min, every: 1 h, time: 10 min}}"
    log = run(ONE % (oil, "8 min", "0 min", 2))
    assert log.only(kind=DONE)["time"].tolist() == [8, 26]
    down = log.only(kind=DOWN)
    assert (down["enqueued"][0], down["end"][0]) == (8, 18)


def test_the_second_best_pool_helps():
    text = """\
pools: {first: {size: 1, skills: [sew]}, second: {size: 1, skills: [sew, cut]}}
stations: {a: {machines: 3}}
products: {x: {routing: [{a: {station: a, time: 10 min, %s}}]}}
orders: {x: {product: x, at: [0 min], count: 3}}
"""
    for who in ("pool: first, also: [second]", "skill: sew"):
        work = run(text % who).only(kind=OPERATION)
        assert work["person"].tolist() == [0, 1, 0]
        assert work["end"].tolist() == [10, 10, 20]
    assert set(run(text % "skill: cut").only(kind=OPERATION)["person"]) == {1}


def test_rules_and_ties():
    text = """\
stations: {a: {rule: "%s"}}
products:
  x: {routing: [{a: {station: a, time: 3 min}}]}
  y: {routing: [{a: {station: a, time: 2 min}}]}
orders:
  busy: {product: y, at: [0 min], due: 0 min, weight: 100}
  p: {product: x, at: [1 min], due: 9 min, weight: 2}
  q: {product: y, at: [1 min], due: 9 min, weight: 1}
  r: {product: y, at: [1 min], due: 8 min, weight: 3}
"""
    order = {
        "fcfs": [0, 1, 2, 3],
        "edd, spt": [0, 3, 2, 1],
        "edd, weight": [0, 3, 1, 2],
        "weight": [0, 3, 1, 2],
        "lpt, lifo, edd": [0, 1, 3, 2],
        "wspt": [0, 3, 1, 2],
        "atc": [0, 3, 1, 2],
        "slack": [0, 1, 3, 2],
    }
    for rule, jobs in order.items():
        assert run(text % rule).only(kind=DONE)["job"].tolist() == jobs, rule


def test_what_comes_next_by_chance():
    log = run("""\
stations: {a: {}}
products:
  x:
    routing:
      - a: {station: a, time: 1 min, then: {c: 100 %}}
      - b: {station: a, time: 10 min, then: {done: 100 %}, after: []}
      - c: {station: a, time: 2 min}
orders: {x: {product: x, at: [0 min]}}
""")
    # b is where a second part of the piece begins; c ends the first
    assert sorted(log.only(kind=OPERATION)["end"]) == [1, 11, 13]


def test_half_of_the_pieces_go_round_again():
    log = run("""\
stations: {a: {}}
products: {x: {routing: [{a: {station: a, time: 1 min, then: {a: 50 %, done: 50 %}}}]}}
orders: {x: {product: x, at: [0 min], count: 400}}
""")
    assert 680 < len(log.only(kind=OPERATION)) < 920
    assert len(log.only(kind=DONE)) == 400


def test_practice():
    text = ONE % ("", "10 min, practice: {rate: 80 %, plateau: 70 %}", "0 min", 4)
    factors = [1.0, 0.8, 3 ** math.log2(0.8), 0.7]
    assert list(done(text).values()) == pytest.approx(10 * np.cumsum(factors))
    begun = text.replace("plateau: 70 %", "done: 1")
    factors = [n ** math.log2(0.8) for n in (2, 3, 4, 5)]
    assert list(done(begun).values()) == pytest.approx(10 * np.cumsum(factors))


def test_a_change_of_style():
    log = run("""\
stations: {a: {style_change: {pieces: 2, slower: 50 %}, changeover: {time: 5 min, start: red}}}
products:
  x: {routing: [{a: {station: a, family: red, time: 4 min}}]}
  y: {routing: [{a: {station: a, family: blue, time: 4 min}}]}
orders: {x: {product: x, at: [0 min], count: 3}, y: {product: y, at: [30 min], count: 3}}
""")
    assert log.only(kind=OPERATION)["work"].tolist() == [6, 5, 4, 6, 5, 4]
    assert log.only(kind=CHANGEOVER)["start"].tolist() == [30]


def test_somebody_else_changes_over():
    text = """\
pools: {maker: {}, setter: {}}
stations: {a: {machines: 2, changeover: {time: 5 min, first: 5 min%s}}}
products:
  x: {routing: [{a: {station: a, pool: maker, family: red, time: 10 min}}]}
orders: {x: {product: x, at: [0 min], count: 2}}
"""
    assert list(done(text % "").values()) == [15, 30]
    assert list(done(text % ", pool: setter").values()) == [15, 25]
    assert list(done(text % ", pool: nobody").values()) == [15, 25]
    assert list(done(text % ", start: red").values()) == [10, 20]


def test_load_and_unload():
    log = run("""\
pools: {p: {}}
stations: {a: {machines: 2, load: 2 min}}
products: {x: {routing: [{a: {station: a, pool: p, attend: 0 %, time: 10 min, unload: 3 min}}]}}
orders: {x: {product: x, at: [0 min], count: 2}}
""")
    work, unload = log.only(kind=OPERATION), log.only(kind=UNLOAD)
    assert work["start"].tolist() == [0, 2]
    assert (unload["start"].tolist(), unload["end"].tolist()) == ([12, 15], [15, 18])
    assert work["work"].tolist() == [15, 15]


def test_material_that_has_to_come():
    log = run("""\
stations: {a: {machines: 3}}
materials: {wool: {stock: 2 kg, deliveries: [{at: 1 h, amount: 1 kg}], delay: 30 min}}
products: {x: {materials: {wool: 1 kg}, routing: [{a: {station: a, time: 5 min}}]}}
orders: {x: {product: x, at: [0 min], count: 3}}
""")
    assert log.only(kind=DONE)["time"].tolist() == [5, 5, 95]
    assert log.only(kind=DELIVERY)["time"].tolist() == [90]
    assert log.only(kind=ISSUE)["quantity"].tolist() == [1, 1, 1]


def test_material_is_ordered_when_it_runs_low():
    log = run("""\
stations: {a: {}}
materials: {wool: {stock: 2 kg, reorder: {at: 1 kg, amount: 2 kg}, delay: 30 min}}
products: {x: {materials: {wool: 1 kg}, routing: [{a: {station: a, time: 5 min}}]}}
orders: {x: {product: x, at: [0 min], count: 4}}
""")
    # the first piece leaves 1 kg: ordered at once, there at 30
    assert log.only(kind=ISSUE)["time"].tolist() == [0, 0, 30, 30]
    assert log.only(kind=DONE)["time"].tolist() == [5, 10, 35, 40]


def test_a_cart_goes_to_and_fro():
    text = """\
stations: {a: {}, b: {}}
transport: {carts: {trolley: {home: a, ways: [{from: a, to: b, time: 2 min}]%s}}}
products: {x: {routing: [{a: {station: a, time: 1 min}}, {b: {station: b, time: 1 min}}]}}
orders: {x: {product: x, at: [0 min], count: 2}}
"""
    log = run(text % "")
    ride = log.only(kind=MOVE)
    # there 1-3, back empty 3-5, there 5-7
    assert list(zip(ride["start"], ride["end"], strict=True)) == [(1, 3), (5, 7)]
    assert log.only(kind=TRIP)["work"].tolist() == [2, 4]
    assert log.only(kind=DONE)["time"].tolist() == [4, 8]
    # home at once, and the way from there is no way; two carts need not come back
    assert run(text % ", returns: true").only(kind=DONE)["time"].tolist() == [4, 8]
    assert run(text % ", number: 2").only(kind=DONE)["time"].tolist() == [4, 5]


def test_walking_as_the_twin_says():
    text = """\
stations: {a: {}, b: {}}
transport: {ways: [{from: a, to: b, time: 2 min}]}
products: {x: {routing: [{a: {station: a, time: 1 min}}, {b: {station: b, time: 1 min}}]}}
orders: {x: {product: x, at: [0 min]}}
"""
    assert done(text) == {0: 4}


def test_constant_work_in_progress_and_a_saturated_source():
    text = "wip: 2\n" + ONE % ("machines: 5", "10 min", "0 min", 4)
    assert list(done(text).values()) == [10, 10, 20, 20]
    always = ONE % ("machines: 2", "10 min", "0 min", 4)
    log = run(always.replace("at: [0 min]", "saturated: true"))
    # one more is there whenever the one before is begun
    assert log.only(kind=OPERATION)["enqueued"].tolist() == [0, 0, 0, 10]
    assert log.only(kind=DONE)["time"].tolist() == [10, 10, 20, 20]


def test_half_made_pieces_and_waiting():
    text = """\
stations: {a: {machines: 9}, b: {machines: 9}}
products:
  x: {routing: [{a: {station: a, time: 5 min}}, {dry: {wait: 1 h}}, {b: {station: b, time: 2 min}}]}
orders: {x: {product: x, at: [0 min], count: 3, begun: [{at: b, pieces: 1}, {at: dry, pieces: 1}]}}
"""
    assert done(text) == {0: 2, 1: 62, 2: 67}


NODES = """\
place: {lat: 41, lon: -8}
stations: {a: {}}
products: {x: {routing: [{a: {station: a, time: 10 min}}]}}
network:
  nodes:
    near: {place: {lat: 41, lon: -8}, capacity: 1%s}
    far: {place: {lat: 42, lon: -8}}
  lanes: [{from: near, to: far, time: 30 min}]
orders: {x: {product: x, at: [0 min, 1 min], count: 1}}
"""


def test_the_second_order_goes_to_the_next_node():
    log = run(NODES % "")
    assert log.only(kind=ROUTE)["node"].tolist() == [0, 1]
    assert log.only(kind=DONE)["time"].tolist() == [10, 11]


def test_what_a_failed_node_has_not_begun_goes_on():
    log = run(NODES % ", outages: [{from: 5 min, to: 8 h}]")
    # the order that is begun stays until the node is back, five minutes before its end
    assert log.only(kind=DONE)["time"].tolist() == [11, 485]
    text = (NODES % ", outages: [{from: 5 min, to: 8 h}]").replace("capacity: 1,", "")
    log = run(text)
    lane = log.only(kind=LANE)
    assert (lane["job"].tolist(), lane["start"].tolist(), lane["time"].tolist()) == ([1], [5], [35])
    assert log.only(kind=DONE)["time"].tolist() == [45, 485]


def test_deadlock_is_named():
    text = """\
stations: {a: {buffer: 0}, b: {buffer: 0}}
products:
  x: {routing: [{a: {station: a, time: 1 min}}, {b: {station: b, time: 1 min}}]}
  y: {routing: [{b: {station: b, time: 1 min}}, {a: {station: a, time: 1 min}}]}
orders: {x: {product: x, at: [0 min]}, y: {product: y, at: [0 min]}}
"""
    spec = lower(Factory.from_yaml("twin: deadlock\n" + text))
    for engine in ENGINES:
        with pytest.raises(WorkbenchError, match="deadlock") as caught:
            play(spec, engine=engine)
        assert "station a" in str(caught.value)
        assert "station b" in str(caught.value)


def test_material_that_never_comes_is_named():
    text = """\
stations: {a: {}}
materials: {wool: {stock: 2 kg}}
products: {x: {materials: {wool: 1 kg}, routing: [{a: {station: a, time: 5 min}}]}}
orders: {x: {product: x, at: [0 min], count: 3}}
"""
    spec = lower(Factory.from_yaml("twin: store\n" + text))
    for engine in ENGINES:
        with pytest.raises(WorkbenchError, match="wool"):
            play(spec, engine=engine)
