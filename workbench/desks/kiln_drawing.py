"""A loaded kiln as a picture: the stack of shelves from the side, and each shelf from above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from workbench.desks.text import Words, spoken


def loading(
    firing: Mapping[str, Any], shelf: Mapping[str, Any], board: Mapping[str, Any], words: Words
) -> str:
    """Return the load of a firing as HTML.

    Parameters
    ----------
    firing, shelf, board : mapping
        Of `workbench.desks.kiln_work.kiln_board`.
    words : Words
        The desk's.
    """
    if not shelf or not firing["layers"]:
        return f'<p class="wb-note">{escape(words("load_none"))}</p>'
    names = sorted({product for _, product, _ in firing["pieces"]})
    paint = {name: k % 12 + 1 for k, name in enumerate(names)}
    called = {name: board["names"]["products"].get(name) or spoken(name) for name in names}
    counts: dict[str, int] = {}
    for _, product, count in firing["pieces"]:
        counts[product] = counts.get(product, 0) + count
    legend = "".join(
        f'<li><i style="background:var(--wb-s{paint[name]})"></i>'
        f"{escape(called[name])} <b>{counts[name]}</b></li>"
        for name in names
    )
    from_above = "".join(
        f"<figure>{_above(layer, shelf, paint, called)}"
        f"<figcaption>{escape(words('shelf', number=k + 1))}"
        f"<small>{len(layer['pieces'])} · {layer['height'] / 10:.0f} cm</small>"
        "</figcaption></figure>"
        for k, layer in enumerate(firing["layers"])
    )
    left = "".join(
        f'<p class="wb-note bad">{escape(words("load_left", count=n, name=called[name]))}</p>'
        for name, n in firing["left"].items()
    )
    return (
        f'<div class="wb-kiln"><figure class="side">{_side(firing["layers"], shelf, paint, called)}'
        f"<figcaption>{escape(words('side'))}</figcaption></figure>"
        f'<div class="shelves">{from_above}</div></div>'
        f'<ul class="wb-legend">{legend}</ul>{left}'
    )


def _above(
    layer: Mapping[str, Any],
    shelf: Mapping[str, Any],
    paint: Mapping[str, int],
    called: Mapping[str, str],
) -> str:
    x0, y0, x1, y1 = _extent(shelf["outline"])
    parts = [f'<path class="shelf" d="{_path(shelf["outline"])}"/>']
    parts += [f'<path class="post" d="{_path(post)}"/>' for post in shelf["posts"]]
    parts += [
        f'<path d="{_path(outline)}" fill="var(--wb-s{paint[name]})">'
        f"<title>{escape(called[name])}, {height / 10:.0f} cm</title></path>"
        for name, height, outline in layer["pieces"]
    ]
    label = f"{len(layer['pieces'])} pieces on the shelf"
    return _svg(parts, x0, -y1, x1 - x0, y1 - y0, label)


def _side(
    layers: Sequence[Mapping[str, Any]],
    shelf: Mapping[str, Any],
    paint: Mapping[str, int],
    called: Mapping[str, str],
) -> str:
    x0, _, x1, _ = _extent(shelf["outline"])
    top, thick = float(shelf["height"]), float(shelf["thickness"])
    parts = [f'<rect class="chamber" x="{x0:.0f}" y="0" width="{x1 - x0:.0f}" height="{top:.0f}"/>']
    for layer in layers:
        y = top - layer["bottom"]
        parts.append(
            f'<rect class="board" x="{x0:.0f}" y="{y:.0f}" width="{x1 - x0:.0f}" '
            f'height="{thick:.0f}"/>'
        )
        # Those in front hide those behind: back to front by where they stand.
        for name, height, outline in sorted(
            layer["pieces"], key=lambda p: -min(q[1] for q in p[2])
        ):
            left, right = min(q[0] for q in outline), max(q[0] for q in outline)
            parts.append(
                f'<rect class="ware" x="{left:.0f}" y="{y - height:.0f}" '
                f'width="{right - left:.0f}" height="{height:.0f}" rx="6" '
                f'fill="var(--wb-s{paint[name]})"><title>{escape(called[name])}</title></rect>'
            )
    return _svg(parts, x0, 0.0, x1 - x0, top, "The kiln from the side")


def _svg(parts: Sequence[str], x: float, y: float, width: float, height: float, label: str) -> str:
    m = 0.02 * width
    return (
        f'<svg viewBox="{x - m:.0f} {y - m:.0f} {width + 2 * m:.0f} {height + 2 * m:.0f}" '
        f'role="img" aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )


def _path(points: Sequence[Sequence[float]]) -> str:
    # y grows upwards on a shelf and downwards on a page
    return "M" + "L".join(f"{x:.0f} {-y:.0f}" for x, y in points) + "z"


def _extent(points: Sequence[Sequence[float]]) -> tuple[float, float, float, float]:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)
