"""How far apart two places are."""

from __future__ import annotations

import math

from workbench.model.place import Place

# Mean radius of the earth, IUGG [km].
EARTH = 6371.0088


def distance(a: Place, b: Place) -> float:
    """Return the distance along the great circle, by the haversine formula.

    Parameters
    ----------
    a, b : Place
        With latitude and longitude.

    Returns
    -------
    float
        [km]; inf when one of them is not known.
    """
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return math.inf
    north, other = math.radians(a.lat), math.radians(b.lat)
    half = math.sin((other - north) / 2.0) ** 2
    half += math.cos(north) * math.cos(other) * math.sin(math.radians(b.lon - a.lon) / 2.0) ** 2
    return 2.0 * EARTH * math.asin(min(1.0, math.sqrt(half)))
