"""Where a number comes from: its source, its year, and whether anyone has verified it."""

from __future__ import annotations

from typing import ClassVar, Literal

from workbench.errors import SpecError
from workbench.model._noun import noun

Mark = Literal["", "verified", "estimate"]


@noun
class Sourced:
    """Where a value comes from.

    Parameters
    ----------
    source : str
        A publication, a measurement, a person; or ``"estimate"``.
    year : int, optional
        The year the value belongs to.
    mark : str
        ``"verified"`` when the text of the source was read or the value was measured here,
        else ``"estimate"``. A source without a mark counts as an estimate.
    """

    source: str
    year: int | None = None
    mark: Mark = ""

    def __post_init__(self) -> None:
        """Refuse an empty source."""
        if not self.source.strip():
            raise SpecError("the source is empty", advice="name it, or write 'estimate'")

    @property
    def is_estimate(self) -> bool:
        """Whether a report must list the value among those nobody verified."""
        return self.mark != "verified"


@noun
class Source:
    """Where the values at and below a key path of the twin come from.

    Parameters
    ----------
    path : str
        A key path such as ``"stations.vat.capex"``.
    source, year, mark
        As for `Sourced`.
    """

    path: str
    source: str
    year: int | None = None
    mark: Mark = ""

    SHORT: ClassVar[str] = "source"

    @property
    def note(self) -> Sourced:
        """The source without its path."""
        return Sourced(self.source, self.year, self.mark)


@noun
class Estimate:
    """A value that a result rests on and that nobody has verified.

    Parameters
    ----------
    path : str
        Its key path in the twin, or ``"default: …"``.
    value : str
        The value as written.
    source : str
        Where it comes from.
    year : int, optional
        The year it belongs to.
    mark : str
        Always ``"estimate"``; kept so that a table of all sources has one shape.
    """

    path: str
    value: str
    source: str = "estimate"
    year: int | None = None
    mark: Mark = "estimate"

    @property
    def what(self) -> str:
        """The path, as a report names it."""
        return self.path
