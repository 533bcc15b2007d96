"""One piece in a day: the chain, its binding step, and by hand."""

import pytest

from workbench.model import Factory, load_twin
from workbench.plan import measures_of
from workbench.studies import one_piece

TEXT = """
twin: Shop
stations: {table: {}, oven: {}, bench: {}}
products:
  bag:
    lots: {half: 2}
    routing:
      - cut: {station: table, time: {triangular: [2, 4, 6], unit: min}}
      - hem: {per: half, station: bench, time: 5 min}
      - dye: {station: oven, after: [cut], time: 3 h}
      - sew: {station: bench, after: [hem, dye], join: half, time: {exponential: 20 min}}
drops:
  bags: {pieces: 9, shipping: {time: {triangular: [1, 2, 3], unit: d}}}
"""


def test_by_hand():
    factory = Factory.from_yaml(TEXT)
    path = one_piece(factory)
    assert [name for name, _ in path.steps] == ["cut", "dye", "sew", "delivery"]
    assert path.time == pytest.approx(4 + 180 + 20 + 2 * 1440, rel=2e-3)
    assert path.binding == "delivery"
    assert not path.within()
    assert path.slack["hem 1"] == pytest.approx(175)
    made = one_piece(factory, "bags", delivery=False)
    assert made.binding == "dye"
    assert made.within()


def test_one_shirt_is_made_within_a_day_and_shipped_in_more():
    shop = load_twin("apparel_microfactory")
    made, sent = one_piece(shop, "C1", delivery=False), one_piece(shop, "C1")
    assert made.within()
    assert made.binding == "sew"
    assert "the binding step is sew" in made.verdict()
    assert not sent.within()
    assert sent.binding == "delivery"
    steps = dict(made.steps)
    measures = measures_of(shop, shop.product("tee"))
    assert steps["sew"] == pytest.approx(10 / 0.6)
    assert steps["cut"] == pytest.approx(measures.cut_length / 30_000 + 1.5, rel=0.1)
    assert any(name.startswith("to ") for name in steps)


def test_a_mug_is_bound_by_its_drying():
    path = one_piece(load_twin("ceramics_coop"), "mugs", delivery=False)
    assert path.binding == "dry"
    assert path.time > 4 * 1440
