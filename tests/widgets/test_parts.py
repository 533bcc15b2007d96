"""What all widgets have in common: advice for wrong keywords, a steady repr, a closed door."""

import json
import re
from pathlib import Path

import pytest
import traitlets

from workbench import widgets
from workbench.errors import SpecError
from workbench.widgets import _part

HERE = Path(widgets.__file__).parent
ALONE = [
    widgets.Choice,
    widgets.ComparisonTable,
    widgets.Connection,
    widgets.Header,
    widgets.KpiCard,
    widgets.KpiStrip,
    widgets.MarkerView,
    widgets.Saved,
    widgets.Slider,
    widgets.Status,
    widgets.Theme,
    widgets.Toolbar,
    widgets.Upload,
    widgets.VerdictCard,
]


@pytest.mark.parametrize("kind", ALONE, ids=lambda kind: kind.__name__)
def test_a_widget_stands_alone_with_a_repr_that_is_the_same_everywhere(kind):
    first, second = kind(), kind()
    assert repr(first) == repr(second)
    assert "0x" not in repr(first)
    assert repr(first).startswith(kind.__name__)


@pytest.mark.parametrize("kind", ALONE, ids=lambda kind: kind.__name__)
def test_script_and_style_arrive_whole(kind):
    part = kind()
    assert "--wb-accent" in part._css
    assert 'from "../dom.js"' not in part._esm
    assert "render" in part._esm
    assert not re.search(r"https?://(?!www\.w3\.org)", part._esm + part._css)


@pytest.mark.parametrize("kind", ALONE, ids=lambda kind: kind.__name__)
def test_a_page_can_replace_neither_script_nor_style_nor_layout(kind):
    part = kind()
    script, style, layout = part._esm, part._css, part.layout
    part.set_state({"_esm": "alert(1)", "_css": "*{}", "layout": "IPY_MODEL_0"})
    assert (part._esm, part._css, part.layout) == (script, style, layout)


def test_a_page_sets_the_traits_a_widget_names_and_no_other():
    slider = widgets.Slider(label="Pieces", value=3, minimum=1, maximum=9)
    slider.set_state({"value": 5, "maximum": 1e9, "label": "<b>"})
    assert (slider.value, slider.maximum, slider.label) == (5, 9, "Pieces")
    table = widgets.ComparisonTable(columns=["a"], rows=[["1"]])
    table.set_state({"rows": [["2"]]})
    assert table.rows == [["1"]]


def test_an_unknown_keyword_is_answered_with_the_nearest_one():
    with pytest.raises(SpecError, match="did you mean 'maximum'"):
        widgets.Slider(maximun=3)
    with pytest.raises(SpecError, match="no setting 'colour'"):
        widgets.VerdictCard(colour="red")


@pytest.mark.parametrize("name", widgets.__all__)
def test_no_widget_has_an_attribute_called_log(name):
    traits = getattr(getattr(widgets, name), "class_own_traits", dict)()
    assert "log" not in traits


def test_public_names_are_sorted():
    assert list(widgets.__all__) == sorted(widgets.__all__)


@pytest.mark.parametrize("value", [["x"], [{"name": 1}], [{"title": "x"}], "text", [{}] * 13])
def test_records_refuse_what_they_do_not_know(value):
    with pytest.raises(traitlets.TraitError):
        _part.records(value, {"name": 10}, 12, "cards")


def test_records_name_the_nearest_key():
    with pytest.raises(traitlets.TraitError, match="did you mean 'name'"):
        _part.records([{"nme": ""}], {"name": 10}, 12, "cards")


def test_a_bundle_that_was_not_built_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(_part, "HERE", tmp_path)
    assert "make dev" in _part.bundled("floor_editor")


def test_every_colour_is_written_for_both_pages():
    css = (HERE / "theme" / "theme.css").read_text(encoding="utf-8")
    root = css[css.index(":root {") : css.index("/* spacing */")]
    colours = re.findall(r"--wb-[\w-]+:\s*([^;]+);", root)
    assert len(colours) > 20
    assert all(value.startswith("light-dark(") for value in colours if "#" in value)


def test_traits_survive_json():
    card = widgets.KpiCard("Lead time", "18.6", "days", interval="18 – 19")
    assert json.loads(json.dumps(card.cards))[0]["interval"] == "18 – 19"
    assert repr(card) == "KpiCard(Lead time 18.6 days)"
