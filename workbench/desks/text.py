"""Every word of the desks' own, in one place, ready for further languages."""

from __future__ import annotations

from typing import Final

from workbench.errors import SpecError, nearest

_EN: Final = {
    "app": "Drop planner",
    "as_it_is": "As it is",
    "bad_orders": "The order file could not be used.",
    "cancel": "Cancel",
    "cancelled": "The run was cancelled: the figures belong to earlier settings.",
    "chart_failed": "This chart could not be drawn; the figures above are not affected.",
    "compare": "Compare",
    "compare_hint": "Keeps these figures; the cards then show the difference from them",
    "comparison": "Here against offshore",
    "comparison_note": "Same demand draws on both sides.",
    "cost": "Where the money goes, per {piece}",
    "costs_hide": "Hide costs",
    "costs_hint": "Shows the page without costs and margins, as a brand may see it",
    "days": "days",
    "detail_energy": "Energy",
    "detail_energy_hint": "Power of the stations over the typical run",
    "detail_energy_note": "One typical run, up to the last piece. Where there is a tariff, its "
    "dearest hours are shaded.",
    "detail_inside": "Inside",
    "detail_inside_hint": "Pieces in progress over time",
    "detail_inside_note": "Mean of all runs; the band holds eight runs in ten.",
    "detail_people": "People",
    "detail_people_hint": "Who works when in the typical run",
    "detail_people_note": "One typical run; hours when nobody is there are shaded.",
    "detail_states": "Machines",
    "detail_states_hint": "What machines and people do all the time",
    "detail_states_note": "From the first release to the last piece ready, nights and weekends "
    "counted; what is left of a bar is closed.",
    "detail_time": "Lead time",
    "detail_time_hint": "Where the time of a piece goes",
    "detail_time_note": "Along the steps that decided when a piece was ready; twenty runs.",
    "details": "Behind the figures",
    "difference": "Difference",
    "download": "Figures CSV",
    "download_hint": "The figures of this page as a table",
    "estimate": "estimate",
    "estimates": "What the figures rest on",
    "estimates_none": "No input is an estimate.",
    "estimates_note": "Replace estimates by what you measured: each makes the answer surer.",
    "failed": "This drop could not be worked out.",
    "floor": "Floor and walking paths",
    "group_drop": "The drop",
    "group_orders": "Orders",
    "group_place": "The workshop",
    "here": "Here",
    "how": "How it is made",
    "input": "Input",
    "lead_times": "When each {piece} is ready",
    "machines": "{name}",
    "marker": "Marker",
    "offshore": "Offshore",
    "orders_hint": "CSV or XLSX: order, date, product, size, quantity",
    "orders_label": "Drop an order file, or choose one",
    "orders_taken": "{name}: {pieces} pieces in {orders} orders.",
    "missing": "What this twin does not tell yet",
    "missing_baseline": "An offshore alternative: add baseline to compare cost, time and CO₂e.",
    "missing_floor": "A floor: add floor with placements to see walking paths and move stations.",
    "missing_marker": "A pattern: give the product a pattern and cloth to see its marker.",
    "missing_preorder": "Preorders: give the drop a preorder with a prior to plan with demand.",
    "passed": "Window passed",
    "pieces": "Pieces",
    "placed": "Preorders so far",
    "placed_all": "{total} orders expected in all; {prior} before anyone had ordered.",
    "placed_none": "None counted: {prior} orders expected. Move a slider to count them.",
    "pool": "{name}s",
    "price": "Price",
    "promise": "Promise",
    "quote": "How many? Cost per {piece} against quantity",
    "quote_none": "There is no offshore alternative in this twin.",
    "reset": "Start again",
    "reset_hint": "Back to the twin's own settings",
    "retry": "Try again",
    "runs": "{count} runs in {seconds} s, seed {seed}.",
    "saved": "Saved",
    "saved_broken": "The store cannot be used. Your settings are still in the page's address.",
    "saved_title": "{pieces} pieces",
    "share": "Share link",
    "share_hint": "Copies an address that opens this page with these settings",
    "source": "Source",
    "stale": "The figures belong to earlier settings.",
    "tell_busy": "{name} {share}",
    "tell_energy": "{energy} kWh in all, {waiting} of them standing by; at most {peak} kW.",
    "tell_inside": "At most {most} {piece}s are in progress on average.",
    "tell_people": "{count} people work in this run.",
    "tell_states": "The bottleneck is {name}, busy {share} of its open hours.",
    "tell_lead": "{share} % of pieces are ready within the promise of {days} days.",
    "tell_quote": "Both sides cost the same at about {pieces} pieces.",
    "tell_quote_never": "One side is cheaper at every quantity shown.",
    "tell_work": "{count} pieces of work at {stations}.",
    "timeline": "The workshop at work (one typical run)",
    "utilisation": "How busy",
    "value": "Value",
    "window": "Preorder window",
    "working": "Playing the drop…",
}
LANGUAGES: Final = {"en": ("English", _EN)}


class Words:
    """The words of one language: ``words("pool", name="Tufter")``."""

    def __init__(self, language: str = "en") -> None:
        if language not in LANGUAGES:
            raise SpecError(
                f"no words in the language '{language}'", advice=nearest(language, LANGUAGES)
            )
        self.language = language
        self._texts = LANGUAGES[language][1]

    def __call__(self, key: str, **values: object) -> str:
        """Return a text with its blanks filled."""
        return self._texts[key].format(**values)


def spoken(name: str) -> str:
    """Return a key of a twin as people say it: ``tufting_frame`` → ``Tufting frame``."""
    text = name.replace("_", " ").strip()
    return text[:1].upper() + text[1:]
