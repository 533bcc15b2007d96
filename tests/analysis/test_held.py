"""What kept machines from working, and what their energy cost: small runs worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.analysis.energy import energy, usual_price
from workbench.analysis.held import held
from workbench.model import Factory
from workbench.plan import lower
from workbench.sim import play


def run(text):
    spec = lower(Factory.from_yaml(text))
    return play(spec), spec


LINE = """\
twin: line
stations: {a: {}, b: {buffer: {capacity: 0}}}
products:
  x: {routing: [{a: {station: a, time: 1 min}}, {b: {station: b, time: 3 min}}]}
orders: {x: {product: x, at: [0 min], count: 3}}
"""


def test_a_blocked_line():
    found = held(*run(LINE))
    assert found.open.tolist() == [[10, 10]]
    assert found.running.tolist() == [[3, 9]]
    assert found.blocked.tolist() == [[4, 0]]
    assert found.starved.tolist() == [[3, 1]]
    assert found.share("blocked").tolist() == [[0.4, 0]]


def test_a_machine_that_fails():
    log, spec = run("""\
twin: failing
stations: {a: {breakdowns: {every: 5 min, repair: 2 min}}}
products: {x: {routing: [{a: {station: a, time: 12 min}}]}}
orders: {x: {product: x, at: [0 min]}}
""")
    found = held(log, spec)
    assert (found.running[0, 0], found.down[0, 0], found.open[0, 0]) == (12, 4, 16)
    assert found.waiting[0, 0] == found.starved[0, 0] == 0


def test_waiting_for_somebody_and_for_a_batch():
    log, spec = run("""\
twin: waits
pools: {p: {size: 1}}
stations: {a: {machines: 2}, oven: {batch: {max: 2 pieces, max_wait: 30 min}}}
products:
  x: {routing: [{a: {station: a, pool: p, time: 10 min}}, {oven: {station: oven, time: 5 min}}]}
orders: {x: {product: x, at: [0 min], count: 2}}
""")
    found = held(log, spec)
    # one person for two machines: the second waits ten minutes, then the first has nothing
    assert found.running[0].tolist() == [20, 5]
    assert found.waiting[0].tolist() == [10, 10]
    assert found.open[0].tolist() == [50, 25]
    assert found.starved[0].tolist() == [20, 10]


SHIFTS = """\
twin: shifts
calendars: {day: {days: mon-sun, shifts: [08:00-12:00]}}
costs:
  energy: 0.20 EUR/kWh
  tariff: {dear: {price: 0.50 EUR/kWh, hours: [10:00-12:00]}}
stations:
  a: {calendar: day, power: {run: 6 kW, idle: 1 kW, off: 0.5 kW, setup: 3 kW},
      changeover: {by: family, time: 30 min, first: 30 min}}
products:
  x: {routing: [{a: {station: a, family: f, time: 3 h}}]}
orders: {x: {product: x, at: [8 h], count: 2}}
"""


def test_energy_by_state_and_hour():
    log, spec = run(SHIFTS)
    found = energy(log, spec, 0.2)
    # set 8:00-8:30; made 8:30-11:30; 11:30-12:00 and 8:00-10:30 of the next day
    used = {state: float(values[0, 0]) for state, values in found.used.items()}
    assert used == pytest.approx({"run": 36, "setup": 1.5, "idle": 0, "off": 10})
    cheap, dear = 1.5 + 2, 1.5 + 0.5 + 0.5
    cost = {state: float(values[0, 0]) for state, values in found.cost.items()}
    assert cost["run"] == pytest.approx(6 * (cheap * 0.2 + dear * 0.5))
    assert cost["setup"] == pytest.approx(1.5 * 0.2)
    assert cost["off"] == pytest.approx(0.5 * 20 * 0.2)
    assert found.total[0] == pytest.approx(sum(used.values()))
    assert found.paid[0] == pytest.approx(sum(cost.values()))
    assert usual_price(spec, 0, 0.2) == pytest.approx(0.35)


def test_without_a_tariff_all_hours_cost_the_same():
    log, spec = run(SHIFTS.replace("tariff: {dear: {price: 0.50 EUR/kWh, hours: [10:00-12:00]}}",
                                   "rent: 1 EUR/m2/year"))  # fmt: skip
    found = energy(log, spec, 0.2)
    assert found.paid == pytest.approx(0.2 * found.total)
    assert energy(log, spec, 0.2, suppliers={"a"}).total == 0


def test_states_add_up_to_the_open_hours():
    text = """\
twin: shop
calendars: {day: {days: mon-fri, shifts: [08:00-12:00, 13:00-17:00]}}
pools: {p: {size: 2, calendar: day}}
stations:
  a: {machines: 2, calendar: day, changeover: {by: product, time: 20 min}}
  b: {batch: {max: 4 pieces, max_wait: 2 h}}
products:
  x: {routing: [{a: {station: a, pool: p, time: {exponential: 30 min}}}, {b: {station: b, time: 1 h}}]}
  y: {routing: [{a: {station: a, pool: p, time: {exponential: 50 min}}}]}
orders:
  x: {product: x, every: {exponential: 1 h}, count: 40}
  y: {product: y, every: {exponential: 2 h}, count: 20}
"""  # noqa: E501
    spec = lower(Factory.from_yaml(text))
    found = held(play(spec, replications=5), spec)
    states = ("running", "changing", "blocked", "down", "waiting", "starved")
    total = sum(getattr(found, state) for state in states)
    assert total == pytest.approx(found.open)
    assert found.running.min() > 0
    assert (found.changing[:, 0] > 0).all()
    assert np.isfinite(total).all()
