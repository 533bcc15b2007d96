"""Bookings of a shared kiln: never two firings in one, nobody's day taken, nothing idle in vain."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import InfeasibleError, SpecError
from workbench.model import KilnBooking, load_twin
from workbench.model.calendar import DAY, WEEK
from workbench.processes.kiln import fire, wear
from workbench.studies.kiln_diary import STEP, kiln_diary
from workbench.studies.kiln_week import shared_kiln

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
PROGRAMS = ("c04_slow_bisque", "c6_slow_glaze")


@pytest.fixture(scope="module")
def coop():
    """Return a kiln whose days nobody asked for."""
    shared = shared_kiln(load_twin("ceramics_coop"))
    return replace(shared, members=tuple(replace(m, slots=0.0) for m in shared.members))


def booking(member, start, *, program=PROGRAMS[0], kiln=1, share=1.0, name="b"):
    return KilnBooking(name, member, program, f"{60 * start} min", kiln, f"{100 * share} %")


def test_a_firing_lasts_until_the_kiln_may_be_opened(coop):
    made = fire(coop.kiln, coop.programs[PROGRAMS[0]], age=coop.age)
    diary = kiln_diary(coop).book(booking("ana", 9))
    (firing,) = diary.firings
    assert (firing.start, firing.hot, firing.end) == (540, 540 + made.heating, 540 + made.time)
    assert firing.cost == coop.tariff.cost(made, 540.0) + wear(coop.kiln, coop.age).cost
    assert diary.pays == {"ana": pytest.approx(firing.cost)}
    # whoever comes when it is still hot is told when it is not
    with pytest.raises(InfeasibleError, match="taken by Ana from Mon 09:00") as caught:
        diary.book(booking("carlos", 20))
    offered = caught.value.advice.removeprefix("free for Carlos: ").split(", ")
    cold = math.ceil(firing.end)
    assert offered[0] == f"Tue {cold % 1440 // 60:02d}:{cold % 60:02d}"
    assert diary.book(booking("carlos", cold / 60)).firings[1].start == cold


def test_a_load_is_shared_and_paid_by_what_was_booked(coop):
    diary = (
        kiln_diary(coop).book(booking("ana", 9, share=0.25)).book(booking("duarte", 9, share=0.5))
    )
    (firing,) = diary.firings
    assert firing.taken == pytest.approx(0.75)
    assert diary.pays["duarte"] == pytest.approx(2 * diary.pays["ana"])
    assert math.fsum(diary.pays.values()) == pytest.approx(firing.cost)
    with pytest.raises(InfeasibleError, match="25 % of its load left, not 50 %"):
        diary.book(booking("carlos", 9, share=0.5))
    with pytest.raises(InfeasibleError, match="taken by Ana"):
        diary.book(booking("carlos", 9, share=0.1, program=PROGRAMS[1]))


def test_a_day_that_was_handed_out_is_not_somebody_elses():
    shared = shared_kiln(load_twin("ceramics_coop"))
    diary = kiln_diary(shared)
    day, owner = next(iter(diary.slots.items()))
    start = 24 * DAYS.index(day) + 9
    other = next(m.name for m in shared.members if m.name != owner)
    label = next(m.label for m in shared.members if m.name == owner)
    with pytest.raises(InfeasibleError, match=f"{day} was handed to {label}"):
        diary.book(booking(other, start))
    mine = diary.book(booking(owner, start, share=0.5))
    assert len(mine.book(booking(other, start, share=0.5)).firings) == 1  # a load may be joined
    # other slots: what no longer holds is told, and nothing else is lost
    kept = kiln_diary(
        replace(
            shared, members=tuple(replace(m, slots=7.0 * (m.name == other)) for m in shared.members)
        ),
        [booking(owner, start), booking(other, start + 24, name="c")],
    )
    assert [part.name for firing in kept.firings for part in firing.parts] == ["c"]
    ((refused, why),) = kept.refused
    assert refused.name == "b"
    assert "was handed to" in why


def test_a_closed_studio_and_what_does_not_exist(coop):
    day = replace(coop, opening=((540.0, 1080.0),))
    with pytest.raises(InfeasibleError, match="the studio is closed") as caught:
        kiln_diary(day).book(booking("ana", 20))
    assert "Mon 09:00" in caught.value.advice
    diary = kiln_diary(coop)
    for wrong, said in (
        (booking("anna", 9), "did you mean 'ana'"),
        (booking("ana", 9, program="c04_slow_biscue"), "did you mean 'c04_slow_bisque'"),
        (booking("ana", 9, kiln=2), "no kiln 2"),
    ):
        with pytest.raises(SpecError, match=said):
            diary.book(wrong)
    with pytest.raises(SpecError, match="a moment of the week"):
        booking("ana", 168)


ASKED = st.lists(
    st.tuples(
        st.sampled_from(("ana", "beatriz", "carlos", "duarte")),
        st.integers(0, int(WEEK / STEP) - 1),
        st.sampled_from(PROGRAMS),
        st.integers(1, 2),
        st.sampled_from((0.3, 0.5, 1.0)),
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(ASKED, st.booleans())
def test_whatever_is_asked_kilns_are_booked_once_and_used_where_they_can_be(asked, handed):
    shared = replace(shared_kiln(load_twin("ceramics_coop")), kilns=2)
    if not handed:
        shared = replace(shared, members=tuple(replace(m, slots=0.0) for m in shared.members))
    wanted = [
        booking(member, step * STEP / 60, program=program, kiln=kiln, share=share, name=str(number))
        for number, (member, step, program, kiln, share) in enumerate(asked)
    ]
    diary = kiln_diary(shared, wanted)
    taken = [part for firing in diary.firings for part in firing.parts]
    assert len(taken) + len(diary.refused) == len(wanted)
    for one, two in itertools.combinations(diary.firings, 2):
        assert one.kiln != two.kiln or one.end <= two.start or two.end <= one.start
    assert all(firing.taken <= 1.0 + 1e-9 for firing in diary.firings)
    assert math.fsum(diary.pays.values()) == pytest.approx(math.fsum(f.cost for f in diary.firings))
    for each, _ in diary.refused:  # only what somebody has is refused
        start = float(each.start)
        end = start + diary.firing(each.program).time
        there = [f for f in diary.firings if f.kiln == each.kiln - 1]
        hot = any(start < f.end and f.start < end for f in there)
        slot = f"{DAYS[int(start // DAY)]}, kiln {each.kiln}"
        assert hot or diary.slots.get(slot, each.member) != each.member
    for member in ("ana", "duarte"):  # what is offered can be had
        for kiln, start in diary.free(member, PROGRAMS[0], 0.5)[:3]:
            diary.book(booking(member, start / 60, kiln=kiln, share=0.5, name="more"))
