"""Every quantity of a twin with its key path, and where it comes from."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any, NamedTuple

from workbench.model._codec import is_noun, keys, naming_field
from workbench.model.distribution import Distribution
from workbench.model.sources import Sourced
from workbench.units import Quantity


class Found(NamedTuple):
    """A quantity or law of chance in a twin."""

    path: str
    text: str
    unit: str
    note: Sourced | None  # its own source, else that of the nearest noun above


def quantities(noun: Any, path: str = "", above: Sourced | None = None) -> Iterator[Found]:
    """Yield each quantity below a noun, depth first, in the order of the fields."""
    note = _own_note(noun) or above
    for field in dataclasses.fields(noun):
        if field.name not in keys(type(noun)):
            continue
        value = getattr(noun, field.name)
        if value is None or (value == field.default and not hasattr(noun, "_document")):
            continue
        if isinstance(value, Quantity) and _is_default(noun, field.name):
            continue
        place = f"{path}.{keys(type(noun))[field.name]}" if path else keys(type(noun))[field.name]
        yield from _below((value,) if getattr(value, "KEYED", False) else value, place, note)


def _below(value: Any, path: str, note: Sourced | None) -> Iterator[Found]:
    if isinstance(value, Quantity):
        yield Found(path, value.text, value.unit, value.note or note)
    elif isinstance(value, Distribution):
        yield Found(path, value.text, value.values[0].unit, note)
    elif is_noun(type(value)):
        yield from quantities(value, path, note)
    elif isinstance(value, tuple) and value and isinstance(value[0], Quantity):
        # the two sides of a shape or the x and y of a point are one value
        yield Found(path, f"[{', '.join(map(str, value))}]", value[0].unit, note)
    elif isinstance(value, tuple):
        for place, entry in enumerate(value):
            named = is_noun(type(entry))
            name = getattr(entry, naming_field(type(entry))) if named else place
            yield from _below(entry, f"{path}.{name}", note)


def _is_default(noun: Any, name: str) -> bool:
    """Whether a field holds the default of its class and not a value somebody wrote."""
    field = noun.__dataclass_fields__[name]
    document = getattr(noun, "_document", None)
    written = isinstance(document, dict) and keys(type(noun))[name] in document
    return getattr(noun, name) is field.default and not written


def _own_note(noun: Any) -> Sourced | None:
    source, year, mark = (getattr(noun, name, None) for name in ("source", "year", "mark"))
    return Sourced(str(source), year, mark or "") if source else None
