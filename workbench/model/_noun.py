"""The one decorator that turns a class into a frozen, validated noun of the model."""

from __future__ import annotations

from functools import wraps
from typing import Any, TypeVar, cast, dataclass_transform

from pydantic import ConfigDict, ValidationError
from pydantic.dataclasses import dataclass

from workbench.errors import SpecError, nearest

T = TypeVar("T")

_CONFIG = ConfigDict(extra="forbid", allow_inf_nan=False, validate_default=False)


# A plain alias of pydantic's decorator works at run time, but mypy then sees ordinary classes.
@dataclass_transform(frozen_default=True)
def noun(cls: type[T]) -> type[T]:
    """Return ``cls`` as a frozen pydantic dataclass that refuses unknown fields."""
    made = dataclass(frozen=True, config=_CONFIG)(cls)
    _speak_plainly(made)
    return cast("type[T]", made)


def _speak_plainly(cls: type[Any]) -> None:
    """Make the constructor answer bad arguments with a `SpecError` that names the noun."""
    construct = cls.__init__

    @wraps(construct)
    def checked(self: Any, *args: Any, **kwargs: Any) -> None:
        try:
            construct(self, *args, **kwargs)
        except ValidationError as error:
            raise _plain_error(cls, error) from None

    cls.__init__ = checked


def _plain_error(cls: type[Any], error: ValidationError) -> SpecError:
    """Return the first fault pydantic found, in the words of the workbench."""
    first = error.errors()[0]
    names = list(cls.__dataclass_fields__)
    place = list(first["loc"])
    if place and isinstance(place[0], int):  # given by position
        place[0] = names[place[0]] if place[0] < len(names) else "too many values"
    where = ".".join([cls.__name__, *map(str, place)])
    if first["type"] == "unexpected_keyword_argument":
        wrong = str(first["loc"][-1])
        return SpecError(f"{cls.__name__} has no '{wrong}'", advice=nearest(wrong, names))
    if first["type"] in ("missing", "missing_argument"):
        return SpecError(f"{cls.__name__} needs '{first['loc'][-1]}'", advice="give it")
    given = "" if first["input"] is None else f" (given: {str(first['input'])[:60]!r})"
    return SpecError(first["msg"][:1].lower() + first["msg"][1:] + given, where=where)
