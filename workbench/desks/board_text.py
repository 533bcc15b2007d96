"""The words that the boards share."""

from __future__ import annotations

from typing import Final

from workbench.desks.text import Words

_EN: Final = {
    "failed_board": "The week could not be worked out.",
    "group_board": "This week",
    "working_board": "Working out the week…",
}


class BoardWords(Words):
    """The words of a board, and those that all desks share."""

    def __init__(self, language: str = "en") -> None:
        super().__init__(language)
        self._texts = {**self._texts, **_EN}
