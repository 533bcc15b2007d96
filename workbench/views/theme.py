"""The charts' share of the theme: the two palettes, and how a figure is dressed.

A canvas cannot read CSS variables, so the colours of ``widgets/theme/theme.css`` stand here a
second time; ``tests/views/test_theme.py`` holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import holoviews as hv
import holoviews.plotting.bokeh  # registers the backend without printing JavaScript

FONT = (
    "Inter, InterVariable, system-ui, -apple-system, Segoe UI, Roboto, Helvetica Neue, sans-serif"
)


@dataclass(frozen=True)
class Palette:
    """The colours of a chart.

    Parameters
    ----------
    ink, ink_2, ink_3 : str
        Text, from the strongest to the faintest.
    card, sunk, line : str
        The card a chart lies on, shaded spans, hairlines.
    series : tuple of str
        Colours of series, in the order in which they are taken.
    """

    ink: str
    ink_2: str
    ink_3: str
    card: str
    sunk: str
    line: str
    series: tuple[str, ...]

    def color(self, index: int) -> str:
        """Return the colour of the series ``index``; they repeat after the last."""
        return self.series[index % len(self.series)]


LIGHT = Palette(
    ink="#1d2530",
    ink_2="#55606e",
    ink_3="#6d7784",
    card="#ffffff",
    sunk="#f1efe9",
    line="#e4e1d8",
    series=(
        *("#0f6b5c", "#d98324", "#4666b0", "#a34a7b", "#7b8794", "#5f9e3e", "#b9a77c"),
        *("#2b8fa8", "#8c5a3c", "#6b57a5", "#c2605a", "#93a13a"),
    ),
)
DARK = Palette(
    ink="#e9edf2",
    ink_2="#a9b4c1",
    ink_3="#8a95a3",
    card="#1c2229",
    sunk="#171c22",
    line="#2c343d",
    series=(
        *("#4fc3a9", "#f0a95b", "#88a6ea", "#dd8fb7", "#9aa6b3", "#97cf79", "#cdbf9b"),
        *("#6cc4dc", "#c99b7c", "#ac9be6", "#ee9a94", "#c5d372"),
    ),
)


def palette(*, dark: bool) -> Palette:
    """Return the palette of the dark or the light page."""
    return DARK if dark else LIGHT


def dress(
    palette: Palette,
    *,
    label: str,
    grid: str = "",
    left: bool = True,
    round_corners: int = 2,
) -> Callable[[Any, Any], None]:
    """Return a HoloViews hook that gives a figure the theme's look.

    Parameters
    ----------
    palette : Palette
        The colours.
    label : str
        What the chart shows, for those who cannot see it.
    grid : str
        Axes with hairlines: "", "x", "y" or "xy".
    left : bool
        Whether the left axis keeps its labels.
    round_corners : int
        Radius of the corners of bars. [px]
    """

    def hook(plot: Any, _: Any) -> None:
        figure = plot.state
        figure.background_fill_alpha = 0
        figure.border_fill_alpha = 0
        figure.outline_line_alpha = 0
        figure.min_border_right = 12
        figure.min_border_top = 4
        figure.toolbar_location = None
        figure.name = label
        for axis in figure.axis:
            axis.axis_line_alpha = 0
            axis.major_tick_line_alpha = 0
            axis.minor_tick_line_alpha = 0
            axis.major_label_text_color = palette.ink_2
            axis.major_label_text_font = FONT
            axis.major_label_text_font_size = "11px"
            axis.axis_label_text_color = palette.ink_3
            axis.axis_label_text_font = FONT
            axis.axis_label_text_font_size = "11px"
            axis.axis_label_text_font_style = "normal"
            axis.axis_label_standoff = 6
            axis.major_label_standoff = 6
        for axis in figure.xaxis:
            axis.axis_line_alpha = 1
            axis.axis_line_color = palette.line
        if not left:
            figure.min_border_left = 2
            figure.min_border_right = 2
            for axis in figure.yaxis:
                axis.visible = False
        for line in figure.xgrid:
            line.grid_line_color = palette.line if "x" in grid else None
        for line in figure.ygrid:
            line.grid_line_color = palette.line if "y" in grid else None
        for glyph in (getattr(renderer, "glyph", None) for renderer in figure.renderers):
            if glyph is None:
                continue
            if "border_radius" in glyph.properties():
                glyph.border_radius = round_corners
            if "text_font" in glyph.properties():
                glyph.text_font = {"value": FONT}
        for legend in figure.legend:
            legend.visible = False

    return hook


def finish(
    element: Any,
    palette: Palette,
    *,
    label: str,
    height: int,
    grid: str = "",
    left: bool = True,
    round_corners: int = 2,
    **options: Any,
) -> Any:
    """Return ``element`` as a figure as wide as its card, dressed in the theme."""
    hook = dress(palette, label=label, grid=grid, left=left, round_corners=round_corners)
    return element.opts(
        responsive=True,
        height=height,
        toolbar=None,
        show_legend=False,
        default_tools=[],
        active_tools=[],
        hooks=[hook],
        **options,
    )


def boxes(
    rows: Sequence[tuple[Any, ...]],
    extra: Sequence[str],
    color: Any,
    tips: Sequence[tuple[str, str]],
) -> Any:
    """Return rectangles (left, bottom, right, top, …) with hover and without an outline."""
    element = hv.Rectangles(list(rows), vdims=list(extra))
    return element.opts(
        color=color,
        line_alpha=0,
        hover_tooltips=list(tips),
        tools=["hover"] if tips else [],
        default_tools=[],
        hover_alpha=1.0,
    )


def empty(text: str, palette: Palette, *, height: int = 180) -> Any:
    """Return an empty figure that says why it is empty."""
    element = hv.Overlay([hv.Text(0.5, 0.5, text).opts(color=palette.ink_3, text_font_size="12px")])
    return finish(
        element,
        palette,
        label=text,
        height=height,
        left=False,
        xaxis=None,
        xlim=(0, 1),
        ylim=(0, 1),
    )
