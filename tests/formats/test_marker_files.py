"""Every file of a marker holds the pieces' areas to 0.01 % and what is drawn on them."""

from __future__ import annotations

import re

import numpy as np
import pytest
from shapely.geometry import Polygon

from workbench.formats import (
    marker_to_cut,
    marker_to_dxf,
    marker_to_hpgl,
    marker_to_pdf,
    marker_to_svg,
    read_dxf,
    read_svg,
)
from workbench.model.library import find_twin
from workbench.model.pattern import Cloth, Pattern, PatternPiece
from workbench.nesting import Instance, Marker
from workbench.nesting.placement import Placement

EXACT = 1e-4  # of the area


def _sleeve() -> PatternPiece:
    turn = np.linspace(0.0, np.pi, 40)
    cap = [(200 + 160 * np.cos(t), 180 + 70 * np.sin(t)) for t in turn]
    return PatternPiece(
        "sleeve",
        "M",
        ((30.0, 0.0), (370.0, 0.0), *((float(x), float(y)) for x, y in cap)),
        grain=90.0,
        grainline=((200.0, 40.0), (200.0, 160.0)),
        notches=((200.0, 0.0), (100.0, 0.0)),
        drills=((150.0, 90.0),),
        internals=(((80.0, 60.0), (320.0, 60.0)),),
        holes=(((180.0, 100.0), (220.0, 100.0), (220.0, 130.0), (180.0, 130.0)),),
        quantity=2,
        mirrored=1,
        match=((200.0, 20.0),),
    )


@pytest.fixture(scope="module")
def laid():
    """Return a marker of a sleeve as drawn and its mirrored twin, turned so that nothing is round.

    With the placed polygons, by which every file is judged.
    """
    instance = Instance.from_pattern(
        Pattern("tee", (_sleeve(),)), Cloth("twill", 900.0, nap="free"), {"M": 1}
    )
    plain, mirrored = instance.items
    spots = [
        Placement(plain.id, plain.angles[0], False, 50.25, 420.125),
        Placement(mirrored.id, mirrored.angles[0], True, 700.375, 850.0625),
    ]
    for index, spot in enumerate(spots):  # to the first quadrant
        low = spot.apply(instance.item(spot.id).piece.outline).min(axis=0)
        spots[index] = Placement(
            spot.id, spot.rotation, spot.mirrored, spot.x - low[0] + 3.3 + 420 * index,
            spot.y - low[1] + 7.7,
        )  # fmt: skip
    marker = Marker.of(instance, spots, 850.0)
    polygons = [
        Polygon(
            spot.apply(instance.item(spot.id).piece.outline),
            [spot.apply(hole) for hole in instance.item(spot.id).piece.holes],
        )
        for spot in spots
    ]
    return marker, instance, polygons


def _close(found, polygons):
    assert len(found) == len(polygons)
    for ring, polygon in zip(found, polygons, strict=True):
        assert Polygon(ring).area == pytest.approx(Polygon(polygon.exterior).area, rel=EXACT)
        middle = Polygon(ring).centroid
        assert middle.distance(Polygon(polygon.exterior).centroid) < 0.05


def test_the_cut_file_is_absolute_positive_and_straight(laid):
    marker, instance, polygons = laid
    text = marker_to_cut(marker, instance)
    assert text.count("\n") == 1  # one block
    assert not re.search(r"[XY]-", text)
    words = text.strip().strip("*").split("*")
    assert words[0] == "G71"
    assert words[-1] == "M00"
    strokes, down, drills, at = [], False, 0, None
    for word in words:
        spot = re.fullmatch(r"X(\d+)Y(\d+)", word)
        if spot:
            here = (int(spot[1]) / 100, int(spot[2]) / 100)
            if down:
                strokes[-1].append(here)
            at = here
        elif word == "M14":
            down = True
            strokes.append([at])
        elif word == "M15":
            down = False
        drills += word == "M43"
    rings = [stroke for stroke in strokes if stroke[0] == stroke[-1] and len(stroke) > 3]
    slits = [stroke for stroke in strokes if len(stroke) == 2]
    _close([ring for ring in rings if len(ring) > 10], polygons)
    assert [Polygon(ring).area for ring in rings if len(ring) < 10] == pytest.approx([1200.0] * 2)
    assert len(slits) == 4
    assert drills == 2
    for start, end in slits:  # from the cut line 4 mm into the piece
        assert np.hypot(end[0] - start[0], end[1] - start[1]) == pytest.approx(4.0, abs=0.02)
        piece = min(polygons, key=lambda polygon: polygon.distance(_spot(start)))
        assert piece.exterior.distance(_spot(start)) < 0.02
        assert piece.contains(_spot(end))


def _spot(point):
    from shapely.geometry import Point

    return Point(point)


def test_hpgl_draws_what_is_on_a_piece_and_cuts_the_rest(laid):
    marker, instance, polygons = laid
    drawn, cut = marker_to_hpgl(marker, instance).split("SP1;")

    def strokes(text):
        for start, rest in re.findall(r"PU(-?\d+,-?\d+);PD([-\d,]+);PU;", text):
            numbers = np.array([int(n) for n in f"{start},{rest}".split(",")]) / 40
            yield numbers.reshape(-1, 2)

    rings = [ring for ring in strokes(cut) if len(ring) > 10]
    _close(rings, polygons)
    assert sum(len(stroke) == 2 for stroke in strokes(cut)) == 4  # notches
    # Of each piece an inner line, a grain arrow and two strokes of a drill mark.
    assert sum(len(stroke) == 2 for stroke in strokes(drawn)) == 2 * (1 + 1 + 2)


def test_dxf_comes_back_with_all_that_was_drawn(laid):
    marker, instance, polygons = laid
    text = marker_to_dxf(marker, instance)
    import io

    import ezdxf

    document = ezdxf.read(io.StringIO(text))
    by_layer = {}
    for entity in document.modelspace():
        by_layer.setdefault(entity.dxf.layer, []).append(entity)
    rings = [
        [(v.dxf.location.x, v.dxf.location.y) for v in entity.vertices]
        for entity in by_layer["1"]
        if entity.dxftype() == "POLYLINE"
    ]
    _close(rings, polygons)
    kinds = {layer: len(found) for layer, found in by_layer.items()}
    assert kinds["4"] == 4
    assert kinds["13"] == 2
    assert kinds["11"] == 2
    assert kinds["8"] == 2
    assert kinds["7"] == 2
    assert kinds["9"] == 2


def test_svg_comes_back_with_all_that_was_drawn(laid):
    marker, instance, polygons = laid
    text = marker_to_svg(marker, instance)
    rings = [
        np.array([[float(n) for n in pair.split(",")] for pair in points.split()])
        for points in re.findall(r'class="piece"[^>]* points="([^"]+)"', text)
    ]
    _close([ring * [1, -1] + [0, 900.0] for ring in rings], polygons)
    for kind, count in (("notch", 4), ("drill", 2), ("grain", 2), ("inside", 2), ("hole", 2)):
        assert text.count(f'class="{kind}"') == count


def test_pdf_names_the_marker_and_its_scale(laid):
    import zlib

    marker, instance, _ = laid
    data = marker_to_pdf(marker, instance)
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL)
    assert data.count(b"/Type /Page ") == 1
    assert any(b"Tj" in zlib.decompress(s) or b"TJ" in zlib.decompress(s) for s in streams
               if s[:2] in (b"x\x9c", b"x\xda", b"x^"))  # fmt: skip


def test_json_keeps_every_digit_and_every_mark():
    instance = Instance.from_pattern(Pattern("tee", (_sleeve(),)), Cloth("twill", 900.0), {"M": 1})
    again = Instance.from_json(instance.to_json())
    for before, after in zip(instance.items, again.items, strict=True):
        for field in (
            "outline", "holes", "notches", "drills", "internals", "grain", "grainline", "seam",
        ):  # fmt: skip
            assert getattr(before.piece, field) == getattr(after.piece, field)


def test_a_pattern_survives_the_way_through_dxf(tmp_path):
    from workbench.formats import write_dxf

    source = find_twin("apparel_microfactory").parent / "patterns" / "tee_block.dxf"
    pattern = read_dxf(source)
    write_dxf(pattern, tmp_path / "again.dxf")
    again = read_dxf(tmp_path / "again.dxf")
    for before, after in zip(pattern.pieces, again.pieces, strict=True):
        assert after.area == pytest.approx(before.area, rel=EXACT)
        assert len(after.notches) == len(before.notches)
        assert after.grain == pytest.approx(before.grain, abs=1e-4)
        assert (len(after.drills), len(after.internals)) == (
            len(before.drills),
            len(before.internals),
        )


MARKED = b"""<svg xmlns="http://www.w3.org/2000/svg" width="400mm" height="300mm"
viewBox="0 0 400 300"><path id="cuff" d="M0 0H300V100H0Z"/>
<line class="notch" x1="150" y1="0" x2="150" y2="5"/><circle class="drill" cx="40" cy="50" r="2"/>
<circle class="match seam" cx="60" cy="70" r="2"/>
<line class="grain" x1="100" y1="80" x2="100" y2="20"/>
<line x1="10" y1="20" x2="290" y2="20"/></svg>"""


def test_marks_of_an_svg_are_told_by_their_class():
    (piece,) = read_svg(MARKED, name="cuff.svg").pieces
    assert np.allclose(piece.notches, [(150.0, 0.0)], atol=1e-3)
    assert np.allclose(piece.drills, [(40.0, -50.0)], atol=1e-3)
    assert np.allclose(piece.match, [(60.0, -70.0)], atol=1e-3)
    assert piece.grain == pytest.approx(90.0)
    assert len(piece.internals) == 1
    assert piece.area == pytest.approx(30_000.0, rel=EXACT)
