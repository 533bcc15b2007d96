"""Who is next: the rules by which a station or a pool of people chooses from its queue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from workbench.errors import SpecError, nearest

# Rule -> what goes first. The names are those of the simulation; a test compares them.
RULES: dict[str, str] = {
    "fcfs": "who joined the queue first",
    "edd": "earliest due date",
    "spt": "shortest expected time",
    "priority": "lowest priority number of the order",
    "least_changeover": "shortest changeover on a free machine",
    "critical_ratio": "least time to the due date over remaining work",
    "odd": "earliest due date of the operation",
    "winq": "least work in the queue of the next station",
    "slack": "least time to the due date less remaining work",
    "atc": "greatest apparent tardiness cost",
    "batc": "greatest apparent tardiness cost of the batch, times its fill",
    "most_complete": "fullest batch",
    "weight": "largest weight of the order",
    "lpt": "longest expected time",
    "lifo": "who joined the queue last",
    "fasfs": "who came into the factory first",
    "wspt": "shortest expected time over weight",
    "srpt": "shortest remaining work",
    "lrpt": "most remaining work",
    "job": "lowest number of the job",
    "pt_winq_npt": "expected time, work in the next queue and expected time there, together",
}
# What these compare changes while work waits; a person is chosen for by the others only.
CHANGING = frozenset(
    {
        "least_changeover",
        "critical_ratio",
        "winq",
        "atc",
        "batc",
        "most_complete",
        "pt_winq_npt",
    }
)
MOST_RULES = 4


@dataclass(frozen=True)
class RulesOf:
    """Accept a rule, or several of which each breaks the ties of those before: ``edd, spt``."""

    people: bool = False

    def accept(self, value: Any) -> str:
        """Return the rules as one text, ``"edd, spt"``."""
        names = value.split(",") if isinstance(value, str) else value
        if not isinstance(names, list | tuple) or not all(isinstance(n, str) for n in names):
            raise SpecError(
                f"{value!r} is not a rule", advice="write one, e.g. 'edd', or [edd, spt]"
            )
        rules = [name.strip() for name in names]
        valid = [name for name in RULES if not (self.people and name in CHANGING)]
        for place, name in enumerate(rules):
            if name not in valid:
                known = f" for people: what '{name}' compares changes while work waits"
                raise SpecError(
                    f"'{name}' is not known here" + (known if name in RULES else ""),
                    advice=nearest(name, valid),
                )
            if name in rules[:place]:
                raise SpecError(f"the rule '{name}' is given twice", advice="leave one out")
        if not 1 <= len(rules) <= MOST_RULES:
            raise SpecError(
                f"{len(rules)} rules are given", advice=f"give one to {MOST_RULES} of them"
            )
        return ", ".join(rules)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the YAML form."""
        names = [name for name in RULES if not (self.people and name in CHANGING)]
        one = "|".join(names)
        return {
            "examples": ["edd, spt"],
            "anyOf": [
                {"enum": names},
                {"type": "array", "items": {"enum": names}, "minItems": 1, "maxItems": MOST_RULES},
                {"type": "string", "pattern": rf"^({one})(\s*,\s*({one}))*$"},
            ],
        }

    def __get_pydantic_core_schema__(self, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        """Let pydantic accept what `accept` accepts."""
        return core_schema.no_info_plain_validator_function(self.accept)


Rules = Annotated[str, RulesOf()]
PeopleRules = Annotated[str, RulesOf(people=True)]


def split(rules: str) -> tuple[str, ...]:
    """Return the single rules of a text such as ``"edd, spt"``."""
    return tuple(name.strip() for name in rules.split(","))
