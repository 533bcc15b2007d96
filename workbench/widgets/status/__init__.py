"""What the desk is doing: working with progress and cancel, out of date, failed, nothing yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from workbench.widgets._part import Part, script, short, style


class Status(Part):
    """Progress with cancel, or a designed message; takes no room when there is nothing to say.

    States: "idle" (nothing shown), "busy" (a bar and a cancel button), "stale" (the figures
    belong to earlier settings), "error" (what, where, what to do), "empty" (nothing to show yet).
    """

    _esm = script("status", "status")
    _css = style("status", "status")
    shown = ("state", "text")

    state = traitlets.Enum(["idle", "busy", "stale", "error", "empty"], default_value="idle").tag(
        sync=True
    )
    text = traitlets.Unicode("").tag(sync=True)
    detail = traitlets.Unicode("").tag(sync=True)
    """Where the fault is and what to do about it."""
    progress = traitlets.Float(-1.0).tag(sync=True)
    """Share of the work that is done, 0 to 1; below 0 when it is not known."""
    action = traitlets.Unicode("").tag(sync=True)
    """Label of the button: "Cancel" while busy, "Try again" when stale or failed."""

    def __init__(self, on_action: Callable[[], Any] | None = None, **keywords: Any) -> None:
        self._on_action = on_action
        super().__init__(**keywords)
        self.on_msg(self._receive)

    @traitlets.validate("text", "detail", "action")
    def _validate_texts(self, proposal: Any) -> str:
        return short(proposal["value"], 2000, proposal["trait"].name)

    @traitlets.validate("progress")
    def _validate_progress(self, proposal: Any) -> float:
        value = float(proposal["value"])
        return min(value, 1.0) if value >= 0 else -1.0

    def _receive(self, _: Any, content: Any, __: Any = None) -> None:
        if isinstance(content, dict) and content.get("act") is True and self._on_action:
            self._on_action()
