"""Write docs/twin.md, the reference of every key of ``twin.yaml``, from the nouns themselves."""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path
from typing import Any

from workbench.model import Factory, _codec, schema
from workbench.model.dispatching import CHANGING, RULES

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "twin.md"
INTRODUCTION = """\
# The twin, key by key

A twin is a folder with a `twin.yaml` in it, and whatever files that names: the floor, the patterns,
the orders. Begin from one that works (`workbench new my_studio --like rug_studio`), and let
`workbench check my_studio` say what is wrong, where, and what to do.

- **Names are keys.** `stations: {vat: {…}}` defines a station called *vat*; everything else refers
  to it by that name. A misspelt name is answered with the nearest valid one.
- **Quantities carry their unit**: `18 min`, `3.5 kg`, `14 EUR/h`, `0.5 m2/h`, `25 %`. A bare number
  where a unit is due is refused. What was written is kept: `4 h` is written back as `4 h`.
- **Times may be chance**: a distribution such as `{triangular: [1.6, 2.0, 2.8], unit: h/m2}`,
  `{normal: [35, 6], unit: min, min: 20}`, `{exponential: 1 min}`, `{uniform: [1 h, 2 h]}`,
  `{lognormal: [3 h, 1 h]}` (mean and standard deviation), `{gamma: [3 h, 1 h]}`; or one that
  follows from the work, `{rate: 30 m/min, of: cut_length}`.
- **Times may follow from how it is done**: `{program: c6_slow_glaze}` at a station with a `kiln`,
  `{recipe: acid}` at one with a `vat`, `{sam: 10 min}` over the operation's efficiency,
  `{marker: 30 m/min, corner: 0.6 s}` along the cut line. Energy, losses, chemicals and shares of a
  load come with them.
- **Work forks and joins.** `per: colour` splits a piece into one lot for each colour, and
  `join: colour` waits for all of them; `lots: {half: 2}` on the product names other lots.
  `after: [cut, print]` makes a routing a graph; without it each operation follows the last one.
- **A batch is counted in one measure**: `max: 10 kg`, `max: 12 pieces` or `max: 100 %` (of a load),
  and each operation at that station says what a piece takes of it: `size: 2.25 kg`, `1 piece` …
- **Who is next** says `rule`, at stations and for people: `edd`, or `edd, spt` where the second
  breaks the ties of the first ([rules](#rules)). What a shift's end does to work says `closing`;
  `breaks` of a calendar end no shift.
- **What comes next may be chance**: `then: {inspect: 10 %, pack: 88 %, done: 2 %}` in place of the
  next operation in the list, back to an earlier one too. `redo` does the same operation again,
  `scrap` loses the piece, `remake: true` of the product begins it anew.
- **Who can do it**: `pool: sewer, also: [cutter]` in order of preference, or `skill: sew` for every
  pool that has it among its `skills`.
- **Material is always at hand**, unless it has `stock`, `deliveries` or `reorder`: then it is
  counted, and work waits for it.
- **A network** (`network:`) plays several factories at once: each node is a shipped twin, a file
  beside this one or, with nothing said, this twin again, with its own `set`. An order goes to the
  nearest node that can make it and has capacity; when a node fails, what it has not begun goes on
  to another by a lane. In figures and logs a node's stations are called `porto/sew`.
- **A run begins** on Monday at 00:00 with nothing inside, but for `begun` pieces, the families that
  machines are set for (`start` of a changeover), practice (`done`) and stock.
- **Streams of orders** (`orders:`) come `every` so often, `at` stated moments, or are `saturated`:
  the next one is there when the one before is begun. With `wip` of the twin only so many pieces are
  inside. They are played beside every drop, on the same stations and people;
  lead time and promise are the drop's, work in progress and how busy everybody is are of all. A
  twin may have streams only.
- **An order file** is CSV (comma, semicolon or tab; UTF-8 or an older encoding) or XLSX. Its first
  line names the columns: `date` and `quantity` must be there; `order`, `product` and `size` may be.
  Dates are `2026-05-17`, `17.05.2026` or `17/05/2026` (the day first); quantities are whole, ≥ 1.
- **What is left out** is taken from the table of [defaults](defaults.md), each with its source.
- **Every value may say where it comes from**: beside it `source`, `year` and `mark: verified` or
  `mark: estimate`; or once for many in `sources`, by key path. Reports list the estimates that
  they rest on.
- An editor completes and checks the file while you write, with the JSON Schema from
  `python -c "import json, workbench.model as m; print(json.dumps(m.schema()))"`.

This page is made from the code (`python .ci/twin_reference.py`), so it cannot be out of date.
"""


# Keys that many nouns share and none explains.
EVERYWHERE = {
    "label": "How reports and apps call it.",
    "source": "Where the values come from.",
    "year": "Of the source.",
    "mark": "Whether anybody has checked it.",
}


def _parameters(noun: type[Any]) -> dict[str, str]:
    """Return the meaning of each field from the ``Parameters`` of a numpy docstring."""
    text = inspect.cleandoc(noun.__doc__ or "")
    _, _, body = text.partition("Parameters\n----------\n")
    body = re.split(r"\n\n?\w+\n-{3,}\n", body)[0]
    meanings: dict[str, str] = {}
    names: list[str] = []
    for line in body.splitlines():
        if line and not line.startswith(" "):
            names = [name.strip() for name in line.split(" : ")[0].split(",")]
        elif names and line.strip():
            for name in names:
                meanings[name] = f"{meanings.get(name, '')} {line.strip()}".strip()
        elif not line.strip():
            names = []
    return meanings


def _form(value: dict[str, Any]) -> str:
    """Return what is written there, as short as a table needs it."""
    if "$ref" in value:
        name = value["$ref"].rsplit("/", 1)[-1]
        return {"law": "time or distribution"}.get(name, f"[{name.lower()}](#{name.lower()})")
    if "examples" in value:
        return f"`{value['examples'][0]}`"
    if "enum" in value:
        return ", ".join(f"`{entry}`" for entry in value["enum"] if entry)
    if "const" in value:
        return f"`{value['const']}`"
    if "anyOf" in value:
        forms = [
            _form(entry)
            for entry in value["anyOf"]
            if entry.get("$ref") != "#/$defs/sourced_value" and entry.get("type") != "null"
        ]
        return " or ".join(dict.fromkeys(form for form in forms if form)) or "value"
    kind = value.get("type")
    if kind == "array":
        items = value.get("items")
        return f"list of {_form(items)}" if isinstance(items, dict) and items else "list"
    if kind == "object":
        inner = value.get("additionalProperties")
        if isinstance(inner, dict) and inner:
            return f"name: {_form(inner)}"
        return "mapping"
    if isinstance(kind, list):
        return "text"
    return {"integer": "whole number", "number": "number", "boolean": "`true` or `false`"}.get(
        str(kind), "text"
    )


def _nouns(root: type[Any]) -> dict[str, type[Any]]:
    """Return every noun by its name, in the order in which the twin mentions them."""
    found: dict[str, type[Any]] = {}

    def visit(hint: Any) -> None:
        for entry in (hint, *getattr(hint, "__args__", ())):
            if entry is not hint:
                visit(entry)
            elif isinstance(entry, type) and _codec.is_noun(entry) and entry.__name__ not in found:
                found[entry.__name__] = entry
                for inner in _codec.hints(entry).values():
                    visit(inner)

    visit(root)
    return found


def _section(title: str, noun: type[Any], body: dict[str, Any]) -> list[str]:
    meanings = _parameters(noun)
    fields = {key: name for name, key in _codec.keys(noun).items()}
    required = set(body.get("required", []))
    summary = inspect.cleandoc(noun.__doc__ or "").split("\n\n")[0].replace("\n", " ")
    lines = [f"## {title}", "", summary.replace("``", "`"), ""]
    rows = []
    for key, value in body.get("properties", {}).items():
        meaning = meanings.get(fields.get(key, key), "").replace("``", "`").replace("|", "\\|")
        meaning = meaning or EVERYWHERE.get(key, "")
        # The docstrings name the canonical unit; a twin is written in any unit of that kind.
        meaning = re.sub(r" ?\[[^\]]*\]$", "", meaning)
        name = f"**`{key}`**" if key in required else f"`{key}`"
        rows.append(f"| {name} | {_form(value)} | {meaning} |")
    if rows:
        lines += ["| key | written as | meaning |", "|---|---|---|", *rows, ""]
    return lines


def render() -> str:
    """Return the page as Markdown."""
    document = schema()
    definitions = document["$defs"]
    nouns = _nouns(Factory)
    lines = [INTRODUCTION, "Keys in bold have to be there.", ""]
    lines += _section("The file", Factory, document)
    for name, noun in nouns.items():
        body = definitions.get(name)
        if body is None or noun is Factory:
            continue
        forms = body.get("anyOf", [body])
        full = next((form for form in forms if "properties" in form), None)
        if full is None:
            continue
        lines += _section(name.lower(), noun, full)
        short = [_form(form) for form in forms if form is not full and form.get("type") != "null"]
        if short:
            lines += [f"Short form: {' or '.join(short)}.", ""]
    lines += [
        "## rules",
        "",
        "Ties go to who joined the queue first, then to the lowest number of the job.",
        "",
    ]
    lines += ["| rule | first goes | for people too |", "|---|---|---|"]
    for name, meaning in RULES.items():
        lines.append(f"| `{name}` | {meaning} | {'no' if name in CHANGING else 'yes'} |")
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
    print(TARGET.relative_to(ROOT))
    sys.exit(0)
