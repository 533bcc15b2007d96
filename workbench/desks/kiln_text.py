"""Every word of the kiln board, in one place, ready for further languages."""

from __future__ import annotations

from typing import Final

from workbench.desks.board_text import BoardWords

_EN: Final = {
    "app_kiln": "Kiln board",
    "bill_card": "Who pays what",
    "bill_note": "Fair share: the mean of what each adds to the bill, over all orders of joining "
    "(Shapley). It covers electricity and wear exactly.",
    "bill_note_fee": "The fee is asked by the volume of the box round each piece; it also pays for "
    "rent, shelves and staff.",
    "book": "Book",
    "book_cancel": "Cancel booking",
    "book_cancel_hint": "Gives the chosen booking back",
    "book_cancelled": "The booking was given back.",
    "book_chosen": "Bookings that stand",
    "book_day": "Day",
    "book_done": "Booked for {who}: {start}.",
    "book_earliest": "earliest",
    "book_full": "nothing is free on {day}",
    "book_hint": "Takes the firing, or tells what is free instead",
    "book_hour": "From",
    "book_ics": "Calendar file",
    "book_ics_hint": "The coming week as an iCalendar file",
    "book_json": "Bookings file",
    "book_json_hint": "A file that this board reads again",
    "book_kiln": "Kiln",
    "book_later": "free later: {starts}",
    "book_member": "For",
    "book_move": "Move it here",
    "book_move_hint": "Gives the chosen booking the program, share and time of the form",
    "book_none": "Nothing is booked yet. Choose who, what and when; the board says what is free.",
    "book_note": "{share} % of the load; may be opened {end}",
    "book_nothing": "ask somebody to share a load or to give up a day",
    "book_program": "Firing",
    "book_read": "{count} bookings from {name}.",
    "book_refused": "{name}, {start}, no longer holds: {why}.",
    "book_share": "Share of the load",
    "book_unread": "{name} holds no bookings: give a file that this board has written.",
    "book_upload": "Read bookings",
    "book_upload_hint": "a file that this board has written",
    "booked_again": "All bookings hold.",
    "booked_block": "{who}, {program}: on {start}, off {hot}, may be opened {end}",
    "booked_card": "Booked firings",
    "booked_columns": "Member,Booked,Pays",
    "booked_free": "Member,Booked",
    "booked_note": "A day belongs to whom it was handed out below; days nobody has are free for "
    "all, and a load with room may be joined by ware of the same program. A firing is paid by the "
    "shares that are booked.",
    "compare_card": "Three ways to plan the week",
    "count": "Firings",
    "count_definition": "Kilns started. Ware of two programs never shares one, so no plan needs "
    "fewer than each program's ware fills.",
    "cost": "Electricity",
    "cost_definition": "Of all firings, one started when the last is cold, at the prices of the "
    "hours they run in. The difference is what starting in cheap hours saves.",
    "curve_card": "The firing",
    "day_free": "free",
    "energy": "Energy",
    "energy_definition": "Power × heating time × the share of it in which the elements are on.",
    "evenness": "Evenness of slots",
    "evenness_definition": "Jain's index of slots given for slots asked for: 1 is even, 1/n when "
    "one member has all.",
    "fair_fee": "fee by volume",
    "fair_share": "fair share",
    "fill": "Load",
    "fill_definition": "Mean share of a full kiln, each piece taking 1 over how many of it fill "
    "the kiln.",
    "firing": "Firing",
    "firing_hint": "{program}, {when}",
    "group_brings": "{member} brings",
    "group_slots": "Slots asked for",
    "headline_late": "{late} of {pieces} pieces would be late",
    "headline_left": "{left} pieces find no place on the shelves",
    "headline_none": "Nothing is brought this week",
    "headline_week": "{count} firings, all cold after {time}",
    "hours_card": "When to start",
    "hours_flat": "Electricity costs the same at every hour.",
    "hours_note": "Started at {best} a firing costs {cheap}, at {worst} {dear}.",
    "kilns": "kiln {number}",
    "late": "Late",
    "late_definition": "Pieces that are cold after the day they are wanted.",
    "load_card": "On the shelves",
    "load_left": "{count} × {name} find no place: the shares of a load say they fit, the "
    "shelves do not. Take them out or fire once more.",
    "load_none": "The kiln's shelf and height are not known: add them to the twin to see real ware "
    "stand.",
    "losses": "Expected losses",
    "losses_definition": "Pieces that crack, warp or stick on average, by the kind of firing.",
    "makespan": "Ware is cold after",
    "makespan_definition": "From the first start until the last kiln may be opened.",
    "plan_card": "The week",
    "plan_cheap": "In cheap hours",
    "plan_now": "One after the other",
    "plan_rule": "Planned so that",
    "rule_due": "Least is late",
    "rule_order": "First come, first fired",
    "rule_week": "The week ends soonest",
    "shelf": "Shelf {number}",
    "side": "From the side",
    "slots_card": "Whose slot",
    "slots_columns": "Member,Asked,Given,Max-min share",
    "slots_note": "One each in turn, who has waited longest first. Asking for more than one needs "
    "never brings more of what one needs.",
    "tell_bill": "{name}: {share}, by volume {fee}.",
    "tell_curve": "{program} reaches {peak} °C after {heating} and may be opened after {whole}.",
    "tell_plan": "{count} firings until {time}.",
    "text_cheap": "Started in cheap hours the same firings cost {saved} less ({share} %).",
    "text_flat": "{energy} kWh, {cost}.",
    "text_late": "Plan so that least is late, bring less, or give a later day.",
    "title_saved": "{count} firings, {pieces} pieces",
    "whole_bill": "{bill} for electricity and wear, {fees} by volume",
}


class KilnWords(BoardWords):
    """The words of the kiln board, and those that all desks share."""

    def __init__(self, language: str = "en") -> None:
        super().__init__(language)
        self._texts = {**self._texts, **_EN}
