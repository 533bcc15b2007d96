"""Single nouns from documents and back, for who keeps or ships a part of a twin."""

from __future__ import annotations

from typing import Any, TypeVar

from workbench.model import _codec, _yaml

T = TypeVar("T")


def read_noun(cls: type[T], document: Any, where: str = "", name: str | None = None) -> T:
    """Return the noun that a document (dicts, lists, scalars) describes.

    Parameters
    ----------
    cls : type
        A noun such as `workbench.model.Floor`.
    document : object
        Its body, as YAML holds it; it is copied.
    where : str
        Key path for messages.
    name : str, optional
        Its name, when it is one of a named collection.

    Raises
    ------
    SpecError
        With the place, what is wrong there, and what to do.
    """
    place = _codec.At(tuple(where.split(".")) if where else ())
    return _codec.read(cls, _codec.copied(document), place, name)


def write_noun(noun: Any, *, named: bool = False) -> Any:
    """Return a noun as dicts, lists and scalars; without its name when ``named`` is true."""
    return _codec.write(noun, named=named)


def read_nouns(cls: type[T], text: str, file: str) -> tuple[T, ...]:
    """Return the named nouns in YAML text: a mapping of names to bodies."""
    document, lines = _yaml.read_text(text, file)
    at = _codec.At((), lines, file)
    return tuple(_codec.read(cls, body, at.key(key), key) for key, body in document.items())
