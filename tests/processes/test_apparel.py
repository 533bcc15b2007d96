"""Print, cut, sew and balance: worked examples, geometry and brute force."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InfeasibleError, SpecError
from workbench.model import Cloth, PatternPiece
from workbench.processes.cutting import Cutter, CutWork, corners, cut_order, cut_piece, cutting_time
from workbench.processes.line import balance
from workbench.processes.made_to_measure import draft, made_to_measure, pooled
from workbench.processes.printing import Printer, print_run
from workbench.processes.sewing import (
    MeanCurve,
    UnitCurve,
    operator_hours,
    output,
    style_day,
    style_efficiency,
)
from workbench.processes.shaping import cut_and_sew, knit_to_shape, zero_waste
from workbench.processes.tshirt import BODIES, tee_block

# Jackson 1956: eleven tasks
JACKSON = {str(k): float(t) for k, t in enumerate((6, 2, 5, 7, 1, 2, 3, 6, 5, 5, 4), 1)}
LINKS = {
    "2": ["1"], "3": ["1"], "4": ["1"], "5": ["1"], "6": ["2"], "7": ["3", "4", "5"],
    "8": ["6"], "9": ["7"], "10": ["8"], "11": ["9", "10"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("cycle", "stations"), [(7, 8), (9, 6), (10, 5), (13, 4), (14, 4), (21, 3)]
)
def test_jacksons_line(cycle, stations):
    line = balance(JACKSON, LINKS, cycle)
    assert (len(line.stations), line.exact, line.work) == (stations, True, 46.0)
    _check(line, JACKSON, LINKS)
    assert line.efficiency == pytest.approx(46 / (stations * cycle))


def _check(line, times, before):
    order = [task for station in line.stations for task in station]
    assert sorted(order) == sorted(times)
    for task, earlier in before.items():
        assert all(order.index(e) < order.index(task) for e in earlier)
    for station in line.stations:
        assert sum(times[t] for t in station) <= line.cycle + 1e-9


def _fewest(times, before, cycle):
    best = len(times)
    for order in itertools.permutations(times):
        if any(order.index(e) > order.index(t) for t, es in before.items() for e in es):
            continue
        count, load = 1, 0.0
        for task in order:
            if load + times[task] > cycle:
                count, load = count + 1, 0.0
            load += times[task]
        best = min(best, count)
    return best


@given(
    lengths=st.lists(st.integers(1, 9), min_size=1, max_size=6),
    links=st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=5),
    slack=st.integers(0, 6),
)
def test_lines_are_those_of_trying_all(lengths, links, slack):
    times = {str(k): float(t) for k, t in enumerate(lengths)}
    before = {}
    for a, b in links:
        if a < b < len(lengths):
            before.setdefault(str(b), []).append(str(a))
    cycle = max(lengths) + slack
    line = balance(times, before, cycle)
    _check(line, times, before)
    assert len(line.stations) == _fewest(times, before, cycle)


def test_a_line_of_very_many_orders_is_balanced_by_weight_and_says_so():
    times = {str(k): 1.0 + k % 5 for k in range(40)}
    line = balance(times, {}, 12.0)
    assert not line.exact
    _check(line, times, {})
    assert len(line.stations) <= math.ceil(sum(times.values()) / 12) + 2


def test_standard_minutes():
    assert output(480, 0.65, 7.79) == 40
    assert operator_hours(50, 10, 0.60) == pytest.approx(13.9, abs=0.02)


def test_the_two_learning_curves_are_kept_apart():
    # Wright 1936 (Wideman, appendix 2): the mean of two is 80, so the second takes 60
    mean, unit = MeanCurve(100.0, 0.8), UnitCurve(100.0, 0.8)
    assert (mean.mean(2), mean.unit(2), mean.mean(4)) == pytest.approx((80, 60, 64))
    assert (unit.unit(2), unit.unit(4)) == pytest.approx((80, 64))
    assert unit.mean(2) == pytest.approx(90)


@given(rate=st.floats(0.5, 1.0), n=st.integers(1, 60))
def test_units_add_up_to_the_total(rate, n):
    for curve in (MeanCurve(7.0, rate), UnitCurve(7.0, rate)):
        assert math.fsum(curve.unit(k) for k in range(1, n + 1)) == pytest.approx(curve.total(n))
        assert curve.mean(n) == pytest.approx(curve.total(n) / n)
        assert curve.unit(2 * n) <= curve.unit(n) + 1e-9


def test_a_style_change_costs_what_was_observed():
    assert style_efficiency(0) == 0.748
    assert style_efficiency(1) == pytest.approx(0.615)
    assert 1 - style_efficiency(1) / style_efficiency(0) == pytest.approx(0.178, abs=0.001)
    assert style_efficiency(1, base=0.6) == pytest.approx(0.6 * 0.615 / 0.748)


@given(styles=st.integers(1, 12), data=st.data())
def test_family_order_recovers_part_and_never_more_than_all(styles, data):
    families = data.draw(st.integers(1, styles))
    one, mixed = style_day(10, 4, 480, 1), style_day(10, 4, 480, styles)
    sorted_ = style_day(10, 4, 480, styles, families=families)
    assert mixed.efficiency <= sorted_.efficiency <= one.efficiency + 1e-12
    assert mixed.pieces <= sorted_.pieces <= one.pieces


def test_printing_by_hand():
    run = print_run(Printer(30.0, setup=5.0, ink=12.0, water=0.5, fixing=2.0), 10_000, 1600)
    assert run.area == 16.0
    assert (run.time, run.fixing) == pytest.approx((5 + 32, 5))
    assert (run.ink, run.water) == pytest.approx((0.192, 8.0))
    assert run.energy == pytest.approx((37 * 4.5 + 5 * 9) / 60)
    half = print_run(Printer(30.0, setup=5.0, fixing=2.0), 10_000, 1600, share=0.5)
    assert half.time == run.time
    assert half.ink == run.ink / 2
    # 184 linear yards an hour, 70.8 inches wide
    assert pytest.approx(303, abs=1) == 184 * 0.9144 * 70.8 * 0.0254


def test_corners_of_known_shapes():
    square = [(0, 0), (100, 0), (100, 100), (0, 100)]
    circle = [(math.cos(k / 20 * math.tau), math.sin(k / 20 * math.tau)) for k in range(20)]
    reach = [50 if k % 2 else 100 for k in range(10)]
    turn = [k * math.pi / 5 for k in range(10)]
    star = [(r * math.cos(t), r * math.sin(t)) for r, t in zip(reach, turn, strict=True)]
    assert (corners(square), corners(circle), corners(star)) == (4, 0, 10)
    assert corners([(0, 0), (50, 0), (100, 0), (100, 100), (0, 100)]) == 4


def test_cutting_time_is_a_sum():
    square = PatternPiece("s", "", ((0, 0), (100, 0), (100, 100), (0, 100)), notches=((50, 0),))
    assert cut_piece(square) == CutWork(400.0, 4, 1, 1.0)
    cutter = Cutter(20_000, corner=0.01, notch=0.02, piece=0.1, spread=0.5, setup=2.0)
    time = cutting_time(cut_piece(square).times(10), cutter, cloth=3000.0, markers=2)
    assert time == pytest.approx(4000 / 20_000 + 0.4 + 0.2 + 1.0 + 1.5 + 4.0)


def test_the_tee_has_its_corners_and_notches():
    tee = tee_block(BODIES)
    work = cut_order(tee, {"M": 2, "L": 1})
    assert work.length == pytest.approx(2 * tee.perimeter("M") + tee.perimeter("L"))
    assert work.notches == 2 * tee.notches("M") + tee.notches("L")
    assert work.pieces == 15
    assert 3 * 4 * 5 <= work.corners <= 3 * 40


def test_made_to_measure_costs_cloth_and_time():
    cloth = Cloth("jersey", 1600, gap=4, edge=15)
    patterns = draft(BODIES[1:4])
    orders = made_to_measure(patterns, cloth, Cutter(), evaluations=20_000)
    together = pooled(patterns, cloth, Cutter(), evaluations=20_000)
    assert [order.order for order in orders] == ["S", "M", "L"]
    assert sum(order.area for order in orders) > together.area
    assert sum(order.time for order in orders) > together.time + 2 * Cutter().setup - 1e-9
    assert all(order.waste > 0 for order in orders)
    assert orders[0].cloth < orders[2].cloth


def test_three_ways_to_a_garment_balance():
    cut = cut_and_sew(0.95, 0.18, 0.82, cutting=2.0, sam=10, line=0.6)
    none = zero_waste(0.95, 0.18, 1600, 600, cutting=2.0, sam=11, line=0.6)
    knit = knit_to_shape(0.171, 0.4, waste=0.02, linking=6, line=0.7)
    for way in (cut, none, knit):
        assert way.bought == pytest.approx(way.used + way.waste)
        assert way.waste >= 0.0
    assert cut.utilisation == pytest.approx(0.82)
    assert none.utilisation > 0.98
    assert knit.machine == pytest.approx(0.171 / 0.98 / 0.4 * 60)
    assert cut.waste > 10 * max(none.waste, knit.waste)


@pytest.mark.parametrize(
    ("act", "text"),
    [
        (lambda: output(480, -0.1, 7), "efficiency of -0.1"),
        (lambda: operator_hours(1, 0, 0.5), "SAM of 0"),
        (lambda: MeanCurve(1, 1.2).unit(2), "learning rate of 1.2"),
        (lambda: UnitCurve(1, 0.8).unit(0), "number 0"),
        (lambda: style_efficiency(-1), "-1 style changes"),
        (lambda: style_day(10, 4, 480, 2, families=3), "2 styles in 3 families"),
        (lambda: balance({"a": 1.0}, {"b": ["a"]}, 2), "no task 'b'"),
        (lambda: balance({"a": 1.0, "b": 1.0}, {"a": ["b"], "b": ["a"]}, 2), "wait for each other"),
        (lambda: print_run(Printer(30.0, width=1500), 100, 1600), "the printer takes 1500"),
        (lambda: print_run(Printer(30.0), 100, 1600, share=1.2), "printed share of 1.2"),
        (lambda: Printer(0.0), "0 m2/h"),
        (lambda: Cutter(0.0), "cutter of 0"),
        (lambda: cut_order(tee_block(BODIES), {"M": -1}), "-1 of size M"),
        (lambda: made_to_measure([tee_block(BODIES)], Cloth("c", 1600), Cutter()), "has 5 sizes"),
        (lambda: zero_waste(0.7, 0.2, 1600, 600, cutting=1, sam=1, line=1), "uses 72.9%"),
        (lambda: cut_and_sew(1, 1, 1.2, cutting=1, sam=1, line=1), "efficiency is 1.2"),
        (lambda: knit_to_shape(1, 1, waste=-0.1, linking=1, line=1), "-0.1 lost"),
    ],
)
def test_bad_input_is_named(act, text):
    with pytest.raises(SpecError, match=text):
        act()


def test_a_task_longer_than_the_cycle_is_named():
    with pytest.raises(InfeasibleError, match="task '4' takes 7 min, the cycle is 6 min"):
        balance(JACKSON, LINKS, 6)
