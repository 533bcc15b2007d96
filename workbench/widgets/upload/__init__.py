"""A place to drop a file, such as an order list; none is stored on the server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from workbench.widgets._part import Part, script, short, style

LIMIT = 2_000_000
"""The largest file that is taken. [bytes]"""


class Upload(Part):
    """A place to drop a file.

    ``on_file`` is called with the file's name and bytes; what it answers, or the message of the
    error it raises, is shown by whoever owns the widget through ``note`` and ``error``.
    """

    _esm = script("upload", "upload")
    _css = style("upload", "upload")
    shown = ("label",)

    label = traitlets.Unicode("Choose a file").tag(sync=True)
    hint = traitlets.Unicode("").tag(sync=True)
    accept = traitlets.Unicode(".csv,.xlsx,text/csv").tag(sync=True)
    note = traitlets.Unicode("").tag(sync=True)
    """What was taken from the file."""
    error = traitlets.Unicode("").tag(sync=True)
    """What is wrong with the file and what to do."""
    filled = traitlets.Bool(False).tag(sync=True)
    """True while a file is in use; a button to remove it is shown."""

    def __init__(
        self, on_file: Callable[[str, bytes], None] | None = None, **keywords: Any
    ) -> None:
        self._on_file = on_file
        super().__init__(**keywords)
        self.on_msg(self._receive)

    @traitlets.validate("label", "hint", "accept", "note", "error")
    def _validate_texts(self, proposal: Any) -> str:
        return short(proposal["value"], 2000, proposal["trait"].name)

    def _receive(self, _: Any, content: Any, buffers: Any = None) -> None:
        if not isinstance(content, dict) or self._on_file is None:
            return
        if content.get("clear") is True:
            self._on_file("", b"")
            return
        name = content.get("name")
        if not isinstance(name, str) or len(name) > 300 or not buffers:
            return
        raw = bytes(buffers[0])
        if len(raw) > LIMIT:
            self.error = f"The file is larger than {LIMIT // 1_000_000} MB."
            return
        self._on_file(name, raw)
