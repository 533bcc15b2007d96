"""Every word of the floor desk, in one place, ready for further languages."""

from __future__ import annotations

from typing import Final

from workbench.desks.text import Words

_EN: Final = {
    "accept": "Take it over",
    "accept_hint": "The proposal becomes the layout; Ctrl+Z takes it back",
    "agent": "Ways of",
    "agent_person": "A person",
    "alternative": "Proposal {number}",
    "alternative_note": "{walking} walking a week, {moved} moved, moving costs {moving}",
    "app_floor": "Floor desk",
    "area": "Floor taken",
    "area_definition": "Bodies of stations and the free floor they ask for, overlaps counted once.",
    "blocked_headline": "{count} of the ways between stations are blocked",
    "blocked_one": "A way between stations is blocked",
    "blocked_text": "Nobody can carry work there: the list below the drawing says what is in the "
    "way.",
    "broken_headline": "This layout breaks {count} rules",
    "broken_one": "This layout breaks a rule",
    "broken_text": "Choose a line below the drawing to see where. Rules name their source; your "
    "local code decides.",
    "change": "What changed",
    "change_note": "Against the reference; rows sum to the whole.",
    "change_none": "Nothing has been moved since the reference. Move a station, or take over a "
    "proposal, and its effect is explained here, way by way.",
    "clean_headline": "Every way is open and every rule is kept",
    "cost": "Cost of walking",
    "cost_definition": "Trips of a week along the shortest ways, at the wages of those who walk.",
    "distance": "Distance and intensity",
    "distance_note": "Far and often, upper right: bring these nearer first. Marked rows are above "
    "both means.",
    "download_dxf": "DXF",
    "download_dxf_hint": "Floor and stations by layer, in mm",
    "download_pdf": "PDF",
    "download_pdf_hint": "To scale with a title block",
    "download_svg": "SVG",
    "download_svg_hint": "To scale with a title block",
    "draw_failed": "The drawing was not taken over; the floor is as it was.",
    "drawn": "Taken from {name}: {walls} walls, {doors} doors, {stations} stations.",
    "drawn_label": "draw the floor of {name}",
    "dxf_hint": "DXF with the layers OUTLINE, WALLS, DOORS, STATIONS",
    "dxf_label": "Drop a floor plan, or choose one",
    "empty": "This twin has no floor yet.",
    "empty_detail": "Drop a DXF of the floor in the panel, or add a floor with a size to the twin.",
    "failed_floor": "The floor could not be worked out.",
    "faster_headline": "{time} less walking a week than the reference",
    "slower_headline": "{time} more walking a week than the reference",
    "files": "Files",
    "find": "Find better layouts",
    "find_hint": "Searches in the background; locked stations stay where they are",
    "floor_card": "The floor",
    "group_find": "Better layouts",
    "group_floor": "The floor",
    "lead": "Lead time",
    "lead_definition": "Mean lead time of a piece of the drop, {count} plays with the same draws "
    "as the reference; the difference has a paired 95 % interval.",
    "margin": "Least rule margin",
    "margin_definition": "How much room is left before the first rule that must be kept is broken; "
    "negative when one is broken.",
    "margin_none": "none judged",
    "moving": "Cost of moving",
    "moving_definition": "Of moving stations from where the twin has them: fixed, by the metre, "
    "and wages of those who wait. Estimates unless the twin says.",
    "no_dxf": "Nothing was read.",
    "none_found": "Nothing better was found in this time. Unlock a station, or search longer.",
    "not_here": "The search for layouts is not installed here.",
    "payback": "Moving pays back in {weeks} weeks of walking.",
    "payback_never": "Moving costs {cost} and saves no walking.",
    "plan_k": "Best with few moves",
    "plan_phases": "In which order, every rule kept after each phase",
    "group_site": "A new site",
    "rank": "Rank by lead time",
    "rank_columns": "Layout,Lead time,Against now",
    "rank_here": "As it is now",
    "rank_hint": "Plays the drop in each proposal with the same draws; takes some seconds",
    "rank_margin": "{margin} cm left of the tightest rule",
    "rank_moving": "moving {moving}",
    "rank_sure": "Mean lead time of a piece, 100 plays with the same draws; differences with their "
    "paired 95 % intervals.",
    "rank_unsure": "No proposal is surely quicker than the layout as it is now: 100 plays with the "
    "same draws, paired 95 % intervals.",
    "rank_walking": "{walking} walking",
    "ranking": "Playing the proposals… {done} of {total}",
    "refuse": "Refuse",
    "refuse_hint": "The layout stays as it is",
    "relations": "Relationships",
    "relations_note": "Letters: judgement, what is carried, both together; A must be near … U "
    "unimportant, X must be apart.",
    "reset_floor": "As in the twin",
    "reset_floor_hint": "All stations back to where the twin has them; a step that can be undone",
    "rules": "Rules",
    "rules_note": "No rule here replaces the code that holds where the floor is: check local code.",
    "searching": "Searching… best so far {gain}",
    "seconds": "Time to search",
    "site_allowance": "For aisles",
    "site_depth": "Depth",
    "site_found": "Rooms of {need} m² with their aisles in {room} m²; every rule is kept, "
    "{walking} of walking a week. Coloured: a room for each by what is carried; boxes: where each "
    "stands once ways and rules count.",
    "site_here": "This floor",
    "site_here_hint": "Walls, doors and supplies as they are; every station may stand elsewhere",
    "site_propose": "Propose a layout",
    "site_propose_hint": "Lays out a block for each station by what is carried, then places them",
    "site_room": "A plain room",
    "site_room_hint": "A rectangle with one door, in place of this floor",
    "site_step": "take over a layout for a new site",
    "site_where": "Site",
    "site_width": "Width",
    "site_working": "Laying out blocks, then placing stations…",
    "stop": "Stop",
    "stop_hint": "Keeps what was found so far",
    "tab": "Beside the drawing",
    "title_saved": "{walking} walking",
    "twin": "Twin",
    "unit": "Unit of the drawing",
    "unit_ask": "The drawing does not say its unit: choose it.",
    "utilities": "Utility runs",
    "utilities_definition": "From each station to the nearest tap, drain, socket or duct it needs, "
    "along the axes of the drawing.",
    "utilities_missing": "{count} needs without a utility",
    "walking": "Walking",
    "walking_definition": "Hours of a week spent on the shortest ways round walls and stations, "
    "from the routings and the drop's pieces.",
    "way_out": "Way out",
    "way_out_definition": "The longest way from a station to the nearest exit may be this much "
    "longer before the rule is broken.",
    "ways": "Ways",
    "worked": "Working out the floor…",
}  # fmt: skip


class FloorWords(Words):
    """The words of the floor desk, and those that all desks share."""

    def __init__(self, language: str = "en") -> None:
        super().__init__(language)
        self._texts = {**self._texts, **_EN}
