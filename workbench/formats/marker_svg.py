"""Draw a marker as an SVG to scale: pieces, grain, names and a title block."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from workbench.formats.marker_scene import Laid, Spread, spreads
from workbench.model.pattern import Point
from workbench.nesting.instance import Instance
from workbench.nesting.marker import Marker

# Fills by size, or by piece where there is one size; muted, so that names stay readable.
FILLS = ("#8fb8c9", "#e3b78f", "#a9c79a", "#c9a5c4", "#d9c979", "#9fb0d6", "#d99a9a", "#98c9b8")


def marker_to_svg(marker: Marker, instance: Instance, path: str | Path | None = None) -> str:
    """Return a marker as SVG text with one user unit to the mm; write it when a path is given."""
    drawn, length, width = spreads(marker, instance)
    text = max(8.0, 0.018 * width)
    title = 3.2 * text
    sizes = list(dict.fromkeys(item.piece.size for item in instance.items))
    shown = (
        f"{escape(instance.name or 'marker')} · {len(marker.placements)} pieces · "
        f"{marker.length / 1000:.3f} m × {width / 1000:.3f} m · "
        f"utilisation {100 * marker.density:.1f} %"
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
        ".grain{stroke:#26323d;marker-end:url(#tip)}.notch{stroke:#26323d}"
        ".drill{fill:none;stroke:#26323d}.gone{fill:#d8d4cb;stroke:#55606b}"
        ".flaw{fill:#c2410c;fill-opacity:.16;stroke:#c2410c}"
        "text{font-family:system-ui,sans-serif;fill:#1d2730}"
        "*{vector-effect:non-scaling-stroke;stroke-width:1}text,g,svg{stroke-width:0}</style>",
        '<defs><marker id="tip" viewBox="0 0 6 6" refX="6" refY="3" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0 0L6 3L0 6z"/></marker></defs>',
    ]
    names = list(dict.fromkeys(item.piece.name for item in instance.items))
    for spread in drawn:
        rows += _cloth(spread, width)
        for laid in spread.pieces:
            # Colours tell sizes apart, or pieces where there is one size.
            group = sizes.index(laid.piece.size)
            group = names.index(laid.piece.name) if len(sizes) == 1 else group
            rows += _piece(laid, FILLS[group % len(FILLS)], width, text)
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


def _cloth(spread: Spread, width: float) -> list[str]:
    def ring(points: list[Point]) -> str:
        return _points([(x, width - y) for x, y in points])

    rows = [f'<polygon class="cloth" points="{ring(spread.outline)}"/>']
    rows += [f'<polygon class="gone" points="{ring(hole)}"/>' for hole in spread.holes]
    rows += [
        f'<polygon class="flaw" points="{ring(outline)}"><title>'
        f"{'defect' if quality <= 0 else f'quality {quality}'}</title></polygon>"
        for quality, outline in spread.flaws
    ]
    return rows


def _piece(laid: Laid, fill: str, width: float, text: float) -> list[str]:
    piece = laid.piece

    def put(points: Iterable[Point]) -> list[Point]:
        # SVG's y points down; the strip's up.
        return [(x, width - y) for x, y in laid.put(points)]

    outline = put(piece.outline)
    label, id = escape(laid.label), quoteattr(str(laid.placement.id))
    rows = [
        f'<g class="placed" data-id={id}><title>{label}</title>',
        f'<polygon class="piece" fill="{fill}" points="{_points(outline)}"/>',
    ]
    rows += [f'<polygon class="hole" points="{_points(put(hole))}"/>' for hole in piece.holes]
    rows += [
        f'<polyline class="inside" points="{_points(put(line))}"/>' for line in piece.internals
    ]
    (x0, y0), (x1, y1) = laid.grainline
    rows.append(
        f'<line class="grain" x1="{x0:.2f}" y1="{width - y0:.2f}" x2="{x1:.2f}" '
        f'y2="{width - y1:.2f}"/>'
    )
    for (ax, ay), (bx, by) in laid.notch_lines(0.4 * text):
        rows.append(
            f'<line class="notch" x1="{ax:.2f}" y1="{width - ay:.2f}" x2="{bx:.2f}" '
            f'y2="{width - by:.2f}"/>'
        )
    for x, y in put(piece.drills):
        rows.append(f'<circle class="drill" cx="{x:.2f}" cy="{y:.2f}" r="{0.2 * text:.2f}"/>')
    xs, ys = [x for x, _ in outline], [y for _, y in outline]
    room = min((max(xs) - min(xs)) / max(1, len(label)) / 0.55, 0.45 * (max(ys) - min(ys)))
    x, y = laid.middle
    rows.append(
        f'<text x="{x:.2f}" y="{width - y - 0.3 * text:.2f}" text-anchor="middle" '
        f'font-size="{min(text, room):.2f}">{label}</text></g>'
    )
    return rows


def _points(points: list[Point]) -> str:
    return " ".join(f"{x:.3f},{y:.3f}" for x, y in points)


def _legend(sizes: list[str]) -> str:
    named = [size for size in sizes if size]
    return f" · sizes {escape(', '.join(named))}" if named else ""
