"""The exceptions a user can meet; each text says what is wrong, where, and what to do.

::

    WorkbenchError
    ├── SpecError          a twin, file, option or argument is not what it must be   (exit code 2)
    └── InfeasibleError    the question is well put and the answer is "not possible" (exit code 1)

    UserWarning
    └── NotCalibratedWarning   a result rests on defaults nobody has measured here
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class WorkbenchError(Exception):
    """Base of all errors raised on purpose.

    Parameters
    ----------
    what : str
        The fault, as a short sentence without a full stop.
    where : str, optional
        The place a user can go to: a file and key path, a line, an option.
    advice : str, optional
        What to do about it.
    """

    def __init__(self, what: str, *, where: str = "", advice: str = "") -> None:
        self.what = what
        self.where = where
        self.advice = advice
        super().__init__(what, where, advice)

    def __str__(self) -> str:
        """Return the fault, its place and the advice in one line."""
        place = f"{self.where}: " if self.where else ""
        remedy = f"; {self.advice}" if self.advice else ""
        return f"{place}{self.what}{remedy}"

    def __reduce__(self) -> tuple[object, ...]:
        """Survive pickling, so that a worker process can hand the error to its caller."""
        return _rebuild, (type(self), self.what, self.where, self.advice)


class SpecError(WorkbenchError):
    """Something given is not what it must be: bad input."""


class InfeasibleError(WorkbenchError):
    """What was asked cannot be done, and the text names what stands in the way."""


class NotCalibratedWarning(UserWarning):
    """A result rests on default values that were not measured in this factory."""


def _rebuild(kind: type[WorkbenchError], what: str, where: str, advice: str) -> WorkbenchError:
    return kind(what, where=where, advice=advice)


def nearest(name: str, valid: Iterable[str]) -> str:
    """Return advice that names the nearest valid name, or lists the valid ones.

    Parameters
    ----------
    name : str
        What was written.
    valid : iterable of str
        What could have been written.

    Returns
    -------
    str
        ``"did you mean 'vat'?"``, or ``"choose one of: frame, vat"`` when nothing is near.
    """
    names = sorted({str(entry) for entry in valid})
    close = get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return f"did you mean '{close[0]}'?"
    if not names:
        return "none is defined yet"
    shown = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
    return f"choose one of: {shown}"
