"""Every word of the playback desk, in one place, ready for further languages."""

from __future__ import annotations

from typing import Final

from workbench.desks.text import Words

_EN: Final = {
    "app_playback": "Playback",
    "busiest": "Bottleneck",
    "busiest_definition": "The station or people with the greatest busy share of their open hours, "
    "over twenty runs.",
    "failed_film": "This run could not be played.",
    "filming": "Playing the drop…",
    "floor_card": "The run",
    "group_run": "The run",
    "inside": "Most inside",
    "inside_definition": "Greatest number of pieces that were in the shop at once, in this run.",
    "lead_run": "Lead time, mean",
    "lead_run_definition": "Mean time of a piece from release to ready, in this run.",
    "makespan": "The whole drop",
    "makespan_definition": "From the first release to the last piece ready, in this run.",
    "machines_card": "Machines in this run",
    "plan_drawn": "This twin has no floor: its stations are drawn in the order of the work.",
    "run": "Which run",
    "run_quick": "Quick",
    "run_quick_hint": "One run in ten is quicker than this",
    "run_slow": "Slow",
    "run_slow_hint": "One run in ten is slower than this",
    "run_typical": "Typical",
    "run_typical_hint": "As many runs are quicker as are slower",
    "run_rests": "Run number {number} of {count}, seed {seed}; {events} events.",
    "tell_machines": "{count} pieces of work at {stations}.",
    "title_run": "{name}, as it ran",
    "twin": "Twin",
}


class PlaybackWords(Words):
    """The words of the playback desk, and those that all desks share."""

    def __init__(self, language: str = "en") -> None:
        super().__init__(language)
        self._texts = {**self._texts, **_EN}
