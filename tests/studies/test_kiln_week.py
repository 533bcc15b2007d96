"""The week of a shared kiln: every piece fired once, nobody's program mixed, the bill shared."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import pytest

from workbench.errors import InfeasibleError, SpecError
from workbench.model import load_twin
from workbench.model.firing import Kiln, Shelf, Ware
from workbench.model.members import Brings, Member
from workbench.processes.kiln import fire
from workbench.processes.kiln_programs import PROGRAMS
from workbench.processes.kiln_tariff import EXAMPLE, WEEK, Tariff
from workbench.studies.kiln_week import (
    RULES,
    SharedKiln,
    kiln_week,
    shared_kiln,
    slot_names,
    tariff_of,
)
from workbench.units import Quantity

KILN = Kiln(
    power=Quantity(11.52, "kW"),
    height=Quantity(40, "cm"),
    shelf=Shelf(diameter=Quantity(50, "cm"), posts=0),
)
WARES = {
    "bowl": Ware(height=Quantity(14, "cm"), diameter=Quantity(24, "cm")),
    "vase": Ware(height=Quantity(33, "cm"), diameter=Quantity(24, "cm")),
}
ANA = Member(
    "ana", brings=(Brings("b", "bowl", "c04_slow_bisque", 7, due=Quantity(2, "d")),), slots=4
)
BEN = Member(
    "ben",
    brings=(
        Brings("v", "vase", "c6_slow_glaze", 2, due=Quantity(6, "d")),
        Brings("b", "bowl", "c04_slow_bisque", 3),
    ),
    slots=3,
    wishes=("Fri",),
    priority=1.0,
)
CLEO = Member("cleo", brings=(Brings("none", "bowl", "c6_slow_glaze", 0),), slots=2)


def shared(**changes):
    plain = SharedKiln(KILN, PROGRAMS, WARES, (ANA, BEN, CLEO), EXAMPLE, fee=3.66)
    return replace(plain, **changes)


@pytest.fixture(scope="module")
def weeks():
    return {rule: kiln_week(shared(), rule) for rule in RULES}


@pytest.mark.parametrize("rule", RULES)
def test_every_piece_is_fired_once_with_its_own_program(weeks, rule):
    week = weeks[rule]
    fired = {}
    for firing in week.firings:
        for key, count in firing.pieces.items():
            fired[(*key, firing.program)] = fired.get((*key, firing.program), 0) + count
        assert firing.fill <= 1.0 + 1e-9
        standing = sum(firing.load.counts.values()) + firing.left
        assert standing == sum(firing.pieces.values())
    assert fired == {
        ("ana", "bowl", "c04_slow_bisque"): 7,
        ("ben", "bowl", "c04_slow_bisque"): 3,
        ("ben", "vase", "c6_slow_glaze"): 2,
    }


def test_no_plan_needs_more_firings_than_each_program_fills(weeks):
    share = shared().share("bowl")
    least = math.ceil(10 * share - 1e-9) + math.ceil(2 * shared().share("vase") - 1e-9)
    assert len(weeks["week"].firings) == least


def test_times_and_energy_are_those_of_the_firings(weeks):
    week = weeks["week"]
    each = {name: fire(KILN, PROGRAMS[name]) for name in ("c04_slow_bisque", "c6_slow_glaze")}
    total = math.fsum(each[f.program].time for f in week.firings)
    assert week.makespan == pytest.approx(total) == pytest.approx(week.kiln_time)
    assert week.energy == pytest.approx(math.fsum(each[f.program].energy for f in week.firings))
    assert weeks["due"].tardiness <= weeks["order"].tardiness + 1e-9


def test_cheap_hours_cost_no_more_and_keep_their_order(weeks):
    week = weeks["week"]
    assert week.cheap_cost < week.cost
    begun = [firing.cheap.time for firing in week.firings]
    for before, after, firing in zip(begun, begun[1:], week.firings, strict=False):
        assert after >= before + firing.firing.time - 1e-6
    flat = kiln_week(shared(tariff=Tariff.flat(0.2)))
    assert flat.cheap_cost == pytest.approx(flat.cost) == pytest.approx(0.2 * flat.energy)


def test_the_bill_is_shared_to_the_cent_and_who_brings_nothing_pays_nothing(weeks):
    week = weeks["week"]
    assert set(week.shares) == {"ana", "ben"}
    alone = kiln_week(shared(members=(ANA,))).bill
    assert week.shares["ana"] <= alone + 1e-9
    assert math.fsum(week.shares.values()) == pytest.approx(week.bill)
    assert week.fees["ben"] == pytest.approx(3.66 * (2 * WARES["vase"].box + 3 * WARES["bowl"].box))


def test_seventeen_members_share_by_what_each_would_pay_alone():
    lot = ANA.brings[0]
    many = tuple(Member(f"m{k}", brings=(replace(lot, pieces=1 + k % 2),)) for k in range(17))
    week = kiln_week(shared(members=many))
    assert math.fsum(week.shares.values()) == pytest.approx(week.bill)
    assert len({round(share, 9) for share in week.shares.values()}) == 1, "all fill one kiln alone"


def test_slots_go_round_and_wishes_are_kept(weeks):
    week = weeks["week"]
    assert week.slots["Fri"] == "ben", "the highest priority chooses first"
    given = [sum(who == name for who in week.slots.values()) for name in ("ana", "ben", "cleo")]
    assert sum(given) == 7
    assert given == [2, 3, 2]
    assert math.fsum(week.fair.values()) == pytest.approx(7.0)
    assert 0 < week.evenness <= 1
    assert slot_names(2)[:2] == ("Mon, kiln 1", "Mon, kiln 2")


def test_two_kilns_end_sooner_with_the_same_energy(weeks):
    two = kiln_week(shared(kilns=2))
    assert two.makespan < weeks["week"].makespan
    assert two.energy == pytest.approx(weeks["week"].energy)
    assert {firing.kiln for firing in two.firings} == {0, 1}


def test_two_kilns_know_every_rule(weeks):
    two = {rule: kiln_week(shared(kilns=2), rule) for rule in weeks}
    assert two["due"].tardiness <= two["order"].tardiness
    for rule, week in two.items():
        assert {firing.kiln for firing in week.firings} == {0, 1}
        assert week.tardiness <= weeks[rule].tardiness
        assert week.makespan >= two["week"].makespan
        assert sum(n for f in week.firings for n in f.pieces.values()) == sum(
            n for f in weeks[rule].firings for n in f.pieces.values()
        )


def test_nobody_brings_anything():
    week = kiln_week(shared(members=(CLEO,)))
    assert week.firings == ()
    assert week.makespan == week.bill == week.fill == 0.0


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_plans_two_kilns(rule):
    one, two = kiln_week(shared(), rule), kiln_week(shared(kilns=2), rule)
    assert {firing.kiln for firing in two.firings} == {0, 1}
    assert two.makespan < one.makespan
    assert sum(sum(f.pieces.values()) for f in two.firings) == sum(
        sum(f.pieces.values()) for f in one.firings
    )
    for kiln in (0, 1):
        own = [firing for firing in two.firings if firing.kiln == kiln]
        assert all(a.end <= b.start + 1e-9 for a, b in itertools.pairwise(own))


def test_what_is_wrong_is_named():
    lot = replace(ANA.brings[0], program="c04_slow_biscue")
    with pytest.raises(SpecError, match="c04_slow_biscue") as caught:
        kiln_week(shared(members=(replace(ANA, brings=(lot,)),)))
    assert "c04_slow_bisque" in caught.value.advice
    with pytest.raises(SpecError, match="no rule 'weak'"):
        kiln_week(shared(), "weak")
    with pytest.raises(SpecError, match="no slot 'Friday'"):
        kiln_week(shared(members=(replace(BEN, wishes=("Friday",)),)))
    tall = {**WARES, "bowl": replace(WARES["bowl"], height=Quantity(41, "cm"))}
    with pytest.raises(InfeasibleError, match="410 mm tall"):
        kiln_week(shared(wares=tall))
    with pytest.raises(SpecError, match="-1 pieces"):
        Brings("a", "bowl", "p", -1)
    with pytest.raises(SpecError, match="weight"):
        Brings("a", "bowl", "p", 1, weight=0.0)
    with pytest.raises(SpecError, match="-1 slots"):
        Member("a", slots=-1)


def test_a_twins_bands_are_the_prices_of_its_week():
    factory = load_twin("ceramics_coop")
    tariff = tariff_of(factory)
    day, night = (
        float(factory.value_at(path)) for path in ("costs.energy", "costs.tariff.night.price")
    )
    assert tariff.cycle == WEEK
    for hour, price in ((3, night), (7.99, night), (8, day), (21.99, day), (22, night)):
        assert tariff.price_at(60 * hour) == price
        assert tariff.price_at(60 * hour + 3 * 1440) == price
    assert tariff.upto(WEEK) == pytest.approx(7 * 60 * (10 * night + 14 * day))
    week = kiln_week(shared_kiln(factory))
    assert week.cheap_cost < week.cost
    assert tariff_of(load_twin("rug_studio")) == Tariff.flat(0.2)
