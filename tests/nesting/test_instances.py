"""Instances of cloth and stock that a plain strip cannot say: each is placed and judged valid."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
from shapely.geometry import Polygon

from workbench.nesting import Instance, Marker, check_marker, nest
from workbench.nesting.leftovers import leftovers

HERE = Path(__file__).parent / "instances"
BENCH = Path(os.environ.get("WORKBENCH_BENCH_DATA", "/nonexistent"))
EVALUATIONS = 400_000


@lru_cache
def instance(name: str) -> Instance:
    """Return an instance of the folder beside this module."""
    return Instance.from_file(HERE / f"{name}.json")


@lru_cache
def played(name: str) -> Marker:
    """Return a marker of it, the same on every machine."""
    return nest(instance(name), evaluations=EVALUATIONS, seed=0)


@pytest.mark.parametrize("name", sorted(path.stem for path in HERE.glob("*.json")))
def test_every_marker_is_valid(name):
    question = instance(name)
    assert check_marker(question, played(name)) == []
    assert Instance.from_json(question.to_json()) == question


def test_offcuts_save_new_cloth():
    question = instance("order_with_offcuts")
    marker = played("order_with_offcuts")
    assert not marker.unplaced
    new = {sheet["stock"]: sheet["length"] for sheet in marker.sheets}.get("roll", 0.0)
    (roll,) = [sheet for sheet in question.sheets if sheet.is_roll]
    alone = nest(replace(question, sheets=(roll,)), evaluations=EVALUATIONS, seed=0)
    assert new < 0.9 * alone.sheets[0]["length"]
    # What the sheets cost is what the roll costs: the offcuts are paid for.
    assert sum(s["value"] for s in marker.sheets) == pytest.approx(20.0 * new / 1000)


def test_a_sheet_that_costs_more_than_it_saves_is_left_alone():
    question = instance("order_with_offcuts")
    dear = tuple(
        sheet if sheet.is_roll else replace(sheet, cost=500.0) for sheet in question.sheets
    )
    marker = nest(replace(question, sheets=dear), evaluations=EVALUATIONS, seed=0)
    assert {sheet["stock"] for sheet in marker.sheets} == {"roll"}


def test_the_freer_the_nap_the_shorter_the_marker():
    # What a nap allows, a freer one allows too: each search goes on from the marker before.
    one_way = played("nap_one_way")
    lengths = [one_way.length]
    start = one_way
    for name in ("nap_two_way", "nap_free"):
        start = nest(instance(name), evaluations=EVALUATIONS, seed=0, start=start)
        assert check_marker(instance(name), start) == []
        lengths.append(start.length)
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[-1] < 0.95 * lengths[0]


def test_garments_of_either_way_cloth_point_one_way_each():
    question = instance("nap_either_way")
    marker = played("nap_either_way")
    directions: dict[bool, set[float]] = {False: set(), True: set()}
    for place in marker.placements:
        item = question.item(place.id)
        grain = 180.0 - item.piece.grain if place.mirrored else item.piece.grain
        directions["turned" in str(place.id)].add(round((grain + place.rotation) % 360.0, 6))
    assert directions == {False: {0.0}, True: {180.0}}


def test_match_points_agree_modulo_the_repeat():
    question, marker = instance("striped"), played("striped")
    assert question.repeat is not None
    seen = 0
    for place in marker.placements:
        for match in question.item(place.id).match:
            off = question.repeat.off(place.apply([match.point])[0], match.phase)
            assert max(map(abs, off)) <= 0.5
            seen += 1
    assert seen == 5
    assert marker.length % 40.0 == pytest.approx(0.0, abs=1e-6)


def test_pairs_are_half_mirrored():
    marker = played("mirrored_pairs")
    for name, count in (("sleeve", 6), ("cuff", 8)):
        flipped = [place.mirrored for place in marker.placements if place.id == name]
        assert (len(flipped), sum(flipped)) == (count, count // 2)


def test_fixed_pieces_stay_to_the_last_bit():
    question, marker = instance("fixed_pieces"), played("fixed_pieces")
    (place,) = [place for item in question.items for place in item.fixed]
    assert place in marker.placements


def test_kiln_layers_keep_their_heights_and_posts():
    question, marker = instance("kiln_shelves"), played("kiln_shelves")
    inside, thickness = question.layers
    assert sum(s["height"] + thickness for s in marker.sheets) <= inside
    heights = [s["height"] for s in marker.sheets]
    assert heights == sorted(heights, reverse=True)  # tall ware first
    assert heights[0] == 240.0
    shelf = question.sheets[0]
    for place in marker.placements:
        ware = Polygon(place.apply(question.item(place.id).piece.outline))
        for post in shelf.holes:
            assert ware.distance(Polygon(post)) >= 5.0 - 1e-6


def test_small_pieces_lie_in_the_openings_of_large_ones():
    question, marker = instance("part_in_part"), played("part_in_part")
    openings = [
        Polygon(place.apply(question.item("frame").piece.holes[0]))
        for place in marker.placements
        if place.id == "frame"
    ]
    patches = [
        Polygon(place.apply(question.item("patch").piece.outline))
        for place in marker.placements
        if place.id == "patch"
    ]
    inside = sum(any(opening.contains(patch) for opening in openings) for patch in patches)
    assert inside >= 4


def test_a_tilt_is_kept_and_nothing_else_leans():
    question, marker = instance("tilt"), played("tilt")
    for place in marker.placements:
        lean = abs((place.rotation + 90.0) % 180.0 - 90.0)
        assert lean <= question.item(place.id).tilt + 1e-9


def test_remnants_are_free_of_pieces_and_within_their_sheet():
    question, marker = instance("order_with_offcuts"), played("order_with_offcuts")
    kept = leftovers(question, marker)
    assert kept
    for remnant in kept:
        use = str(remnant.id).rpartition("-rest-")[0]
        body = Polygon(remnant.outline, remnant.holes)
        assert body.is_valid
        assert body.area >= 40_000.0 * 0.9
        for place in marker.placements:
            if str(place.sheet) == use:
                ring = place.apply(question.item(place.id).piece.outline)
                assert body.intersection(Polygon(ring)).area < 1e-6
    # A remnant is stock: the next order can be laid on it.
    again = replace(question, sheets=(*kept, question.sheets[-1]))
    assert Instance.from_json(again.to_json()).sheets == again.sheets


@pytest.mark.slow
@pytest.mark.parametrize("name", ["baldacci1", "baldacci5"])
def test_hides_with_holes_and_zones_are_filled_validly(name):
    path = BENCH / "nesting" / f"{name}.json"
    if not path.is_file():
        pytest.skip("set WORKBENCH_BENCH_DATA to the folder of the benchmark data")
    question = Instance.from_file(path)
    marker = nest(question, evaluations=2_000_000, seed=0)
    assert check_marker(question, marker) == []
    assert not marker.unplaced
    print(f"{name}: {len(marker.sheets)} hides, {100 * marker.density:.1f} % used")
