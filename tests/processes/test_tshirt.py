"""The T-shirt block: seams that meet are equally long, and the drawing is one a cutter can use."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, Polygon

from workbench.errors import SpecError
from workbench.formats import read_dxf
from workbench.processes.tshirt import BODIES, Fit, run, seams, tee_block

BLOCK = tee_block()
FILE = Path(__file__).resolve().parents[2] / "twins/apparel_microfactory/patterns/tee_block.dxf"
FIT = Fit()
sizes = pytest.mark.parametrize("body", BODIES, ids=lambda body: body.size)


def piece(name, size):
    return next(each for each in BLOCK.size(size) if each.name == name)


@sizes
def test_seams_that_are_sewn_together_are_equally_long(body):
    lines = seams(body)
    assert run(lines.cap_front) == pytest.approx(run(lines.armhole_front) + FIT.cap / 2, abs=1e-6)
    assert run(lines.cap_back) == pytest.approx(run(lines.armhole_back) + FIT.cap / 2, abs=1e-6)
    front, back = piece("front", body.size), piece("back", body.size)
    for each in (front, back):
        side = max(y for x, y in each.seam if x == pytest.approx(lines.width))
        assert side == pytest.approx(body.length - body.scye - FIT.scye)
    assert lines.neck_front[-1] == lines.neck_back[-1]  # shoulder seams start and end together
    assert lines.armhole_front[0] == lines.armhole_back[0]
    assert lines.shoulder == pytest.approx(body.shoulder)
    under = [
        math.dist(lines.cap_front[-1], lines.sleeve_hem[0]),
        math.dist(lines.cap_back[-1], lines.sleeve_hem[1]),
    ]
    assert under[0] == pytest.approx(under[1], abs=1e-9)


@sizes
def test_the_shirt_fits_the_body(body):
    lines = seams(body)
    assert 4 * lines.width == pytest.approx(body.chest + FIT.chest)
    cap = lines.cap_front[-1][0] - lines.cap_back[-1][0]
    assert cap == pytest.approx(body.biceps + FIT.biceps, abs=1e-6)
    assert lines.cap_front[0][1] - lines.sleeve_hem[0][1] == pytest.approx(body.sleeve)
    assert lines.neckline > body.neck + 50
    band = piece("neckband", body.size)
    assert run((band.seam[0], band.seam[1])) == pytest.approx(0.85 * lines.neckline)


@sizes
def test_the_neckline_and_the_armhole_run_smoothly_over_the_shoulder(body):
    lines = seams(body)
    # Both meet the shoulder seam at a right angle, within the chords' rounding.
    shoulder = _angle(lines.neck_back[-1], lines.armhole_back[0])
    for line in (lines.armhole_front, lines.armhole_back):
        corner = abs(_angle(line[0], line[1]) - shoulder)
        assert corner == pytest.approx(math.pi / 2, abs=0.05)


def _angle(a, b):
    return math.atan2(b[1] - a[1], b[0] - a[0])


@sizes
def test_allowances_are_kept_all_round(body):
    for name, hem in (("front", 25.0), ("back", 25.0), ("sleeve", 20.0), ("neckband", 10.0)):
        each = piece(name, body.size)
        assert Polygon(each.outline).contains(Polygon(each.seam))
        ring = LineString([*each.outline, each.outline[0]])
        away = [ring.distance(Point(p)) for p in each.seam if name == "neckband" or p[1] > 1]
        assert min(away) == pytest.approx(10.0, abs=0.02)
        assert max(away) < 10.1
        low = min(y for _, y in each.seam)
        assert min(y for _, y in each.outline) == pytest.approx(low - hem)
        assert all(ring.distance(Point(p)) < 1e-6 for p in each.notches)


@sizes
def test_front_and_back_are_symmetric_and_whole(body):
    for name in ("front", "back"):
        each = piece(name, body.size)
        points = {(round(x, 6) + 0.0, round(y, 6) + 0.0) for x, y in each.outline}
        assert {(-x + 0.0, y) for x, y in points} == points
        assert each.fold is None


def test_pieces_and_quantities():
    assert BLOCK.sizes == ("XS", "S", "M", "L", "XL")
    cut = [(p.name, p.quantity, p.mirrored, p.grain) for p in BLOCK.size("M")]
    assert cut == [
        ("front", 1, 0, 90.0),
        ("back", 1, 0, 90.0),
        ("sleeve", 2, 1, 90.0),
        ("neckband", 1, 0, 90.0),
    ]


def test_sleeve_notches_tell_front_from_back():
    for size in BLOCK.sizes:
        sleeve = piece("sleeve", size)
        above = [(x, y) for x, y in sleeve.notches if y > 0]
        assert sum(x > 1 for x, _ in above) == 1
        assert sum(x < -1 for x, _ in above) == 2
        assert sum(abs(x) <= 1 for x, _ in above) == 1


def test_cloth_of_an_adult_tee():
    areas = [BLOCK.area(size) / 1e6 for size in BLOCK.sizes]
    assert areas == sorted(areas)
    assert 0.75 < areas[0] < 0.9
    assert 0.9 < areas[2] < 1.0
    assert 1.0 < areas[4] < 1.2


@given(
    chest=st.floats(900, 1300), biceps=st.floats(260, 330), scye=st.floats(230, 280),
    cap=st.floats(0.5, 15),
)  # fmt: skip
def test_other_bodies_close_their_seams_too(chest, biceps, scye, cap):
    body = replace(BODIES[2], chest=chest, biceps=biceps, scye=scye)
    lines = seams(body, Fit(cap=cap))
    assert run(lines.cap_front) == pytest.approx(run(lines.armhole_front) + cap / 2, abs=1e-6)
    assert run(lines.cap_back) == pytest.approx(run(lines.armhole_back) + cap / 2, abs=1e-6)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"chest": -1.0}, "chest is -1.0"),
        ({"neck": math.nan}, "neck is nan"),
        ({"chest": 300.0}, "wider than the chest"),
        ({"biceps": 700.0}, "does not go into an armhole"),
    ],
)
def test_bad_measurements_are_named(change, text):
    with pytest.raises(SpecError, match=text):
        tee_block([replace(BODIES[2], **change)])


def test_the_file_in_the_twin_is_what_the_drafting_gives():
    read = read_dxf(FILE)
    assert read.sizes == BLOCK.sizes
    for drafted in BLOCK.pieces:
        found = next(p for p in read.size(drafted.size) if p.name == drafted.name)
        assert (found.quantity, found.mirrored) == (drafted.quantity, drafted.mirrored)
        assert found.grain % 180 == pytest.approx(drafted.grain % 180, abs=0.01)
        one, two = Polygon(found.outline), Polygon(drafted.outline)
        assert one.symmetric_difference(two).area < 1e-4 * two.area
        assert len(found.notches) == len(drafted.notches)
