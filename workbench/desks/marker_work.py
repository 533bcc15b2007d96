"""What a worker does for the marker desk: one search, told about while it runs."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

SHARES = 1000
"""Parts into which the progress of a search is divided."""
MOST_THREADS = 2
"""Threads of one search; a server answers several people."""


def search(
    question: Mapping[str, Any],
    *,
    listener: Callable[..., None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> dict[str, Any]:
    """Return the best marker of a search as plain data.

    Parameters
    ----------
    question : mapping
        ``instance`` (JSON text), ``seconds``, ``seed`` and ``start`` (a marker's document to go on
        from, or None).
    listener : callable, optional
        Called with the share done in thousandths, 1000, and the document of the best marker.
    stop : callable, optional
        Ends the search when it returns true.
    """
    from workbench.nesting import Instance, Marker, nest
    from workbench.nesting.search import Progress

    instance = Instance.from_json(question["instance"])
    given = question.get("start")
    threads = min(MOST_THREADS, os.cpu_count() or 1)

    def hear(progress: Progress) -> None:
        if listener is not None:
            listener(int(SHARES * progress.share), SHARES, progress.marker.to_document())

    marker = nest(
        instance,
        seconds=float(question["seconds"]),
        seed=int(question["seed"]),
        chains=threads,
        threads=threads,
        listener=hear,
        stop=stop,
        start=None if given is None else Marker.from_document(given),
    )
    return marker.to_document()
