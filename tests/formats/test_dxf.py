"""DXF: what is written is read back, what others write is read, what is broken is refused."""

from __future__ import annotations

import contextlib
import math

import ezdxf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon

from workbench.errors import SpecError
from workbench.formats import marker_to_dxf, read_dxf, write_dxf
from workbench.model.pattern import Cloth, Pattern, PatternPiece
from workbench.nesting import Instance, check_marker, nest

FRONT = PatternPiece(
    "Vorderteil né",
    "M",
    ((0, 0), (200, 0), (205.123456, 300), (100, 320), (0, 310)),
    90.0,
    notches=((200, 100), (0, 155)),
    internals=(((10, 10), (50, 50), (60, 45)),),
    drills=((100, 100),),
    holes=(((20, 20), (40, 20), (40, 40)),),
    seam=((10, 10), (190, 10), (190, 290), (10, 300)),
    quantity=3,
    mirrored=1,
)
BACK = PatternPiece("back", "XL", ((0, 0), (120, 0), (120, 300), (0, 310)), fold=((0, 0), (0, 310)))


def test_round_trip_keeps_everything(tmp_path):
    path = tmp_path / "tee.dxf"
    write_dxf(Pattern("tee", (FRONT, BACK)), path)
    again = read_dxf(path)
    assert again.name == "tee"
    for old, new in zip((FRONT, BACK), again.pieces, strict=True):
        assert (new.name, new.size, new.quantity, new.mirrored, new.fold) == (
            old.name,
            old.size,
            old.quantity,
            old.mirrored,
            old.fold,
        )
        assert new.grain == pytest.approx(old.grain, abs=1e-6)
        assert new.area == pytest.approx(old.area, rel=1e-7)
        assert new.notches == old.notches
        assert new.drills == old.drills
        assert new.internals == old.internals
        assert new.holes == old.holes
        assert new.seam == old.seam


@given(st.lists(st.floats(0.2, 1.0), min_size=3, max_size=30), st.floats(1.0, 2000.0))
@settings(max_examples=12)
def test_round_trip_keeps_the_area(steps, radius):
    total = sum(steps) * 1.05
    angles = [2 * math.pi * sum(steps[:k]) / total for k in range(len(steps))]
    outline = tuple((radius * math.cos(a), radius * math.sin(a)) for a in angles)
    piece = PatternPiece("p", "", outline)
    text = write_dxf(Pattern("x", (piece,)))
    assert read_dxf(text.encode()).pieces[0].area == pytest.approx(piece.area, rel=1e-4)


def test_other_programs_find_blocks_and_layers(tmp_path):
    path = tmp_path / "tee.dxf"
    write_dxf(Pattern("tee", (FRONT,)), path)
    document = ezdxf.readfile(path)
    assert document.dxfversion == "AC1009"
    blocks = [block for block in document.blocks if not block.name.startswith("*")]
    assert [block.name for block in blocks] == ["VORDERTEIL_N_-M"]
    layers = {entity.dxf.layer for entity in blocks[0]}
    assert layers == {"1", "4", "7", "8", "11", "13", "14"}
    assert [entity.dxftype() for entity in document.modelspace()][:1] == ["INSERT"]
    # No layout blocks in the file itself: some cutting-room programs take them for pieces.
    assert "*MODEL_SPACE" not in path.read_text().upper()


def foreign(draw, version="R12", **header):
    """Return the bytes of a DXF drawn by another program, with one block called FRONT_XL."""
    import io

    document = ezdxf.new(version)
    for key, value in header.items():
        document.header[f"${key}"] = value
    block = document.blocks.new("FRONT_XL")
    draw(document, block)
    document.modelspace().add_blockref("FRONT_XL", (0, 0))
    stream = io.StringIO()
    document.write(stream)
    return stream.getvalue().encode()


def outline(block, points=((0, 0), (10, 0), (10, 20), (0, 20)), layer="1"):
    block.add_polyline2d(points, close=True, dxfattribs={"layer": layer})


def test_size_comes_from_the_block_name_without_a_text():
    piece = read_dxf(foreign(lambda d, b: outline(b))).pieces[0]
    assert (piece.name, piece.size, piece.quantity) == ("FRONT", "XL", 1)


def test_units_come_from_text_or_header():
    assert read_dxf(foreign(lambda d, b: outline(b), "R2000", INSUNITS=1)).pieces[
        0
    ].area == pytest.approx(200 * 25.4**2)

    def english(document, block):
        outline(block)
        document.modelspace().add_text("UNITS: ENGLISH")

    assert read_dxf(foreign(english, "R2000", INSUNITS=4)).pieces[0].area == pytest.approx(
        200 * 25.4**2
    )
    assert read_dxf(foreign(lambda d, b: outline(b)), unit=10.0).pieces[0].area == 20000.0


def test_every_layer_is_understood():
    def draw(document, block):
        outline(block, ((0, 0), (100, 0), (100, 200), (0, 200)))
        for number, layer in enumerate(("4", "80", "81", "82", "83")):
            block.add_point((0, 10 + 10 * number), dxfattribs={"layer": layer})
        block.add_line((50, 20), (50, 180), dxfattribs={"layer": "7"})
        block.add_line((10, 10), (90, 10), dxfattribs={"layer": "8"})
        block.add_line((100, 0), (100, 200), dxfattribs={"layer": "6"})
        block.add_circle((30, 100), 5, dxfattribs={"layer": "11"})
        block.add_circle((70, 50), 2, dxfattribs={"layer": "13"})
        block.add_point((70, 60), dxfattribs={"layer": "13"})
        block.add_point((0, 0), dxfattribs={"layer": "2"})
        block.add_point((1, 0), dxfattribs={"layer": "3"})
        outline(block, ((5, 5), (95, 5), (95, 195), (5, 195)), layer="14")
        block.add_text("Piece Name: Front panel", dxfattribs={"layer": "15"})
        block.add_text("QUANTITY: 1,1", dxfattribs={"layer": "15"})
        block.add_text("Size: 42", dxfattribs={"layer": "1"})

    piece = read_dxf(foreign(draw)).pieces[0]
    assert (piece.name, piece.size, piece.quantity, piece.mirrored) == ("Front panel", "42", 2, 1)
    assert piece.grain == pytest.approx(90.0)
    assert len(piece.notches) == 5
    assert piece.internals == (((10.0, 10.0), (90.0, 10.0)),)
    assert piece.drills == ((70.0, 50.0), (70.0, 60.0))
    assert Polygon(piece.holes[0]).area == pytest.approx(math.pi * 25, rel=2e-3)
    assert len(piece.seam) == 4
    # The fold doubles the piece: 2 × 100 × 200 less two holes.
    assert piece.area == pytest.approx(40000 - 2 * math.pi * 25, rel=1e-4)
    whole = piece.unfolded()
    assert Polygon(whole.outline).bounds == pytest.approx((0, 0, 200, 200))
    assert len(whole.notches) == 10
    assert len(whole.holes) == 2


def test_loose_lines_are_joined_and_curves_kept_to_a_hundredth_of_a_percent():
    def draw(document, block):
        for start, end in (((0, 0), (200, 0)), ((0, 300), (0, 0)), ((200, 300), (200, 0))):
            block.add_line(start, end, dxfattribs={"layer": "1"})
        block.add_arc((100, 300), 100, 0, 180, dxfattribs={"layer": "1"})

    piece = read_dxf(foreign(draw)).pieces[0]
    assert piece.area == pytest.approx(60000 + math.pi * 100**2 / 2, rel=1e-4)

    def bulge(document, block):
        line = block.add_polyline2d([(0, 0), (100, 0)], close=True, dxfattribs={"layer": "1"})
        for vertex in line.vertices:
            vertex.dxf.bulge = 1.0

    assert read_dxf(foreign(bulge)).pieces[0].area == pytest.approx(math.pi * 2500, rel=1e-4)


def test_outlines_without_blocks_are_pieces():
    import io

    document = ezdxf.new("R12")
    for x in (0, 50):
        document.modelspace().add_polyline2d(
            [(x, 0), (x + 10, 0), (x + 10, 10)], close=True, dxfattribs={"layer": "1"}
        )
    stream = io.StringIO()
    document.write(stream)
    assert [p.name for p in read_dxf(stream.getvalue().encode()).pieces] == ["piece 1", "piece 2"]


WHOLE = write_dxf(Pattern("tee", (FRONT,)))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"hello", "not a DXF"),
        (b"\x00\xff" * 50, "not a DXF"),
        (WHOLE[:700].encode(), "broken|no closed cut line"),
        (WHOLE.replace("POLYLINE", "POLYSPLINE").encode(), "broken|no closed cut line"),
        (foreign(lambda d, b: b.add_line((0, 0), (1, 1), dxfattribs={"layer": "1"})), "open"),
        (
            foreign(lambda d, b: outline(b, ((0, 0), (10, 10), (10, 0), (0, 12)))),
            "crosses or touches itself",
        ),
        (
            foreign(lambda d, b: (outline(b), b.add_text("Quantity: none"))),
            "quantity reads 'none'",
        ),
    ],
)
def test_broken_files_are_refused_with_their_name(data, message):
    with pytest.raises(SpecError, match=message) as caught:
        read_dxf(data, name="tee.dxf")
    assert caught.value.where.startswith("tee.dxf")
    assert caught.value.advice


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(SpecError, match=r"nowhere\.dxf"):
        read_dxf("nowhere.dxf")


@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=6))
@settings(max_examples=25)
def test_damaged_files_never_end_in_another_error(place, noise):
    data = WHOLE.encode()
    damaged = data[:place] + noise + data[place + len(noise) :]
    with contextlib.suppress(SpecError):
        read_dxf(damaged)


def test_markers_are_written_where_they_lie(tmp_path):
    instance = Instance.from_pattern(Pattern("tee", (FRONT, BACK)), Cloth("jersey", 800.0))
    marker = nest(instance, evaluations=5000)
    path = tmp_path / "marker.dxf"
    marker_to_dxf(marker, instance, path)
    cut = [
        Polygon([(v.dxf.location.x, v.dxf.location.y) for v in entity.vertices])
        for entity in ezdxf.readfile(path).modelspace()
        if entity.dxftype() == "POLYLINE" and entity.dxf.layer == "1"
    ]
    assert len(cut) == len(marker.placements) == 4
    for polygon, points in zip(cut, marker.polygons(instance), strict=True):
        assert polygon.symmetric_difference(Polygon(points)).area < 1e-2


def test_third_party_pattern_nests_on_1500_mm(bench_data):
    pattern = read_dxf(bench_data / "patterns" / "freesewing_brian_aama_like.dxf")
    assert [p.name for p in pattern.pieces] == [
        "brian.brian.back",
        "brian.brian.front",
        "brian.library.sleeve",
    ]
    assert [p.quantity for p in pattern.pieces] == [1, 1, 2]
    instance = Instance.from_pattern(pattern, Cloth("jersey", 1500.0, gap=2.0, edge=10.0))
    marker = nest(instance, evaluations=100_000)
    assert check_marker(instance, marker) == []
    assert len(marker.placements) == 4
    again = read_dxf(write_dxf(pattern).encode())
    for old, new in zip(pattern.pieces, again.pieces, strict=True):
        assert new.area == pytest.approx(old.area, rel=1e-6)
