"""Markers for plotters and printers hold every piece where it was placed."""

from __future__ import annotations

import re

import pytest

from workbench.formats.hpgl import marker_to_hpgl
from workbench.formats.pdf import marker_to_pdf
from workbench.model.pattern import Cloth, Pattern, PatternPiece
from workbench.nesting import Instance, Marker
from workbench.nesting.marker import Placement

SQUARE = ((0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0))


@pytest.fixture(scope="module")
def placed():
    piece = PatternPiece("pocket; left", "M", SQUARE, quantity=2)
    instance = Instance.from_pattern(Pattern("apron", (piece,)), Cloth("canvas", 300.0), {"M": 1})
    (item,) = instance.items
    spots = (
        Placement(item.id, 0.0, False, 0.0, 0.0, 0),
        Placement(item.id, 180.0, False, 300.0, 250.5, 0),
    )
    return Marker.of(instance, spots, 300.0), instance


def test_hpgl_cuts_each_piece_once_in_plotter_units(placed):
    text = marker_to_hpgl(*placed)
    cut = text.split("SP1;")[1]
    strokes = re.findall(r"PU(-?\d+,-?\d+);PD([-\d,]+);PU;", cut)
    assert len(strokes) == 2
    start, rest = strokes[1]
    corners = [tuple(map(int, pair)) for pair in re.findall(r"(-?\d+),(-?\d+)", f"{start},{rest}")]
    assert corners[0] == corners[-1]
    xs, ys = zip(*corners, strict=True)
    assert (min(xs), max(xs)) == (200 * 40, 300 * 40)
    assert (min(ys), max(ys)) == (6020, 10020)


def test_hpgl_labels_cannot_end_a_command(placed):
    text = marker_to_hpgl(*placed)
    for label in re.findall("LB(.*?)\x03", text):
        assert ";" not in label
        assert label.isascii()


def test_pdf_is_one_repeatable_page_in_scale(placed):
    first = marker_to_pdf(*placed)
    assert first.startswith(b"%PDF")
    assert first.count(b"/Type /Page ") == 1
    assert first == marker_to_pdf(*placed)
    box = re.search(rb"/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+)", first)
    # 300 mm of cloth, a margin of 20 mm each side and a title block of 30 mm, 72 points an inch.
    assert [float(value) for value in box.groups()] == pytest.approx(
        [340 / 25.4 * 72, 370 / 25.4 * 72], rel=1e-3
    )
