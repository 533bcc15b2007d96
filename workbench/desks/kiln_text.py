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
    "compare_card": "Three ways to plan the week",
    "count": "Firings",
    "count_definition": "Kilns started. Ware of two programs never shares one, so no plan needs "
    "fewer than each program's ware fills.",
    "cost": "Electricity",
    "cost_definition": "Of all firings, one started when the last is cold, at the prices of the "
    "hours they run in. The difference is what starting in cheap hours saves.",
    "curve_card": "The firing",
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
