"""Files in and out: patterns, markers and orders; every fault names the file and the place in it.

Readers of DXF, SVG and XLSX import their libraries when they are first called.
"""

from __future__ import annotations

from workbench.formats.cut_file import marker_to_cut
from workbench.formats.dxf_read import read_dxf
from workbench.formats.dxf_write import marker_to_dxf, write_dxf
from workbench.formats.floor_dxf_read import FloorDrawing, UnitError, read_floor_dxf
from workbench.formats.floor_dxf_write import floor_to_dxf
from workbench.formats.floor_print import floor_to_pdf, floor_to_svg
from workbench.formats.grade_rules import GradeRules, read_rules
from workbench.formats.hpgl import marker_to_hpgl
from workbench.formats.marker_svg import marker_to_svg
from workbench.formats.orders import OrderLine, read_orders
from workbench.formats.pdf import marker_to_pdf
from workbench.formats.question import read_instance, read_pattern
from workbench.formats.svg_read import read_svg

__all__ = [
    "FloorDrawing",
    "GradeRules",
    "OrderLine",
    "UnitError",
    "floor_to_dxf",
    "floor_to_pdf",
    "floor_to_svg",
    "marker_to_cut",
    "marker_to_dxf",
    "marker_to_hpgl",
    "marker_to_pdf",
    "marker_to_svg",
    "read_dxf",
    "read_floor_dxf",
    "read_instance",
    "read_orders",
    "read_pattern",
    "read_rules",
    "read_svg",
    "write_dxf",
]
