"""Key paths into a twin: ``products.rug.routing.dye.time`` in a document and in the nouns."""

from __future__ import annotations

from typing import Any, get_args, get_origin

from workbench.errors import SpecError, nearest
from workbench.model import _codec
from workbench.model._codec import copied
from workbench.model._measures import MOST_PIECES
from workbench.units import Quantity


def put(
    cls: type[Any],
    document: dict[str, Any],
    path: str,
    value: Any,
    where: str = "settings",
    *,
    add: bool = False,
) -> None:
    """Set what stands at ``path`` of a document of the noun ``cls``, in place.

    Keys that are left out may be set; names (of stations, drops, …) must be there, unless ``add``
    allows a new one at the end of the path.
    """
    holder, key = _find(cls, document, path, where, add=add)
    holder[key] = _plain(value)


def agree(document: dict[str, Any], settings: dict[str, Any]) -> None:
    """Make pieces and sizes of a drop agree when only one of them was set, in place."""
    for path in settings:
        head, _, key = path.rpartition(".")
        where, _, name = head.rpartition(".")
        other = {"pieces": "sizes", "sizes": "pieces"}.get(key)
        if where != "drops" or other is None or f"{head}.{other}" in settings:
            continue
        drop = document["drops"][name]
        mix = drop.get("sizes")
        if key == "sizes":
            drop.pop("pieces", None)
        elif isinstance(mix, dict) and sum(mix.values()) and _is_count(drop["pieces"]):
            drop["sizes"] = _shared(mix, int(drop["pieces"]))


def _is_count(value: Any) -> bool:
    return isinstance(value, int | float) and value == int(value) and 0 < value <= MOST_PIECES


def _shared(mix: dict[str, int], total: int) -> dict[str, int]:
    """Return ``total`` shared out in the proportions of ``mix``: largest remainders first."""
    whole = sum(mix.values())
    exact = {name: count * total / whole for name, count in mix.items()}
    shared = {name: int(share) for name, share in exact.items()}
    order = sorted(exact, key=lambda name: shared[name] - exact[name])
    for name in order[: total - sum(shared.values())]:
        shared[name] += 1
    return shared


def remove(cls: type[Any], document: dict[str, Any], path: str, where: str) -> None:
    """Take out what stands at ``path`` of a document of the noun ``cls``, in place."""
    holder, key = _find(cls, document, path, where)
    if isinstance(holder, dict) and key not in holder:
        raise SpecError(
            f"there is nothing at '{path}' to remove", where=where, advice=nearest(key, holder)
        )
    del holder[key]


def _find(
    cls: type[Any], document: Any, path: str, where: str, *, add: bool = False
) -> tuple[Any, Any]:
    """Return the container and key of ``path``."""
    holder, kind = document, cls
    parts = path.split(".")
    key: Any = ""
    for depth, part in enumerate(parts):
        last = depth == len(parts) - 1
        holder, key, kind = _step(holder, part, kind, f"{where}, {path}", add=add and last)
        if not last:
            holder = _enter(holder, key)
    return holder, key


def _step(holder: Any, part: str, kind: Any, where: str, *, add: bool) -> tuple[Any, Any, Any]:
    """Return the holder and key of ``part``, and the type of what stands there."""
    if isinstance(kind, tuple):  # a collection of named nouns: (class,)
        names = _names(holder)
        if part not in names and not (add and isinstance(holder, dict)):
            raise SpecError(
                f"there is no '{part}' to change", where=where, advice=nearest(part, names)
            )
        if isinstance(holder, list):
            holder = next(entry for entry in holder if part in entry)
        return holder, part, kind[0]
    if _codec.is_noun(kind):
        if not isinstance(holder, dict):
            raise SpecError(
                f"'{holder}' has no key '{part}'", where=where, advice="set the whole value"
            )
        fields = {key: field for field, key in _codec.keys(kind).items()}
        if part not in fields:
            raise SpecError(f"there is no key '{part}'", where=where, advice=nearest(part, fields))
        return holder, part, _inside(_codec.hints(kind)[fields[part]])
    if isinstance(holder, dict):
        return holder, part, None
    if isinstance(holder, list) and part.isdigit() and int(part) < len(holder):
        return holder, int(part), None
    raise SpecError(f"there is nothing to change at '{part}'", where=where, advice="shorten it")


def _inside(hint: Any) -> Any:
    """Return a noun's class, ``(class,)`` for named nouns, None for a plain value."""
    hint = _codec.strip_optional(hint)
    if get_origin(hint) is tuple:
        item = get_args(hint)[0]
        return (item,) if _codec.is_noun(item) else None
    if getattr(hint, "KEYED", False):
        return (hint,)
    return hint if _codec.is_noun(hint) else None


def _names(holder: Any) -> list[str]:
    if isinstance(holder, list):
        return [name for entry in holder for name in entry]
    return list(holder) if isinstance(holder, dict) else []


def _enter(holder: Any, key: Any) -> Any:
    """Return what stands at a key, with an empty mapping put where there is nothing yet."""
    if isinstance(holder, dict) and holder.get(key) is None:
        holder[key] = {}
    return holder[key]


def _plain(value: Any) -> Any:
    """Return a value as a document holds it: quantities and nouns in their YAML form."""
    if isinstance(value, Quantity):
        return value.text if value.unit else value.magnitude
    if _codec.is_noun(type(value)):
        return _codec.write(value, named=_codec.naming_field(type(value)) == "name")
    if isinstance(value, tuple | list):
        return [_plain(entry) for entry in value]
    return copied(value)


def get(noun: Any, path: str) -> Any:
    """Return what stands at ``path`` below a noun."""
    found: Any = noun
    for part in path.split("."):
        found = _below(found, part, path)
    return found


def _below(found: Any, part: str, path: str) -> Any:
    if _codec.is_noun(type(found)):
        fields = {key: field for field, key in _codec.keys(type(found)).items()}
        if part in fields:
            value = getattr(found, fields[part])
            return (value,) if getattr(value, "KEYED", False) else value
        raise SpecError(f"there is no key '{part}'", where=path, advice=nearest(part, fields))
    if isinstance(found, tuple):
        names = {
            getattr(entry, _codec.naming_field(type(entry)))
            if _codec.is_noun(type(entry))
            else str(entry[0] if isinstance(entry, tuple) else place): entry
            for place, entry in enumerate(found)
        }
        if part in names:
            entry = names[part]
            return entry[1] if isinstance(entry, tuple) else entry
        raise SpecError(f"there is no '{part}'", where=path, advice=nearest(part, names))
    raise SpecError(f"'{found}' has nothing below it", where=path, advice="shorten the path")
