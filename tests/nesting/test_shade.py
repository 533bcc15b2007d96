"""Shade lots: whole garments on each lot, whatever the stock; and what the judge says of others."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import SpecError
from workbench.nesting import nest
from workbench.nesting.instance import Instance
from workbench.nesting.invariants import check_marker
from workbench.nesting.marker import Marker
from workbench.nesting.shade import garments_of, has_shades, lot_of


def box(width, height):
    return {"type": "simple_polygon", "data": [[0, 0], [width, 0], [width, height], [0, height]]}


def order(garments, sheets):
    """Return shirts of two sizes, each of a body, two sleeves in a pair and a collar."""
    items = []
    for size, count, scale in (("S", garments[0], 1.0), ("L", garments[1], 1.2)):
        if count:
            name = f"shirt {size}"
            items += [
                {"id": f"body {size}", "demand": count, "garment": name,
                 "shape": box(400 * scale, 300 * scale), "allowed_orientations": [0, 180]},
                {"id": f"sleeve {size}", "demand": 2 * count, "garment": name, "per_garment": 2,
                 "mirrored": "pairs", "shape": box(250 * scale, 160 * scale),
                 "allowed_orientations": [0]},
                {"id": f"collar {size}", "demand": count, "garment": name,
                 "shape": box(200 * scale, 40 * scale), "allowed_orientations": [0, 180]},
            ]  # fmt: skip
    return Instance.from_json({"name": "shirts", "items": items, "bins": sheets})


def roll(id, shade="", length=None, cost=4.0):
    made = {"id": id, "width": 800, "cost": cost, "shade": shade}
    return made if length is None else {**made, "length": length}


def remnant(id, shade, width=900, height=600):
    return {"id": id, "shape": box(width, height), "cost": 0, "shade": shade}


def on_lots(instance, marker):
    """Return how many copies of each item lie on each lot, worked out here."""
    shade_of = {sheet.id: lot_of(sheet) for sheet in instance.sheets}
    found = {}
    for place in marker.placements:
        lot = shade_of[marker.stock_of(place.sheet)]
        found.setdefault(lot, Counter())[place.id] += 1
    return found


def test_a_garment_comes_from_one_lot():
    instance = order((3, 2), [remnant("a", "red 1"), remnant("b", "red 2"), roll("new", "red 3")])
    assert has_shades(instance)
    marker = nest(instance, evaluations=300_000)
    assert check_marker(instance, marker) == []
    assert marker.unplaced == ()
    lots = on_lots(instance, marker)
    assert len(lots) > 1, "the remnants are used too"
    for counts in lots.values():
        for size in "SL":
            bodies = counts[f"body {size}"]
            assert counts[f"sleeve {size}"] == 2 * bodies
            assert counts[f"collar {size}"] == bodies


def test_two_sheets_of_one_lot_share_a_garment():
    """A body fits on neither sheet beside anything else: sleeves go on the other of its lot."""
    sheets = [remnant("a", "red", 410, 310), remnant("b", "red", 520, 420)]
    instance = order((1, 0), sheets)
    marker = nest(instance, evaluations=200_000)
    assert marker.unplaced == ()
    assert len(marker.sheets) == 2
    assert check_marker(instance, marker) == []
    apart = order((1, 0), [sheets[0], {**sheets[1], "shade": "rose"}])
    none = nest(apart, evaluations=200_000)
    assert none.placements == (), "no lot holds the whole garment, so nothing of it is cut"
    assert check_marker(apart, none) == []


@settings(max_examples=12, deadline=None)
@given(
    st.tuples(st.integers(0, 3), st.integers(0, 2)).filter(any),
    st.lists(
        st.tuples(st.sampled_from(("", "x", "y")), st.integers(3, 11), st.integers(3, 8)),
        max_size=4,
    ),
    st.booleans(),
)
def test_whatever_is_in_stock_only_whole_garments_are_cut(garments, remnants, endless):
    sheets = [remnant(k, shade, 100 * w, 100 * h) for k, (shade, w, h) in enumerate(remnants)]
    sheets.append(roll("roll", "z", None if endless else 900))
    instance = order(garments, sheets)
    marker = nest(instance, evaluations=60_000)
    assert check_marker(instance, marker) == []
    if endless:
        assert marker.unplaced == ()
    for counts in on_lots(instance, marker).values():
        for items in garments_of(instance).values():
            assert len({counts[item.id] / item.per_garment for item in items}) == 1


def test_the_judge_finds_a_sleeve_from_another_lot():
    instance = order((2, 0), [roll("a", "one", 420, cost=1.0), roll("b", "two")])
    loose = replace(instance, sheets=tuple(replace(s, shade="") for s in instance.sheets))
    mixed = nest(loose, evaluations=100_000)
    counts = Counter((place.id, place.sheet) for place in mixed.placements)
    assert counts["body S", "a"] == 2, "both bodies fit on the short roll, not all the sleeves"
    assert counts["sleeve S", "a"] < 4
    told = check_marker(instance, Marker.on_sheets(instance, mixed.placements, mixed.sheets))
    assert any("holds no whole garments 'shirt S'" in fault for fault in told)


def test_without_shades_or_garments_there_is_no_rule():
    assert not has_shades(order((2, 0), [roll("a"), roll("b")]))
    plain = order((2, 0), [roll("a", "red")])
    assert not has_shades(replace(plain, items=tuple(replace(i, garment="") for i in plain.items)))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"demand": 3}, "no whole number of garments of 2"),
        ({"demand": 4, "mirrored": False}, "its demand makes 2 of 'shirt S'"),
        ({"per_garment": 1}, "an even number"),
        ({"per_garment": 1.5}, "per_garment is 1.5"),
        ({"fixed": [{"x": 0, "y": 0, "rotation": 0, "sheet": "a"}]}, "cannot be kept to the lot"),
    ],
)
def test_garments_that_do_not_come_out_even_are_named(change, told):
    document = order((1, 0), [roll("a", "red")]).to_document()
    sleeve = next(item for item in document["items"] if item["id"] == "sleeve S")
    sleeve |= {"mirrored": False, **change} if "demand" in change else change
    with pytest.raises(SpecError, match=told) as caught:
        Instance.from_json(document)
    assert "sleeve S" in str(caught.value)


def test_shades_survive_json():
    instance = order((2, 1), [remnant("a", "red 1"), roll("b", "red 2")])
    again = Instance.from_json(instance.to_json())
    assert [sheet.shade for sheet in again.sheets] == ["red 1", "red 2"]
    assert [(i.garment, i.per_garment) for i in again.items] == [
        (i.garment, i.per_garment) for i in instance.items
    ]


def test_the_shipped_example_keeps_its_lots():
    instance = Instance.from_file(Path(__file__).parent / "instances" / "shade_lots.json")
    marker = nest(instance, evaluations=200_000)
    assert check_marker(instance, marker) == []
    assert marker.unplaced == ()
