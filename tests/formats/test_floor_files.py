"""Floors as DXF, SVG and PDF: what is written is read again, what is missing is named."""

from __future__ import annotations

import math
import re
from xml.etree import ElementTree

import ezdxf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import SpecError
from workbench.formats import UnitError, floor_to_dxf, floor_to_pdf, floor_to_svg, read_floor_dxf
from workbench.formats.floor_sheet import SCALES, SHEETS, sheet_of
from workbench.layout import DrawingError, FloorSession
from workbench.layout.drawing import drawing_faults
from workbench.model import load_twin
from workbench.model.documents import read_noun
from workbench.model.floor import Floor, Footprint
from workbench.model.rings import vertex, vertices

FULL = {
    "outline": [["0 m", "0 m"], ["12 m", "0 m"], ["12 m", "9 m"], ["5 m", "9 m"], ["5 m", "6 m"],
                ["0 m", "6 m"]],
    "walls": {
        "middle": {"start": ["5 m", "0 m"], "end": ["5 m", "6 m"], "thickness": "12 cm",
                   "material": "noncombustible"},
        "slanted": {"start": ["8.2 m", "1 m"], "end": ["6.1 m", "4.3 m"]},
        "stub": {"start": ["9 m", "5 m"], "end": ["9.1 m", "5 m"], "thickness": "40 cm"},
    },
    "doors": {"wide": {"wall": "middle", "at": "3 m", "width": "1.4 m", "swing": "left",
                       "hinge": "end"},
              "slit": {"wall": "slanted", "at": "2 m", "width": "80 cm"}},
    "columns": {"c1": {"at": ["10 m", "3 m"], "size": ["30 cm", "50 cm"]}},
    "exits": {"street": {"at": ["0 m", "2 m"], "width": "1.1 m", "swing": "in", "hinge": "right"}},
    "zones": {"hot": {"outline": [["9 m", "6 m"], ["12 m", "6 m"], ["12 m", "9 m"]],
                      "kind": "hot"}},
    "utilities": {"tap": {"kind": "water", "at": ["11 m", "1 m"]},
                  "duct": {"kind": "extraction", "along": [["6 m", "8 m"], ["11 m", "8 m"]]}},
}  # fmt: skip
PRINTS = {
    "kiln": read_noun(Footprint, {"shape": ["1.2 m", "0.9 m"]}, "f"),
    "bench": read_noun(
        Footprint,
        {"outline": [["0 m", "0 m"], ["2 m", "0 m"], ["2 m", "1 m"], ["1 m", "1 m"],
                     ["1 m", "2 m"], ["0 m", "2 m"]]},
        "f",
    ),
}  # fmt: skip


def written(placements=None, **changes):
    floor = read_noun(Floor, FULL | changes, "floor")
    return floor, floor_to_dxf(floor, PRINTS, placements or {})


def again(text, **options):
    return read_floor_dxf(text.encode(), name="plan.dxf", **options)


def near(one, two, within=1.0):
    return all(abs(a - b) <= within for a, b in zip(one, two, strict=True))


def test_a_floor_comes_back_within_a_millimetre():
    floor, text = written()
    back = again(text)
    assert not drawing_faults(back.floor)
    read = read_noun(Floor, back.floor, "floor")
    assert all(near(p, q) for p, q in zip(read.boundary, floor.boundary, strict=True))
    for kind in ("walls", "doors", "columns", "exits", "zones", "utilities"):
        ours = {each.name: each for each in getattr(floor, kind)}
        theirs = {each.name: each for each in getattr(read, kind)}
        assert set(ours) == set(theirs), kind
    for name in ("middle", "slanted", "stub"):
        one, two = floor.wall(name), read.wall(name)
        assert near(vertex(one.start), vertex(two.start))
        assert near(vertex(one.end), vertex(two.end))
        assert float(one.thickness) == pytest.approx(float(two.thickness), abs=1.0)
        assert one.material == two.material
    for one in floor.doors:
        two = next(d for d in read.doors if d.name == one.name)
        assert (one.wall, one.swing) == (two.wall, two.swing)
        assert one.hinge == two.hinge or not one.swing
        for p, q in zip(floor.opening(one), read.opening(two), strict=True):
            assert near(p, q)
    assert (read.exits[0].swing, read.exits[0].hinge) == ("in", "right")
    ours, theirs = (vertices(each.zones[0].outline) for each in (floor, read))
    assert all(near(p, q) for p, q in zip(ours, theirs, strict=True))
    assert {u.kind for u in read.utilities} == {"water", "extraction"}


@settings(max_examples=25, deadline=None)
@given(
    st.floats(0, 12000), st.floats(0, 9000), st.floats(0, 359.99), st.sampled_from(sorted(PRINTS))
)
def test_a_station_comes_back_where_it_stood(x, y, turn, name):
    _, text = written({name: (x, y, turn)})
    back = again(text, stations=PRINTS)
    assert not back.footprints, "the twin's own footprint is recognised"
    px, py, found = back.placements[name]
    assert near((px, py), (x, y), 0.5)
    assert abs((found - turn + 180) % 360 - 180) < 0.01


def test_another_shape_and_a_stranger_are_told():
    _, text = written({"kiln": (3000.0, 3000.0, 0.0), "bench": (6000.0, 7500.0, 0.0)})
    larger = read_noun(Footprint, {"shape": ["1.5 m", "0.9 m"]}, "f")
    back = again(text, stations={"kiln": larger})
    assert set(back.placements) == {"kiln"}
    assert "outline" in back.footprints["kiln"]
    assert any("bench" in note for note in back.notes)
    assert any("kiln" in note for note in back.notes)


@pytest.mark.parametrize(("code", "scale"), [(1, 25.4), (4, 1.0), (5, 10.0), (6, 1000.0)])
def test_the_unit_is_read_from_the_header(code, scale):
    _, text = written()
    back = again(text.replace("$INSUNITS\n70\n4", f"$INSUNITS\n70\n{code}"))
    assert back.floor["outline"][1][0] == f"{12000 * scale:.12g} mm"


@pytest.mark.parametrize("broken", ["$INSUNITS\n70\n0", "$XUNITS\n70\n4"])
def test_a_drawing_without_a_unit_is_a_question(broken):
    _, text = written()
    text = text.replace("$INSUNITS\n70\n4", broken)
    with pytest.raises(UnitError, match="in which unit") as caught:
        again(text)
    assert "plan.dxf" in caught.value.where
    assert again(text, unit="cm").floor["outline"][1][0] == "120000 mm"
    with pytest.raises(SpecError, match="no unit"):
        again(text, unit="yard")


def other(draw, unit=4):
    """A drawing as another program makes it."""
    document = ezdxf.new("R2010")
    document.header["$INSUNITS"] = unit
    draw(document.modelspace(), document)
    import io

    stream = io.StringIO()
    document.write(stream)
    return read_floor_dxf(stream.getvalue().encode(), name="other.dxf", stations=PRINTS)


def outline(space, points, layer="A-Outline", *, close=True):
    space.add_lwpolyline(points, close=close, dxfattribs={"layer": "Outline 1" if layer else ""})


def test_lines_that_meet_are_an_outline_and_a_block_is_a_station():
    def draw(space, document):
        corners = [(0, 0), (12, 0), (12, 9), (0, 9)]
        for p, q in zip(corners, corners[1:] + corners[:1], strict=True):
            space.add_line(q, p, dxfattribs={"layer": "BOUNDARY"})
        block = document.blocks.new("Kiln")
        block.add_lwpolyline([(0, 0), (1.2, 0), (1.2, 0.9), (0, 0.9)], close=True)
        space.add_blockref("Kiln", (4, 5), {"layer": "MACHINES", "rotation": 90})
        space.add_lwpolyline([(6, 0), (6, 4)], dxfattribs={"layer": "Walls-inner"})
        space.add_line((6, 1), (6, 2), dxfattribs={"layer": "DOORS"})

    back = other(draw, unit=6)
    assert len(back.floor["outline"]) == 4
    assert back.floor["walls"]["wall_1"]["thickness"] == "100 mm"
    assert back.floor["doors"]["door_1"]["wall"] == "wall_1"
    # The block's corner is its origin: turned by 90°, its middle lies at (-0.45, 0.6).
    assert near(back.placements["kiln"][:2], (3550.0, 5600.0), 0.01)
    assert back.placements["kiln"][2] == pytest.approx(90.0)


def test_an_unclosed_outline_is_named_with_its_gap():
    def draw(space, _):
        outline(space, [(0, 0), (9000, 0), (9000, 5000), (0, 4000)], close=False)

    with pytest.raises(DrawingError, match=r"not closed: 4\.00 m") as caught:
        other(draw)
    (finding,) = caught.value.findings
    assert {tuple(p) for p in finding.shapes[0]} == {(0.0, 0.0), (0.0, 4000.0)}


def test_a_drawing_without_an_outline_names_its_layers():
    with pytest.raises(DrawingError, match="no outline: its layers are Furnishings"):
        other(lambda space, _: space.add_line((0, 0), (1, 1), dxfattribs={"layer": "Furnishings"}))


def test_a_door_in_no_wall_is_named_with_its_place():
    def draw(space, _):
        outline(space, [(0, 0), (9000, 0), (9000, 5000), (0, 5000)])
        space.add_line((3000, 2000), (4000, 2000), dxfattribs={"layer": "DOORS"})

    with pytest.raises(DrawingError, match="door is in no wall") as caught:
        other(draw)
    assert caught.value.findings[0].at == (3500.0, 2000.0)


@pytest.mark.parametrize("data", [b"no drawing", b"0\nSECTION\n2\nHEADER\n", b"\x00" * 50])
def test_what_is_no_drawing_is_refused_in_words(data):
    with pytest.raises(SpecError):
        read_floor_dxf(data, name="x.dxf")


# on paper -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def state():
    return FloorSession(load_twin("rug_studio")).state().to_json()


def test_an_svg_is_to_scale(state):
    text = floor_to_svg(state, "Rug <studio>", "today")
    tree = ElementTree.fromstring(text)
    assert tree.get("width").endswith("mm")
    scale = int(re.search(r"1:(\d+)", text).group(1))
    assert scale in SCALES
    shapes = tree.iter("{http://www.w3.org/2000/svg}polygon")
    points = [[tuple(map(float, p.split(","))) for p in s.get("points").split()] for s in shapes]
    wide = max(max(x for x, _ in ring) - min(x for x, _ in ring) for ring in points[:1])
    assert wide * scale == pytest.approx(14000.0, abs=1.0), "the outline is the first shape"
    assert "Rug &lt;studio&gt;" in text
    assert f"Scale 1:{scale}" in text


@pytest.mark.parametrize("paper", SHEETS)
def test_everything_lies_on_the_sheet(state, paper):
    sheet = sheet_of(state, paper=paper)
    assert (sheet.width, sheet.height) == SHEETS[paper]
    for part in sheet.parts:
        for x, y in getattr(part, "points", (part.at,) if hasattr(part, "at") else ()):
            assert 0 <= x <= sheet.width
            assert 0 <= y <= sheet.height


def test_a_pdf_is_one_page_of_that_size_and_the_same_each_time(state):
    data = floor_to_pdf(state, "Rug studio")
    assert data.startswith(b"%PDF")
    assert data == floor_to_pdf(state, "Rug studio")
    box = re.search(rb"/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+) ?\]", data)
    size = [float(value) * 25.4 / 72 for value in box.groups()]
    assert any(math.dist(size, sheet) < 0.1 for sheet in SHEETS.values())
