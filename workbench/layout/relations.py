"""The relationship chart: what should be near what, by judgement and by what is carried.

Muther and Hales, Systematic Layout Planning (4th ed., 2015): closeness is rated A, E, I, O, U, X;
what is carried is rated by the same letters, and both are added with a weight each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.model.floor import Floor

# The usual numbers for the letters; X pushes apart as hard as A pulls together.
LETTERS: dict[str, float] = {"A": 4.0, "E": 3.0, "I": 2.0, "O": 1.0, "U": 0.0, "X": -4.0}
# Share of the pairs, strongest first, that each letter takes (Muther's rule of thumb: few A).
FLOW_SHARES: tuple[tuple[str, float], ...] = (("A", 0.05), ("E", 0.15), ("I", 0.35), ("O", 1.0))
# Weight of what is carried, and of the judgement beside it: 1 : 1 unless somebody knows better.
FLOW_WEIGHT, JUDGEMENT_WEIGHT = 1.0, 1.0
REASONS: dict[str, str] = {
    "1": "flow of material",
    "2": "same people",
    "3": "same equipment or utility",
    "4": "supervision and sight",
    "5": "noise",
    "6": "dirt, dust or lint",
    "7": "splashes and humidity",
    "8": "heat, fire or explosion",
    "9": "safety of people",
}


@dataclass(frozen=True)
class ChartRow:
    """One pair of the chart.

    Parameters
    ----------
    a, b : str
        The stations, in the order of the floor.
    rating : str
        The judgement; ``U`` where nobody gave one.
    reasons : tuple of str
        Why, in words.
    trips : float
        What is carried between them, both ways. [per week]
    flow : str
        The letter of that.
    value : float
        Both letters' numbers added with their weights.
    combined : str
        The letter nearest to the value; ``X`` whenever the judgement says so.
    distance : float
        Of the way between them, inf without one. [mm]
    """

    a: str
    b: str
    rating: str
    reasons: tuple[str, ...]
    trips: float
    flow: str
    value: float
    combined: str
    distance: float


def flow_letters(trips: Mapping[tuple[str, str], float]) -> dict[tuple[str, str], str]:
    """Return the letter of each pair by what is carried between them, ``U`` for nothing.

    Pairs with the same trips get the same letter.
    """
    carried = sorted((count for count in trips.values() if count > 0.0), reverse=True)
    letters = {}
    for pair, count in trips.items():
        if count <= 0.0:
            letters[pair] = "U"
            continue
        rank = carried.index(count) / len(carried)
        letters[pair] = next(letter for letter, share in FLOW_SHARES if rank < share)
    return letters


def chart(
    floor: Floor,
    stations: tuple[str, ...],
    trips: Mapping[tuple[str, str], float],
    distances: Mapping[tuple[str, str], float],
) -> tuple[ChartRow, ...]:
    """Return the relationship chart of the stations that stand on a floor.

    Parameters
    ----------
    floor : Floor
        Its relations are the judgement.
    stations : tuple of str
        In the order of the chart.
    trips : mapping
        (origin, to) → trips. [per week]
    distances : mapping
        (a, b), a before b → length of the way. [mm]

    Returns
    -------
    tuple of ChartRow
        One for each pair, in the order of the stations.
    """
    judged = {frozenset(each.between): each for each in floor.relations}
    pairs = [(a, b) for i, a in enumerate(stations) for b in stations[i + 1 :]]
    both = {(a, b): trips.get((a, b), 0.0) + trips.get((b, a), 0.0) for a, b in pairs}
    letters = flow_letters(both)
    rows = []
    for a, b in pairs:
        relation = judged.get(frozenset((a, b)))
        rating = relation.rating if relation else "U"
        reasons = tuple(REASONS.get(code, code) for code in relation.reasons) if relation else ()
        value = FLOW_WEIGHT * LETTERS[letters[a, b]] + JUDGEMENT_WEIGHT * LETTERS[rating]
        rows.append(
            ChartRow(
                a,
                b,
                rating,
                reasons,
                both[a, b],
                letters[a, b],
                value,
                _letter(rating, value),
                distances.get((a, b), float("inf")),
            )
        )
    return tuple(rows)


def _letter(rating: str, value: float) -> str:
    if rating == "X":
        return "X"
    mean = value / (FLOW_WEIGHT + JUDGEMENT_WEIGHT)
    # Halves go up: one A alone (4 + 0) is an I, an A with an O is an E.
    return next(letter for letter in ("A", "E", "I", "O", "U") if mean >= LETTERS[letter] - 0.5)


def nearness(rows: tuple[ChartRow, ...]) -> float:
    """Return the mean distance of pairs that belong together, weighted by how much [mm].

    Pairs without a way are left out; they are findings of their own.
    """
    pulled = [row for row in rows if row.value > 0.0 and row.distance < float("inf")]
    weight = sum(row.value for row in pulled)
    return sum(row.value * row.distance for row in pulled) / weight if weight else 0.0
