"""JSON Schema of ``twin.yaml``, made from the nouns, so that an editor completes and checks it."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

from workbench.model import _codec
from workbench.model._codec import copied
from workbench.model._measures import Measure
from workbench.model.distribution import Distribution, Law
from workbench.model.factory import Factory

_SOURCE = {
    "source": {"type": "string"},
    "year": {"type": "integer"},
    "mark": {"enum": ["verified", "estimate"]},
}


@cache
def _made() -> dict[str, Any]:
    definitions: dict[str, Any] = {
        "sourced_value": {
            "type": "object",
            "properties": {"value": {"type": ["string", "number"]}, **_SOURCE},
            "required": ["value", "source"],
            "additionalProperties": False,
        },
        "law": Distribution.schema(),
    }
    root = _noun(Factory, definitions, named=False)
    root["properties"]["floor"] = {"anyOf": [root["properties"]["floor"], {"type": "string"}]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "twin.yaml",
        "description": "The digital twin of a micro-factory.",
        **root,
        "$defs": definitions,
    }


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a twin."""
    return dict(copied(_made()))


def _noun(cls: type[Any], definitions: dict[str, Any], *, named: bool) -> dict[str, Any]:
    properties, required = {}, []
    for name, hint in _codec.hints(cls).items():
        if named and name == _codec.naming_field(cls):
            continue
        key = _codec.keys(cls)[name]
        properties[key] = _value(hint, definitions)
        if not _has_default(cls, name):
            required.append(key)
    summary = (cls.__doc__ or "").strip().splitlines()[0]
    made: dict[str, Any] = {
        "type": "object",
        "description": summary,
        "properties": properties,
        "additionalProperties": False,
    }
    return {**made, "required": required} if required else made


def _has_default(cls: type[Any], name: str) -> bool:
    import dataclasses

    field = next(field for field in dataclasses.fields(cls) if field.name == name)
    return not (
        field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    )


def _reference(cls: type[Any], definitions: dict[str, Any], *, named: bool) -> dict[str, Any]:
    name = cls.__name__
    if name not in definitions:
        definitions[name] = {}  # a noun may hold itself
        body = _noun(cls, definitions, named=named)
        short = getattr(cls, "SHORT", "")
        forms = [body]
        if short:
            forms.append(_value(_codec.hints(cls)[short], definitions))
        elif named and "required" not in body:
            forms.append({"type": "null"})
        definitions[name] = {"anyOf": forms} if len(forms) > 1 else body
    return {"$ref": f"#/$defs/{name}"}


def _value(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    hint = _codec.strip_optional(hint)
    mark = _codec.marker_of(hint)
    if isinstance(mark, Law):
        forms = [{"$ref": "#/$defs/law"}]
        forms += [_reference(form, definitions, named=False) for form in mark.forms]
        return {"anyOf": forms} if len(forms) > 1 else forms[0]
    if isinstance(mark, Measure) or hasattr(mark, "schema"):
        made: dict[str, Any] = mark.schema()
        return made
    if _codec.is_noun(hint):
        if getattr(hint, "KEYED", False):
            return _names(_reference(hint, definitions, named=True), most=1)
        return _reference(hint, definitions, named=False)
    if get_origin(hint) is tuple:
        return _tuple(get_args(hint), definitions)
    if get_origin(hint) is Literal:
        return {"enum": [choice for choice in get_args(hint) if choice]}
    if get_origin(hint) is Union:
        return {"anyOf": [_value(kind, definitions) for kind in get_args(hint)]}
    if get_origin(hint) is dict:
        return {"type": "object"}
    plain: dict[Any, Any] = {int: "integer", float: "number", bool: "boolean"}
    return {"type": plain[hint]} if hint in plain else {"type": ["string", "number", "boolean"]}


def _tuple(inner: tuple[Any, ...], definitions: dict[str, Any]) -> dict[str, Any]:
    item, variable = inner[0], inner[-1] is Ellipsis
    if variable and get_origin(item) is tuple and get_args(item)[0] is str:
        return _names(_value(get_args(item)[1], definitions))
    if variable and _codec.is_noun(item) and not getattr(item, "UNNAMED", False):
        names = _names(_reference(item, definitions, named=True))
        if not getattr(item, "LISTED", False):
            return names
        return {"anyOf": [{"type": "array", "items": {**names, "maxProperties": 1}}, names]}
    if not variable:
        return {
            "type": "array",
            "prefixItems": [_value(kind, definitions) for kind in inner],
            "minItems": len(inner),
            "maxItems": len(inner),
        }
    array = {"type": "array", "items": _value(item, definitions)}
    return array if _codec.is_noun(item) else {"anyOf": [array, {"type": ["string", "number"]}]}


def _names(body: dict[str, Any], most: int | None = None) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "object", "additionalProperties": body}
    return made if most is None else {**made, "maxProperties": most, "minProperties": most}
