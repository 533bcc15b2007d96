"""From a twin to what an engine plays: lots, batches, changeovers, suppliers, releases."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.model.twins import MM1, RUG
from workbench.errors import SpecError
from workbench.model import Drop, Factory, Rate, load_twin
from workbench.plan import Measures, lower
from workbench.sim import play
from workbench.sim.spec import LISTED, RENEWAL, WINDOW
from workbench.units import hour, parse


@pytest.fixture
def rug() -> Factory:
    return Factory.from_yaml(RUG)


@pytest.fixture(scope="module")
def studio() -> Factory:
    return load_twin("rug_studio")


SHOP = """\
twin: shop
pools: {p: {size: 2}}
stations: {cut: {}, sew: {machines: 2}, oven: {batch: {max: 4 pieces, max_wait: 1 h}}}
products:
  bag:
    area: 2 m2
    weight: 0.5 kg
    lots: {panel: 3}
    routing:
      - cut: {station: cut, pool: p, time: 3 min}
      - print: {station: cut, per: panel, time: 1 min/m2}
      - stitch: {station: sew, per: panel, time: 2 min}
      - lining: {station: sew, time: 5 min, after: []}
      - close: {station: sew, join: panel, time: 4 min, after: [stitch, lining]}
      - cure: {station: oven, time: 30 min}
drops:
  bag: {pieces: 3}
"""


def test_the_queue_with_one_server():
    spec = lower(Factory.from_yaml(MM1))
    assert (spec.operations, spec.stations, spec.pools) == (1, 1, 0)
    assert (spec.source_kind[0], spec.source_count[0]) == (RENEWAL, 100_000)
    assert spec.source_code[0] == 1
    assert spec.source_parameters[0, 0] == 1.25
    assert (spec.operation_code[0], spec.operation_parameters[0, 0]) == (1, 1.0)
    assert spec.names.operations == ("serve",)


def test_lots_split_and_merge():
    spec = lower(Factory.from_yaml(SHOP))
    names = list(spec.names.operations)
    assert names == ["cut", *["print"] * 3, *["stitch"] * 3, "lining", "close", "cure"]
    assert list(spec.operation_lot) == [0, 0, 1, 2, 0, 1, 2, 0, 0, 0]
    before = [
        list(spec.predecessor[a:b])
        for a, b in zip(spec.predecessor_start, spec.predecessor_start[1:], strict=False)
    ]
    # the cut piece splits in three; lot follows lot; closing waits for all and for the lining
    assert before == [[], [0], [0], [0], [1], [2], [3], [], [4, 5, 6, 7], [8]]
    assert spec.operation_parameters[1, 0] == pytest.approx(2 / 3)  # a third of 2 m2 at 1 min/m2
    assert len(set(spec.operation_key)) == spec.operations


def test_batches_and_pieces():
    spec = lower(Factory.from_yaml(SHOP))
    cure = spec.operations - 1
    oven = spec.names.stations.index("oven")
    assert list(spec.station_batch) == [0, 0, 1]
    assert (spec.batch_min[oven], spec.batch_max[oven], spec.batch_wait[oven]) == (4, 4, 60)
    assert (spec.operation_per_batch[cure], spec.operation_size[cure]) == (1, 1.0)
    each = Factory.from_yaml(SHOP.replace("time: 30 min", "time: 30 min per piece"))
    assert lower(each).operation_per_batch[cure] == 0
    least = Factory.from_yaml(SHOP.replace("max_wait: 1 h", "min: 2 pieces"))
    assert lower(least).batch_min[oven] == 2
    free = Factory.from_yaml(SHOP.replace(", max_wait: 1 h", ""))
    assert (lower(free).batch_min[oven], lower(free).batch_wait[oven]) == (0, np.inf)


def test_twelve_rugs_are_twelve_batches_and_49_hours_and_a_half(studio):
    """12 rugs x 3 m2 x 3 kg/m2 in 4 colours, a 10 kg vat, 4 h a batch, 0.5 h light to dark."""
    always = studio.with_settings(
        {
            "pools.dyer.calendar": "always",
            "products.rug_3m2.routing.dye.redo": "0 %",
            "stations.vat.batch.max_wait": "20 d",
        }
    )
    spec = lower(always, "spring_capsule")
    dye = [n for n, name in enumerate(spec.names.operations) if name == "dye"]
    assert len(dye) == 4
    assert spec.operation_size[dye] == pytest.approx([2.25] * 4)
    assert 12 * spec.operation_size[dye].sum() == pytest.approx(108.0)
    assert list(spec.names.families) == ["cream", "sand", "rust", "indigo"]
    frame = play(spec, seed=1).to_frame()
    work = frame[(frame.kind == "operation") & frame.operation.isin(["dye", *dye])]
    assert work.batch.nunique() == 12
    assert (work.end.max() - work.start.min()) / 60 == pytest.approx(49.5)
    changes = spec.changeover_time[0]
    assert changes[0, 1] == changes[0, 3] == changes[2, 3] == 30.0
    assert changes[1, 0] == changes[3, 0] == 120.0
    assert np.all(np.diag(changes) == 0.0)


def test_tufting_takes_72_hours_by_hand_and_18_by_robot(studio):
    for variant, hours in ((None, 72.0), ("robot_tufting", 18.0)):
        factory = studio.with_variant(variant) if variant else studio
        spec = lower(factory, "spring_capsule")
        tuft = spec.names.operations.index("tuft")
        assert 12 * spec.operation_expected[tuft] / 60 == pytest.approx(hours)


def test_a_supplier_takes_a_drop_as_one_order(studio):
    spec = lower(studio.with_variant("dye_off_site"), "spring_capsule")
    assert spec.names.stations[-1] == "dyehouse"
    assert "vat" not in spec.names.stations
    dye = spec.names.operations.index("dye")
    assert list(spec.operation_parameters[dye][:3]) == [40320.0, 50400.0, 70560.0]
    frame = play(spec, seed=3, replications=4).to_frame()
    work = frame[(frame.kind == "operation") & (frame.station.astype(str) == "dyehouse")]
    if work.empty:  # stations as numbers
        work = frame[(frame.kind == "operation") & (frame.operation == dye)]
    assert len(work) == 48
    assert (work.groupby("replication").end.nunique() == 1).all()
    assert work.end.nunique() == 4


def test_without_a_gate_all_are_released_when_work_can_begin(rug):
    spec = lower(rug)
    assert spec.source_kind[0] == LISTED
    assert list(spec.release_time) == [480.0] * 12
    assert spec.source_due[0] == np.inf
    assert lower(rug, pieces=5).jobs == 5
    promised = rug.with_settings({"drops.spring_capsule.promise": "21 d"})
    assert lower(promised).source_due[0] == 21 * 1440
    assert spec.product_remake[0] == 1
    stock = rug.with_settings({"drops.spring_capsule.policy": "make to stock"})
    assert lower(stock).product_remake[0] == 0


def test_made_to_order_each_is_released_when_it_is_ordered(rug):
    order = rug.with_settings({"drops.spring_capsule.policy": "make to order"})
    spec = lower(order)
    assert (spec.source_kind[0], spec.source_count[0]) == (WINDOW, 12)
    assert (spec.source_begin[0], spec.source_end[0]) == (480.0, 480.0 + 14 * 1440)


def test_people_and_calendars(rug):
    spec = lower(rug)
    assert list(spec.pool_people) == [1, 2]
    assert spec.names.calendars == ("weekdays",)  # always open is no calendar
    assert list(spec.pool_calendar) == [0, 0]
    assert list(spec.station_calendar) == [-1] * 5
    assert (spec.calendar_open[0], spec.calendar_close[-1]) == (480.0, 4 * 1440 + 1020.0)
    assert spec.cycle == 10080.0
    dye, cure = (spec.names.operations.index(name) for name in ("dye", "cure"))
    assert spec.operation_attend[dye] == 0.25
    assert spec.operation_attend[cure] == 0.0  # the station says so
    assert spec.operation_redo[dye] == 0.05


def test_adding_something_changes_no_address(rug):
    before = lower(rug)
    text = RUG.replace(
        "      - latex:", "      - brush: {station: frame, time: 5 min}\n      - latex:"
    )
    after = lower(Factory.from_yaml(text))
    assert set(before.operation_key) < set(after.operation_key)
    assert list(before.source_key) == list(after.source_key)


def test_an_empty_drop_is_refused(rug):
    with pytest.raises(SpecError, match=r"drops\.spring_capsule\.pieces: drop .* is empty; give"):
        lower(rug.with_settings({"drops.spring_capsule.pieces": 0}))
    with pytest.raises(SpecError, match="is empty"):
        lower(rug, pieces=0)
    with pytest.raises(SpecError, match="nothing is asked of the twin 'x'"):
        lower(Factory("x"))
    with pytest.raises(SpecError, match="product 'p' has no routing"):
        lower(Factory.from_yaml("twin: x\nproducts: {p: {}}\ndrops: {p: {pieces: 1}}\n"))


def test_a_drop_that_is_not_in_the_twin(rug):
    assert lower(rug, Drop("extra", 7)).jobs == 7
    with pytest.raises(SpecError, match="there is no drop 'sprng_capsule'; did you mean"):
        lower(rug, "sprng_capsule")


def test_streams_beside_a_drop(rug):
    text = RUG + "orders: {daily: {product: rug_3m2, every: 1 d, due: 20 d, priority: 2}}\n"
    both = lower(Factory.from_yaml(text), "spring_capsule")
    assert both.names.sources == ("daily", "spring_capsule")
    assert list(both.source_count) == [84 + int(6 * 84**0.5) + 1, 12]
    assert both.source_end[0] == 12 * 7 * 1440
    assert list(both.source_due) == [20 * 1440, np.inf]
    assert both.source_priority[0] == 2
    only = lower(Factory.from_yaml(text))
    assert only.names.sources == ("daily",)
    with pytest.raises(SpecError, match=r"orders\.daily\.count: the stream 'daily' never ends"):
        lower(Factory.from_yaml(text.replace("horizon: 12 weeks\n", "")))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            ("time: 30 min", "time: 30 min, size: 5 pieces"),
            r"cure\.size: '5 pieces' does not fit into a batch of 4 pieces",
        ),
        (("time: 30 min", "time: 30 min, size: 5 kg"), "'5 kg' does not measure a batch"),
        (("max: 4 pieces", "max: 50 %"), "how much of a batch a piece takes is not known"),
        (
            ("time: 4 min", "time: 4 min per batch"),
            r"bag\.routing\.close\.time: '4 min per batch', but station 'sew' does not work in",
        ),
        (
            ("time: 3 min", "time: {rate: 30 m/min, of: cut_length}"),
            r"cut\.time: '30 m/min' needs the cut length of a piece, which is not known; give the",
        ),
        (("area: 2 m2", "label: x"), "needs the area of a piece, which is not known; give the pro"),
    ],
)
def test_what_cannot_be_lowered(change, message):
    text = SHOP.replace(*change)
    assert text != SHOP
    with pytest.raises(SpecError, match=message):
        lower(Factory.from_yaml(text))


def test_sizes_in_a_batch():
    for limit, size, due in (
        ("2 kg", "", 0.5),
        ("4 m2", "", 2.0),
        ("40 %", "size: 20 %, ", 0.2),
        ("2 kg", "size: 800 g, ", 0.8),
    ):
        text = SHOP.replace("max: 4 pieces", f"max: {limit}").replace(
            "{station: oven, ", "{station: oven, " + size
        )
        assert lower(Factory.from_yaml(text)).operation_size[-1] == pytest.approx(due)


def test_times_follow_from_the_work():
    factory = Factory.from_yaml(SHOP)
    bag = factory.product("bag")
    known = Measures(cut_length=6000.0, print_area=0.5, notches=8, pieces=4)

    def minutes(time: object, **more: object) -> float:
        cut = replace(bag.operation("cut"), time=time, **more)
        changed = replace(bag, routing=(cut, *bag.routing[1:]))
        spec = lower(replace(factory, products=(changed,)), measures=known)
        return float(spec.operation_expected[0])

    assert minutes(Rate("30 m/min", "cut_length")) == pytest.approx(0.2)
    assert minutes(Rate("30 m2/h", "print_area", plus="2 min")) == pytest.approx(3.0)
    assert minutes(Rate("4 pieces/min", "notches")) == pytest.approx(2.0)
    assert minutes(Rate("4 pieces/min", "pieces")) == pytest.approx(1.0)
    assert minutes(Rate("1 kg/h", "weight")) == pytest.approx(30.0)
    assert minutes(10 * hour / 60, efficiency="60 %") == pytest.approx(10 / 0.6)
    assert minutes(parse("4 h/kg")) == pytest.approx(120.0)
    assert minutes(parse("0.5 min/m")) == pytest.approx(3.0)
    assert minutes(parse("15 s/piece")) == pytest.approx(1.0)


def test_discrete_times_stand_in_the_table():
    text = SHOP.replace("time: 3 min", "time: {discrete: [2, 4], shares: [25 %, 75 %], unit: min}")
    text = text.replace("time: 5 min", "time: {discrete: [1, 9], unit: min}, efficiency: 50 %")
    spec = lower(Factory.from_yaml(text))
    assert list(spec.table) == [2, 4, 0.25, 1, 2, 18, 0.5, 1]
    assert spec.operation_expected[0] == pytest.approx(3.5)
    lining = spec.names.operations.index("lining")
    assert list(spec.operation_parameters[lining][:2]) == [4, 2]
    assert spec.operation_expected[lining] == pytest.approx(10.0)


def test_families():
    text = SHOP.replace(
        "oven: {batch: {", "oven: {changeover: {by: product, time: 9 min}, batch: {"
    )
    spec = lower(Factory.from_yaml(text))
    assert spec.names.families[-1] == "bag"
    named = SHOP.replace("time: 30 min", "time: 30 min, family: bisque")
    assert lower(Factory.from_yaml(named)).names.families[-1] == "bisque"
    colours = SHOP.replace("max: 4 pieces", "family: colour, max: 4 pieces")
    assert lower(Factory.from_yaml(colours)).names.families[-1] == "colour 1"
    assert lower(Factory.from_yaml(colours)).batch_by_family[2] == 1


def test_energy():
    for energy, due in (("0.4 kWh", 0.4), ("2 kWh/kg", 1.0), ("0.1 kWh/m2", 0.2)):
        text = SHOP.replace("time: 3 min", f"time: 3 min, energy: {energy}")
        assert lower(Factory.from_yaml(text)).operation_energy[0] == pytest.approx(due)
    powered = SHOP.replace("cut: {}", "cut: {power: {run: 3 kW}}")
    assert list(lower(Factory.from_yaml(powered)).station_power) == [3.0, 0.0, 0.0]


WALLED = """
floor:
  size: [10 m, 6 m]
  walls: {middle: {start: [5 m, 0 m], end: [5 m, 6 m]}}
  DOORplacements: {cut: {at: [2 m, 3 m]}, sew: {at: [8 m, 3 m]}}
"""


def _walled(door: str) -> Factory:
    text = SHOP.replace("cut: {}", "cut: {footprint: {shape: [1 m, 1 m]}}").replace(
        "sew: {", "sew: {footprint: {shape: [1 m, 1 m]}, "
    )
    return Factory.from_yaml(text + WALLED.replace("DOOR", door))


def test_walking_takes_its_time():
    factory = _walled("doors: {door: {wall: middle, at: 3 m, width: 1 m}}\n  ")
    spec = lower(
        factory.with_settings({"transport.speed": "60 m/min", "transport.handling": "1 min"})
    )
    # front to front, 6 m apart, a little more for the way round the body
    assert spec.walk[0, 1] == spec.walk[1, 0]
    assert 1 + 6 / 60 <= spec.walk[0, 1] < 1 + 8 / 60
    assert spec.walk[0, 0] == spec.walk[0, 2] == 0.0
    assert lower(factory).walk[0, 1] == pytest.approx(spec.walk[0, 1] - 0.5)  # by default


def test_nobody_walks_through_a_wall():
    with pytest.raises(
        SpecError, match=r"from 'cut' to 'sew', but nobody can walk there: .*middle"
    ):
        lower(_walled(""))


def test_pairs_that_nothing_is_carried_between_may_be_apart():
    factory = _walled("").with_settings(
        {"products.bag.routing": [{"cut": {"station": "cut", "time": "1 min"}}]}
    )
    assert lower(factory).walk[0, 1] == 0.0
