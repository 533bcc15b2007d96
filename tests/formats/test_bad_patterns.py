"""Broken patterns: mended with a note, or refused with the name of the piece."""

from __future__ import annotations

import json

import pytest

from workbench.errors import SpecError
from workbench.formats import read_dxf, read_instance, read_pattern, read_svg

SQUARE = [(0, 0), (200, 0), (200, 100), (0, 100)]


def _dxf(ring, *, closed=True, header="", extra=()):
    rows = [header] if header else []
    rows += ["0", "SECTION", "2", "BLOCKS", "0", "BLOCK", "8", "1", "2", "YOKE", "70", "64",
             "10", "0", "20", "0", "30", "0"]  # fmt: skip
    rows += ["0", "POLYLINE", "8", "1", "66", "1", "70", "1" if closed else "0"]
    for x, y in ring:
        rows += ["0", "VERTEX", "8", "1", "10", str(x), "20", str(y)]
    rows += ["0", "SEQEND", *extra, "0", "ENDBLK", "0", "ENDSEC"]
    rows += ["0", "SECTION", "2", "ENTITIES", "0", "INSERT", "8", "1", "2", "YOKE"]
    rows += ["10", "0", "20", "0", "0", "ENDSEC", "0", "EOF"]
    return "\n".join(rows).encode()


def _hole(ring):
    rows = ["0", "POLYLINE", "8", "11", "66", "1", "70", "1"]
    for x, y in ring:
        rows += ["0", "VERTEX", "8", "11", "10", str(x), "20", str(y)]
    return [*rows, "0", "SEQEND"]


METRIC = "0\nSECTION\n2\nHEADER\n9\n$INSUNITS\n70\n4\n0\nENDSEC"


def _refused(call, match):
    with pytest.raises(SpecError, match=match) as caught:
        call()
    return str(caught.value)


def test_an_outline_that_nearly_closes_is_closed_with_a_note():
    ring = [*SQUARE, (0, 3)]
    (piece,) = read_dxf(_dxf(ring, closed=False, header=METRIC), name="yoke.dxf").pieces
    assert piece.area == pytest.approx(20_000.0)
    assert piece.notes == ("its outline was open by 3.0 mm and was closed by a straight line",)


def test_an_open_outline_names_its_block():
    text = _refused(lambda: read_dxf(_dxf(SQUARE[:3], closed=False), name="a.dxf"), "open by")
    assert "YOKE" in text


def test_a_figure_of_eight_names_its_piece():
    ring = [(0, 0), (200, 100), (200, 0), (0, 60)]
    assert "YOKE" in _refused(lambda: read_dxf(_dxf(ring), name="a.dxf"), "crosses")


def test_an_outline_without_area_names_its_piece():
    ring = [(0, 0), (100, 0), (200, 0)]
    assert "YOKE" in _refused(lambda: read_dxf(_dxf(ring), name="a.dxf"), "no area")


def test_repeated_points_are_left_out_with_a_note():
    ring = [SQUARE[0], SQUARE[0], *SQUARE[1:]]
    (piece,) = read_dxf(_dxf(ring, header=METRIC), name="a.dxf").pieces
    assert len(piece.outline) == 4
    assert piece.notes == ("1 repeated point of the outline left out",)


def test_a_hole_outside_its_piece_names_it():
    away = _hole([(300, 0), (350, 0), (350, 50)])
    text = _refused(lambda: read_dxf(_dxf(SQUARE, extra=away), name="a.dxf"), "hole lies outside")
    assert "YOKE" in text


@pytest.mark.parametrize(("factor", "doubted"), [(1.0, False), (1 / 25.4, True), (100.0, True)])
def test_a_size_that_no_garment_has_casts_doubt_on_the_unit(factor, doubted):
    ring = [(x * factor, y * factor) for x, y in SQUARE]
    (piece,) = read_dxf(_dxf(ring), name="a.dxf").pieces
    assert any("names no unit" in note for note in piece.notes) == doubted
    # With the unit given, or named by the file, there is nothing to doubt.
    (given,) = read_pattern(_dxf(ring), name="a.dxf", unit=1.0 / factor).pieces
    assert given.notes == ()
    assert given.area == pytest.approx(20_000.0)
    assert read_dxf(_dxf(ring, header=METRIC), name="a.dxf").pieces[0].notes == ()


def test_an_svg_outline_with_a_loop_is_mended_or_refused_by_name():
    loop = "M0 0H100V2L98 -2L100 100H0Z"
    svg = f'<svg width="300mm" viewBox="0 0 300 300"><path id="yoke" d="{loop}"/></svg>'
    (piece,) = read_svg(svg.encode(), name="a.svg").pieces
    assert "crossed itself" in piece.notes[0]
    eight = (
        '<svg width="300mm" viewBox="0 0 300 300"><path id="yoke" d="M0 0L200 90V0L0 60Z"/></svg>'
    )
    assert "yoke" in _refused(lambda: read_svg(eight.encode(), name="a.svg"), "crosses")


def _instance(**changes):
    item = {"id": 7, "name": "yoke", "demand": 1,
            "shape": {"type": "simple_polygon", "data": SQUARE}, **changes}  # fmt: skip
    return json.dumps({"name": "one", "items": [item], "strip_height": 500}).encode()


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        (
            {"shape": {"type": "simple_polygon", "data": [[0, 0], [9, 9], [9, 0], [0, 6]]}},
            "crosses",
        ),
        ({"shape": {"type": "simple_polygon", "data": [[0, 0], [1, 0]]}}, "distinct points"),
        ({"shape": {"type": "simple_polygon", "data": [[0, 0], [1, "x"], [1, 1]]}}, "list of"),
        ({"shape": {"type": "blob", "data": []}}, "type 'blob'"),
        ({"demand": -2}, "demand"),
        ({"demand": 10**9}, "pieces are demanded"),
        ({"mirrored": "pair"}, "did you mean 'pairs'"),
        ({"tilt": "much"}, "not a number"),
        ({"fixed": [{"x": 1}]}, "fixed place"),
        ({"match": [{"point": [0, 0]}]}, "no repeat"),
        ({"min_quality": "good"}, "min_quality"),
        ({"on_fold": True}, "no fold line"),
        ({"demand": 3, "mirrored": "pairs"}, "mirrored pairs"),
    ],
)
def test_an_instance_with_a_fault_says_which_and_where(changes, match):
    _refused(lambda: read_instance(_instance(**changes), name="one.json"), match)


def test_an_instance_too_large_is_refused_before_it_is_played():
    shape = {"type": "simple_polygon", "data": SQUARE}
    items = [{"id": k, "shape": shape} for k in range(20_001)]
    data = json.dumps({"items": items, "strip_height": 500}).encode()
    _refused(lambda: read_instance(data, name="huge.json"), "20001 items")


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr("workbench.formats.source.LARGEST", 1000)
    file = tmp_path / "huge.dxf"
    file.write_bytes(b"0\nSECTION\n" * 200)
    _refused(lambda: read_pattern(file), "the file has")
