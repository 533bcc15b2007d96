"""The playback: the page gets a film as numbers, and may say no more than where it was paused."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import traitlets

from workbench.analysis.film import Film
from workbench.errors import SpecError
from workbench.studies.filmed import Filmed
from workbench.widgets import Playback, playback

# Two pieces are worked on, one after the other, by one person at one machine.
PIECES = np.array(
    [
        [480.0, 490.0, 1, 0, -1, 480.0, 0, 0, -1, 0],
        [480.0, 490.0, 0, 0, -1, 480.0, 1, 0, -1, -1],
        [490.0, 500.0, 1, 0, -1, 480.0, 1, 0, -1, 0],
    ]
)
FILM = Film(
    480.0,
    500.0,
    PIECES,
    np.array([[480.0, 500.0, 0, 0, 0]]),
    np.array([[480.0, 500.0, 0, 0, 0]]),
    np.array([[485.0, 487.0, 0, 1, 0, 2]]),
    np.array([480.0, 480.0]),
    np.array([490.0, 500.0]),
    np.zeros((0, 2)),
    (np.array([[480.0, 720.0]]),),
    7,
)
SCENE = {"piece": "box", "stations": [], "ways": [], "people": [], "plan": {}}


@pytest.fixture
def view():
    return Playback(Filmed(FILM, SCENE, 3, 15.0, 20.0))


def test_moments_travel_as_minutes_after_the_begin(view):
    table = np.frombuffer(view.pieces, np.float32).reshape(-1, 10)
    assert table[:, 0].tolist() == [0.0, 0.0, 10.0]
    assert table[:, 5].tolist() == [0.0, 0.0, 0.0]
    assert table[:, 2:5].tolist() == PIECES[:, 2:5].tolist()
    assert np.frombuffer(view.counts, np.float32).tolist() == [0.0, 0.0, 10.0, 20.0]
    cart = np.frombuffer(view.carts, np.float32).tolist()
    assert cart == [5.0, 7.0, 0.0, 1.0, 0.0, 2.0]
    assert view.film["shifts"] == [[[0.0, 240.0]]]
    assert repr(view) == "Playback(2 × box, 0.0 days)"


def test_the_page_sets_the_moment_and_nothing_else(view):
    view.set_state({"moment": 485.0, "film": {}, "scene": {}, "pieces": b"", "_esm": "alert(1)"})
    assert view.moment == 485.0
    assert view.film
    assert view.pieces
    assert "alert" not in view._esm
    view.set_state({"moment": 1e9})
    assert view.moment == 500.0  # held within the film
    with pytest.raises(traitlets.TraitError):
        view.moment = float("nan")


def test_a_long_film_is_cut_and_says_so(monkeypatch):
    monkeypatch.setattr(playback, "MOST", 2)
    view = Playback(Filmed(FILM, SCENE, 0, 15.0, 20.0))
    assert view.film["cut"]
    assert view.film["end"] == 490.0
    assert len(view.pieces) == 2 * 10 * 4


def test_no_film_says_so(view):
    view.show(None)
    assert repr(view) == repr(Playback()) == "Playback(no film)"
    empty = dataclasses.replace(FILM, end=480.0)
    with pytest.raises(SpecError, match="no length"):
        view.show(Filmed(empty, SCENE, 0, 0.0, 0.0))
