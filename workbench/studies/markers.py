"""Markers that are made once: one garment of each size, kept for as long as the process lives.

A marker is a function of pattern, cloth, sizes and budget, so moving a slider finds it ready.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from workbench.nesting import Instance, Marker, nest

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.model import Cloth, Pattern

# About a second of search for five T-shirts; the same marker on every machine.
EVALUATIONS = 3_000_000
_KEPT = 32

_markers: OrderedDict[str, Marker] = OrderedDict()
_lock = threading.Lock()


def marker_of(
    pattern: Pattern,
    cloth: Cloth,
    sizes: tuple[str, ...],
    *,
    evaluations: int = EVALUATIONS,
    stop: Callable[[], bool] | None = None,
    load: Callable[[str], Marker | None] | None = None,
    save: Callable[[str, Marker], None] | None = None,
) -> tuple[Instance, Marker]:
    """Return a marker with one garment of each size, and the question it answers.

    Parameters
    ----------
    pattern : Pattern
        Of the product.
    cloth : Cloth
        What it is cut from.
    sizes : tuple of str
        Sizes of the drop.
    evaluations : int
        Budget of the search: with it the marker is the same on every machine.
    stop : callable, optional
        Ends the search early; a marker found so is not kept.
    load, save : callable, optional
        A store beside this process, by the question's hash.
    """
    from hashlib import sha256

    instance = Instance.from_pattern(pattern, cloth, dict.fromkeys(sizes, 1))
    key = sha256(f"{evaluations}\0{instance.to_json()}".encode()).hexdigest()
    with _lock:
        kept = _markers.get(key)
        if kept is not None:
            _markers.move_to_end(key)
            return instance, kept
    marker = load(key) if load is not None else None
    if marker is None:
        marker = nest(instance, evaluations=evaluations, stop=stop)
        if stop is not None and stop():
            return instance, marker
        if save is not None:
            save(key, marker)
    with _lock:
        _markers[key] = marker
        while len(_markers) > _KEPT:
            _markers.popitem(last=False)
    return instance, marker
