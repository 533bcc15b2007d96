"""The apps that are published: what each is called, what it answers, and for which twins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.model import Factory


@dataclass(frozen=True)
class App:
    """One app: the notebook ``apps/<name>.ipynb``.

    Attributes
    ----------
    title : str
        What it is called.
    question : str
        What it answers, for a visitor who has not opened it.
    glyph : str
        Body of a drawing of 56 × 36 that shows what one meets there; lines take the colour of the
        text, ``wb-a`` and ``wb-b`` those of the theme.
    fits : callable
        Whether a twin has what the app works on.
    """

    title: str
    question: str
    glyph: str
    fits: Callable[[Factory], bool]


_BARS: Final = (
    '<path class="wb-a" d="M6 30v-6h6v6zM14 30V18h6v12zM22 30V8h6v22zM30 30V13h6v17z"/>'
    '<path class="wb-b" d="M38 30v-9h6v9z"/><path d="M4 30.5h48M41 4v26" stroke-dasharray="2 2"/>'
)
_PLAN: Final = (
    '<path d="M5 5h46v26H5zM34 5v9M34 21v10"/>'
    '<path class="wb-a" d="M10 10h12v6H10zM12 22h9v5h-9zM40 12h7v9h-7z"/>'
    '<path class="wb-way" d="M16 19q14 2 18-2t8 7"/>'
)

#: By name; the first one is opened by a link that names none.
APPS: Final[dict[str, App]] = {
    "drop_planner": App(
        "Drop planner",
        "How many, at what price and promise, here or offshore?",
        _BARS,
        lambda factory: bool(factory.drops),
    ),
    "floor_desk": App(
        "Floor desk",
        "Where should each station stand, and what is it worth?",
        _PLAN,
        lambda factory: factory.floor is not None,
    ),
}
