"""SVG in and out."""

from __future__ import annotations

import math
from xml.etree import ElementTree as ET

import pytest
from shapely.geometry import Polygon

from workbench.errors import SpecError
from workbench.formats import marker_to_svg, read_pattern, read_svg
from workbench.model.pattern import Cloth
from workbench.nesting import Instance, nest

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" '
    'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" '
)
DRAWING = (
    HEAD
    + """width="100mm" height="50mm" viewBox="0 0 1000 500">
<g transform="translate(10 0)">
  <path id="frame" data-size="M" data-quantity="3" data-mirrored="1" data-grain="90"
        d="M0 0H100V100H0Z M20 20H40V40H20Z"/>
</g>
<circle cx="500" cy="250" r="100"/>
<path d="M 450 250 L 550 250"/>
<rect x="480" y="300" width="20" height="20"/>
<rect inkscape:label="pocket" id="r1" x="700" y="0" width="50" height="50"/>
<polygon id="tri" points="800,0 900,0 900,100"/>
<path id="round" d="M 800 300 A 50 50 0 0 1 900 300 C 900 400 800 400 800 300"/>
</svg>"""
)


def by_name(pattern):
    return {piece.name: piece for piece in pattern.pieces}


def test_closed_outlines_are_pieces_in_millimetres():
    found = by_name(read_svg(DRAWING.encode(), name="tee.svg"))
    assert set(found) == {"frame", "piece 2", "pocket", "tri", "round"}
    frame = found["frame"]
    assert (frame.size, frame.quantity, frame.mirrored, frame.grain) == ("M", 3, 1, 90.0)
    assert frame.area == pytest.approx(100 - 4, rel=1e-5)
    assert len(frame.holes) == 1
    assert found["pocket"].area == pytest.approx(25, rel=1e-5)
    disc = found["piece 2"]
    assert disc.area == pytest.approx(math.pi * 100, rel=2e-4)
    assert len(disc.internals) == 2
    # A half disc and, below it, a cubic that encloses 6000 square units, in tenths of a mm.
    assert found["round"].area == pytest.approx((math.pi * 2500 / 2 + 6000) / 100, rel=1e-4)


def test_nothing_is_mirrored_by_the_direction_of_y():
    triangle = by_name(read_svg(DRAWING.encode()))["tri"]
    # On paper: right angle at the top right. Read: the same with y upwards.
    assert Polygon(triangle.outline).equals_exact(
        Polygon([(80, 0), (90, -10), (90, 0)]), tolerance=1e-3, normalize=True
    )


def test_user_units():
    text = HEAD + '><rect id="a" width="10" height="20"/></svg>'
    assert read_svg(text.encode()).pieces[0].area == pytest.approx(200, rel=1e-5)
    assert read_svg(text.encode(), user_unit=25.4 / 96).pieces[0].area == pytest.approx(
        200 * (25.4 / 96) ** 2, rel=1e-5
    )


def test_repeated_names_get_numbers():
    text = (
        HEAD + '><g><rect width="10" height="20"/><rect x="20" width="10" height="20"/></g></svg>'
    )
    assert [p.name for p in read_pattern(text.encode()).pieces] == ["piece 1", "piece 2"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "empty"),
        ("<html/>", "not an SVG"),
        ("<svg", "broken"),
        (HEAD + "></svg>", "no closed outline"),
        (HEAD + '><path d="M0 0L10 0"/></svg>', "no closed outline"),
        (HEAD + '><path id="bow" d="M0 0L10 10L10 0L0 12Z"/></svg>', "'bow'.*crosses"),
        (
            HEAD + '><rect id="a" data-grain="up" width="9" height="9"/></svg>',
            "data-grain reads 'up'",
        ),
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + HEAD + "></svg>", "entities"),
    ],
)
def test_broken_drawings_are_refused(text, message):
    with pytest.raises(SpecError, match=message) as caught:
        read_svg(text.encode(), name="tee.svg")
    assert caught.value.where.startswith("tee.svg")


def test_unknown_kinds_are_refused():
    with pytest.raises(SpecError, match=r"\.dxf or \.svg"):
        read_pattern(b"%PDF-1.7", name="tee.pdf")


def test_marker_is_drawn_to_scale(tmp_path):
    pattern = read_svg(DRAWING.encode(), name="tee <1>.svg")
    instance = Instance.from_pattern(pattern, Cloth("jersey", 60.0, gap=1.0))
    marker = nest(instance, evaluations=3000)
    path = tmp_path / "marker.svg"
    text = marker_to_svg(marker, instance, path)
    root = ET.fromstring(path.read_text(encoding="utf-8"))
    assert root.get("width") == f"{marker.length:.3f}mm"
    space = "{http://www.w3.org/2000/svg}"
    drawn = root.findall(f".//{space}g[@class='placed']")
    assert len(drawn) == len(marker.placements)
    for group, points in zip(drawn, marker.polygons(instance), strict=True):
        numbers = group.find(f"{space}polygon").get("points").split()
        corners = [tuple(map(float, number.split(","))) for number in numbers]
        flipped = Polygon([(x, 60.0 - y) for x, y in points])
        assert Polygon(corners).symmetric_difference(flipped).area < 0.05
    assert f"utilisation {100 * marker.density:.1f} %" in text
    assert "tee &lt;1&gt;" in text
