"""Draw a marker as an SVG to scale: pieces, grain, names and a title block."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from workbench.model.pattern import Point
from workbench.nesting.instance import Instance
from workbench.nesting.marker import Marker, Placement

# Fills by size, or by piece where there is one size; muted, so that names stay readable.
FILLS = ("#8fb8c9", "#e3b78f", "#a9c79a", "#c9a5c4", "#d9c979", "#9fb0d6", "#d99a9a", "#98c9b8")


def marker_to_svg(marker: Marker, instance: Instance, path: str | Path | None = None) -> str:
    """Return a marker as SVG text with one user unit to the mm; write it when a path is given."""
    length, width = marker.length, marker.width
    text = max(8.0, 0.018 * width)
    title = 3.2 * text
    sizes = list(dict.fromkeys(item.piece.size for item in instance.items))
    shown = (
        f"{escape(instance.name or 'marker')} · {len(marker.placements)} pieces · "
        f"{length / 1000:.3f} m × {width / 1000:.3f} m · utilisation {100 * marker.density:.1f} %"
    )
    if instance.gap:
        shown += f" · gap {instance.gap:g} mm"
    rows = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{length:.3f}mm" '
        f'height="{width + title:.3f}mm" viewBox="0 0 {length:.3f} {width + title:.3f}" '
        f'role="img" aria-label={quoteattr(shown)}>',
        f"<title>{shown}</title>",
        "<style>.cloth{fill:#fbfaf7;stroke:#55606b}.piece{stroke:#26323d}"
        ".inside{fill:none;stroke:#26323d;stroke-dasharray:6 4}.hole{fill:#fbfaf7;stroke:#26323d}"
        ".grain{stroke:#26323d;marker-end:url(#tip)}"
        "text{font-family:system-ui,sans-serif;fill:#1d2730}"
        "*{vector-effect:non-scaling-stroke;stroke-width:1}text,g,svg{stroke-width:0}</style>",
        '<defs><marker id="tip" viewBox="0 0 6 6" refX="6" refY="3" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0 0L6 3L0 6z"/></marker></defs>',
        f'<rect class="cloth" width="{length:.3f}" height="{width:.3f}"/>',
    ]
    for placement in marker.placements:
        rows += _piece(placement, instance, width, text, sizes)
    rows += [
        f'<text x="{0.4 * text:.2f}" y="{width + 1.5 * text:.2f}" '
        f'font-size="{1.1 * text:.2f}" font-weight="600">{shown}</text>',
        f'<text x="{0.4 * text:.2f}" y="{width + 2.8 * text:.2f}" font-size="{0.9 * text:.2f}">'
        f"scale 1 unit = 1 mm · warp along x{_legend(sizes)}</text>",
        "</svg>",
    ]
    drawing = "\n".join(rows) + "\n"
    if path is not None:
        Path(path).write_text(drawing, encoding="utf-8")
    return drawing


def _piece(
    placement: Placement, instance: Instance, width: float, text: float, sizes: list[str]
) -> list[str]:
    from shapely.geometry import Polygon

    piece = instance.item(placement.id).piece

    def put(points: Iterable[Point]) -> list[Point]:
        # SVG's y points down; the strip's up.
        return [(float(x), width - float(y)) for x, y in placement.apply(list(points))]

    outline = put(piece.outline)
    group = sizes.index(piece.size)
    if len(sizes) == 1:
        names = list(dict.fromkeys(item.piece.name for item in instance.items))
        group = names.index(piece.name)
    fill = FILLS[group % len(FILLS)]
    label = f"{piece.name} {piece.size}".strip()
    rows = [
        f'<g class="placed" data-id={quoteattr(str(placement.id))}><title>{escape(label)}</title>',
        f'<polygon class="piece" fill="{fill}" points="{_points(outline)}"/>',
    ]
    rows += [f'<polygon class="hole" points="{_points(put(hole))}"/>' for hole in piece.holes]
    rows += [
        f'<polyline class="inside" points="{_points(put(line))}"/>' for line in piece.internals
    ]
    middle = Polygon(outline).representative_point()
    xs = [x for x, _ in outline]
    ys = [y for _, y in outline]
    if piece.grainline:
        start, end = put(piece.grainline)
    else:
        turn = math.radians(piece.grain)
        (x0, y0), (x1, y1) = put([(0.0, 0.0), (math.cos(turn), math.sin(turn))])
        reach = 0.3 * (abs(x1 - x0) * (max(xs) - min(xs)) + abs(y1 - y0) * (max(ys) - min(ys)))
        start = (middle.x - reach * (x1 - x0), middle.y - reach * (y1 - y0))
        end = (middle.x + reach * (x1 - x0), middle.y + reach * (y1 - y0))
    rows.append(
        f'<line class="grain" x1="{start[0]:.2f}" y1="{start[1]:.2f}" '
        f'x2="{end[0]:.2f}" y2="{end[1]:.2f}"/>'
    )
    for x, y in put(piece.notches) if piece.notches else ():
        rows.append(f'<circle class="hole" cx="{x:.2f}" cy="{y:.2f}" r="{0.15 * text:.2f}"/>')
    for x, y in put(piece.drills) if piece.drills else ():
        rows.append(f'<circle class="hole" cx="{x:.2f}" cy="{y:.2f}" r="{0.2 * text:.2f}"/>')
    room = min((max(xs) - min(xs)) / max(1, len(label)) / 0.55, 0.45 * (max(ys) - min(ys)))
    rows.append(
        f'<text x="{middle.x:.2f}" y="{middle.y - 0.3 * text:.2f}" text-anchor="middle" '
        f'font-size="{min(text, room):.2f}">{escape(label)}</text></g>'
    )
    return rows


def _points(points: list[Point]) -> str:
    return " ".join(f"{x:.3f},{y:.3f}" for x, y in points)


def _legend(sizes: list[str]) -> str:
    named = [size for size in sizes if size]
    return f" · sizes {escape(', '.join(named))}" if named else ""
