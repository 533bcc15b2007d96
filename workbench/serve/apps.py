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
_FILM: Final = (
    '<path d="M5 5h46v20H5zM5 31h46"/><path class="wb-a" d="M24 9l11 6-11 6z"/>'
    '<circle class="wb-b" cx="21" cy="31" r="3.2"/>'
)
_MARKER: Final = (
    '<path d="M4 6h48v24H4z"/><path class="wb-a" d="M7 9h13l2 9H7zM24 9h10v8l-8 2z"/>'
    '<path class="wb-b" d="M7 21h11l3 7H7zM37 9h12v9l-12 3z"/>'
    '<path class="wb-c" d="M24 22h25v6H25z"/>'
)
_KILN: Final = (
    '<path d="M6 4h20v28H6zM6 13h20M6 22h20" />'
    '<path class="wb-a" d="M9 7h5v6H9zM17 9h6v4h-6zM9 16h6v6H9zM18 15h5v7h-5z"/>'
    '<path class="wb-b" d="M8 25h7v7H8zM18 27h6v5h-6z"/>'
    '<path class="wb-way" d="M31 31l7-24 4 3 9 20"/>'
)
_VATS: Final = (
    '<path d="M6 12h12v18H6zM22 12h12v18H22zM38 12h12v18H38z"/>'
    '<path class="wb-a" d="M6 17h12v13H6z"/><path class="wb-b" d="M22 15h12v15H22z"/>'
    '<path class="wb-c" d="M38 19h12v11H38z"/>'
    '<path d="M12 4v5M28 4v5M44 4v5" stroke-dasharray="2 2"/>'
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
    "playback": App(
        "Playback",
        "What happens on the floor, hour by hour?",
        _FILM,
        lambda factory: bool(factory.drops) and factory.floor is not None,
    ),
    "marker_desk": App(
        "Marker desk",
        "How do the pieces lie on the cloth, and what is lost?",
        _MARKER,
        lambda factory: any(product.pattern and product.cloth for product in factory.products),
    ),
    "kiln_board": App(
        "Kiln board",
        "What is fired when, whose slot is it, and who pays what?",
        _KILN,
        lambda factory: any(member.brings for member in factory.members),
    ),
    "dye_house": App(
        "Dye house",
        "Which colour comes next, and what do water and heat cost?",
        _VATS,
        lambda factory: (
            bool(factory.recipes) and any(station.vat is not None for station in factory.stations)
        ),
    ),
}
