"""The marker: how the pieces lie on the cloth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets

from workbench.errors import SpecError
from workbench.widgets._part import Part, bundled, records, style

if TYPE_CHECKING:
    from workbench.nesting.instance import Instance
    from workbench.nesting.marker import Marker

MOST = 5000
"""The greatest number of pieces that is drawn."""
_KEYS = {"name": 80, "size": 30, "grain": 30}


class MarkerView(Part):
    """A marker with its pieces, their names, sizes and grain, to zoom and pan.

    Parameters
    ----------
    marker : Marker, optional
        Where each piece lies; None shows that there is no marker yet.
    instance : Instance, optional
        The pieces that were asked for; needed with a marker.
    """

    _esm = bundled("marker_view")
    _css = style("marker_view", "marker_view")

    outlines = traitlets.Bytes(b"").tag(sync=True)
    """Corners of all pieces, x and y in turn, float32. [mm]"""
    counts = traitlets.List(default_value=[]).tag(sync=True)
    """How many corners each piece has."""
    pieces = traitlets.List(default_value=[]).tag(sync=True)
    """Records with name, size and the angle of the grain in degrees ("" when there is none)."""
    strip = traitlets.Dict(default_value={}).tag(sync=True)
    """length, width [mm], density [0…1], unplaced (count)."""

    def __init__(
        self, marker: Marker | None = None, instance: Instance | None = None, **keywords: Any
    ) -> None:
        super().__init__(**keywords)
        if marker is not None:
            self.show(marker, instance)

    def show(self, marker: Marker | None, instance: Instance | None) -> None:
        """Show another marker, or none."""
        if marker is None:
            with self.hold_trait_notifications():
                self.outlines, self.counts, self.pieces, self.strip = b"", [], [], {}
            return
        if instance is None:
            raise SpecError(
                "a marker cannot be drawn without its pieces", advice="give its instance"
            )
        polygons = marker.polygons(instance)[:MOST]
        names = []
        for placement in marker.placements[:MOST]:
            piece = instance.item(placement.id).piece
            grain = getattr(piece, "grain", None)
            if grain is not None:
                turned = 180.0 - float(grain) if placement.mirrored else float(grain)
                grain = f"{(turned + placement.rotation) % 360.0:.2f}"
            names.append(
                {"name": piece.name[:80], "size": str(piece.size)[:30], "grain": grain or ""}
            )
        corners = np.concatenate([np.asarray(p, np.float32) for p in polygons]) if polygons else []
        with self.hold_sync():
            self.outlines = np.ascontiguousarray(corners, np.float32).tobytes()
            self.counts = [len(polygon) for polygon in polygons]
            self.pieces = names
            self.strip = {
                "length": float(marker.length),
                "width": float(marker.width),
                "density": float(marker.density),
                "unplaced": len(marker.unplaced),
            }

    @traitlets.validate("pieces")
    def _validate_pieces(self, proposal: Any) -> list[dict[str, str]]:
        return records(proposal["value"], _KEYS, MOST, "pieces")

    def __repr__(self) -> str:
        """Return the number of pieces and how much of the cloth they take."""
        if not self.strip:
            return "MarkerView(no marker)"
        return f"MarkerView({len(self.pieces)} pieces, {100 * self.strip['density']:.1f} %)"
