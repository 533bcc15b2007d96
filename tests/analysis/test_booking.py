"""Shared calendars: no double booking, nobody gains by over-stating, no slot lies idle."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.analysis.booking import (
    Booking,
    Diary,
    Request,
    Standing,
    after_round,
    by_priority,
    share_slots,
)
from workbench.errors import InfeasibleError, SpecError

PLACES = ("kiln", "glaze", "finishing")
SLOTS = tuple(f"{day} {part}" for day in ("mon", "tue", "wed") for part in ("am", "pm"))
attempts = st.tuples(
    st.sampled_from(PLACES), st.sampled_from("abc"), st.integers(0, 40), st.integers(1, 12)
)
wishes = st.lists(
    st.tuples(st.permutations(SLOTS), st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=5
)


@settings(max_examples=1000)
@given(asked=st.lists(attempts, max_size=12))
def test_nothing_is_double_booked(asked):
    diary = Diary(PLACES)
    for resource, member, start, length in asked:
        free = diary.next_free(resource, start, length)
        if free > start:
            with pytest.raises(InfeasibleError, match=f"free from minute {free:g}"):
                diary.book(resource, member, start, start + length)
        diary = diary.book(resource, member, free, free + length)
    for one, two in itertools.combinations(diary.bookings, 2):
        assert not one.overlaps(two)
    assert len(diary.bookings) == len(asked)


def test_who_has_it_is_named_and_may_give_it_back():
    diary = Diary(PLACES).book("kiln", "ana", 0, 600)
    with pytest.raises(InfeasibleError, match="'kiln' is taken by ana from 0 to 600 min"):
        diary.book("kiln", "bea", 599, 700)
    assert (
        diary.book("kiln", "bea", 600, 700).book("glaze", "bea", 0, 60).next_free("kiln", 0, 10)
        == 700
    )
    assert diary.cancel(Booking("kiln", "ana", 0, 600)).bookings == ()


def _requests(wished):
    return [Request(str(k), tuple(s[:n]), c) for k, (s, n, c) in enumerate(wished)]


@settings(max_examples=1000)
@given(wished=wishes, more=st.lists(st.sampled_from(SLOTS), unique=True), extra=st.integers(0, 4))
def test_slots_are_shared_without_double_booking_waste_or_gain(wished, more, extra):
    requests = _requests(wished)
    given_ = share_slots(SLOTS, requests)
    counts = {r.member: sum(m == r.member for m in given_.values()) for r in requests}
    for request in requests:
        own = {slot for slot, member in given_.items() if member == request.member}
        assert own <= set(request.slots)
        assert counts[request.member] <= request.count
        # work-conserving: who has too little leaves nothing that would do
        if counts[request.member] < request.count:
            assert not set(request.slots) - set(given_)
    # over-stating: more slots than would do, or a higher count, bring no slot that is needed
    first = requests[0]
    wishes_ = (*first.slots, *(slot for slot in more if slot not in first.slots))
    loud = [Request(first.member, wishes_, first.count + extra), *requests[1:]]
    got = [slot for slot, member in share_slots(SLOTS, loud).items() if member == first.member]
    useful = [slot for slot in got if slot in first.slots]
    assert min(len(useful), first.count) <= counts[first.member]


def test_the_week_of_four_members():
    # ten slots, 2, 2, 4 and 5 asked for
    slots = [str(k) for k in range(10)]
    asked = [Request(n, tuple(slots), c) for n, c in (("a", 2), ("b", 2), ("c", 4), ("d", 5))]
    given_ = share_slots(slots, asked)
    assert [list(given_.values()).count(name) for name in "abcd"] == [2, 2, 3, 3]


def test_whoever_waits_comes_first_in_the_end():
    standings = (Standing("guest", 0.0), Standing("member", 3.0))
    one_slot = [Request("guest", ("kiln",), 1), Request("member", ("kiln",), 1)]
    served = []
    for _ in range(12):
        order = by_priority(standings, ageing=1.0)
        given_ = share_slots(["kiln"], one_slot, order)
        served.append(given_["kiln"])
        standings = after_round(standings, one_slot, given_)
    # three points of priority are three rounds of waiting, and a name breaks the tie
    assert served == (["member"] * 3 + ["guest"]) * 3
    forever = (Standing("guest", 0.0), Standing("member", 3.0))
    assert by_priority(forever, ageing=0.0)[0] == "member"


@pytest.mark.parametrize(
    ("act", "text"),
    [
        (lambda: Diary(PLACES).book("kilm", "a", 0, 1), "did you mean 'kiln'"),
        (lambda: Diary(PLACES).book("kiln", "a", 5, 5), "after it starts"),
        (lambda: Diary(PLACES).cancel(Booking("kiln", "a", 0, 1)), "no such booking"),
        (lambda: Request("a", ("x", "x"), 1), "for one twice"),
        (lambda: share_slots(["x"], [Request("a", ("x",), 1)], []), "leaves members out"),
        (lambda: by_priority([], ageing=-1), "ageing"),
    ],
)
def test_bad_input_is_named(act, text):
    with pytest.raises(SpecError, match=text):
        act()


def test_a_diary_that_was_double_booked_elsewhere_is_refused():
    with pytest.raises(InfeasibleError, match="taken by a"):
        Diary(PLACES, (Booking("kiln", "a", 0, 10), Booking("kiln", "b", 5, 15)))
