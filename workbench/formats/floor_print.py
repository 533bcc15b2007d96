"""A floor plan to print or to send: SVG and PDF of one page, to scale with a title block."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from workbench.formats.floor_sheet import Sheet, Words, sheet_of

_INCH = 25.4  # [mm]
_POINT = _INCH / 72


def floor_to_svg(state: Mapping[str, Any], title: str = "", note: str = "", paper: str = "") -> str:
    """Return a floor's state as SVG in mm of paper; see `sheet_of` for the parameters."""
    sheet = sheet_of(state, title, note, paper)
    w, h = sheet.width, sheet.height
    rows = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{w:g}mm" height="{h:g}mm" '
        f'viewBox="0 0 {w:g} {h:g}" role="img">',
        f"<title>{escape(sheet.title)}, scale 1:{sheet.scale}</title>",
        f'<rect width="{w:g}" height="{h:g}" fill="#ffffff"/>',
    ]
    for part in sheet.parts:
        if isinstance(part, Words):
            anchor = ' text-anchor="middle" dominant-baseline="central"' if part.middle else ""
            bold = ' font-weight="600"' if part.bold else ""
            rows.append(
                f'<text x="{part.at[0]:.2f}" y="{h - part.at[1]:.2f}" font-size="{part.size:.2f}" '
                f'font-family="system-ui, sans-serif" fill="{part.colour}"{anchor}{bold}>'
                f"{escape(part.text)}</text>"
            )
            continue
        points = " ".join(f"{x:.3f},{h - y:.3f}" for x, y in part.points)
        tag = "polygon" if part.closed else "polyline"
        dash = ' stroke-dasharray="1 0.8"' if part.dashed else ""
        said = f"<title>{escape(part.name)}</title>" if part.name else ""
        rows.append(
            f'<{tag} points="{points}" fill="{part.fill or "none"}" stroke="{part.colour}" '
            f'stroke-width="{part.width:g}" stroke-linejoin="round"{dash}>{said}</{tag}>'
        )
    return "\n".join([*rows, "</svg>"]) + "\n"


def floor_to_pdf(
    state: Mapping[str, Any], title: str = "", note: str = "", paper: str = ""
) -> bytes:
    """Return a floor's state as a PDF of one page; see `sheet_of` for the parameters."""
    # The object interface, not pyplot: no global figure, no screen.
    from matplotlib.backends.backend_pdf import FigureCanvasPdf
    from matplotlib.figure import Figure

    sheet = sheet_of(state, title, note, paper)
    figure = Figure(figsize=(sheet.width / _INCH, sheet.height / _INCH))
    FigureCanvasPdf(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, sheet.width), ylim=(0, sheet.height))
    axes.axis("off")
    _draw(axes, sheet)
    stream = BytesIO()
    # Without a date the same floor gives the same bytes.
    figure.savefig(stream, format="pdf", metadata={"CreationDate": None, "Title": sheet.title})
    return stream.getvalue()


def _draw(axes: Any, sheet: Sheet) -> None:
    from matplotlib.patches import Polygon

    for order, part in enumerate(sheet.parts):
        if isinstance(part, Words):
            side = "center" if part.middle else "left"
            line = "center" if part.middle else "baseline"
            axes.text(
                *part.at, part.text, fontsize=part.size / _POINT, color=part.colour, ha=side,
                va=line, fontweight="bold" if part.bold else "normal", zorder=order,
                parse_math=False,
            )  # fmt: skip
            continue
        style = (0, (4, 3)) if part.dashed else "-"
        axes.add_patch(
            Polygon(
                part.points,
                closed=part.closed,
                fill=bool(part.fill),
                facecolor=part.fill or "none",
                edgecolor=part.colour,
                linewidth=part.width / _POINT,
                linestyle=style,
                joinstyle="round",
                zorder=order,
            )
        )
