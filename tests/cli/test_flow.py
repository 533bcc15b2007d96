"""How work flows, from the command line: settings reach every key, faults end with code 2."""

from __future__ import annotations

import json

import pytest

SETTINGS = [
    "stations.press.rule=edd, spt",
    "stations.press.breakdowns={every: {exponential: 4 h}, repair: 20 min, pool: maker}",
    "stations.press.maintenance={oil: {first: 9 h, every: 1 d, time: 10 min}}",
    "stations.press.closing=finish",
    "stations.press.buffer=1",
    "stations.table.machines=2",
    "calendars.weekdays.breaks=[10:00-10:15]",
    "pools.maker.closing=fit",
    "pools.maker.skills=[press]",
    "products.bag.routing.press.skill=press",
    "products.bag.routing.press.then={cut: 10 %, done: 90 %}",
    "products.bag.routing.cut.practice={rate: 90 %, done: 4}",
    "products.bag.routing.cut.unload=1 min",
    "products.bag.remake=true",
    "products.bag.routing.press.scrap=5 %",
    "drops.first.begun=[{at: press, pieces: 2}]",
    "drops.first.priority=2",
    "transport.ways=[{from: table, to: press, time: 2 min}]",
    "costs.tariff={peak: {price: 0.4 EUR/kWh, hours: [09:00-11:00]}}",
    "stations.press.power={run: 2 kW, idle: 0.2 kW, setup: 1 kW, off: 0.1 kW}",
    "wip=4",
    "report.until=3 weeks",
]


def simulated(run, *arguments):
    answer = run("simulate", *arguments, "--json", "-", "--fresh", "--replications", "5")
    assert answer.code == 0, answer
    return json.loads(answer.out)


@pytest.fixture(autouse=True)
def own_store(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_STORE", str(tmp_path / "store.db"))


def test_settings_reach_the_new_keys(run, twin):
    options = [part for setting in SETTINGS for part in ("--set", setting)]
    path = twin()
    plain = simulated(run, path)
    changed = simulated(run, path, *options)
    assert changed["log_sha256"] != plain["log_sha256"]
    names = set(changed["kpis"]) - set(plain["kpis"])
    assert {"down.press", "waiting.press", "energy", "energy_cost"} <= names
    assert changed["kpis"]["energy_cost"]["unit"] == "EUR"
    again = simulated(run, path, *options, "--engine", "simpy")
    assert again["log_sha256"] == changed["log_sha256"]
    assert again["kpis"] == changed["kpis"]


@pytest.mark.parametrize("setting", SETTINGS)
def test_each_of_them_changes_the_twin(twin, setting):
    from workbench.cli.simulate import parse_settings
    from workbench.model import load_twin

    factory = load_twin(twin())
    if "skill=" in setting:
        factory = factory.with_settings({"pools.maker.skills": ["press"]})
    assert factory.with_settings(parse_settings([setting])) != factory


FAULTS = {
    "impossible skill": (("pool: maker, time: 12", "skill: fly, time: 12"), "nobody has the skill"),
    "zero capacity": (("press: {machines: 1,", "press: {machines: 0,"), "0 machines"),
    "nobody there": (("maker: {size: 2,", "maker: {size: 0,"), "a pool of 0 can do nothing"),
    "routing to nowhere": (
        ("pool: maker, time: 12 min}", "pool: maker, time: 12 min, then: {prss: 100 %}}"),
        "did you mean 'press'?",
    ),
    "routing for ever": (
        ("unit: min}}", "unit: min}, then: {cut: 100 %}}"), "goes round for ever",
    ),
    "negative chance": (
        ("pool: maker, time: 12 min}", "pool: maker, time: 12 min, scrap: -5 %}"), "is negative",
    ),
    "chance over one": (
        ("pool: maker, time: 12 min}", "pool: maker, time: 12 min, redo: 105 %}"), "is too large",
    ),
    "no room for a batch": (
        ("press: {machines: 1,",
         "press: {machines: 1, buffer: 0, batch: {max: 4 pieces, max_wait: 1 h},"),
        "has no place in front of it",
    ),
    "never enough material": (
        ("products:", "materials: {felt: {unit: m2, stock: 0 m2}}\nproducts:"), "never enough",
    ),
    "never there together": (
        ("press: {machines: 1,", "press: {machines: 1, calendar: nights,"), "never open",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS)
def test_check_names_what_cannot_flow(case, twin, refused):
    change, words = FAULTS[case]
    more = []
    if case == "never enough material":
        more = [("  bag:\n    routing", "  bag:\n    materials: {felt: 1 m2}\n    routing")]
    if case == "never there together":
        more = [("calendars:", "calendars:\n  nights: {days: sat, shifts: [22:00-23:00]}")]
    for command in ("check", "simulate"):
        assert words in refused(command, twin(change, *more))
