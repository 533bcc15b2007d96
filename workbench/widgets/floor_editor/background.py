"""The picture below a floor plan: taken from an upload, scaled by two points of known distance."""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping
from typing import Any

from workbench.errors import SpecError
from workbench.widgets.floor_editor.requests import sound

LARGEST = 6_000_000
"""Of a picture. [bytes]"""
# Only pictures without scripts; told apart by how they begin, not by their name.
_KINDS = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"RIFF", "webp"))
_LEAST, _MOST = 1.0, 1e6  # of a picture's side on the floor [mm]


def picture(
    data: bytes, pixels: tuple[float, float], box: tuple[float, float, float, float]
) -> dict[str, Any]:
    """Return a picture laid over a floor, as large as the floor is until it is scaled.

    Parameters
    ----------
    data : bytes
        PNG, JPEG or WebP.
    pixels : (width, height)
        Of the picture.
    box : (left, bottom, right, top)
        Of the floor. [mm]

    Raises
    ------
    SpecError
        When it is no such picture, or too large.
    """
    kind = next((name for head, name in _KINDS if data.startswith(head)), "")
    if not kind or (kind == "webp" and data[8:12] != b"WEBP"):
        raise SpecError(
            "this is not a picture that can be shown", advice="give a PNG, JPEG or WebP"
        )
    if len(data) > LARGEST:
        raise SpecError(f"the picture is larger than {LARGEST // 1_000_000} MB")
    wide, high = (float(side) if sound(side) and side > 0 else 0.0 for side in pixels)
    if not wide or not high:
        raise SpecError("the picture has no size")
    left, bottom, right, top = box
    scale = min((right - left) / wide, (top - bottom) / high)
    return {
        "url": f"data:image/{kind};base64,{base64.b64encode(data).decode()}",
        "x": left,
        "y": bottom,
        "width": wide * scale,
        "height": high * scale,
        "opacity": 0.55,
    }


def calibrated(image: Mapping[str, Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return the picture scaled so that two of its points are as far apart as they really are.

    Parameters
    ----------
    image : mapping
        As `picture` made it.
    asked : mapping
        ``from`` and ``to``, (x, y) on the floor as it is shown [mm], and ``length`` [mm]. The
        first point stays where it is.

    Raises
    ------
    SpecError
        When the two points are one, or a number is none.
    """
    try:
        (ax, ay), (bx, by), length = asked["from"], asked["to"], asked["length"]
    except (KeyError, TypeError, ValueError):
        raise SpecError("two points and a length are needed") from None
    if not all(map(sound, (ax, ay, bx, by, length))) or length <= 0:
        raise SpecError("the true length must be a number above zero")
    shown = math.dist((ax, ay), (bx, by))
    if shown < 1.0:
        raise SpecError("the two points are the same", advice="click two points far apart")
    scale = length / shown
    width, height = image["width"] * scale, image["height"] * scale
    if not _LEAST <= min(width, height) <= max(width, height) <= _MOST:
        raise SpecError("the picture would be larger than a kilometre, or too small to see")
    return {
        **image,
        "x": ax - (ax - image["x"]) * scale,
        "y": ay - (ay - image["y"]) * scale,
        "width": width,
        "height": height,
    }


def checked(image: Any) -> dict[str, Any]:
    """Return a picture with a place and a size on the floor, or none at all.

    Raises
    ------
    SpecError
        When it is something else.
    """
    if not isinstance(image, Mapping):
        raise SpecError("a background is a record with url, x, y, width, height and opacity")
    if not image:
        return {}
    keys = ("x", "y", "width", "height", "opacity")
    url = image.get("url")
    if not isinstance(url, str) or not url.startswith("data:image/"):
        raise SpecError("the background's url is no picture", advice="begin it with 'data:image/'")
    if set(image) != {"url", *keys} or not all(sound(image[key]) for key in keys):
        raise SpecError("the background lacks a number", advice=f"give {', '.join(keys)}")
    return dict(image)
