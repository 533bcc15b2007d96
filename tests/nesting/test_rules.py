"""Rules of cloth: what breaks one is named, what keeps it passes, folds and zones are played."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Polygon

from workbench.errors import SpecError
from workbench.model.pattern import Cloth, Pattern, PatternPiece
from workbench.nesting import Instance, Item, Marker, MarkerSession, Placement, check_marker, nest
from workbench.nesting.lowering import thinned
from workbench.nesting.rules import Match, Repeat, Zone, circle
from workbench.nesting.sheet import Sheet
from workbench.nesting.waste import CAUSES, cloth_use

RECTANGLE = ((0.0, 0.0), (300.0, 0.0), (300.0, 200.0), (0.0, 200.0))
PIECE = PatternPiece("panel", "", RECTANGLE)


def _two(**item) -> tuple[Instance, Marker]:
    """Return two panels side by side on cloth of 500 mm, with other rules."""
    question = Instance("two", (Item(0, PIECE, 2, **item),), 500.0)
    places = [Placement(0, 0.0, False, 0.0, 0.0), Placement(0, 0.0, False, 0.0, 250.0)]
    return question, Marker.of(question, places, 300.0)


def _faults(question: Instance, marker: Marker) -> str:
    return "; ".join(check_marker(question, marker))


def test_a_plain_marker_has_no_fault():
    assert check_marker(*_two()) == []


@pytest.mark.parametrize(
    ("change", "item", "fault"),
    [
        ({"gap": 60.0}, {}, "closer than the gap of 60 mm"),
        ({}, {"gap": 51.0}, "closer than the gap of 51 mm"),
        ({"edge": 60.0}, {}, "outside the strip"),
        ({"zones": (Zone(((10, 10), (20, 10), (20, 20))),)}, {}, "on a defect"),
        ({"zones": (Zone(((10, 10), (20, 10), (20, 20)), 1),)}, {}, "cloth of quality 1"),
        ({"zones": (Zone(((10, 10), (20, 10), (20, 20)), 1),)}, {"min_quality": 2}, "quality 1"),
        ({}, {"mirror": "pairs"}, "0 of 2 are mirrored"),
        ({}, {"angles": (90.0,)}, "which its rules do not allow"),
        ({}, {"fixed": (Placement(0, 0.0, False, 0.0, 1.0),)}, "does not lie where it is fixed"),
    ],
)
def test_what_breaks_a_rule_is_named(change, item, fault):
    question, marker = _two(**item)
    assert fault in _faults(replace(question, **change), marker)


def test_quality_that_suffices_is_no_fault():
    question, marker = _two(min_quality=1)
    zone = Zone(((10, 10), (20, 10), (20, 20)), 1)
    assert check_marker(replace(question, zones=(zone,)), marker) == []


def test_a_missed_repeat_is_measured():
    question, marker = _two()
    item = replace(question.items[0], match=(Match((10.0, 0.0), (10.0, 0.0)),))
    checked = Instance("two", (item,), 500.0, repeat=Repeat(50.0, 125.0))
    assert check_marker(checked, marker) == []
    off = replace(checked, repeat=Repeat(50.0, 124.0))
    assert "misses the repeat by (0.00, 2.00) mm" in _faults(off, marker)
    assert "not a whole number of repeats" in _faults(
        replace(checked, repeat=Repeat(70.0, 125.0)), marker
    )


@given(st.floats(-1e4, 1e4), st.floats(1.0, 500.0), st.floats(0.0, 500.0))
def test_what_is_off_a_repeat_is_at_most_half_of_it(at, period, phase):
    off, _ = Repeat(period, 0.0).off((at, 0.0), (phase, 0.0))
    assert abs(off) <= period / 2 + 1e-9
    assert (at - off - phase) / period == pytest.approx(
        round((at - off - phase) / period), abs=1e-6
    )


def test_a_circle_holds_its_circle():
    ring = Polygon(circle(10.0, 20.0, 75.0))
    assert ring.exterior.distance(Polygon([(10, 20), (10.001, 20), (10, 20.001)])) >= 75.0 - 1e-2
    assert max(((x - 10) ** 2 + (y - 20) ** 2) ** 0.5 for x, y in ring.exterior.coords) <= 75.06


HALF = PatternPiece(
    "back",
    "M",
    ((0.0, 0.0), (600.0, 0.0), (600.0, 240.0), (420.0, 200.0), (0.0, 250.0)),
    fold=((0.0, 0.0), (600.0, 0.0)),
)
SLEEVE = PatternPiece(
    "sleeve", "M", ((0.0, 0.0), (350.0, 0.0), (300.0, 180.0), (40.0, 160.0)), quantity=2, mirrored=1
)


@pytest.mark.parametrize("spread", ["folded", "tubular"])
@pytest.mark.parametrize("nap", ["one-way", "two-way"])
def test_half_pieces_lie_on_the_fold(spread, nap):
    cloth = Cloth("jersey", 700.0, gap=3.0, edge=10.0, nap=nap, spread=spread)
    question = Instance.from_pattern(Pattern("tee", (HALF, SLEEVE)), cloth, {"M": 3})
    marker = nest(question, evaluations=60_000, seed=0)
    assert check_marker(question, marker) == []
    for place in marker.placements:
        item = question.item(place.id)
        if item.on_fold:
            ys = place.apply(item.piece.fold)[:, 1]
            assert min(abs(ys).max(), abs(ys - 700.0).max()) < 1e-6
    # Of a pair one is laid, as two plies are cut at once.
    assert sum(item.demand for item in question.items if item.piece.name == "sleeve") == 3
    open_cloth = replace(cloth, width=1400.0, spread="open")
    whole = Instance.from_pattern(Pattern("tee", (HALF, SLEEVE)), open_cloth, {"M": 3})
    assert whole.area == pytest.approx(2 * question.area)


def test_what_cannot_be_cut_from_folded_cloth_is_named():
    cloth = Cloth("jersey", 700.0, spread="folded")
    with pytest.raises(SpecError, match="cuts mirrored pairs") as caught:
        Instance.from_pattern(Pattern("tee", (PIECE,)), cloth)
    assert "panel" in caught.value.where


def test_a_flaw_is_left_free_and_named_as_waste():
    question, _ = _two()
    flaw = Zone(((100.0, 100.0), (140.0, 100.0), (140.0, 140.0), (100.0, 140.0)))
    question = replace(question, zones=(flaw,))
    marker = nest(question, evaluations=60_000, seed=0)
    assert check_marker(question, marker) == []
    use = cloth_use(question, marker, 30.0)
    assert use.flaws == pytest.approx(1600.0)


def test_waste_sums_to_the_cloth_that_was_bought():
    holed = PatternPiece("frame", "", RECTANGLE, holes=(((50, 50), (90, 50), (90, 90), (50, 90)),))
    question = Instance(
        "frames", (Item(0, holed, 2),), 520.0, gap=5.0, edge=10.0, repeat=Repeat(70.0, 0.0)
    )
    places = [Placement(0, 0.0, False, 0.0, 10.0), Placement(0, 0.0, False, 0.0, 250.0)]
    marker = Marker.of(question, places, 350.0)
    assert check_marker(question, marker) == []
    use = cloth_use(question, marker, 20.0)
    assert use.pieces + sum(getattr(use, cause) for cause in CAUSES) == pytest.approx(use.bought)
    assert use.bought == 520.0 * 370.0
    assert use.cut_outs == pytest.approx(2 * 1600.0)
    assert use.edges == pytest.approx(300.0 * 20.0)
    assert use.repeat == pytest.approx(50.0 * 520.0)
    assert use.ends == pytest.approx(20.0 * 520.0)
    assert use.between == pytest.approx(500.0 * 300.0 - 2 * 300.0 * 200.0)


def test_the_session_names_every_rule_that_a_move_breaks():
    item = Item(0, PIECE, 2, match=(Match((0.0, 0.0)),))
    flaw = Zone(((400.0, 0.0), (420.0, 0.0), (420.0, 20.0)))
    question = Instance("two", (item,), 500.0, gap=5.0, repeat=Repeat(50.0, 50.0), zones=(flaw,))
    places = [Placement(0, 0.0, False, 0.0, 0.0), Placement(0, 0.0, False, 0.0, 250.0)]
    session = MarkerSession(question, Marker.of(question, places, 300.0))
    assert session.try_move(0, x=50.0).legal
    assert session.try_move(0, x=51.0).reasons == ("its match point misses the repeat",)
    assert session.try_move(0, x=250.0).reasons == ("it lies on a defect",)
    assert session.try_move(0, y=50.0).hits == (1,)
    assert session.try_move(0, y=-50.0).outside


def test_a_fixed_piece_stays():
    place = Placement(0, 0.0, False, 0.0, 0.0)
    question = Instance("two", (Item(0, PIECE, 2, fixed=(place,)),), 500.0)
    marker = Marker.of(question, [place, Placement(0, 0.0, False, 0.0, 250.0)], 300.0)
    session = MarkerSession(question, marker)
    assert session.try_move(0, x=10.0).reasons == ("it is fixed where it lies",)
    assert session.try_move(1, x=10.0).legal


def test_many_angles_are_thinned_and_none_is_new():
    items = [Item(k, PIECE, 1, tuple(float(a) for a in range(0, 360, 22))) for k in range(40)]
    kept = thinned(items)
    assert sum(len(item.poses) for item in kept) < sum(len(item.poses) for item in items)
    for before, after in zip(items, kept, strict=True):
        assert set(after.angles) <= set(before.angles)
        assert len(after.angles) >= 4


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ({"mirror": "pairs", "demand": 3}, "cannot be cut in mirrored pairs"),
        ({"tilt": -1.0}, "tilt or gap"),
        ({"on_fold": True}, "has no fold line"),
        ({"height": float("nan")}, "no length"),
        ({"fixed": (Placement(0, 0.0, False, 0.0, 0.0),) * 2, "demand": 1}, "places are fixed"),
    ],
)
def test_rules_that_contradict_themselves_are_refused_by_name(field, message):
    with pytest.raises(SpecError, match=message) as caught:
        Item(0, PIECE, **{"demand": 2, **field})
    assert "panel" in caught.value.where


def test_a_piece_that_fits_no_sheet_is_named():
    small = Sheet("scrap", ((0, 0), (100, 0), (100, 100), (0, 100)))
    question = Instance("two", (Item(0, PIECE),), 500.0, sheets=(small,))
    with pytest.raises(SpecError, match="fits on no sheet") as caught:
        nest(question, evaluations=1000)
    assert "panel" in caught.value.where


def test_holes_over_the_edge_of_a_hide_are_cut_out():
    hide = Sheet(
        0,
        ((0, 0), (100, 0), (100, 100), (0, 100)),
        (((90, 40), (120, 40), (120, 60), (90, 60)), ((20, 20), (30, 20), (30, 30))),
    )
    assert hide.area == pytest.approx(10_000 - 200 - 50)
    assert len(hide.holes) == 1


def test_rules_survive_json():
    place = Placement(0, 0.0, True, 1.25, 2.5, "a")
    item = Item(
        0, HALF, 2, (0.0,), "either", tilt=2.0, gap=4.0, match=(Match((1.0, 2.0), (3.0, 4.0)),),
        fixed=(place,), min_quality=1, on_fold=True, height=12.0,
    )  # fmt: skip
    sheets = (Sheet("a", RECTANGLE, zones=(Zone(RECTANGLE, 2),), cost=3.0, stock=2, edge=1.0),
              Sheet("r", width=500.0, length=2000.0, cost=9.0, kind="roll"))  # fmt: skip
    question = Instance(
        "all", (item,), 500.0, gap=1.0, edge=2.0, repeat=Repeat(30.0, 40.0), spread="tubular",
        sheets=sheets, layers=(500.0, 10.0), zones=(Zone(RECTANGLE),),
    )  # fmt: skip
    assert Instance.from_json(question.to_json()) == question


def test_a_sheet_that_begins_elsewhere_keeps_its_flaws_where_they_are():
    flaw = Zone(((1300.0, 820.0), (1340.0, 820.0), (1340.0, 900.0), (1300.0, 900.0)))
    ring = ((1000.0, 500.0), (1700.0, 500.0), (1700.0, 960.0), (1000.0, 960.0))
    sheet = Sheet("far", ring, zones=(flaw,))
    fixed = Placement(0, 0.0, False, 1390.0, 510.0, "far")
    question = Instance("far", (Item(0, PIECE, 3, fixed=(fixed,)),), 500.0, sheets=(sheet,))
    marker = nest(question, evaluations=60_000, seed=0)
    assert check_marker(question, marker) == []
    assert fixed in marker.placements
    # Beside the fixed piece one more has room, above it none with the flaw there.
    assert len(marker.unplaced) <= 1
