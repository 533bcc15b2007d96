"""The floor editor: one question at a time, answers by number, nonsense ignored."""

import math

import pytest

from workbench.errors import SpecError
from workbench.widgets import FloorEditor


class Line:
    """A session with two stations, whose walking hours are their distance in metres."""

    def __init__(self):
        self.x = 1000.0
        self.past, self.asked = [], []

    def state(self):
        return {
            "plan": {"outline": [[0, 0], [9000, 0], [9000, 5000], [0, 5000]]},
            "stations": [
                {"name": "vat", "x": self.x, "y": 0.0},
                {"name": "frame", "x": 0.0, "y": 0.0},
            ],
            "distances": [[0, self.x], [self.x, 0]],
            "walking_hours": self.x / 1000,
        }

    def move(self, station, x, y, rotation, *, commit=True):
        if x > 9000:
            raise SpecError(f"{station} would stand outside", advice="keep it on the floor")
        self.asked.append((station, x, y, rotation, commit))
        if commit:
            self.past.append(self.x)
        self.x = x
        return self.state()

    def undo(self):
        self.x = self.past.pop()
        return self.state()

    def redo(self):
        return self.state()


@pytest.fixture
def editor(monkeypatch):
    changes, sent = [], []
    made = FloorEditor(Line(), on_change=changes.append)
    monkeypatch.setattr(made, "send", sent.append)
    made.changes, made.sent = changes, sent
    return made


def move(x, *, seq=1, commit=False, **other):
    step = {"station": "vat", "x": x, "y": 10.0, "rotation": 0.0} | other
    return {"seq": seq, "move": step, "commit": commit}


def test_a_drag_is_answered_by_number_and_kept_only_when_dropped(editor):
    editor._receive(None, move(2000.0, seq=4))
    assert editor.sent[-1]["seq"] == 4
    assert editor.sent[-1]["state"]["walking_hours"] == 2.0
    assert "plan" not in editor.sent[-1]["state"], "walls and doors do not move"
    assert editor.plan["walking_hours"] == 1.0
    assert not editor.changes
    editor._receive(None, move(3000.0, seq=5, commit=True))
    assert editor.plan["walking_hours"] == 3.0
    assert len(editor.changes) == 1


def test_undo_is_a_change(editor):
    editor._receive(None, move(3000.0, commit=True))
    editor._receive(None, {"seq": 2, "undo": True})
    assert editor.plan["walking_hours"] == 1.0
    assert len(editor.changes) == 2


@pytest.mark.parametrize(
    "content",
    [
        move(1.0, station="kiln"),
        move(math.nan),
        move(math.inf),
        move(1e12),
        move("12"),
        move(True),
        {"seq": 1, "move": [1, 2]},
        {"seq": 1},
    ],
)
def test_nonsense_moves_nothing_and_is_answered(editor, content):
    editor._receive(None, content)
    assert editor.sent[-1]["seq"] == 1, "an editor that waits for an answer must get one"
    assert not editor._session.asked


@pytest.mark.parametrize("content", ["text", None, {"move": {}}, {"seq": "1"}])
def test_what_has_no_number_is_not_answered(editor, content):
    editor._receive(None, content)
    assert not editor.sent


def test_a_refused_move_tells_why(editor):
    editor._receive(None, move(9500.0, commit=True))
    assert "outside" in editor.sent[-1]["text"]
    assert editor.plan["walking_hours"] == 1.0


def test_a_locked_plan_stays(editor):
    editor.locked = True
    editor._receive(None, move(3000.0, commit=True))
    assert editor.plan["walking_hours"] == 1.0
    assert not editor._session.asked


def test_a_page_cannot_write_the_plan(editor):
    editor.set_state({"plan": {"stations": []}, "locked": False})
    assert len(editor.plan["stations"]) == 2


def test_the_repr_tells_stations_and_walking(editor):
    assert repr(editor) == "FloorEditor(2 stations, 1.00 h walking per week)"
    assert "distances" not in editor.plan
