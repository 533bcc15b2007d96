"""Distances, lanes and places against published ones."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.model import Place
from workbench.network import distance

PLACES = st.builds(
    lambda lat, lon: Place(lat=lat, lon=lon), st.floats(-90, 90), st.floats(-180, 180)
)


def test_a_quarter_of_the_meridian():
    assert distance(Place(lat=0, lon=0), Place(lat=90, lon=0)) == pytest.approx(10007.557, abs=0.01)


def test_paris_to_london():
    # 343.5 km between the city centres along the great circle
    far = distance(Place(lat=48.8566, lon=2.3522), Place(lat=51.5074, lon=-0.1278))
    assert far == pytest.approx(343.5, abs=0.5)


def test_an_unknown_place_is_infinitely_far():
    assert distance(Place(city="Porto"), Place(lat=0, lon=0)) == math.inf


@given(PLACES, PLACES, PLACES)
def test_distance_is_a_metric(a, b, c):
    assert distance(a, a) == 0
    assert distance(a, b) == pytest.approx(distance(b, a), abs=1e-6)
    assert distance(a, c) <= distance(a, b) + distance(b, c) + 1e-6
    assert distance(a, b) <= math.pi * 6371.0088 + 1e-6
