"""What the twin says about how work flows, as arrays of the specification."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.errors import SpecError
from workbench.model import Factory, dispatching
from workbench.plan import lower
from workbench.sim import codes, features

SHOP = """\
twin: shop
horizon: 4 weeks
wip: 12
calendars:
  day: {days: mon-fri, shifts: [08:00-17:00], breaks: [12:00-13:00, 10:00-10:15]}
pools:
  cutter: {size: 2, calendar: day, skills: [cut, load], closing: fit, rule: "edd, spt"}
  sewer: {size: 3, skills: [sew, cut], rule: priority}
  fitter: {size: 1, skills: [repair], closing: finish}
stations:
  table:
    calendar: day
    closing: fit
    rule: [atc, spt, fcfs]
    look_ahead: 3
    power: {run: 3 kW, idle: 0.5 kW, off: 0.1 kW}
  machine:
    machines: 3
    rule: priority
    preempts: true
    closing: restart
    buffer: {capacity: 4, keeps_person: true}
    changeover: {by: family, time: 10 min, first: 4 min, pool: fitter, start: [red, red, blue]}
    style_change: {pieces: 5, slower: 40 %}
    power: {run: 1 kW, setup: 0.25 kW}
    breakdowns: {every: {exponential: 40 h}, repair: {lognormal: [2 h, 1 h]}, pool: fitter, work: again}
    maintenance:
      oil: {first: 4 d, every: 1 week, time: 30 min, machine: 2, pool: fitter}
      check: {first: 1 d, time: 5 min}
  oven:
    closing: finish
    batch: {max: 4 pieces, max_wait: 1 h, most: 3}
    load: 6 min
    unload: 4 min
    buffer: {capacity: 2, when_full: reject}
    changeover: {by: product, time: 1 min, pool: nobody}
    breakdowns: {every: {uniform: [10 h, 20 h]}, repair: 15 min, by: time, work: spoil}
products:
  bag:
    remake: true
    routing:
      - cut: {station: table, skill: cut, time: 3 min, practice: {rate: 85 %, plateau: 40 %, done: 20}}
      - sew: {station: machine, pool: sewer, also: [cutter], family: red, time: 20 min, practice: {rate: 90 %, lesson: sewing}}
      - close: {station: machine, pool: sewer, family: blue, time: 5 min, practice: {rate: 90 %, lesson: sewing, done: 7}}
      - bake: {station: oven, pool: cutter, load: 2 min, attend: 0 %, time: 30 min, then: {look: 60 %, sew: 10 %, done: 30 %}}
      - look: {pool: sewer, time: 2 min}
      - dry: {wait: 12 h}
orders:
  stream: {product: bag, every: {exponential: 1 h}, begin: 8 h, until: 20 d, due: {uniform: [2 d, 4 d]}, priority: 2, weight: 3}
  rush: {product: bag, at: [1 h, 2 h], count: 2, due: 1 d, begun: [{at: [close], pieces: 3}]}
  fill: {product: bag, saturated: true, count: 5}
report: {until: 30 d}
"""  # noqa: E501 -- a twin as its author would write it


@pytest.fixture(scope="module")
def spec():
    return lower(Factory.from_yaml(SHOP))


def test_the_rules_of_the_twin_are_those_of_the_simulation():
    assert tuple(dispatching.RULES) == codes.RULES
    assert {codes.RULES.index(name) for name in dispatching.CHANGING} == codes.DYNAMIC


def test_the_twin_uses_what_it_says(spec):
    assert features.features(spec) >= {
        "rules", "tie_breaks", "dynamic_rules", "branches", "load", "unload", "skills",
        "setters", "setup_power", "machine_families", "overtime", "fit", "restart", "batch_most",
        "capacity", "preemption", "failures", "wear", "again", "spoil", "maintenance", "learning",
        "entries", "style", "saturated", "due_draws", "initial",
    }  # fmt: skip
    assert (spec.wip, spec.horizon) == (12, 30 * 1440.0)


def test_breaks_are_closings_that_end_no_shift(spec):
    first = slice(spec.calendar_start[0], spec.calendar_start[0] + 3)
    assert spec.calendar_open[first].tolist() == [480, 615, 780]
    assert spec.calendar_close[first].tolist() == [600, 720, 1020]
    assert spec.calendar_break.tolist() == [1, 1, 0] * 5
    assert len(spec.calendar_open) == 15


def test_rules_and_closings(spec):
    assert spec.station_rule.tolist() == [codes.ATC, codes.PRIORITY, codes.FCFS]
    assert spec.station_then.tolist() == [[codes.SPT, codes.FCFS, -1], [-1] * 3, [-1] * 3]
    assert spec.station_look.tolist() == [3, 2, 2]
    assert spec.station_closing.tolist() == [codes.FIT, codes.RESTART, codes.FINISH]
    assert spec.station_preempt.tolist() == [0, 1, 0]
    assert spec.pool_rule.tolist() == [codes.EDD, codes.PRIORITY, codes.FCFS]
    assert spec.pool_then[0].tolist() == [codes.SPT, -1, -1]
    assert spec.pool_closing.tolist() == [codes.FIT, codes.PAUSE, codes.FINISH]


def test_buffers_and_batches(spec):
    assert spec.station_capacity.tolist() == [-1, 4, 2]
    assert spec.station_full.tolist() == [codes.BLOCK, codes.BLOCK, codes.REJECT]
    assert spec.station_keeps.tolist() == [0, 1, 0]
    assert spec.batch_most.tolist() == [0, 0, 3]
    assert spec.operation_load.tolist() == [0, 0, 0, 2, 0, 0]
    assert spec.operation_unload.tolist() == [0, 0, 0, 4, 0, 0]


def test_changeovers_style_and_power(spec):
    assert spec.names.families == ("red", "blue", "bag")
    red, blue, _ = range(3)
    assert spec.station_changeover.tolist() == [-1, 0, 1]
    assert spec.changeover_time[0, red, blue] == 10
    assert spec.changeover_first[0].tolist() == [4, 4, 4]
    assert spec.station_setup_pool.tolist() == [codes.OWN_PERSON, 2, -1]
    assert spec.machine_family.tolist() == [-1, red, red, blue, -1]
    assert (spec.style_pieces.tolist(), spec.style_factor.tolist()) == ([0, 5, 0], [1, 1.4, 1])
    assert spec.station_power.tolist() == [3, 1, 0]
    assert spec.station_setup_power.tolist() == [3, 0.25, 0]
    assert spec.station_idle_power.tolist() == [0.5, 0, 0]
    assert spec.station_off_power.tolist() == [0.1, 0, 0]


def test_breakdowns_and_maintenance(spec):
    assert spec.fail_kind.tolist() == [codes.NEVER_FAILS, codes.BY_USE, codes.BY_CLOCK]
    assert spec.fail_code.tolist() == [0, 1, 2]
    assert spec.fail_parameters[1:, :2].tolist() == [[2400, 0], [600, 1200]]
    assert spec.fail_work.tolist() == [0, codes.AGAIN, codes.SPOIL]
    assert spec.repair_code.tolist() == [0, 5, 0]
    assert spec.repair_parameters[1:, 0].tolist() == [120, 15]
    assert spec.repair_pool.tolist() == [-1, 2, -1]
    assert spec.plan_start.tolist() == [0, 0, 2, 2]
    assert spec.plan_first.tolist() == [4 * 1440, 1440]
    assert spec.plan_every.tolist() == [10080, np.inf]
    assert spec.plan_minutes.tolist() == [30, 5]
    assert spec.plan_machine.tolist() == [1, -1]
    assert spec.plan_pool.tolist() == [2, -1]


def test_people_and_skills(spec):
    assert spec.operation_pool.tolist() == [0, 1, 1, 0, 1, -1]
    assert spec.also_start.tolist() == [0, 1, 2, 2, 2, 2, 2]
    assert spec.also_pool.tolist() == [1, 0]


def test_practice(spec):
    assert spec.operation_rate.tolist() == [0.85, 0.9, 0.9, 1, 1, 1]
    assert spec.operation_plateau.tolist() == [0.4, 0, 0, 0, 0, 0]
    assert spec.operation_lesson.tolist() == [0, 1, 1, 3, 4, 5]
    # what was done before counts for the lesson, whichever of its operations says so
    assert spec.lesson_done.tolist() == [20, 7, 0, 0, 0, 0]


def test_branches_entries_and_remakes(spec):
    assert spec.branch_start.tolist() == [0, 0, 0, 0, 3, 3, 3]
    assert spec.branch_to.tolist() == [4, 1, -1]
    assert spec.branch_share.tolist() == [0.6, 0.1, 0.3]
    assert spec.operation_entry.tolist() == [1, 0, 0, 0, 0, 0]
    assert spec.predecessor.tolist() == [0, 1, 2, 4]
    assert spec.product_remake.tolist() == [1]


def test_work_at_no_station_and_waiting(spec):
    assert spec.operation_station.tolist() == [0, 1, 1, 2, -1, -1]
    assert spec.operation_parameters[5, 0] == 720


def test_sources(spec):
    assert spec.source_kind.tolist() == [codes.RENEWAL, codes.LISTED, codes.SATURATED]
    assert (spec.source_begin[0], spec.source_end[0]) == (480, 20 * 1440)
    assert spec.source_count.tolist()[1:] == [4, 5]
    assert spec.source_count[0] > 472
    assert spec.release_time.tolist() == [60, 60, 120, 120]
    assert spec.source_due.tolist() == [0, 1440, np.inf]
    assert spec.source_due_code.tolist() == [2, 0, 0]
    assert spec.source_due_parameters[0, :2].tolist() == [2880, 5760]
    assert spec.source_priority.tolist() == [2, 0, 0]
    assert spec.source_weight.tolist() == [3, 1, 1]
    first = int(spec.source_count[0])
    assert spec.initial_job.tolist() == [first, first + 1, first + 2]
    assert spec.initial_operation.tolist() == [2, 2, 2]


def test_half_made_pieces_ask_for_every_lot():
    text = """\
twin: rugs
stations: {vat: {}, frame: {}}
products:
  rug:
    colours: 2
    routing:
      - dye: {per: colour, station: vat, time: 1 h}
      - tuft: {join: colour, station: frame, time: 2 h}
drops:
  rug: {pieces: 4, begun: [{at: tuft, pieces: 1}, {at: dye, pieces: 2}]}
"""
    spec = lower(Factory.from_yaml(text))
    assert spec.initial_job.tolist() == [0, 1, 1, 2, 2]
    assert spec.initial_operation.tolist() == [2, 0, 1, 0, 1]
    with pytest.raises(SpecError, match="9 pieces are half made") as caught:
        lower(Factory.from_yaml(text.replace("pieces: 1}", "pieces: 7}")))
    assert "drops.rug.begun" in str(caught.value)


STORE = """\
twin: store
stations: {cut: {}, sew: {}}
materials:
  cloth: {unit: m2, stock: 10 m2, deliveries: [{at: 1 d, amount: 5 m2}], delay: {discrete: [0, 2], unit: h}}
  thread: {unit: m, reorder: {at: 100 m, amount: 500 m}, delay: 3 d}
  label: {unit: piece}
products:
  bag:
    area: 2 m2
    lots: {half: 2}
    materials: {cloth: 1 m2/m2, thread: 40 m, label: 1 piece}
    routing:
      - cut: {station: cut, time: 5 min}
      - hem: {station: sew, per: half, time: 3 min, takes: [thread]}
      - sew: {station: sew, join: half, time: 9 min, consumables: {thread: 20 m}}
drops: {bag: {pieces: 2}}
"""  # noqa: E501


def test_materials():
    spec = lower(Factory.from_yaml(STORE))
    assert spec.names.materials == ("cloth", "thread")
    assert spec.material_stock.tolist() == [10, 0]
    assert spec.delivery_start.tolist() == [0, 1, 1]
    assert (spec.delivery_time.tolist(), spec.delivery_quantity.tolist()) == ([1440], [5])
    assert spec.delay_code.tolist() == [7, 0]
    start = int(spec.delay_parameters[0, 0])
    assert spec.table[start : start + 2].tolist() == [0, 120]
    assert spec.delay_parameters[1, 0] == 3 * 1440
    assert spec.reorder_level.tolist() == [-1, 100_000]
    assert spec.reorder_quantity.tolist() == [0, 500_000]
    # cut takes the cloth, each half of the hem half of the thread, sewing what it uses up
    assert spec.need_start.tolist() == [0, 1, 2, 3, 4]
    assert spec.need_material.tolist() == [0, 1, 1, 1]
    assert spec.need_quantity.tolist() == [2, 20_000, 20_000, 20_000]


def test_a_material_counted_in_another_measure_is_refused():
    text = STORE.replace("cloth: 1 m2/m2", "cloth: 1 kg/m2")
    with pytest.raises(SpecError, match="counted in m2") as caught:
        lower(Factory.from_yaml(text))
    assert "products.bag.materials.cloth" in str(caught.value)


CARTS = """\
twin: carts
pools: {driver: {}}
stations: {dock: {}, cut: {}, sew: {}, pack: {}}
transport:
  ways: [{from: sew, to: pack, time: 3 min, both: false}]
  carts:
    trolley:
      home: dock
      number: 2
      capacity: 5
      pool: driver
      returns: true
      serves: [cut, sew]
      ways: [{from: dock, to: cut, time: 1 min}, {from: cut, to: sew, time: 2 min}]
products:
  bag:
    routing:
      - cut: {station: cut, time: 5 min}
      - sew: {station: sew, time: 5 min}
      - pack: {station: pack, time: 5 min}
drops: {bag: {pieces: 2}}
"""


def test_carts_and_ways():
    spec = lower(Factory.from_yaml(CARTS))
    dock, cut, sew, pack = range(4)
    assert spec.names.fleets == ("trolley",)
    assert spec.walk_fleet[cut, sew] == 0
    assert (spec.walk_fleet >= 0).sum() == 1
    assert spec.walk[sew, pack] == 3
    assert spec.walk[pack, sew] == 0
    assert (spec.fleet_carts[0], spec.fleet_capacity[0]) == (2, 5)
    assert (spec.fleet_home[0], spec.fleet_pool[0], spec.fleet_returns[0]) == (dock, 0, 1)
    # from dock to sew by way of cut
    assert spec.fleet_minutes[0, dock, sew] == 3
    with pytest.raises(SpecError, match="from 'dock' to 'cut' is not known"):
        lower(Factory.from_yaml(CARTS.replace("{from: dock, to: cut, time: 1 min}, ", "")))


def test_without_a_station_nothing_is_made():
    text = """\
twin: talk
pools: {p: {size: 2}}
products: {talk: {routing: [{say: {pool: p, time: 5 min}}, {think: {wait: 1 h}}]}}
drops: {talk: {pieces: 3}}
"""
    with pytest.raises(SpecError, match="has no station"):
        lower(Factory.from_yaml(text))


def test_a_tariff_by_the_hour():
    text = """\
twin: power
stations: {oven: {power: {run: 9 kW}}}
costs:
  energy: 0.20 EUR/kWh
  tariff:
    night: {price: 0.10 EUR/kWh, hours: [22:00-06:00]}
    peak: {price: 0.40 EUR/kWh, days: mon-fri, hours: [17:00-21:00]}
products: {pot: {routing: [{fire: {station: oven, time: 4 h}}]}}
drops: {pot: {pieces: 1}}
"""
    spec = lower(Factory.from_yaml(text))
    price = dict(zip(spec.tariff_start.tolist(), spec.tariff_price.tolist(), strict=True))
    assert list(price.items())[:6] == [
        (0, 0.10), (360, 0.20), (1020, 0.40), (1260, 0.20), (1320, 0.10), (1800, 0.20),
    ]  # fmt: skip
    saturday = 5 * 1440
    assert saturday + 1020 not in price
    assert (np.diff(spec.tariff_price) != 0).all()
