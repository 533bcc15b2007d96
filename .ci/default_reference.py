"""Write docs/defaults.md, what is assumed where a twin says nothing, from the tables themselves."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from workbench.analysis.footprint import Factor, factor_set
from workbench.model import DEFAULTS

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "defaults.md"
INTRODUCTION = """\
# What is assumed where a twin says nothing

Every assumption has a value, a source, a year and a mark. **verified** means that the number stands
in the source named; **estimate** that it does not, or that no source was read. Reports and
`workbench simulate --json -` list every estimate that their figures rest on. Write your own number
into `twin.yaml` with `source`, `year` and `mark: verified`, and it leaves that list.

This page is made from the code (`python .ci/default_reference.py`), so it cannot be out of date.
"""
GROUPS = {
    "People, floor and money": ("transport", "network", "costs", "capex", "pool"),
    "Demand and shipping": ("preorder", "prior", "drop", "shipping"),
    "The offshore alternative": ("baseline", "freight"),
    "Rugs": ("tuft", "latex", "dye"),
    "Kilns": ("kiln",),
    "Apparel": ("print", "cut", "sew", "marker"),
}
HEAD = ["| what | value | source | year | mark |", "|---|---:|---|---:|---|"]
FACTORS = """\
## Emission factors

A material names its factor by `footprint`, electricity takes the factor `grid.XX` of the place's
country (the world's when no country is given), freight the factor of its mode. A factor that is not
in this table is an error with the nearest name, never zero; for a country whose grid is missing,
leave `country` out of `place` or `baseline`, which takes the world's mean.
"""
FREIGHT = """\
## Freight, by another source

The set `glec`; everything else is as above. The two sets bracket what is uncertain.
"""


def _source(text: str) -> str:
    """Return what the mark does not say already."""
    return text.removeprefix("estimate").lstrip(";: ").replace("|", "\\|") or "–"


def _defaults(prefixes: tuple[str, ...]) -> list[str]:
    rows = []
    for name, value in DEFAULTS.items():
        if name.partition(".")[0] in prefixes:
            note = value.note
            year = note.year or ""
            rows.append(
                f"| `{name}` | {value.text} | {_source(note.source)} | {year} | {note.mark} |"
            )
    return rows


def _factors(found: Iterable[Factor]) -> list[str]:
    return [
        f"| `{factor.name}` | {factor.value:g} {factor.unit} | {_source(factor.source)} "
        f"| {factor.year} | {factor.mark} |"
        for factor in found
    ]


def render() -> str:
    """Return the page as Markdown."""
    left = {name.partition(".")[0] for name in DEFAULTS} - set().union(*GROUPS.values())
    if left:
        raise SystemExit(f"GROUPS in {__file__} says nothing of {sorted(left)}")
    lines = [INTRODUCTION]
    for title, prefixes in GROUPS.items():
        lines += [f"## {title}", "", *HEAD, *_defaults(prefixes), ""]
    usual, glec = factor_set(), factor_set("glec")
    lines += [FACTORS, *HEAD, *_factors(usual.factors.values()), ""]
    other = (factor for name, factor in glec.factors.items() if factor != usual.factors.get(name))
    lines += [FREIGHT, *HEAD, *_factors(other), ""]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
    print(TARGET.relative_to(ROOT))
    sys.exit(0)
