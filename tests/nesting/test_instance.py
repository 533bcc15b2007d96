"""Instances and markers in and out, transforms, and the rule that judges them."""

from __future__ import annotations

import importlib.util
import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.affinity import affine_transform
from shapely.geometry import Polygon

from workbench.errors import SpecError
from workbench.model.pattern import Cloth, Pattern, PatternPiece
from workbench.nesting import Instance, Marker, Placement, check_marker, nest

_spec = importlib.util.spec_from_file_location("pieces", Path(__file__).parent / "pieces.py")
pieces = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(pieces)

SPARROW = """{"name": "two", "strip_height": 10.0, "items": [
  {"id": 0, "demand": 2, "dxf": "x.dxf", "allowed_orientations": [0.0, 180.0],
   "shape": {"type": "simple_polygon", "data": [[0, 0], [4, 0], [4, 2], [0, 2], [0, 0]]}},
  {"id": 1, "demand": 1, "allowed_orientations": [],
   "shape": {"type": "polygon", "data": {"outer": [[0, 0], [6, 0], [6, 6], [0, 6]],
                                         "inner": [[[2, 2], [4, 2], [4, 4], [2, 4]]]}}}]}"""


def test_sparrow_json_is_read():
    instance = Instance.from_json(SPARROW)
    assert instance.pieces == 3
    assert instance.area == 2 * 8 + 32
    assert instance.item(0).angles == (0.0, 180.0)
    assert instance.item(1).angles == (0.0,)  # an empty list means as drawn, as the peer has it
    assert Instance.from_json(instance.to_json()) == instance


def test_null_orientations_mean_free_rotation():
    document = json.loads(SPARROW)
    document["items"][0]["allowed_orientations"] = None
    assert len(Instance.from_json(document).item(0).angles) == 16


def test_extensions_survive_json():
    instance = pieces.small(2.5, 5.0)
    again = Instance.from_json(instance.to_json())
    assert again == instance
    assert again.item("triangle").mirror == "either"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.pop("strip_height"), "strip_height is missing"),
        (lambda d: d.update(items=[]), "nothing to nest"),
        (lambda d: d.update(items=3), "items is not a list"),
        (lambda d: d.update(strip_height=-1), "width"),
        (lambda d: d.update(gap=-1), "negative"),
        (lambda d: d.update(strip_height="wide"), "not a number"),
        (lambda d: d["items"][0].update(demand=0), "demand"),
        (lambda d: d["items"][0].update(demand="x"), "numbers"),
        (lambda d: d["items"][0].update(mirrored="maybe"), "mirrored"),
        (lambda d: d["items"][0].pop("shape"), "needs a shape"),
        (lambda d: d["items"][0]["shape"].update(type="circle"), "circle"),
        (lambda d: d["items"][0]["shape"].update(data=[[0, 0], [1]]), "outline"),
        (lambda d: d["items"][0]["shape"].update(data=[[0, 0], [1, 1]]), "at least 3"),
        (
            lambda d: d["items"][0]["shape"].update(data=[[0, 0], [4, 4], [4, 0], [0, 3]]),
            "crosses or touches itself",
        ),
        (lambda d: d["items"][1].update(id=0), "share an id"),
    ],
)
def test_bad_instances_are_refused(change, message):
    document = json.loads(SPARROW)
    change(document)
    with pytest.raises(SpecError, match=message):
        Instance.from_json(document)


@pytest.mark.parametrize("text", ["{", "[]", "3", b"\xff\xfe", '{"bins": [], "items": []}'])
def test_what_is_no_instance_is_refused(text):
    with pytest.raises(SpecError):
        Instance.from_json(text)


@given(
    pieces.outlines(),
    st.floats(-720, 720),
    st.booleans(),
    st.floats(-1e3, 1e3),
    st.floats(-1e3, 1e3),
)
def test_placements_mirror_then_turn_then_move(outline, rotation, mirrored, x, y):
    placed = Placement(0, rotation, mirrored, x, y).apply(outline)
    c, s = math.cos(math.radians(rotation)), math.sin(math.radians(rotation))
    sign = -1.0 if mirrored else 1.0
    oracle = affine_transform(Polygon(outline), (sign * c, -s, sign * s, c, x, y))
    np.testing.assert_allclose(placed, np.array(oracle.exterior.coords)[:-1], atol=1e-9)
    assert Polygon(placed).area == pytest.approx(Polygon(outline).area)


def test_quarter_turns_are_exact():
    point = [(3.0, 5.0)]
    turned = [Placement(0, angle, False, 0, 0).apply(point).tolist()[0] for angle in (90, 180, -90)]
    assert turned == [[-5.0, 3.0], [-3.0, -5.0], [5.0, -3.0]]


def test_marker_survives_json_bit_by_bit():
    instance = pieces.small()
    marker = nest(instance, evaluations=5000)
    again = Marker.from_json(marker.to_json())
    assert again == marker
    assert again.digest() == marker.digest()
    document = marker.to_document()
    assert list(document) == [
        "length",
        "width",
        "density",
        "placements",
        "unplaced",
        "evaluations",
        "seconds",
        "cpu_seconds",
        "sheets",
        "trace",
    ]
    assert set(document["placements"][0]) == {"id", "rotation", "mirrored", "x", "y", "sheet"}
    with pytest.raises(SpecError, match="not a marker"):
        Marker.from_json("{}")


def squares(*corners, rotation=0.0, width=30.0, gap=0.0, edge=0.0):
    square = pieces.item("square", [(0, 0), (10, 0), (10, 10), (0, 10)], len(corners), (0.0,))
    instance = Instance("squares", (square,), width, gap=gap, edge=edge)
    placements = [Placement("square", rotation, False, x, y) for x, y in corners]
    return instance, Marker.of(instance, placements, max(x for x, _ in corners) + 10.0)


def test_the_rule_accepts_touching_and_refuses_the_rest():
    assert check_marker(*squares((0, 0), (10, 0), (0, 10))) == []
    assert "overlap" in check_marker(*squares((0, 0), (9.999, 0)))[0]
    assert "outside" in check_marker(*squares((-0.001, 0)))[0]
    assert "outside" in check_marker(*squares((0, 20.001)))[0]
    assert "outside" in check_marker(*squares((0, 1), edge=2.0))[0]
    assert "closer than the gap" in check_marker(*squares((0, 0), (11.999, 0), gap=2.0))[0]
    assert check_marker(*squares((0, 0), (12.0, 0), gap=2.0)) == []
    assert "turned by 90" in check_marker(*squares((10, 0), rotation=90.0))[0]


def test_the_rule_counts():
    instance, marker = squares((0, 0), (10, 0))
    short = replace(marker, placements=marker.placements[:1])
    assert any("demanded 2 times" in fault for fault in check_marker(instance, short))
    dense = replace(marker, density=0.99)
    assert any("density" in fault for fault in check_marker(instance, dense))


def test_a_piece_in_a_hole_does_not_overlap():
    frame = pieces.item(
        "frame",
        [(0, 0), (30, 0), (30, 30), (0, 30)],
        holes=(((5, 5), (25, 5), (25, 25), (5, 25)),),
    )
    square = pieces.item("square", [(0, 0), (10, 0), (10, 10), (0, 10)])
    instance = Instance("nested", (frame, square), 30.0)
    marker = Marker.of(
        instance, [Placement("frame", 0, False, 0, 0), Placement("square", 0, False, 10, 10)], 30.0
    )
    assert check_marker(instance, marker) == []


def test_patterns_become_instances_along_the_grain():
    front = PatternPiece("front", "S", ((0, 0), (10, 0), (10, 30), (0, 30)), 90.0)
    large = replace(front, size="L", outline=((0, 0), (12, 0), (12, 36), (0, 36)))
    label = PatternPiece("label", "", ((0, 0), (5, 0), (5, 2), (0, 2)))
    pattern = Pattern("tee", (front, large, label))
    cloth = Cloth("jersey", 100.0, gap=1.0, edge=2.0)
    instance = Instance.from_pattern(pattern, cloth, {"S": 3, "L": 2})
    assert [(item.id, item.demand, item.angles) for item in instance.items] == [
        ("front/S", 3, (270.0, 90.0)),
        ("label", 5, (0.0, 180.0)),
        ("front/L", 2, (270.0, 90.0)),
    ]
    assert (instance.gap, instance.edge) == (1.0, 2.0)
    assert instance.area == pytest.approx(3 * pattern.area("S") + 2 * pattern.area("L"))
    with pytest.raises(SpecError, match=r"no size 'XS'"):
        Instance.from_pattern(pattern, cloth, {"XS": 1})
    with pytest.raises(SpecError, match="-1 garments"):
        Instance.from_pattern(pattern, cloth, {"S": -1})
