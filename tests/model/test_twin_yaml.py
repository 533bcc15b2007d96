"""A twin in YAML: what it says, that it comes out as it went in, and what is refused."""

# ruff: noqa: E501 -- a faulty twin on one line is easier to compare with its message

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest
import yaml

from tests.model.twins import MM1, RUG
from workbench.errors import SpecError
from workbench.model import Factory, Station, Variant


@pytest.fixture
def rug() -> Factory:
    return Factory.from_yaml(RUG)


def test_the_smallest_twin():
    mm1 = Factory.from_yaml(MM1)
    assert mm1.name == "M/M/1"
    assert mm1.station("server").machines == 1
    (serve,) = mm1.product("customer").routing
    assert (serve.time.kind, serve.time.mean) == ("exponential", 1.0)
    assert (mm1.orders[0].count, mm1.orders[0].every.mean) == (100000, 1.25)
    assert mm1.report.warm_up == pytest.approx(0.1)


def test_the_rug_studio(rug):
    assert rug.place.city == "Guimarães"
    assert rug.pool("dyer").wage == pytest.approx(14 / 60)
    vat = rug.station("vat")
    assert (vat.batch.max, vat.batch.max_wait, vat.power.run) == (10.0, 2880.0, 9.0)
    assert vat.footprint.size == (1200.0, 900.0)
    dye = rug.product("rug_3m2").operation("dye")
    assert (dye.time.per, dye.time.mean, dye.attend) == ("batch", 240.0, 0.25)
    tuft = rug.product("rug_3m2").operation("tuft")
    assert tuft.time.unit_kind == "time/area"
    assert tuft.time.mean == pytest.approx(64 * 2)
    shear = rug.product("rug_3m2").operation("shear").time
    assert shear.parameters == (35.0, 6.0, 20.0, 0.0)
    assert [stage.mean for stage in rug.baseline.stages] == [64800.0, 40320.0, 43200.0]
    assert rug.baseline.freight.mode == "sea"
    assert rug.drop().preorder.prior.mean == 12.0


@pytest.mark.parametrize("text", [MM1, RUG], ids=["mm1", "rug"])
def test_yaml_to_model_to_yaml_loses_nothing(text):
    factory = Factory.from_yaml(text)
    written = factory.to_yaml()
    assert Factory.from_yaml(written) == factory
    assert Factory.from_yaml(written).to_yaml() == written
    plain = yaml.load(text, yaml.BaseLoader)  # every scalar as the text it is
    again = yaml.load(written, yaml.BaseLoader)
    assert again == plain
    assert _key_order(again) == _key_order(plain)


def _key_order(document):
    if isinstance(document, dict):
        return [(key, _key_order(value)) for key, value in document.items()]
    return [_key_order(entry) for entry in document] if isinstance(document, list) else None


def test_a_changed_noun_is_written_as_it_is_now(rug):
    more = replace(rug, stations=(*rug.stations, Station("extra", machines=3)))
    assert Factory.from_yaml(more.to_yaml()).station("extra").machines == 3
    assert more.to_document()["stations"]["vat"] == rug.to_document()["stations"]["vat"]


def test_pickles(rug):
    assert pickle.loads(pickle.dumps(rug)) == rug
    assert pickle.loads(pickle.dumps(rug)).to_yaml() == rug.to_yaml()


def test_files_and_folders(tmp_path):
    path = tmp_path / "twin.yaml"
    path.write_text(RUG.replace("floor: {size: [12 m, 8 m]}", "floor: plan.yaml"), "utf-8")
    with pytest.raises(SpecError, match=r"floor: there is no file 'plan.yaml' beside the twin"):
        Factory.from_yaml(path)
    (tmp_path / "plan.yaml").write_text("size: [12 m, 8 m]\n")
    factory = Factory.from_yaml(str(path))
    assert factory.floor.area == 96e6
    assert factory.folder == str(tmp_path)
    assert factory == Factory.from_yaml(RUG)
    assert factory.beside("plan.yaml") == tmp_path.resolve() / "plan.yaml"
    with pytest.raises(SpecError, match=r"is outside the twin's folder"):
        factory.beside("../../etc/passwd")
    with pytest.raises(SpecError, match=r"is not in a folder"):
        Factory.from_yaml(RUG).beside("orders.csv")
    with pytest.raises(SpecError, match=r"floor: 'floor.yaml' is a file beside the twin, and"):
        Factory.from_yaml("twin: a\nfloor: floor.yaml\n")
    with pytest.raises(SpecError, match=r"there is no file 'twin.yml'.*did you mean 'twin.yaml'"):
        Factory.from_yaml(tmp_path / "twin.yml")
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SpecError, match="not text in UTF-8"):
        Factory.from_yaml(tmp_path / "bytes.yaml")


# what is wrong, the text, and a pattern of the message
FAULTS = {
    "empty": ("", "the file is empty"),
    "comments only": ("# nothing\n\n", "the file is empty"),
    "list on top": ("- a\n- b\n", "list on top"),
    "text on top": ("just words\nmore\n", "text on top"),
    "tab": ("twin: a\nstations:\n\tvat: {}\n", "line 3: a tab stands where YAML wants spaces"),
    "unsafe tag": ("twin: !!python/object/apply:os.system [ls]\n", "tag .* is not allowed"),
    "odd tag": ("twin: !thing a\n", "tag '!thing' is not allowed"),
    "two documents": ("twin: a\n---\ntwin: b\n", "several documents"),
    "broken": ("twin: [a\nb: c\n", "line 2: the file cannot be read as YAML"),
    "duplicate": (
        "twin: a\nstations:\n  vat: {}\n  vat: {}\n",
        r"line 4, stations.vat: the key 'vat' is given twice \(first on line 3\)",
    ),
    "odd key": ("twin: a\n? [x, y]\n: 1\n", "a key must be a plain word"),
    "anchor bomb": (
        "twin: a\na: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
        "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
        "e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\n",
        "over and over",
    ),
    "endless anchor": ("twin: &a\n  x: *a\n", "over and over"),
    "no name": ("stations: {vat: {}}\n", "the key 'twin' is missing; add 'twin: …'"),
    "unknown key": (
        "twin: a\nstation: {vat: {}}\n",
        "line 2, station: there is no key 'station' here; did you mean 'stations'",
    ),
    "unknown key below": (
        "twin: a\nstations:\n  vat:\n    machins: 2\n",
        "line 4, stations.vat.machins: there is no key 'machins' here; did you mean 'machines'",
    ),
    "no value": ("twin: a\ncurrency:\n", "currency: the key has no value"),
    "a list for a name": ("twin: [a]\n", "a list stands where one value is due"),
    "not whole": ("twin: a\nstations: {vat: {machines: 1.5}}\n", "where a whole number is due"),
    "yes": ("twin: a\nstations: {vat: {machines: yes}}\n", "'yes' stands where a whole number"),
    "not a number": ("twin: a\nplace: {lat: north}\n", "'north' stands where a number is due"),
    "off the earth": ("twin: a\nplace: {lat: 95}\n", "place: lat 95 is not on earth"),
    "no machine": ("twin: a\nstations: {vat: {machines: 0}}\n", "0 machines can do nothing"),
    "many machines": (
        "twin: a\nstations: {vat: {machines: 99999}}\n",
        "99999 machines are too many",
    ),
    "many people": ("twin: a\npools: {p: {size: 99999}}\n", "a pool of 99999 is too large"),
    "many pieces": ("twin: a\nproducts: {p: {}}\ndrops: {p: {pieces: 100001}}\n", "are too many"),
    "many colours": ("twin: a\nproducts: {p: {colours: 1001}}\n", "colours: 1001 is too many"),
    "no people": ("twin: a\npools: {dyer: {size: 0}}\n", "a pool of 0 can do nothing"),
    "unknown rule": ("twin: a\nstations: {vat: {rule: fcsf}}\n", "did you mean 'fcfs'"),
    "a list of stations": ("twin: a\nstations: [vat]\n", "where names with their station are due"),
    "no mapping": ("twin: a\nstations: {vat: 3}\n", "'3' stands where the keys of a station"),
    "full stop": ("twin: a\nstations: {big.vat: {}}\n", "has a full stop, which key paths need"),
    "blank name": ("twin: a\nstations: {' ': {}}\n", "' ' is not a name"),
    "bare number": (
        "twin: a\nstations: {vat: {batch: {max: 10}}}\n",
        r"stations.vat.batch.max: '10' has no unit; give a unit, e.g. '10 kg'",
    ),
    "bare time": (
        "twin: a\nstations: {s: {}}\nproducts: {p: {routing: [{o: {station: s, time: 18}}]}}\n",
        r"line 3, products.p.routing.o.time: '18' has no unit; give a unit, e.g. '18 min'",
    ),
    "negative time": (
        "twin: a\nstations: {s: {}}\nproducts: {p: {routing: [{o: {station: s, time: -18 min}}]}}\n",
        r"products.p.routing.o.time: '-18 min' is negative",
    ),
    "not a time": (
        "twin: a\nstations: {s: {}}\nproducts: {p: {routing: [{o: {station: s, time: 3 kg}}]}}\n",
        "a time is due here, '3 kg' is a mass",
    ),
    "no time": (
        "twin: a\nstations: {s: {}}\nproducts: {p: {routing: [{o: {station: s}}]}}\n",
        "products.p.routing.o: the operation has no time; give time",
    ),
    "no station": (
        "twin: a\nstations: {sew: {}}\nproducts: {p: {routing: [{o: {time: 1 min}}]}}\n",
        "products.p.routing.o.station: operation 'o' has no station",
    ),
    "unknown station": (
        "twin: a\nstations: {sewing: {}}\nproducts:\n  p:\n    routing:\n      - o: {station: swing, time: 1 min}\n",
        "line 6, products.p.routing.o.station: there is no station 'swing'; did you mean 'sewing'",
    ),
    "unknown pool": (
        "twin: a\nstations: {s: {}}\npools: {tufter: {}}\nproducts: {p: {routing: [{o: {station: s, pool: tuftr, time: 1 min}}]}}\n",
        "products.p.routing.o.pool: there is no pool 'tuftr'; did you mean 'tufter'",
    ),
    "unknown calendar": (
        "twin: a\nstations: {s: {calendar: weekday}}\ncalendars: {weekdays: {}}\n",
        "stations.s.calendar: there is no calendar 'weekday'; did you mean 'weekdays'",
    ),
    "unknown material": (
        "twin: a\nmaterials: {wool: {}}\nproducts: {p: {materials: {woll: 1 kg}}}\n",
        "there is no material 'woll'; did you mean 'wool'",
    ),
    "unknown cloth": ("twin: a\nproducts: {p: {cloth: x}}\n", "p.cloth: there is no material 'x'"),
    "amount without area": (
        "twin: a\nmaterials: {wool: {}}\nproducts: {p: {materials: {wool: 3 kg/m2}}}\n",
        "'3 kg/m2' needs the area of product 'p'",
    ),
    "unknown product of a drop": (
        "twin: a\nproducts: {rug: {}}\ndrops: {d: {product: rgu}}\n",
        "drops.d.product: there is no product 'rgu'; did you mean 'rug'",
    ),
    "drop of which product": (
        "twin: a\nproducts: {rug: {}, mat: {}}\ndrops: {d: {pieces: 3}}\n",
        "drop 'd' does not say which product",
    ),
    "unknown product of orders": (
        "twin: a\nproducts: {rug: {}}\norders: {s: {product: rgu, every: 1 h}}\n",
        "orders.s.product: there is no product 'rgu'",
    ),
    "after nothing": (
        "twin: a\nstations: {s: {}}\nproducts: {p: {routing: [{cut: {station: s, time: 1 min}}, {sew: {station: s, time: 1 min, after: [ct]}}]}}\n",
        "products.p.routing.sew.after: there is no operation 'ct'; did you mean 'cut'",
    ),
    "circle": (
        "twin: a\nstations: {s: {}}\nproducts: {p: {routing: [{a: {station: s, time: 1 min, after: [c]}}, {b: {station: s, time: 1 min}}, {c: {station: s, time: 1 min}}]}}\n",
        "products.p.routing: the routing runs in a circle: (a → b → c → a|b → c → a → b|c → a → b → c)",
    ),
    "split by nothing": (
        "twin: a\nstations: {s: {}}\nproducts: {p: {routing: [{o: {station: s, time: 1 min, per: color}}]}}\n",
        "is not split by 'color'; did you mean 'colour'",
    ),
    "an operation twice": (
        "twin: a\nstations: {s: {}}\nproducts: {p: {routing: [{o: {station: s, time: 1 min}}, {o: {station: s, time: 1 min}}]}}\n",
        "'o' is given twice",
    ),
    "two operations in one": (
        "twin: a\nstations: {s: {}}\nproducts: {p: {routing: [{o: {station: s, time: 1 min}, q: {}}]}}\n",
        "a mapping stands where one operation is due",
    ),
    "another currency": (
        "twin: a\ncurrency: EUR\npools: {p: {wage: 14 USD/h}}\n",
        "pools.p.wage: '14 USD/h' is not in EUR",
    ),
    "placed nowhere": (
        "twin: a\nstations: {vat: {}}\nfloor: {size: [4 m, 4 m], placements: {vta: {at: [1 m, 1 m]}}}\n",
        "floor.placements.vta: there is no station 'vta'; did you mean 'vat'",
    ),
    "placed without footprint": (
        "twin: a\nstations: {vat: {}}\nfloor: {size: [4 m, 4 m], placements: {vat: {at: [1 m, 1 m]}}}\n",
        "stations.vat.footprint: station 'vat' is placed but has no footprint",
    ),
    "three numbers for two": (
        "twin: a\nfloor: {size: [4 m]}\n",
        "2 values are due here, 1 are given",
    ),
    "no list": ("twin: a\nfloor: {size: {a: 1}}\n", "a mapping stands where a list is due"),
    "two baselines": (
        "twin: a\nbaseline: {a: {moq: 1, unit_cost: 1 EUR}, b: {moq: 1, unit_cost: 1 EUR}}\n",
        "where one name with its baseline is due",
    ),
    "no moq": ("twin: a\nbaseline: {x: {unit_cost: 1 EUR}}\n", "x: the key 'moq' is missing"),
    "colours": ("twin: a\nproducts: {p: {colours: many}}\n", "'many' does not fit here"),
    "no colours": ("twin: a\nproducts: {p: {colours: 0}}\n", "colours: 0 is too few"),
    "sizes": ("twin: a\nproducts: {p: {}}\ndrops: {d: {sizes: 5}}\n", "where 'name: value' is due"),
    "sizes that do not add up": (
        "twin: a\nproducts: {p: {}}\ndrops: {d: {pieces: 5, sizes: {S: 2, M: 2}}}\n",
        "the sizes add up to 4, pieces is 5",
    ),
    "promise": ("twin: a\nproducts: {p: {}}\ndrops: {d: {promise: soon}}\n", "d.promise: 'soon'"),
    "value without value": (
        "twin: a\npools: {p: {wage: {source: me}}}\n",
        "pools.p.wage: a value is due here",
    ),
    "a floor outside": ("twin: a\nfloor: ../floor.yaml\n", "is outside the twin's folder"),
    "forced number": ("twin: !!int abc\n", "line 1: 'abc' is not a number"),
    "endless number": (f"twin: {'9' * 6000}\n", "is not a number"),
    "infinite": ("twin: a\nplace: {lat: 1e999}\n", "place: .*finite number"),
    "certain number": ("twin: 1_0\nplace: {lat: .}\n", "where a number is due"),
}


@pytest.mark.parametrize(("text", "message"), FAULTS.values(), ids=FAULTS)
def test_what_is_refused(text, message, tmp_path):
    path = tmp_path / "twin.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(SpecError, match=message) as caught:
        Factory.from_yaml(path)
    assert str(caught.value).startswith("twin.yaml") or str(tmp_path) in str(caught.value)


def test_yaml_means_what_it_says():
    """Norway is no, a date is text, and 12:30 is not 750."""
    factory = Factory.from_yaml(
        "twin: no\nplace: {country: NO, city: 2026-01-01}\ndescription: 12:30\n"
    )
    assert (factory.name, factory.place.country, factory.place.city) == ("no", "NO", "2026-01-01")
    assert factory.description == "12:30"
    assert Factory.from_yaml(factory.to_yaml()) == factory
    assert Factory.from_yaml("twin: true\nstations:\n  a:\n").station("a").machines == 1


def test_a_document_with_odd_text_is_quoted():
    factory = Factory("a: b # c", description="true", stations=(Station("on"), Station("007")))
    assert Factory.from_yaml(factory.to_yaml() + "\n") == factory


def test_text_with_too_much_nesting():
    with pytest.raises(SpecError):
        Factory.from_yaml("twin: " + "[" * 5000 + "\n")


def test_variants_and_settings(rug):
    away = rug.with_variant("dye_off_site")
    assert away.product("rug_3m2").operation("dye").supplier == "dyehouse"
    assert rug.product("rug_3m2").operation("dye").supplier == ""
    changed = rug.with_settings(
        {
            "pools.tufter.size": 3,
            "drops.spring_capsule.pieces": 20,
            "products.rug_3m2.routing.latex.time": "50 min",
            "baseline.made_offshore.moq": 50,
            "drops.spring_capsule.preorder.prior.mean": 30,
            "drops.spring_capsule.salvage": "90 EUR",
            "costs.interest": "5 %",
            "stations.vat.footprint.shape": ["2 m", "1 m"],
            "calendars.weekdays.shifts.0": "07:00-12:00",
        }
    )
    assert changed.pool("tufter").size == 3
    assert changed.drop().count == 20
    assert changed.product("rug_3m2").operation("latex").time.mean == 50.0
    assert changed.baseline.moq == 50
    assert changed.drop().preorder.prior.mean == 30.0
    assert changed.costs.interest == 0.05
    assert changed.station("vat").footprint.size == (2000.0, 1000.0)
    assert changed.calendar("weekdays").intervals[0][0] == 420.0
    assert rug.with_settings({}) is rug
    assert rug.pool("tufter").size == 2


def test_settings_in_quantities_and_nouns(rug):
    from workbench.units import minute

    noun = Station("vat", machines=5)
    changed = rug.with_settings(
        {
            "products.rug_3m2.routing.pack.time": 9 * minute,
            "pools.dyer.skills": ("dye", "tuft"),
            "stations.frame": {"machines": 1},
            "stations.curing": replace(noun, name="curing"),
        }
    )
    assert changed.product("rug_3m2").operation("pack").time.mean == 9.0
    assert changed.pool("dyer").skills == ("dye", "tuft")
    assert changed.station("curing").machines == 5


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("pools.tuftr.size", 3, "settings, pools.tuftr.size: there is no 'tuftr'.*'tufter'"),
        ("pool.tufter.size", 3, "there is no key 'pool'; did you mean 'pools'"),
        ("pools.tufter.sise", 3, "there is no key 'sise'; did you mean 'size'"),
        ("pools.tufter.size", "many", "settings, pools.tufter.size: 'many' stands where"),
        ("pools.tufter.size.x", 1, "there is nothing to change at 'x'"),
        ("products.rug_3m2.routing.dey.time", "1 h", "there is no 'dey'.*'dye'"),
        ("calendars.weekdays.shifts.7", "1", "there is nothing to change at '7'"),
        ("baseline.x.moq", 3, "there is no 'x' to change"),
        ("orders.x.count", 3, "there is no 'x' to change; none is defined yet"),
        ("materials.wool_yarn.price", 18, "has no unit"),
        ("stations.vat", {None: 1}, "there is no key 'None' here"),
        ("stations.vat", "x", "where the keys of a station are due"),
    ],
)
def test_settings_that_are_refused(rug, path, value, message):
    with pytest.raises(SpecError, match=message):
        rug.with_settings({path: value})


def test_a_setting_below_a_value_that_is_no_mapping(rug):
    with pytest.raises(SpecError, match="has no key 'mode'; set the whole value"):
        rug.with_settings({"baseline.made_offshore.freight.mode": "air"})


def test_variants_may_add_and_remove(rug):
    robot = Variant(
        "robot",
        replace={
            "stations.robot": {"machines": 1},
            "products.rug_3m2.routing.tuft.station": "robot",
        },
        remove=("stations.frame.footprint",),
    )
    factory = replace(rug, variants=(*rug.variants, robot)).with_variant("robot")
    assert factory.station("robot").machines == 1
    assert factory.station("frame").footprint is None
    with pytest.raises(SpecError, match="variants: there is no variant 'robt'; did you mean"):
        replace(rug, variants=(robot,)).with_variant("robt")
    wrong = replace(rug, variants=(Variant("x", remove=("stations.vat",)),))
    with pytest.raises(SpecError, match=r"variants\.x, products.rug_3m2.routing.dye.station"):
        wrong.with_variant("x")
    nothing = replace(rug, variants=(Variant("x", remove=("stations.vat.label",)),))
    with pytest.raises(SpecError, match=r"there is nothing at 'stations.vat.label' to remove"):
        nothing.with_variant("x")


def test_values_by_key_path(rug):
    assert rug.value_at("pools.tufter.size") == 2
    assert rug.value_at("products.rug_3m2.routing.latex.time").mean == 40.0
    assert rug.value_at("baseline.made_offshore.moq") == 100
    assert rug.value_at("calendars.weekdays.shifts.1") == "13:00-17:00"
    sized = rug.with_settings({"drops.spring_capsule.sizes": {"S": 5, "M": 7}})
    assert sized.value_at("drops.spring_capsule.sizes.M") == 7
    resized = sized.with_settings(
        {"drops.spring_capsule.sizes.M": 8, "drops.spring_capsule.pieces": 13}
    )
    assert resized.drop().sizes == (("S", 5), ("M", 8))
    for path in ("pools.tuftr", "pool", "pools.tufter.size.x"):
        with pytest.raises(SpecError):
            rug.value_at(path)


def test_finding_by_name(rug):
    assert rug.calendar("").open_share == 1.0
    assert rug.drop("spring_capsule") is rug.drop()
    assert rug.product_of(rug.drop()).name == "rug_3m2"
    assert rug.material("wool_yarn").unit == "kg"
    for find in (rug.station, rug.pool, rug.product, rug.material, rug.calendar, rug.drop):
        with pytest.raises(SpecError, match="there is no"):
            find("nothing")
    assert str(rug.place) == "Guimarães, PT"
    with pytest.raises(SpecError, match="stations: 'a' is given twice"):
        Factory("x", stations=(Station("a"), Station("a")))
    with pytest.raises(SpecError, match="drops: there is no drop ''; none is defined yet"):
        Factory("x").drop()
