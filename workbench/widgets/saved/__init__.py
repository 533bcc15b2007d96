"""Scenarios that were saved: a name and a button, and the list to open them again."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import traitlets

from workbench.widgets._part import Part, records, script, short, style

MOST = 40
"""The longest list. [entries]"""
_TITLE = 80
_KEY = re.compile(r"[0-9a-f]{32}")

Known = list[tuple[str, str]]


class Saved(Part):
    """Scenarios that the reader has saved.

    Which ones these are is known to the reader's browser alone (its ``localStorage``, a list for
    each ``shelf``): it asks for their keys when it shows this, so that nobody is shown what
    others have saved.

    Parameters
    ----------
    on_save : callable, optional
        Called with the name given to what is on the page; "" for none.
    on_known : callable, optional
        Called with the keys and names that the browser keeps, the latest first.
    on_open : callable, optional
        Called with the key of an entry.
    """

    _esm = script("saved", "saved")
    _css = style("saved", "saved")
    shown = ("shelf",)

    shelf = traitlets.Unicode("").tag(sync=True)
    """Whose scenarios: the name of a twin."""
    entries = traitlets.List(default_value=[]).tag(sync=True)
    """Records with key, title and note, the latest first; 40 at most."""
    current = traitlets.Unicode("").tag(sync=True)
    """Key of what is on the page."""
    error = traitlets.Unicode("").tag(sync=True)
    """Why it could not be saved or read, and what to do."""
    busy = traitlets.Bool(False).tag(sync=True)
    """True while the store is asked."""

    def __init__(
        self,
        on_save: Callable[[str], None] | None = None,
        on_known: Callable[[Known], None] | None = None,
        on_open: Callable[[str], None] | None = None,
        **keywords: Any,
    ) -> None:
        self._on_save, self._on_known, self._on_open = on_save, on_known, on_open
        super().__init__(**keywords)
        self.on_msg(self._receive)

    @traitlets.validate("entries")
    def _validate_entries(self, proposal: Any) -> list[dict[str, str]]:
        return records(
            proposal["value"], {"key": 32, "title": _TITLE, "note": 200}, MOST, "entries"
        )

    @traitlets.validate("shelf", "current", "error")
    def _validate_texts(self, proposal: Any) -> str:
        return short(proposal["value"], 2000, proposal["trait"].name)

    def keep(self, key: str, title: str) -> None:
        """Have the browser keep the key of what was just saved."""
        self.send({"keep": {"key": key, "title": title[:_TITLE]}})

    def _receive(self, _: Any, content: Any, __: Any = None) -> None:
        if not isinstance(content, dict):
            return
        save, known, wanted = (content.get(name) for name in ("save", "known", "open"))
        if isinstance(save, str) and self._on_save is not None:
            self._on_save(" ".join(save.split())[:_TITLE])
        if isinstance(known, list) and self._on_known is not None:
            self._on_known(_clean(known))
        listed = {entry["key"] for entry in self.entries}
        if isinstance(wanted, str) and wanted in listed and self._on_open is not None:
            self._on_open(wanted)


def _clean(known: list[Any]) -> Known:
    """Return whole keys only: a shorter one could find what somebody else has saved."""
    pairs = []
    for entry in known[:MOST]:
        key = entry.get("key") if isinstance(entry, dict) else None
        if isinstance(key, str) and _KEY.fullmatch(key):
            title = entry.get("title")
            pairs.append((key, title[:_TITLE] if isinstance(title, str) else ""))
    return list(dict(pairs).items())
