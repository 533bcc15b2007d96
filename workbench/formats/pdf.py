"""A marker to print or to send to the cutting room: one PDF page, to scale when it fits."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.nesting import Instance, Marker

_INCH = 25.4  # mm
_LONGEST = 5000.0  # mm; PDF viewers refuse pages above 200 inches
_INK = "#1f2937"
_FILL = "#e5e7eb"


def marker_to_pdf(marker: Marker, instance: Instance) -> bytes:
    """Return the marker as a PDF of one page; the caption says the scale.

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
    from matplotlib.patches import Polygon

    scale = min(1.0, _LONGEST / max(marker.length, marker.width))
    margin = 20.0
    width = marker.length * scale + 2 * margin
    height = marker.width * scale + 2 * margin
    figure = Figure(figsize=(width / _INCH, height / _INCH))
    FigureCanvasPdf(figure)
    box = (margin / width, margin / height, 1 - 2 * margin / width, 1 - 2 * margin / height)
    axes = figure.add_axes(box)
    axes.set(xlim=(0, marker.length), ylim=(0, marker.width))
    axes.set(xticks=[], yticks=[])
    for placement in marker.placements:
        item = instance.item(placement.id)
        outline = placement.apply(item.piece.outline)
        axes.add_patch(
            Polygon(outline, closed=True, facecolor=_FILL, edgecolor=_INK, linewidth=0.5)
        )
        for hole in item.piece.holes:
            axes.add_patch(
                Polygon(placement.apply(hole), facecolor="white", edgecolor=_INK, linewidth=0.5)
            )
        for line in item.piece.internals:
            points = placement.apply(line)
            axes.plot(
                [point[0] for point in points],
                [point[1] for point in points],
                color=_INK,
                linewidth=0.3,
            )
        x = sum(point[0] for point in outline) / len(outline)
        y = sum(point[1] for point in outline) / len(outline)
        axes.annotate(item.label, (x, y), ha="center", va="center", fontsize=7, color=_INK)
    size = f"{marker.length / 1000:.3f} m × {marker.width / 1000:.3f} m"
    caption = f"{instance.name}: {size}, {marker.density:.1%} used, scale 1:{1 / scale:.3g}"
    figure.text(margin / width, margin / height / 2, caption, fontsize=9, color=_INK)
    stream = BytesIO()
    # Without a date the same marker gives the same bytes.
    figure.savefig(stream, format="pdf", metadata={"CreationDate": None})
    return stream.getvalue()
