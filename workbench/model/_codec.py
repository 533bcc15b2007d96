"""Nouns from documents and back: one reader and one writer, driven by the fields' types.

A document is what YAML holds: dicts, lists and scalars. A collection of named nouns is a mapping
from names to bodies; a routing is a list of such mappings with one key each. A noun that was read
remembers its document, so writing it gives back the same keys, order and spelling.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

from workbench.errors import SpecError, nearest
from workbench.model._measures import Measure
from workbench.model._yaml import Path
from workbench.model.distribution import Distribution, Law
from workbench.model.sources import Sourced
from workbench.units import Quantity

T = TypeVar("T")


def _once(function: Callable[[Any], T]) -> Callable[[Any], T]:
    """Ask a function of a class only once for each class."""
    return cache(function)


class At(NamedTuple):
    """A place in a document, for messages."""

    path: Path = ()
    lines: Mapping[Path, int] = types.MappingProxyType({})
    file: str = ""

    def key(self, name: object) -> At:
        """Return the place of a key below."""
        return self._replace(path=(*self.path, str(name)))

    def __str__(self) -> str:
        """Return ``"twin.yaml, line 12, stations.vat"``."""
        line = next(
            (
                self.lines[self.path[:end]]
                for end in range(len(self.path), 0, -1)
                if self.path[:end] in self.lines
            ),
            0,
        )
        parts = (self.file, f"line {line}" if line else "", ".".join(self.path))
        return ", ".join(part for part in parts if part)

    def fault(self, what: str, advice: str = "") -> SpecError:
        """Return an error about this place."""
        return SpecError(what, where=str(self), advice=advice)

    def locate(self, error: SpecError) -> SpecError:
        """Return an error of a noun with this place instead of its own."""
        return SpecError(error.what, where=str(self), advice=error.advice)


def is_noun(kind: Any) -> bool:
    """Whether ``kind`` is a class made with `noun`."""
    return isinstance(kind, type) and dataclasses.is_dataclass(kind)


@_once
def hints(cls: Any) -> dict[str, Any]:
    """Return the field types of a noun by field name, first field first."""
    found = get_type_hints(cls, include_extras=True)
    hidden = getattr(cls, "HIDDEN", ())
    return {f.name: found[f.name] for f in dataclasses.fields(cls) if f.name not in hidden}


@_once
def keys(cls: Any) -> dict[str, str]:
    """Return the YAML key of each field of a noun."""
    renamed = getattr(cls, "KEYS", {})
    return {name: renamed.get(name, name) for name in hints(cls)}


@_once
def naming_field(cls: Any) -> str:
    """Return the field whose value is the key in YAML: the first."""
    return next(iter(hints(cls)))


def strip_optional(hint: Any) -> Any:
    """Return ``X`` for ``X | None``."""
    if get_origin(hint) in (Union, types.UnionType):
        rest = [arg for arg in get_args(hint) if arg is not type(None)]
        return rest[0] if len(rest) == 1 else Union[tuple(rest)]  # noqa: UP007  # built at run time
    return hint


def marker_of(hint: Any) -> Any:
    """Return what says which values an annotated field accepts, or None."""
    found = getattr(hint, "__metadata__", ())
    return next((mark for mark in found if hasattr(mark, "accept")), None)


def read(cls: type[T], document: Any, at: At, name: str | None = None) -> T:
    """Return the noun that ``document`` describes.

    Parameters
    ----------
    cls : type
        A noun.
    document : object
        Its body as YAML holds it.
    at : At
        Where it stands.
    name : str, optional
        The key it stands under, when it is one of a named collection.

    Raises
    ------
    SpecError
        With the place, what is wrong there, and what to do.
    """
    short = getattr(cls, "SHORT", "")
    body = {} if document is None and name is not None else document
    if short and (not isinstance(body, dict) or is_short_law(cls, short, body)):
        body = {keys(cls)[short]: body}
    if not isinstance(body, dict):
        raise at.fault(
            f"{_described(document)} stands where the keys of a {cls.__name__.lower()} are due",
            f"write a mapping, e.g. {{{', '.join(list(keys(cls).values())[1:4])}: …}}",
        )
    values = {} if name is None else {naming_field(cls): name}
    fields = {key: field for field, key in keys(cls).items() if field not in values}
    for key, value in body.items():
        if key not in fields:
            raise at.key(key).fault(f"there is no key '{key}' here", nearest(key, fields))
        field = fields[key]
        values[field] = read_value(hints(cls)[field], value, at.key(key))
    try:
        made = cls(**values)
    except SpecError as error:
        raise _refined(error, cls, at) from None
    remember(made, document)
    return made


def is_short_law(cls: type[Any], short: str, body: dict[str, Any]) -> bool:
    """Whether a mapping is the law of chance of a noun that may be written as its law alone."""
    law = isinstance(marker_of(strip_optional(hints(cls)[short])), Law)
    return law and not set(body) & set(keys(cls).values())


def remember(made: Any, document: Any) -> None:
    """Keep the document a frozen noun was read from; `dataclasses.replace` forgets it.

    Nobody changes a remembered document: who reads one hands in a copy, who writes one gets a copy.
    """
    object.__setattr__(made, "_document", document)


def copied(document: Any) -> Any:
    """Return a copy of a document; what is in it has no references to follow, so this is quick."""
    if isinstance(document, dict):
        return {str(key): copied(value) for key, value in document.items()}
    if isinstance(document, list | tuple):
        return [copied(entry) for entry in document]
    return document


def _refined(error: SpecError, cls: type[Any], at: At) -> SpecError:
    """Give an error of a constructor its place in the document."""
    missing = error.what.removeprefix(f"{cls.__name__} needs ").strip("'")
    if missing in keys(cls):
        key = keys(cls)[missing]
        return at.fault(f"the key '{key}' is missing", f"add '{key}: …'")
    path = tuple(error.where.split("."))
    inside = path[0] in keys(cls).values()
    return (at._replace(path=(*at.path, *path)) if inside else at).locate(error)


def read_value(hint: Any, value: Any, at: At) -> Any:
    """Return a field's value from its document."""
    hint = strip_optional(hint)
    if value is None:
        raise at.fault("the key has no value", "give one, or leave the key out")
    try:
        mark = marker_of(hint)
        if mark is not None:
            return _marked(mark, value, at)
    except SpecError as error:
        raise error if error.where.startswith(str(at)) else at.locate(error) from None
    if is_noun(hint):
        return _keyed(hint, value, at) if getattr(hint, "KEYED", False) else read(hint, value, at)
    if get_origin(hint) is tuple:
        return _tuple(get_args(hint), value, at)
    if get_origin(hint) is dict:
        return _mapping(value, at)
    if get_origin(hint) is Literal:
        return _choice([str(choice) for choice in get_args(hint)], value, at)
    if get_origin(hint) is Union:
        return _either(get_args(hint), value, at)
    return _scalar(hint, value, at)


def _marked(mark: Any, value: Any, at: At) -> Any:
    if isinstance(mark, Law):
        if isinstance(value, dict):
            for form in mark.forms:
                if form.FORM in value:
                    return read(form, value, at)
        law = mark.accept(value)
        remember(law, value)
        return law
    if isinstance(value, dict) and isinstance(mark, Measure):
        if "value" not in value:
            raise at.fault("a value is due here", f"write it like '{mark.example}'")
        rest = {key: entry for key, entry in value.items() if key != "value"}
        quantity = read_value(_Hint(mark), value["value"], at.key("value"))
        return quantity.sourced(read(Sourced, rest, at))
    return mark.accept(value)


def _Hint(mark: Any) -> Any:  # noqa: N802  # reads as the type it makes
    from typing import Annotated

    return Annotated[Quantity, mark]


def _tuple(inner: tuple[Any, ...], value: Any, at: At) -> tuple[Any, ...]:
    variable = len(inner) == 2 and inner[1] is Ellipsis
    item = inner[0]
    if variable and get_origin(item) is tuple and get_args(item)[0] is str:
        return _pairs(get_args(item)[1], value, at)
    if variable and is_noun(item) and not getattr(item, "UNNAMED", False):
        return _named(item, value, at)
    if isinstance(value, str | int | float) and variable and not is_noun(item):
        value = [part.strip() for part in value.split(",")] if isinstance(value, str) else [value]
    if not isinstance(value, list | tuple):
        raise at.fault(f"{_described(value)} stands where a list is due", "write [a, b]")
    if not variable and len(value) != len(inner):
        raise at.fault(f"{len(inner)} values are due here, {len(value)} are given")
    kinds = [item] * len(value) if variable else list(inner)
    places = zip(kinds, value, range(len(value)), strict=True)
    return tuple(read_value(kind, entry, at.key(place)) for kind, entry, place in places)


def _pairs(kind: Any, value: Any, at: At) -> tuple[Any, ...]:
    body = _mapping(value, at)
    return tuple((key, read_value(kind, entry, at.key(key))) for key, entry in body.items())


def _named(cls: type[Any], value: Any, at: At) -> tuple[Any, ...]:
    """Read named nouns: a mapping of names to bodies, or a list of mappings with one key each."""
    listed = getattr(cls, "LISTED", False)
    entries: list[tuple[str, Any]] = []
    if isinstance(value, dict):
        entries = list(value.items())
    elif isinstance(value, list) and listed:
        for place, entry in enumerate(value):
            if not isinstance(entry, dict) or len(entry) != 1:
                raise at.key(place).fault(
                    f"{_described(entry)} stands where one {cls.__name__.lower()} is due",
                    f"write '- name: {{{', '.join(list(keys(cls).values())[1:4])}: …}}'",
                )
            entries.extend(entry.items())
    else:
        raise at.fault(
            f"{_described(value)} stands where names with their {cls.__name__.lower()} are due",
            "write 'name: {…}', one on each line",
        )
    seen: set[str] = set()
    for name, _ in entries:
        _check_name(name, at)
        if name in seen:
            raise at.key(name).fault(f"'{name}' is given twice", "give each its own name")
        seen.add(name)
    return tuple(read(cls, body, at.key(name), name) for name, body in entries)


def _keyed(cls: type[Any], value: Any, at: At) -> Any:
    """Read a noun that stands alone under its name."""
    if not isinstance(value, dict) or len(value) != 1:
        raise at.fault(
            f"{_described(value)} stands where one name with its {cls.__name__.lower()} is due",
            "write {name: {…}}",
        )
    return _named(cls, value, at)[0]


def _check_name(name: str, at: At) -> None:
    if not name.strip() or name != name.strip():
        raise at.fault(f"'{name}' is not a name", "use letters, digits, _ and -")
    if "." in name and at.path[-1:] not in (("sources",), ("replace",), ("set",)):
        raise at.key(name).fault(
            f"the name '{name}' has a full stop, which key paths need", "use _ or - instead"
        )


def _mapping(value: Any, at: At) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise at.fault(f"{_described(value)} stands where 'name: value' is due", "write {a: 1}")
    return copied(value)


def _choice(choices: list[str], value: Any, at: At) -> str:
    if not isinstance(value, str) or value not in choices or not value:
        raise at.fault(f"'{value}' is not known here", nearest(str(value), filter(None, choices)))
    return value


def _either(kinds: tuple[Any, ...], value: Any, at: At) -> Any:
    for kind in kinds:
        fits = isinstance(value, list) if get_origin(kind) is tuple else isinstance(value, int)
        if fits:
            return read_value(kind, value, at)
    raise at.fault(f"{_described(value)} does not fit here", "give a number or a list of names")


def _scalar(kind: Any, value: Any, at: At) -> Any:
    if isinstance(value, dict | list):
        raise at.fault(f"{_described(value)} stands where one value is due")
    if kind is str:
        return str(value).lower() if isinstance(value, bool) else str(value)
    if kind is int and isinstance(value, int) and not isinstance(value, bool):
        return value
    if kind is bool:
        if isinstance(value, bool):
            return value
        raise at.fault(f"'{value}' stands where yes or no is due", "write true or false")
    if kind is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    due = "a whole number" if kind is int else "a number"
    raise at.fault(f"'{value}' stands where {due} is due", f"write {due}")


def _described(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return "nothing" if value is None else f"'{value}'"


def write(made: Any, *, named: bool = False) -> Any:
    """Return the document of a noun; without the field that is its key when ``named``."""
    if hasattr(made, "_document"):
        return copied(made._document)
    if isinstance(made, Distribution):
        return made.to_document()
    body: dict[str, Any] = {}
    cls = type(made)
    for field in dataclasses.fields(cls):
        if field.name not in hints(cls) or (named and field.name == naming_field(cls)):
            continue
        value = getattr(made, field.name)
        if value != field.default or field.default is dataclasses.MISSING:
            body[keys(cls)[field.name]] = write_value(hints(cls)[field.name], value)
    short = getattr(cls, "SHORT", "")
    if short and list(body) == [keys(cls)[short]]:
        return body[keys(cls)[short]]
    return body


def write_value(hint: Any, value: Any) -> Any:
    """Return the document of a field's value."""
    if isinstance(value, Quantity):
        return _quantity(value)
    if is_noun(type(value)):
        if getattr(value, "KEYED", False):
            return {getattr(value, naming_field(type(value))): write(value, named=True)}
        return write(value)
    if not isinstance(value, tuple):
        return copied(value)
    inner = get_args(strip_optional(hint)) or (str, ...)
    item = inner[0]
    if inner[-1] is Ellipsis and get_origin(item) is tuple and get_args(item)[0] is str:
        return {key: write_value(get_args(item)[1], entry) for key, entry in value}
    if inner[-1] is Ellipsis and is_noun(item) and not getattr(item, "UNNAMED", False):
        bodies = {getattr(each, naming_field(item)): write(each, named=True) for each in value}
        if getattr(item, "LISTED", False):
            return [{name: body} for name, body in bodies.items()]
        return bodies
    kinds = [item] * len(value) if inner[-1] is Ellipsis else list(inner)
    return [write_value(kind, entry) for kind, entry in zip(kinds, value, strict=True)]


def _quantity(value: Quantity) -> Any:
    written: Any = value.text if value.unit else value.magnitude
    if value.note is None:
        return written
    return {"value": written, **write(value.note)}
