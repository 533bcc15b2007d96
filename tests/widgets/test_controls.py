"""Sliders, choices, uploads and buttons: what they take and what they refuse."""

import math

import pytest
import traitlets
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import SpecError
from workbench.widgets import (
    Action,
    Choice,
    File,
    Header,
    KpiStrip,
    Slider,
    Status,
    Toolbar,
    Upload,
)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_slider_keeps_its_value_within_its_limits(value):
    slider = Slider(minimum=1, maximum=60, value=12)
    slider.set_state({"value": value})
    assert 1 <= slider.value <= 60


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_slider_refuses_what_is_no_number(value):
    slider = Slider(value=3)
    with pytest.raises(traitlets.TraitError):
        slider.value = value
    assert slider.value == 3


def test_a_slider_without_a_range_is_refused():
    with pytest.raises(SpecError, match="minimum below the maximum"):
        Slider(label="Pieces", minimum=4, maximum=4)
    with pytest.raises(traitlets.TraitError):
        Slider(step=0)


def test_a_slider_takes_limits_before_its_value():
    assert Slider(value=890, minimum=270, maximum=1780).value == 890


def test_a_choice_takes_only_what_it_offers():
    choice = Choice(options=[{"value": "", "label": "Here"}, {"value": "away", "label": "Away"}])
    assert choice.value == ""
    choice.value = "away"
    with pytest.raises(traitlets.TraitError, match="did you mean 'away'"):
        choice.value = "awya"
    assert choice.value == "away"


def test_an_upload_hands_over_bytes_and_ignores_nonsense():
    taken = []
    upload = Upload(on_file=lambda name, data: taken.append((name, data)))
    upload._receive(None, {"name": "orders.csv"}, [memoryview(b"a;b")])
    upload._receive(None, {"name": 7}, [memoryview(b"a;b")])
    upload._receive(None, {"name": "x.csv"}, [])
    upload._receive(None, "text", None)
    upload._receive(None, {"clear": True}, None)
    assert taken == [("orders.csv", b"a;b"), ("", b"")]


def test_an_upload_refuses_a_large_file():
    taken = []
    upload = Upload(on_file=lambda name, data: taken.append(name))
    upload._receive(None, {"name": "orders.csv"}, [bytes(2_000_001)])
    assert not taken
    assert "larger than 2 MB" in upload.error


def test_a_download_is_sent_and_an_error_is_told(monkeypatch):
    def fail():
        raise SpecError("there is no figure yet", advice="wait for the first run")

    sent = []
    bar = Toolbar(
        Action("csv", "Table", lambda: File("t.csv", "a,ü"), "download"), Action("bad", "Bad", fail)
    )
    monkeypatch.setattr(bar, "send", lambda content, buffers=None: sent.append((content, buffers)))
    bar._receive(None, {"press": "csv"})
    bar._receive(None, {"press": "bad"})
    bar._receive(None, {"press": "unknown"})
    bar._receive(None, {"press": ["csv"]})
    assert sent[0][0]["file"] == "t.csv"
    assert bytes(sent[0][1][0]) == "a,ü".encode()
    assert "wait for the first run" in sent[1][0]["text"]
    assert len(sent) == 2
    assert repr(bar) == "Toolbar(csv, bad)"


def test_a_button_can_be_marked():
    header = Header(Action("costs", "Hide costs", kind="toggle"), title="Drop planner")
    header.set_button("costs", "on")
    assert header.buttons[0]["state"] == "on"
    with pytest.raises(SpecError, match="no kind of button"):
        Action("x", "X", kind="link")


def test_the_mark_leads_nowhere_but_home():
    with pytest.raises(traitlets.TraitError, match="this server"):
        Header(home="http://elsewhere.example")


def test_a_tone_that_does_not_exist_is_refused():
    with pytest.raises(traitlets.TraitError, match="tone"):
        KpiStrip(cards=[{"label": "x", "tone": "red"}])


def test_status_calls_back_and_holds_progress():
    calls = []
    status = Status(on_action=lambda: calls.append(1), state="busy", progress=3.0)
    assert status.progress == 1.0
    status.progress = -0.2
    assert status.progress == -1.0
    status._receive(None, {"act": True})
    status._receive(None, {"act": "yes"})
    assert calls == [1]
    with pytest.raises(traitlets.TraitError):
        status.state = "sleeping"
