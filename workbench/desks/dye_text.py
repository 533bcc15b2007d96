"""Every word of the dye house, in one place, ready for further languages."""

from __future__ import annotations

from typing import Final

from workbench.desks.board_text import BoardWords

_EN: Final = {
    "app_dye": "Dye house",
    "bath_card": "The baths of a full vat",
    "bath_columns": "Bath,°C,L/kg,Fresh water,Heat,Time,What goes in",
    "bath_note": "{mass} of goods; {redo} % of lots are dyed again.",
    "changeovers": "Changeovers",
    "changeovers_definition": "Time between two lots of different colours. From dark to light the "
    "vat must be washed.",
    "chemicals": "Dyestuff and chemicals",
    "chemicals_definition": "What all lots take, expected re-dyeing included.",
    "compare_card": "The order of the colours",
    "cost_column": "Cost",
    "cost_dye": "Water, heat, dyestuff",
    "cost_dye_definition": "At the twin's prices. Yarn, labour and the vat itself are not in it; "
    "the drop planner has them.",
    "drained": "Down the drain",
    "drained_definition": "Fresh water less what evaporates and what leaves with the wet goods; "
    "the water of washes goes there too.",
    "group_drop": "The drop",
    "group_vat": "The vat",
    "group_recipe": "The recipe",
    "headline_best": "{count} lots take {time} in the best order",
    "headline_other": "{count} lots take {time} in this order, {more} more than in the best",
    "headline_none": "There is nothing to dye",
    "heat": "Heat",
    "heat_definition": "For water and goods from the supply's temperature up, over the vat's "
    "efficiency; expected re-dyeing included.",
    "liquor": "Liquor, {name}",
    "lots": "Lots",
    "lots_definition": "Fillings of the vat: one colour each, as full as it gets.",
    "order": "Order",
    "order_best": "The best",
    "order_given": "As the colours are listed",
    "order_grouped": "Worst, colours kept together",
    "order_worst": "Worst of all",
    "order_of": "Order of the lots",
    "tell_plan": "{count} lots: {colours}. Done after {time}.",
    "tell_split": "{name} {amount} L.",
    "text_best": "{changeovers} of it are changeovers, {washes}. {water} of water, {heat} of heat.",
    "time": "Vat time",
    "time_definition": "From the first lot's start to the last one's end, as if the vat never "
    "waited. Lots that must be dyed again come on top.",
    "title_saved": "{count} lots, {mass}",
    "vat_capacity": "Goods it takes",
    "vat_card": "The vat",
    "vat_darker": "Light to dark",
    "vat_lighter": "Dark to light",
    "wash": "Wash",
    "water": "Fresh water",
    "water_definition": "All baths and washes, expected re-dyeing included.",
    "water_again": "dyed again",
    "water_card": "Where the water goes",
    "water_carried": "in the wet goods",
    "water_drained": "drained baths",
    "water_evaporated": "as steam",
    "water_note": "Fresh water in equals water out, {water} in all.",
    "water_wash": "colour washes",
}


class DyeWords(BoardWords):
    """The words of the dye house, and those that all desks share."""

    def __init__(self, language: str = "en") -> None:
        super().__init__(language)
        self._texts = {**self._texts, **_EN}
