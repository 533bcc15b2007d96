"""Charts as widgets: behind a gate, and with nothing that another host would have to send."""

from __future__ import annotations

import json
import re

import pytest

from workbench.widgets import embed

NAMESPACES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


@pytest.fixture
def curve():
    import holoviews as hv

    embed.extension()
    return hv.Curve([(0, 0), (1, 2)])


def test_a_chart_is_made_only_when_the_browser_is_ready(curve):
    box = embed.as_widget(curve)
    (gate,) = box.children
    assert repr(gate) == "PlotGate(ready=False)"
    gate.ready = True
    (chart,) = box.children
    assert type(chart).__name__ == "BokehModel"


def test_nothing_is_asked_from_another_host(curve):
    import panel as pn

    for shown in (
        curve,
        pn.Column(pn.widgets.FloatSlider(start=0, end=9), pn.pane.Markdown("# Hi")),
    ):
        box = embed.as_widget(shown)
        box.children[0].ready = True
        text = json.dumps(box.children[0].render_bundle, default=str)
        assert "ImportedStyleSheet" not in text
        assert set(re.findall(r"https?://[^\"'\\) ]+", text)) <= NAMESPACES


def test_late_messages_about_replaced_parts_are_ignored(curve):
    box = embed.as_widget(curve)
    box.children[0].ready = True
    chart = box.children[0]
    event = {
        "event": "jsevent",
        "kind": "ModelChanged",
        "model": {"id": "gone"},
        "attr": "x",
        "new": 1,
    }
    chart._msg_callbacks(chart, event, [])


def test_scripts_announce_themselves_and_run_once():
    text = embed.scripts()
    assert text.startswith("if (!(window.Bokeh && window.Bokeh.Panel))")
    assert embed.READY_EVENT in text.splitlines()[-1]
