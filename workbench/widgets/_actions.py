"""Buttons and what they do: shared by the header and the toolbar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import traitlets

from workbench.errors import SpecError, WorkbenchError
from workbench.widgets._part import Part, records

KINDS = ("button", "primary", "share", "download", "toggle")
_KEYS = {"name": 40, "label": 60, "kind": 12, "hint": 200, "state": 8}


@dataclass(frozen=True)
class File:
    """A file handed to the reader's browser; none is left on the server.

    Parameters
    ----------
    name : str
        The file's name as it is saved.
    content : str or bytes
        What it holds.
    type : str
        Its media type.
    """

    name: str
    content: str | bytes
    type: str = "text/plain;charset=utf-8"


@dataclass(frozen=True)
class Action:
    """A button: its name for Python, its label for people, and what it does.

    Parameters
    ----------
    name : str
        The key by which it is known.
    label : str
        What stands on it.
    call : callable, optional
        Called without arguments; an action of the kind ``download`` returns a `File`.
    kind : str
        "button", "primary", "share" (copies the link), "download" or "toggle".
    hint : str
        Shown when the pointer rests on it, and read to those who cannot see it.
    """

    name: str
    label: str
    call: Callable[[], Any] | None = None
    kind: str = "button"
    hint: str = ""

    def __post_init__(self) -> None:
        """Refuse a kind of button that does not exist."""
        if self.kind not in KINDS:
            raise SpecError(
                f"no kind of button is called '{self.kind}'", advice="one of " + ", ".join(KINDS)
            )

    def record(self) -> dict[str, str]:
        """Return what the browser has to know."""
        return {"name": self.name, "label": self.label, "kind": self.kind, "hint": self.hint}


class Actions(Part):
    """A widget with buttons; a press arrives as a message that names one of them."""

    buttons = traitlets.List(default_value=[]).tag(sync=True)
    """Records with name, label, kind, hint and state ("", "on" or "off" = disabled)."""
    link = traitlets.Unicode("").tag(sync=True)
    """What the share button copies behind the page's address, such as ``?scenario=…``."""

    def __init__(self, *actions: Action, **keywords: Any) -> None:
        self._calls = {action.name: action for action in actions}
        super().__init__(buttons=[action.record() for action in actions], **keywords)
        self.on_msg(self._receive)

    @traitlets.validate("buttons")
    def _validate_buttons(self, proposal: Any) -> list[dict[str, str]]:
        return records(proposal["value"], _KEYS, 12, "buttons")

    @traitlets.validate("link")
    def _validate_link(self, proposal: Any) -> str:
        if len(proposal["value"]) > 8000:
            raise traitlets.TraitError("link is longer than 8000 characters")
        return proposal["value"]

    def press(self, name: str) -> Any:
        """Do what the button called ``name`` does, as if it were pressed."""
        action = self._calls.get(name)
        return action.call() if action and action.call else None

    def set_button(self, name: str, state: str) -> None:
        """Set the state of a button: "", "on" or "off"."""
        self.buttons = [
            {**button, "state": state} if button["name"] == name else button
            for button in self.buttons
        ]

    def _receive(self, _: Any, content: Any, __: Any = None) -> None:
        name = content.get("press") if isinstance(content, dict) else None
        if not isinstance(name, str) or name not in self._calls:
            return
        try:
            result = self.press(name)
        except WorkbenchError as error:
            self.send({"failed": name, "text": str(error)})
            return
        if isinstance(result, File):
            data = result.content
            raw = data.encode("utf-8") if isinstance(data, str) else data
            self.send({"file": result.name, "type": result.type}, buffers=[raw])
