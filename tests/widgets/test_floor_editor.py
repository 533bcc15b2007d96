"""The floor editor: one question at a time, answers by number, nonsense ignored."""

import math

import pytest
import traitlets

from workbench.errors import SpecError
from workbench.widgets import FloorEditor
from workbench.widgets.floor_editor.background import calibrated, picture
from workbench.widgets.floor_editor.requests import request_of

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
BOX = (0.0, 0.0, 9000.0, 5000.0)


class Line:
    """A session with two stations, whose walking hours are their distance in metres."""

    def __init__(self):
        self.x = 1000.0
        self.past, self.asked, self.judged = [], [], 0

    def state(self):
        self.judged += 1
        return {
            "plan": {"outline": [[0, 0], [9000, 0], [9000, 5000], [0, 5000]]},
            "stations": [
                {"name": "vat", "x": self.x, "y": 0.0},
                {"name": "frame", "x": 0.0, "y": 0.0},
            ],
            "distances": [[0, self.x], [self.x, 0]],
            "scores": {"runs": [{"station": "vat"}]},
            "rules": [{"name": "aisle", "text": "Aisles are wide"}],
            "findings": [],
            "unreachable": [{"origin": "vat", "to": "frame", "by": ["wall"], "text": "long"}],
            "unplaced": [{"name": "shelf", "label": "Shelf"}],
            "walking_hours": self.x / 1000,
        }

    def apply(self, command, *, commit=True):
        if command["do"] == "move":
            if command["x"] > 9000:
                raise SpecError("vat would stand outside", advice="keep it on the floor")
            if commit:
                self.past.append(self.x)
            self.x = command["x"]
        self.asked.append((command, commit))
        return self.state()

    def undo(self):
        self.x = self.past.pop()
        return self.state()

    def redo(self):
        return self.state()

    def mark_reference(self):
        self.asked.append("reference")
        return self.state()


@pytest.fixture
def editor(monkeypatch):
    changes, sent = [], []
    made = FloorEditor(Line(), on_change=changes.append)
    monkeypatch.setattr(made, "send", sent.append)
    made.changes, made.sent = changes, sent
    return made


def move(x, *, seq=1, commit=False, full=False, **other):
    step = {"do": "move", "station": "vat", "x": x, "y": 10.0, "rotation": 0.0} | other
    return {"seq": seq, "command": step, "commit": commit, "full": full}


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


def test_a_pointer_that_rests_has_the_rules_judged_without_a_step(editor):
    judged = editor.session.judged
    editor._receive(None, move(2000.0))
    editor._receive(None, move(2000.0, full=True))
    assert editor.session.judged == judged + 3, "one more state for the rules"
    assert not editor.session.past


def test_undo_and_the_reference_are_changes(editor):
    editor._receive(None, move(3000.0, commit=True))
    editor._receive(None, {"seq": 2, "undo": True})
    assert editor.plan["walking_hours"] == 1.0
    editor._receive(None, {"seq": 3, "reference": True})
    assert editor.session.asked[-1] == "reference"
    assert len(editor.changes) == 3


def test_a_page_gets_what_it_draws_and_no_more(editor):
    assert not {"distances", "scores", "chart"} & set(editor.plan)
    assert editor.plan["runs"] == [{"station": "vat"}]
    assert editor.plan["rules"] == {"aisle": "Aisles are wide"}
    assert editor.plan["unreachable"] == [{"origin": "vat", "to": "frame"}]


@pytest.mark.parametrize(
    "content",
    [
        move(1.0, station="kiln"),
        move(1.0, do="remove"),
        move(1.0, do="building"),
        move(1.0, do="fly"),
        move(1.0, station=["vat"]),
        move(math.nan),
        move(math.inf),
        move(1e12),
        move("12"),
        move(True),
        {"seq": 1, "command": [1, 2]},
        {"seq": 1, "command": {"do": "place", "placements": {"vat": [1, 2]}}},
        {"seq": 1, "command": {"do": "place", "placements": {"vat": [1, 2, "3"]}}},
        {"seq": 1, "command": {"do": "place", "placements": {"kiln": [1, 2, 3]}}},
        {"seq": 1, "command": {"do": "place", "placements": {}}},
        {"seq": 1, "command": {"do": "align", "stations": ["vat"], "edge": "above"}},
        {"seq": 1, "command": {"do": "align", "stations": "vat", "edge": "left"}},
        {"seq": 1, "command": {"do": "distribute", "stations": ["vat", "kiln"], "axis": "x"}},
        {"seq": 1, "command": {"do": "rotate", "stations": ["vat"], "by": None}},
        {"seq": 1, "command": {"do": "lock", "stations": ["vat"], "locked": "yes"}},
        {"seq": 1, "command": {"do": "lock", "stations": [], "locked": True}},
        {"seq": 1, "command": {"do": "station", "station": "vat", "footprint": {}}},
        {"seq": 1},
    ],
)
def test_nonsense_does_nothing_and_is_answered(editor, content):
    editor._receive(None, content)
    assert editor.sent[-1]["seq"] == 1, "an editor that waits for an answer must get one"
    assert not editor._session.asked


@pytest.mark.parametrize(
    "command",
    [
        {"do": "place", "placements": {"vat": [1.0, 2.0, 3.0], "frame": [4.0, 5.0, 6.0]}},
        {"do": "rotate", "stations": ["vat"], "by": 15.0},
        {"do": "align", "stations": ["vat", "frame"], "edge": "left"},
        {"do": "distribute", "stations": ["vat", "frame"], "axis": "y"},
        {"do": "lock", "stations": ["vat"], "locked": False},
        {"do": "move", "station": "shelf", "x": 1.0, "y": 2.0, "rotation": 350.0},
    ],
)
def test_every_command_of_the_page_arrives_clean(editor, command):
    editor._receive(None, {"seq": 1, "command": {**command, "evil": 1}, "commit": True})
    assert editor._session.asked == [(command, True)]


def test_what_a_page_asks_carries_only_known_keys():
    asked = request_of({"command": move(1.0)["command"] | {"__class__": 1}}, frozenset({"vat"}))
    assert set(asked[1]) == {"do", "station", "x", "y", "rotation"}


@pytest.mark.parametrize(
    "content", ["text", None, {"command": {}}, {"seq": "1"}, {"seq": True, "undo": True}]
)
def test_what_has_no_number_is_not_answered(editor, content):
    editor._receive(None, content)
    assert not editor.sent


def test_a_refused_command_tells_why(editor):
    editor._receive(None, move(9500.0, commit=True))
    assert "outside" in editor.sent[-1]["text"]
    assert "keep it on the floor" in editor.sent[-1]["text"]
    assert editor.plan["walking_hours"] == 1.0


def test_a_locked_plan_stays(editor):
    editor.locked = True
    editor._receive(None, move(3000.0, commit=True))
    editor._receive(None, {"seq": 2, "undo": True})
    assert editor.plan["walking_hours"] == 1.0
    assert not editor._session.asked


def test_a_page_cannot_write_a_trait(editor):
    editor.set_state({"plan": {"stations": []}, "locked": False, "background": {"url": "x"}})
    assert len(editor.plan["stations"]) == 2
    assert editor.background == {}


# the picture below the plan -------------------------------------------------------------------


def test_a_picture_is_laid_over_the_floor_and_scaled_by_two_points(editor):
    editor._receive(None, {"image": "plan.png", "width": 900, "height": 500}, [PNG])
    laid = editor.background
    assert laid["url"].startswith("data:image/png;base64,")
    assert (laid["x"], laid["y"], laid["width"], laid["height"]) == (0.0, 0.0, 9000.0, 5000.0)
    editor._receive(
        None, {"calibrate": {"from": [1000.0, 500.0], "to": [3000.0, 500.0], "length": 1000.0}}
    )
    scaled = editor.background
    assert scaled["width"] == pytest.approx(4500.0)
    # The first point stays where it is, the second is now a metre from it.
    for share in (0.1, 0.3):
        x = laid["x"] + share * laid["width"] * 10 / 9
        on_picture = (x - laid["x"]) / laid["width"]
        moved = scaled["x"] + on_picture * scaled["width"]
        assert moved == pytest.approx(1000.0 + (x - 1000.0) / 2)
    editor._receive(None, {"image": ""})
    assert editor.background == {}


@pytest.mark.parametrize(
    ("content", "data"),
    [
        ({"image": "a.svg", "width": 9, "height": 9}, [b"<svg onload='x()'/>"]),
        ({"image": "a.png", "width": 0, "height": 9}, [PNG]),
        ({"image": "a.png", "width": "9", "height": 9}, [PNG]),
        ({"image": "a.png"}, [PNG]),
        ({"image": "a.webp", "width": 9, "height": 9}, [b"RIFF0000WAVE"]),
        ({"image": "a.png", "width": 9, "height": 9}, [PNG + bytes(6_000_001)]),
    ],
)
def test_what_is_no_picture_is_refused_in_words(editor, content, data):
    editor._receive(None, content, data)
    assert editor.sent[-1]["text"]
    assert editor.background == {}


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"from": [1, 1], "to": [1, 1], "length": 5},
        {"from": [1, 1], "to": [9, 1], "length": 0},
        {"from": [1, 1], "to": [9, 1], "length": math.nan},
        {"from": [1, "1"], "to": [9, 1], "length": 5},
        {"from": [0, 0], "to": [2, 0], "length": 1e6},
    ],
)
def test_a_scale_that_is_none_is_refused(asked):
    with pytest.raises(SpecError):
        calibrated(picture(PNG, (900, 500), BOX), asked)


@pytest.mark.parametrize(
    ("trait", "value"),
    [
        ("background", {"url": "javascript:alert(1)"}),
        ("background", {"url": "data:image/png;base64,", "x": "1"}),
        ("ghost", {"stations": [{"name": "vat"}]}),
        ("ghost", {"stations": 3}),
        ("marks", [{"shapes": []}]),
        ("marks", [3]),
        ("tools", "most"),
        ("plan", []),
    ],
)
def test_traits_are_validated(editor, trait, value):
    with pytest.raises(traitlets.TraitError):
        setattr(editor, trait, value)


def test_the_repr_tells_stations_and_walking(editor):
    assert repr(editor) == "FloorEditor(2 stations, 1.00 h walking per week)"


def test_the_bundle_is_small(root):
    bundle = root / "workbench" / "widgets" / "static" / "floor_editor.js"
    assert bundle.is_file(), "run: make bundle"
    assert bundle.stat().st_size <= 120_000
