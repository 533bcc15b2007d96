"""Work in progress and power over time: areas equal sums over the log."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.analysis.energy import energy
from workbench.analysis.flow import little
from workbench.analysis.profiles import power, work_in_progress
from workbench.errors import SpecError
from workbench.model import Factory, load_twin
from workbench.plan import lower
from workbench.sim import play
from workbench.sim.log import CHANGEOVER, OPERATION
from workbench.sim.tallies import of_log
from workbench.studies import simulate

TWINS = ("rug_studio", "apparel_microfactory")


@pytest.fixture(scope="module", params=TWINS)
def run(request):
    twin = load_twin(request.param)
    return simulate(twin, twin.drops[0], replications=8, engine="simpy")


def test_the_area_under_work_in_progress_is_littles(run):
    """With one replication and a fine grid, the mean over time is that of Little's law."""
    one = run.log.only(replication=3)
    profile = work_in_progress(of_log(one, run.spec), points=20_001)
    assert np.trapezoid(profile.mean, profile.moments) / np.ptp(profile.moments) == pytest.approx(
        float(little(one).wip[0]), rel=2e-3
    )
    assert profile.low.tolist() == profile.high.tolist()


def test_work_in_progress_begins_with_what_was_released_and_ends_empty(run):
    profile = work_in_progress(of_log(run.log, run.spec))
    assert len(profile.moments) == 240
    assert profile.mean[0] == run.spec.jobs  # both drops are released at once
    assert profile.mean[-1] == 0.0
    assert (profile.low <= profile.mean + 1e-9).all()
    assert (profile.mean <= profile.high + 1e-9).all()


def _most(spec):
    """Return all machines at full power, and what the work itself takes at the same time [kW]."""
    most = sum(spec.station_machines * spec.station_power)
    for s in range(spec.stations):
        here = (spec.operation_station == s) & (spec.operation_energy > 0)
        if here.any():
            hours = spec.operation_parameters[here, 0] / 60.0
            most += spec.station_machines[s] * (spec.operation_energy[here] / hours).max()
    return most


def test_energy_of_the_profile_is_that_of_the_log(run):
    for replication in range(3):
        one = run.log.only(replication=replication)
        rows = np.isin(one["kind"], (OPERATION, CHANGEOVER)) & (one["station"] >= 0)
        found = power(run.log, run.spec, replication)
        assert found.energy.sum() == pytest.approx(one["energy"][rows].sum(), rel=1e-12)
        assert (found.load >= 0.0).all()
        assert found.load.shape[1] <= 241
        assert found.peak <= _most(run.spec) + 1e-9


def test_what_machines_draw_waiting_is_that_of_the_bill(run):
    for replication in range(3):
        one = run.log.only(replication=replication)
        bill = energy(one, run.spec, 0.3)
        found = power(one, run.spec, replication)
        waited = bill.used["idle"].sum() + bill.used["off"].sum()
        assert found.waited == pytest.approx(waited, rel=1e-9)
        assert found.used == pytest.approx(bill.total[0], rel=1e-9)
        assert (found.waiting >= 0.0).all()


SHIFTS = """\
twin: shifts
calendars: {day: {days: mon-sun, shifts: [08:00-12:00]}}
costs:
  energy: 0.20 EUR/kWh
  tariff: {dear: {price: 0.50 EUR/kWh, hours: [10:00-12:00]}}
stations:
  a: {calendar: day, power: {run: 6 kW, idle: 1 kW, off: 0.5 kW}}
products:
  x: {routing: [{a: {station: a, time: 1 h}}]}
orders: {x: {product: x, at: [8 h, 33 h], count: 1}}
"""


def test_a_machine_that_waits_draws_its_idle_power_by_day_and_its_off_power_by_night():
    spec = lower(Factory.from_yaml(SHIFTS))
    found = power(play(spec), spec, 0, price=0.2)
    hours = found.begin / 60.0 + found.span / 60.0 * (np.arange(len(found.waiting)) + 0.5)
    assert found.load[0, (hours > 8) & (hours < 9)] == pytest.approx(6.0)
    assert found.waiting[(hours > 8) & (hours < 9)] == pytest.approx(0.0)
    assert found.waiting[(hours > 9) & (hours < 12)] == pytest.approx(1.0)
    assert found.waiting[(hours > 12) & (hours < 32)] == pytest.approx(0.5)
    assert found.waited == pytest.approx(3 * 1.0 + 20 * 0.5 + 1.0)
    dear = (hours % 24 > 10) & (hours % 24 < 12)
    assert found.price[dear] == pytest.approx(0.5)
    assert found.price[~dear] == pytest.approx(0.2)


def test_power_stops_over_night(run):
    """Nothing that a person attends draws power at three in the morning."""
    twin = load_twin("rug_studio").with_settings({"products.rug_3m2.routing.dye.attend": "100 %"})
    log = simulate(twin, twin.drops[0], replications=1, engine="simpy")
    found = power(log.log, log.spec, 0)
    moments = (found.begin + found.span * (np.arange(found.load.shape[1]) + 0.5)) % 1440.0
    night = (moments > 20 * 60) | (moments < 6 * 60)
    vat = found.names.index("vat")
    assert found.load[vat, ~night].sum() > 0.0
    assert found.load[vat, night].sum() == 0.0


def test_nothing_is_refused(run):
    with pytest.raises(SpecError):
        work_in_progress(of_log(run.log, run.spec), points=1)
    with pytest.raises(SpecError, match="nothing happened"):
        power(run.log, run.spec, 99)
