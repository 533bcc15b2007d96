"""The shipped rules, and how a twin changes them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from workbench.errors import SpecError, nearest
from workbench.model.documents import read_nouns
from workbench.model.floor import TRAITS, UTILITIES, Floor, FloorRule

SHIPPED = Path(__file__).with_name("shipped.yaml")


@cache
def shipped() -> tuple[FloorRule, ...]:
    """Return the rules that hold everywhere, in the order of the file."""
    return read_nouns(FloorRule, SHIPPED.read_text(encoding="utf-8"), SHIPPED.name)


def rule_book(floor: Floor) -> tuple[FloorRule, ...]:
    """Return the rules of a floor: the shipped ones with its changes, then its own.

    Raises
    ------
    SpecError
        When a rule of the floor measures nothing, or names a trait or utility that is not known.
    """
    changes = {rule.name: rule for rule in floor.rules}
    book = [changes.pop(rule.name).over(rule) if rule.name in changes else rule
            for rule in shipped()]  # fmt: skip
    for rule in changes.values():
        if not rule.kind:
            raise SpecError(
                f"rule '{rule.name}' does not say what it measures",
                where=f"floor.rules.{rule.name}",
                advice="give 'kind', or change a shipped rule: "
                + nearest(rule.name, (each.name for each in shipped())),
            )
        book.append(rule)
    for rule in book:
        _check(rule)
    return tuple(rule for rule in book if rule.severity != "off")


def _check(rule: FloorRule) -> None:
    where = f"floor.rules.{rule.name}"
    named = [(trait, tuple(TRAITS)) for trait in rule.of]
    if rule.kind == "separation":
        named += [(trait, tuple(TRAITS)) for trait in rule.against]
    if rule.utility:
        named.append((rule.utility, UTILITIES))
    for name, known in named:
        if name not in known:
            raise SpecError(f"'{name}' is not known", where=where, advice=nearest(name, known))
    measured = ("wall_distance", "separation", "egress_width", "egress_length", "utility_reach")
    if rule.kind in measured and rule.distance is None:
        raise SpecError(
            f"rule '{rule.name}' has no distance", where=where, advice="give one, e.g. '0.9 m'"
        )
