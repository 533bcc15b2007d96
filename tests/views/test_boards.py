"""The charts of the boards: what is drawn is what was given, and the best is marked."""

import holoviews as hv
import numpy as np
import pytest

from tests.views.test_charts import draw, rectangles, texts
from workbench import views


def curves(element):
    return [each for each in element.values() if isinstance(each, hv.Curve)]


def test_a_firing_heats_until_its_program_ends_and_then_cools():
    times = np.arange(0.0, 1500.0, 10.0)
    heat = np.where(times <= 600, 20 + times, 620 * np.exp(-(times - 600) / 500))
    fired, cooled = curves(views.firing_curve(times, heat, 600.0))
    assert fired.dframe()["x"].max() == pytest.approx(10.0)
    assert cooled.dframe()["x"].min() == pytest.approx(10.0)
    assert len(fired) + len(cooled) == len(times) + 1, "both hold the moment between"
    assert any("620 °C" in text for text in texts(views.firing_curve(times, heat, 600.0)))
    assert "No program" in texts(views.firing_curve((), (), 0.0))[0]


@pytest.mark.parametrize("narrow", [False, True])
def test_the_cheapest_start_is_marked(narrow):
    starts = [(60.0 * h, 5.0 + (3.0 if 8 <= h < 20 else 0.0) - (h == 2)) for h in range(24)]
    element = views.start_cost(starts, narrow=narrow)
    table = rectangles(element)
    assert list(table["y1"]) == [cost for _, cost in starts]
    marked = table[table["paint"] == views.LIGHT.series[0]]
    assert list(marked["clock"]) == ["02:00"]
    assert "02:00, €4.00" in texts(element)
    assert "No tariff" in texts(views.start_cost(()))[0]


def test_both_amounts_of_each_member_are_drawn():
    rows = [("Ana", 14.1, 172.4), ("Ben", 36.2, 268.75), ("Cleo", 0.0, 0.0)]
    table = rectangles(views.shared_bill(rows))
    fair = table[table["kind"] == "fair share"]
    assert dict(zip(fair["member"], fair["x1"], strict=True))["Ben"] == pytest.approx(36.2)
    assert "€268.75" in texts(views.shared_bill(rows))
    assert "Nobody" in texts(views.shared_bill(()))[0]


def test_amounts_keep_their_order_from_the_top():
    rows = [("drained", 6389.0, "#123456"), ("steam", 91.0, "")]
    table = rectangles(views.amounts(rows, "L", label="Water")).sort_values("y0", ascending=False)
    assert list(table["name"]) == ["drained", "steam"]
    assert list(table["paint"]) == ["#123456", views.LIGHT.series[0]]
    assert "Nothing" in texts(views.amounts((), "L", label="Water"))[0]


@pytest.mark.parametrize("palette", [views.LIGHT, views.DARK])
def test_they_can_be_drawn(palette):
    drawn = [
        views.firing_curve([0, 60, 120], [20, 900, 100], 60.0, palette=palette),
        views.start_cost([(0.0, 1.0), (720.0, 2.0)], palette=palette),
        views.shared_bill([("Ana", 1.0, 2.0)], palette=palette, narrow=True),
        views.amounts([("a", 1.0, "")], "L", label="Water", palette=palette, narrow=True),
    ]
    for element in drawn:
        assert draw(element).name
