"""The twin's words for how work flows: read, written back, and what is refused."""

from __future__ import annotations

import jsonschema
import pytest
import yaml

from tests.plan.test_flow_lowering import CARTS, SHOP, STORE
from tests.plan.test_network_lowering import NET
from tests.sim.cases import FOLDER
from workbench.errors import SpecError
from workbench.model import Calendar, Factory, Operation, Orders, Pool, Station, schema
from workbench.model._yaml import read_text

VALIDATOR = jsonschema.Draft202012Validator(schema())
TWINS = {"shop": SHOP, "store": STORE, "carts": CARTS, "network": NET}
TWINS |= {path.stem: path.read_text("utf-8") for path in FOLDER.glob("*.yaml")}


@pytest.mark.parametrize("name", TWINS)
def test_yaml_to_model_to_yaml_loses_nothing(name):
    text = TWINS[name]
    factory = Factory.from_yaml(text)
    written = factory.to_yaml()
    assert Factory.from_yaml(written) == factory
    assert yaml.load(written, yaml.BaseLoader) == yaml.load(text, yaml.BaseLoader)
    VALIDATOR.validate(read_text(text).document)


@pytest.mark.parametrize("name", TWINS)
def test_nouns_made_in_python_come_back_too(name):
    import dataclasses

    factory = Factory.from_yaml(TWINS[name])
    # a replaced noun forgets how it was written
    made = dataclasses.replace(
        factory,
        stations=tuple(dataclasses.replace(each) for each in factory.stations),
        products=tuple(dataclasses.replace(each) for each in factory.products),
        orders=tuple(dataclasses.replace(each) for each in factory.orders),
        network=dataclasses.replace(factory.network) if factory.network else None,
        transport=dataclasses.replace(factory.transport),
    )
    again = Factory.from_yaml(made.to_yaml())
    assert again == factory
    VALIDATOR.validate(read_text(made.to_yaml()).document)


def test_breaks():
    calendar = Calendar("day", ("mon",), ("08:00-12:00",), ("09:00-09:30", "11:30-12:00"))
    assert calendar.intervals == ((480, 540), (570, 690))
    # a break that ends with the shift is a closing all the same
    assert calendar.pauses == (True, False)
    night = Calendar("night", ("sun",), ("22:00-06:00",), ("02:00-02:30",))
    assert night.intervals == ((0, 120), (150, 360), (6 * 1440 + 1320, 7 * 1440))
    # at the turn of the week the shift is cut in two, but not over
    assert night.pauses == (True, False, True)
    # a break at the turn of the week
    turn = Calendar("turn", ("sun",), ("22:00-06:00",), ("23:30-00:30",))
    assert turn.intervals == ((30, 360), (6 * 1440 + 1320, 6 * 1440 + 1410))
    assert turn.pauses == (False, True)
    assert Calendar("one", ("mon",), ("08:00-12:00",), ("11:00-12:00",)).pauses == (False,)
    assert night.open_share == pytest.approx(7.5 * 60 / 10080)


def test_several_rules():
    assert Station("a", rule=["edd", "spt"]).rule == "edd, spt"
    assert Station("a", rule="edd,spt").rules == ("edd", "spt")
    assert Pool("p", rule="priority").rules == ("priority",)


FAULTS = [
    # a probability below nothing or over all
    ("look: 60 %", "look: 70 %", "add up to 110 %", "routing.bake.then"),
    ("look: 60 %", "look: -60 %", "is negative", "routing.bake.then.look"),
    ("look: 60 %", "look: 160 %", "is too large", "routing.bake.then.look"),
    ("time: 20 min,", "time: 20 min, scrap: 60 %, redo: 60 %,", "add up to 120 %", "routing.sew"),
    ("time: 20 min,", "time: 20 min, scrap: 101 %,", "is too large", "routing.sew.scrap"),
    # people
    ("skill: cut", "skill: weld", "nobody has the skill 'weld'", "routing.cut.skill"),
    ("skill: cut", "pool: fitter, skill: cut", "has not the skill 'cut'", "routing.cut.pool"),
    ("also: [cutter]", "also: [cuter]", "did you mean 'cutter'?", "routing.sew.also"),
    ("also: [cutter]", "also: [sewer]", "named twice", "routing.sew.also"),
    ("pool: sewer, also", "also", "no first one", "routing.sew.also"),
    # routing to nowhere
    ("look: 60 %", "lok: 60 %", "did you mean 'look'?", "routing.bake.then"),
    ("- dry: {", "- dry: {after: [bake], ", "says itself what comes next", "routing.dry.after"),
    ("{look: 60 %, sew: 10 %, done: 30 %}", "{sew: 10 %, done: 90 %}", "nothing leads to",
     "routing.look"),
    # stations
    ("capacity: 4", "capacity: -4", "negative", "stations.machine.buffer.capacity"),
    ("machines: 3\n", "machines: 0\n", "0 machines can do nothing", "stations.machine"),
    ("machine: 2, pool", "machine: 4, pool", "no machine 4", "maintenance.oil.machine"),
    ("pool: fitter}\n      check", "pool: fittr}\n      check", "did you mean 'fitter'?",
     "maintenance.oil.pool"),
    ("pool: fitter, work", "pool: nobody, work", "no pool 'nobody'", "breakdowns.pool"),
    ("[red, red, blue]", "[red, blue]", "2 families for 3 machines", "changeover.start"),
    ("{exponential: 40 h}, repair", "0 h, repair", "no time at all", "breakdowns.every"),
    ("closing: restart", "closing: begin", "choose one of: finish", "stations.machine.closing"),
    ("rule: priority\n    preempts", "rule: edd\n    preempts", "first rule is 'edd'",
     "stations.machine.preempts"),
    ("rule: [atc, spt, fcfs]", "rule: [atc, sptt]", "did you mean 'spt'?", "stations.table.rule"),
    ("rule: [atc, spt, fcfs]", "rule: [atc, atc]", "given twice", "stations.table.rule"),
    ('rule: "edd, spt"', "rule: winq", "changes while work waits", "pools.cutter.rule"),
    ("style_change: {pieces: 5", "style_change: {pieces: 0", "too few", "style_change.pieces"),
    ("most: 3", "most: 0", "no batch", "stations.oven.batch.most"),
    ("load: 6 min", "load: 6", "no unit", "stations.oven.load"),
    ("{rate: 85 %", "{rate: 0 %", "too small", "routing.cut.practice.rate"),
    ("breaks: [12:00-13:00,", "breaks: [18:00-19:00,", "not within a shift", "day.breaks"),
    # orders
    ("every: {exponential: 1 h}", "at: [1 h], every: {exponential: 1 h}", "more than one way",
     "orders.stream"),
    ("saturated: true, count: 5", "count: 5", "not said when", "orders.fill"),
    ("at: [1 h, 2 h]", "at: [2 h, 1 h]", "back in time", "orders.rush.at"),
    ("at: [close], pieces", "at: [clse], pieces", "mean 'close'?", "orders.rush.begun.0.at"),
    ("saturated: true, count: 5", "saturated: true", "never ends", "orders.fill.count"),
    ("weight: 3", "weight: -3", "negative", "orders.stream.weight"),
    ("wip: 12", "wip: 0", "nothing ever begins", "wip"),
    ("dry: {wait: 12 h}", "dry: {wait: 12 h, pool: sewer}", "only waited for", "routing.dry"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "what", "where"), FAULTS)
def test_what_is_refused(before, after, what, where, tmp_path):
    from workbench.plan import lower

    assert SHOP.count(before) >= 1, before
    path = tmp_path / "twin.yaml"
    path.write_text(SHOP.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        lower(Factory.from_yaml(path))
    message = str(caught.value)
    assert what in message
    assert where in message


@pytest.mark.parametrize(
    ("text", "before", "after", "what", "where"),
    [
        (STORE, "stock: 10 m2", "stock: 10 kg", "bought by m2", "materials.cloth.stock"),
        (STORE, "takes: [thread]", "takes: [wool]", "no material 'wool'", "routing.hem.takes"),
        (STORE, "at: 100 m,", "at: 1 kg,", "do not measure the same", "materials.thread.reorder"),
        (CARTS, "home: dock", "home: dok", "did you mean 'dock'?", "transport.carts.trolley.home"),
        (CARTS, "number: 2", "number: 0", "carries nothing", "transport.carts.trolley.number"),
        (CARTS, "serves: [cut, sew]", "serves: [cut, sow]", "did you mean 'sew'?", "serves"),
        (CARTS, "from: sew, to: pack", "from: sew, to: pac", "did you mean 'pack'?",
         "transport.ways.0.to"),
    ],
)  # fmt: skip
def test_what_is_refused_of_stores_and_carts(text, before, after, what, where):
    with pytest.raises(SpecError) as caught:
        Factory.from_yaml(text.replace(before, after, 1))
    assert what in str(caught.value)
    assert where in str(caught.value)


def test_operations_somewhere_or_nowhere():
    with pytest.raises(SpecError, match="only waited for"):
        Operation("dry", wait="2 h", station="rack")
    with pytest.raises(SpecError, match="it is not said when orders come"):
        Orders("stream", "bag")
    # somebody does it anywhere; nothing at all is a slip
    text = "twin: a\npools: {p: {}}\nproducts: {b: {routing: [{look: {%s time: 1 min}}]}}\n"
    Factory.from_yaml(text % "pool: p,")
    with pytest.raises(SpecError, match="has no station"):
        Factory.from_yaml(text % "")
