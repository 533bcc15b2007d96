"""A banner that tells the reader when the page has lost its kernel."""

from __future__ import annotations

from typing import Any

import traitlets

from workbench.widgets._part import Part, script, short, style


class Connection(Part):
    """A banner shown when the kernel no longer answers, with a way back to the same scenario.

    The page asks every ten seconds; a kernel that was ended (culled, restarted, killed) or a
    network that is down cannot answer. The settings are in the page's address, so that a
    reload restores them.
    """

    _esm = script("connection", "connection")
    _css = style("connection", "connection")

    link = traitlets.Unicode("").tag(sync=True)
    """The scenario as ``?scenario=…``; kept in the address when the page is an app of its own."""
    patience = traitlets.Float(10.0, min=1.0, max=120.0).tag(sync=True)
    """How long an answer may take. [s]"""

    def __init__(self, **keywords: Any) -> None:
        super().__init__(**keywords)
        self.on_msg(self._receive)

    @traitlets.validate("link")
    def _validate_link(self, proposal: Any) -> str:
        return short(proposal["value"], 8000, "link")

    def _receive(self, _: Any, content: Any, __: Any = None) -> None:
        number = content.get("ping") if isinstance(content, dict) else None
        if isinstance(number, int):
            self.send({"pong": number})
