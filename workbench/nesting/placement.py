"""One placed piece, and how its points come to lie where it lies."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Placement:
    """One placed piece: mirrored (x → −x) first, turned about the origin, then moved.

    Parameters
    ----------
    id : int or str        Its item.
    rotation : float       Counter-clockwise. [degrees]
    mirrored : bool
    x, y : float           [mm]
    sheet : int or str     Which sheet it lies on.
    """

    id: int | str
    rotation: float
    mirrored: bool
    x: float
    y: float
    sheet: int | str = 0

    def apply(self, points: Iterable[tuple[float, float]] | Points) -> Points:
        """Return the points of a piece where this placement puts them, in mm."""
        moved = pose_points(np.asarray(points, np.float64), self.rotation, self.mirrored)
        moved[:, 0] += self.x
        moved[:, 1] += self.y
        return moved

    def to_document(self) -> dict[str, Any]:
        """Return the placement as plain data."""
        return {
            "id": self.id,
            "rotation": self.rotation,
            "mirrored": self.mirrored,
            "x": self.x,
            "y": self.y,
            "sheet": self.sheet,
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Placement:
        """Return the placement that ``to_document`` wrote; what is no number raises."""
        numbers = [float(document[key]) for key in ("rotation", "x", "y")]
        if not all(map(math.isfinite, numbers)):
            raise ValueError("a placement is not made of finite numbers")
        rotation, x, y = numbers
        return cls(
            document["id"], rotation, bool(document["mirrored"]), x, y, document.get("sheet", 0)
        )


def pose_points(points: Points, rotation: float, mirrored: bool) -> Points:
    """Return points mirrored, then turned about the origin; quarter turns are exact.

    Parameters
    ----------
    points : float64[n, 2]   [mm]
    rotation : float         Counter-clockwise. [degrees]
    mirrored : bool          Whether x → −x comes first.
    """
    turned = np.array(points, np.float64).reshape(-1, 2)
    if mirrored:
        turned[:, 0] = -turned[:, 0]
    quarters, rest = divmod(rotation % 360.0, 90.0)
    if rest == 0.0:
        cosine, sine = ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[int(quarters) % 4]
    else:
        cosine, sine = math.cos(math.radians(rotation)), math.sin(math.radians(rotation))
    x = cosine * turned[:, 0] - sine * turned[:, 1]
    y = sine * turned[:, 0] + cosine * turned[:, 1]
    return np.ascontiguousarray(np.stack([x, y], axis=1))
