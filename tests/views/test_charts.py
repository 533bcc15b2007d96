"""The charts: what is drawn adds up to what was given."""

import dataclasses
import itertools
import math

import holoviews as hv
import numpy as np
import pytest

from workbench import views
from workbench.analysis.breakdown import Breakdown
from workbench.analysis.profiles import Power, Wip
from workbench.analysis.quote import QuoteCurve
from workbench.analysis.states import StateShares
from workbench.views.lead_times import bins
from workbench.views.timeline import day_ticks, rows_of

DAY = 1440.0


def rectangles(element):
    """Return the table of the last rectangles that carry values."""
    found = [e for e in element.values() if isinstance(e, hv.Rectangles) and e.vdims]
    return found[-1].dframe()


def texts(element):
    return [str(e.data[2]).strip() for e in element.values() if isinstance(e, hv.Text)]


def draw(element):
    return hv.renderer("bokeh").get_plot(element).state


@pytest.mark.parametrize("days", [[3.0], [1, 2, 3], np.linspace(0, 400, 999), [5.0, 5.0000001]])
def test_bins_hold_every_value_and_are_few(days):
    values = np.asarray(days, np.float64)
    edges = bins(values)
    assert edges[0] <= values.min()
    assert edges[-1] > values.max()
    assert len(edges) <= 25


def test_shares_of_the_histogram_add_up_and_late_ones_are_marked(days):
    table = rectangles(views.lead_times(days, 19.0))
    assert table["share"].sum() == pytest.approx(100.0)
    late = table[table["paint"] == views.LIGHT.series[1]]
    assert late["share"].sum() == pytest.approx(100.0 * np.mean(days > 19.0))
    assert (late["x0"] >= 19.0).all()


def test_a_promise_within_a_bin_splits_it(days):
    table = rectangles(views.lead_times(days, 19.3))
    late = table[table["paint"] == views.LIGHT.series[1]]
    assert late["share"].sum() == pytest.approx(100.0 * np.mean(days > 19.3))


def test_the_promise_is_written_where_there_is_room(days):
    assert "promise 19 d" in texts(views.lead_times(days, 19.0))
    assert texts(views.lead_times(days)) == []


@pytest.mark.parametrize("values", [[], [np.nan, np.inf]])
def test_without_a_piece_the_chart_says_so(values):
    assert texts(views.lead_times(values)) == ["No finished piece to show yet"]


def test_the_timeline_keeps_every_bar_in_its_row(bars, shifts):
    element = views.timeline(bars, shifts)
    table = rectangles(element)
    assert len(table) == len(bars)
    assert rows_of(bars) == [("vat", 0), ("frame", 0), ("frame", 1)]
    middles = (table["y0"] + table["y1"]) / 2
    assert set(np.round(middles)) == {0, 1, 2}
    assert list(table["hours"][:2]) == pytest.approx([4.0, 400 / 60])
    assert list(table["when"][:2]) == ["Mon 08:00", "Mon 13:00"]


def test_nights_are_shaded_and_lunch_is_not(bars, shifts):
    closed = next(e for e in views.timeline(bars, shifts).values() if not e.vdims).dframe()
    lengths = (closed["x1"] - closed["x0"]).to_numpy()
    assert lengths.min() > 180
    assert lengths.max() == pytest.approx(2 * DAY + 15 * 60), "Friday 17:00 to Monday 08:00"


@pytest.mark.parametrize(
    ("last", "labels"),
    [
        (300.0, ["00:00", "01:00", "02:00", "03:00", "04:00"]),
        (3 * DAY, ["Mon", "Tue", "Wed", "Thu"]),
        (11 * DAY, ["Mon", "Wed", "Fri", "Mon", "Wed", "Fri"]),
        (21 * DAY, ["Mon", "Thu"] * 3 + ["Mon"]),
        (70 * DAY, [f"week {w}" for w in range(1, 12, 2)]),
    ],
)
def test_ticks_are_days_people_know(last, labels):
    assert [label for _, label in day_ticks(0.0, last, 7)] == labels


def test_costs_lie_end_to_end_and_keep_their_colour():
    here, away = [("Yarn", 160.0), ("Labour", 40.0)], [("Labour", 30.0), ("Freight", 70.0)]
    element = views.cost_split(here, away)
    table = rectangles(element)
    assert table["amount"].sum() == pytest.approx(300.0)
    assert table["share"].sum() == pytest.approx(200.0)
    assert views.categories(here, away) == ["Yarn", "Labour", "Freight"]
    assert table.groupby("category")["paint"].nunique().max() == 1
    assert texts(element) == ["Here €200", "Offshore €100"]


def test_a_category_without_cost_is_not_drawn():
    assert len(rectangles(views.cost_split([("Yarn", 10.0), ("Waste", 0.0)]))) == 1


CURVE = QuoteCurve(
    (1, 10, 100), (900.0, 500.0, 420.0), (41000.0, 4200.0, 410.0), 890.0, crossover=70.0
)


def test_the_quote_curve_names_its_ends_and_its_turn():
    told = texts(views.quote_curve(CURVE, pieces=12))
    assert {"Here", "Offshore", "price €890", "turns at 70"} <= set(told)


def test_a_dear_run_offshore_does_not_squeeze_the_axis():
    figure = draw(views.quote_curve(CURVE))
    assert figure.y_range.end < 5000


@pytest.mark.parametrize("curve", [None, QuoteCurve((), (), (), 1.0, None)])
def test_no_curve_says_so(curve):
    assert texts(views.quote_curve(curve)) == ["No quote curve for this drop"]


def test_the_busiest_stands_on_top_and_is_marked():
    table = rectangles(views.utilisation([("vat", 0.5), ("tufter", 0.88), ("shear", 0.1)]))
    assert list(table["name"]) == ["shear", "vat", "tufter"]
    assert list(table["paint"] == views.LIGHT.series[1]) == [False, False, True]


SPLIT = Breakdown(
    {"work": 1.0, "queue": 2.5, "blocked": 0.5, "supplier": 0.0}, {"dye": 3.0, "tuft": 1.0}, 4.0, 9
)
SHARES = (
    StateShares("vat", "station", {"working": 0.2, "set up": 0.1, "closed": 0.7}, 0.9, True),
    StateShares("shear", "station", {"working": 0.1, "idle": 0.2, "closed": 0.7}, 0.3, False),
    StateShares("spare", "station", {"idle": 0.3, "closed": 0.7}, 0.0, False),
)
LOAD = Power(
    480.0,
    60.0,
    ("press", "vat"),
    np.array([[1.0, 0.0, 2.0], [9.0, 9.0, 0.0]]),
    np.array([0.5, 1.5, 2.0]),
    np.array([0.2, 0.5, 0.5]),
)
INSIDE = Wip(np.array([0.0, 600.0, 1200.0]), *np.array([[5, 3, 0.5], [5, 2, 0], [5, 4, 1.0]]))


def test_kinds_of_time_add_up_to_the_lead_time_and_so_do_steps():
    table = rectangles(views.time_split(SPLIT, {"dye": "Dye lots"}))
    parts = table[table["part"].isin(SPLIT.parts)]
    assert parts["amount"].sum() == pytest.approx(4.0)
    assert "supplier" not in set(table["part"])  # nothing to be seen of it
    assert table[table["part"] == "Dye lots"]["x1"].tolist() == [3.0]


def test_hours_are_told_where_days_would_be_none():
    short = Breakdown({"work": 0.05}, {"sew": 0.05}, 0.05, 1)
    assert rectangles(views.time_split(short))["amount"].tolist() == pytest.approx([1.2, 1.2])


def test_states_fill_the_time_and_the_bottleneck_stands_on_top():
    element = views.states(SHARES)
    table = rectangles(element)
    assert table.groupby("name")["amount"].sum().tolist() == pytest.approx([100.0, 100.0])
    assert table[table["y1"] == table["y1"].max()]["name"].unique().tolist() == ["Vat"]
    assert "90 %  bottleneck" in texts(element)


def test_power_is_stacked_from_the_greatest_consumer():
    areas = [e for e in views.energy(LOAD).values() if isinstance(e, hv.Area)]
    assert [area.label for area in areas] == ["Vat", "Press", "Standing by"]
    last = areas[-1].dframe()
    assert last["above"].tolist() == [10.5, 10.5, 10.5, 10.5, 4.0, 4.0]
    assert (last["above"] >= last["below"]).all()
    assert "peak 10.5 kW, 25 kWh in all" in texts(views.energy(LOAD))


def _shaded(load):
    """Return begin and end of each shaded box. [min]"""
    return next(
        e.dframe()[["x0", "x1"]].values.tolist()
        for e in views.energy(load).values()
        if isinstance(e, hv.Rectangles)
    )


def test_dear_hours_are_shaded_and_one_price_is_not():
    shaded = _shaded(LOAD)
    assert shaded == [[540.0, 660.0]]
    assert _shaded(dataclasses.replace(LOAD, price=np.full(3, 0.3))) == []


def test_work_in_progress_keeps_its_band():
    area, curve = views.wip(INSIDE).values()
    assert area.dframe()["high"].tolist() == [5.0, 4.0, 1.0]
    assert curve.dframe()["inside"].tolist() == [5.0, 3.0, 0.5]


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("dark", [False, True])
def test_every_chart_can_be_drawn(days, bars, shifts, narrow, dark):
    palette = views.palette(dark=dark)
    for element in (
        views.lead_times(days, 19.0, palette=palette),
        views.timeline(bars, shifts, palette=palette, narrow=narrow),
        views.timeline((), palette=palette),
        views.cost_split([("Yarn", 1.0)], palette=palette),
        views.cost_split([], palette=palette),
        views.quote_curve(CURVE, palette=palette, narrow=narrow),
        views.utilisation([("vat", 0.5)], palette=palette, narrow=narrow),
        views.utilisation([], palette=palette),
        views.timeline(bars, shifts, palette=palette, narrow=narrow, by="person"),
        views.time_split(SPLIT, palette=palette, narrow=narrow),
        views.time_split(None, palette=palette),
        views.states(SHARES, palette=palette, narrow=narrow),
        views.states((), palette=palette),
        views.energy(LOAD, palette=palette, narrow=narrow),
        views.energy(None, palette=palette),
        views.wip(INSIDE, palette=palette, narrow=narrow),
        views.wip(None, palette=palette),
    ):
        assert draw(element).name


def _oklab(color):
    red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r, g, b = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)
    )
    cones = (
        0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b,
        0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b,
        0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b,
    )
    p, q, s = (cone ** (1 / 3) for cone in cones)
    return (
        0.2104542553 * p + 0.7936177850 * q - 0.0040720468 * s,
        1.9779984951 * p - 2.4285922050 * q + 0.4505937099 * s,
        0.0259040371 * p + 0.7827717662 * q - 0.8086757660 * s,
    )


@pytest.mark.parametrize("palette", [views.LIGHT, views.DARK], ids=["light", "dark"])
def test_categories_of_cost_can_be_told_apart(palette):
    names = ["Material", "Labour", "Machines", "Energy", "Overhead", "Delivery and returns"]
    names += ["Bought offshore", "Freight", "Unsold"]
    colors = [_oklab(palette.color(index)) for index in views.paints(names).values()]
    for one, other in itertools.combinations(colors, 2):
        assert math.dist(one, other) > 0.07


def test_a_category_keeps_its_colour_and_a_new_one_gets_its_own():
    few, more = views.paints(["Labour", "Freight"]), views.paints(["Material", "Tax", "Freight"])
    assert few["Freight"] == more["Freight"]
    assert len(set(more.values())) == 3
