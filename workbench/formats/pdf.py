"""A marker to print or to send to the cutting room: one PDF page, to scale when it fits."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from workbench.formats.marker_scene import Laid, Spread, spreads

if TYPE_CHECKING:
    from workbench.nesting import Instance, Marker

_INCH = 25.4  # mm
_LONGEST = 5000.0  # mm; PDF viewers refuse pages above 200 inches
_MARGIN = 20.0  # mm
_TITLE = 30.0  # height of the title block [mm]
_INK = "#1f2937"
_FILL = "#e5e7eb"
_FLAW = "#c2410c"


def marker_to_pdf(marker: Marker, instance: Instance) -> bytes:
    """Return the marker as a PDF of one page with a title block that says the scale.

    Parameters
    ----------
    marker : Marker
        Where it lies.
    instance : Instance
        What was nested.
    """
    # The object interface, not pyplot: no global figure, no screen.
    from matplotlib.backends.backend_pdf import FigureCanvasPdf
    from matplotlib.figure import Figure

    drawn, length, breadth = spreads(marker, instance)
    scale = min(1.0, _LONGEST / max(length, breadth))
    width = length * scale + 2 * _MARGIN
    height = breadth * scale + 2 * _MARGIN + _TITLE
    figure = Figure(figsize=(width / _INCH, height / _INCH))
    FigureCanvasPdf(figure)
    box = (
        _MARGIN / width,
        (_MARGIN + _TITLE) / height,
        1 - 2 * _MARGIN / width,
        breadth * scale / height,
    )
    axes = figure.add_axes(box)
    axes.set(xlim=(0, length), ylim=(0, breadth))
    axes.set(xticks=[], yticks=[])
    axes.axis("off")
    for spread in drawn:
        _cloth(axes, spread)
        for laid in spread.pieces:
            _piece(axes, laid, scale)
    title = figure.add_axes((box[0], _MARGIN / height, box[2], 0.8 * _TITLE / height))
    _title_block(title, marker, instance, scale)
    stream = BytesIO()
    # Without a date the same marker gives the same bytes.
    figure.savefig(stream, format="pdf", metadata={"CreationDate": None})
    return stream.getvalue()


def _patch(axes: Any, points: Any, **style: Any) -> None:
    from matplotlib.patches import Polygon

    axes.add_patch(Polygon(points, closed=True, clip_on=False, **style))


def _cloth(axes: Any, spread: Spread) -> None:
    _patch(axes, spread.outline, facecolor="white", edgecolor=_INK, linewidth=0.8)
    for hole in spread.holes:
        _patch(axes, hole, facecolor="#f3f4f6", edgecolor=_INK, linewidth=0.5, hatch="//")
    for _, outline in spread.flaws:
        _patch(axes, outline, facecolor="none", edgecolor=_FLAW, linewidth=0.6, hatch="xx")


def _piece(axes: Any, laid: Laid, scale: float) -> None:
    piece = laid.piece
    _patch(axes, laid.put(piece.outline), facecolor=_FILL, edgecolor=_INK, linewidth=0.5)
    for hole in piece.holes:
        _patch(axes, laid.put(hole), facecolor="white", edgecolor=_INK, linewidth=0.5)
    for line in piece.internals:
        _line(axes, laid.put(line), linewidth=0.3, linestyle=(0, (6, 3)))
    for slit in laid.notch_lines(6.0):
        _line(axes, slit, linewidth=0.6)
    for x, y in laid.put(piece.drills):
        axes.plot([x], [y], marker="+", color=_INK, markersize=5, markeredgewidth=0.5)
    start, end = laid.grainline
    axes.annotate(
        "",
        end,
        start,
        arrowprops={"arrowstyle": "->", "color": _INK, "linewidth": 0.4, "shrinkA": 0},
    )
    x, y = laid.middle
    wide = max(px for px, _ in laid.put(piece.outline)) - min(
        px for px, _ in laid.put(piece.outline)
    )
    # A name no wider than its piece: a letter is about half as wide as it is high.
    room = wide * scale / _INCH * 72 / max(1, len(laid.label)) / 0.55
    axes.text(
        x, y, laid.label, ha="center", va="bottom", fontsize=max(1.0, min(9.0, room)), color=_INK
    )


def _line(axes: Any, points: Any, **style: Any) -> None:
    axes.plot([p[0] for p in points], [p[1] for p in points], color=_INK, **style)


def _title_block(axes: Any, marker: Marker, instance: Instance, scale: float) -> None:
    """Draw the table that says what the drawing is and how to read it."""
    axes.set(xlim=(0, 1), ylim=(0, 1), xticks=[], yticks=[])
    rules = [f"gap {instance.gap:g} mm"] if instance.gap else []
    rules += [f"edge {instance.edge:g} mm"] if instance.edge else []
    if instance.repeat is not None:
        rules.append(f"repeat {instance.repeat.x:g} × {instance.repeat.y:g} mm")
    if instance.spread != "open":
        rules.append(instance.spread)
    size = f"{marker.length / 1000:.3f} m × {marker.width / 1000:.3f} m"
    if instance.sheets:
        size = f"{len(marker.sheets)} sheets"
    cells = (
        (instance.name or "marker", 0.3, "bold"),
        (size, 0.2, "normal"),
        (f"{len(marker.placements)} pieces, {marker.density:.1%} used", 0.2, "normal"),
        (", ".join(rules) or "no gap", 0.15, "normal"),
        (f"scale 1:{1 / scale:.3g}, warp →", 0.15, "normal"),
    )
    at = 0.0
    for text, share, weight in cells:
        axes.text(at + 0.005, 0.5, text, va="center", fontsize=9, color=_INK, fontweight=weight)
        at += share
        if at < 0.999:
            axes.axvline(at, color=_INK, linewidth=0.5)
