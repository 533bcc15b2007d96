"""Many tests at once: how to keep the chance of even one false alarm small."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from workbench.errors import SpecError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def holm(p_values: ArrayLike) -> NDArray[np.float64]:
    """Return p values adjusted for a family of tests, whatever their dependence.

    Holm (1979, "A simple sequentially rejective multiple test procedure"): reject the tests whose
    adjusted value is at most the wanted level; the chance of any false rejection is at most that.

    Parameters
    ----------
    p_values : float[tests]

    Returns
    -------
    float[tests]
        In the order given.
    """
    p = np.asarray(p_values, dtype=np.float64).ravel()
    if not ((p >= 0.0) & (p <= 1.0)).all():
        raise SpecError("a p value lies between 0 and 1", where="p_values")
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted


def family_level(level: float, size: int) -> float:
    """Return the confidence of each of ``size`` intervals for ``level`` to hold for all at once.

    Bonferroni's inequality: the chances of missing add up at most.

    Examples
    --------
    >>> round(family_level(0.95, 10), 3)
    0.995
    """
    if size < 1:
        raise SpecError("a family has at least one member", where="size")
    if not 0.0 < level < 1.0:
        raise SpecError("a confidence lies between 0 and 1", where="level")
    return 1.0 - (1.0 - level) / size
