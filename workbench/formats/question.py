"""Read a pattern, or a whole nesting question, from whatever file it comes in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from workbench.errors import SpecError
from workbench.formats.dxf_read import read_dxf
from workbench.formats.grade_rules import GradeRules
from workbench.formats.source import Source, read_bytes
from workbench.formats.svg_read import read_svg
from workbench.model.pattern import Cloth, Pattern
from workbench.nesting.instance import Instance
from workbench.nesting.item_json import parse_document


def read_pattern(
    source: Source,
    *,
    name: str = "",
    rules: GradeRules | None = None,
    unit: float | None = None,
) -> Pattern:
    """Return the pattern of a DXF or SVG file, told apart by content.

    Parameters
    ----------
    source : path or bytes
    name : str
        How messages name the file.
    rules : GradeRules, optional
        The grade-rule table of a DXF that holds one size.
    unit : float, optional
        Millimetres to one unit, when the file does not say or is not to be believed.
    """
    data, label = read_bytes(source, name)
    head = data[:4096]
    if b"<svg" in data[:65536] or PurePath(label).suffix.lower() == ".svg":
        return read_svg(data, name=label, user_unit=unit or 1.0)
    if PurePath(label).suffix.lower() == ".dxf" or b"SECTION" in head.upper():
        return read_dxf(data, name=label, unit=unit, rules=rules)
    raise SpecError(
        "the kind of file is not known", where=label, advice="give a pattern as .dxf or .svg"
    )


def read_instance(
    source: Source,
    *,
    name: str = "",
    width: float | None = None,
    gap: float | None = None,
    edge: float | None = None,
    quantities: Mapping[str, int] | None = None,
) -> Instance:
    """Return the nesting question of a JSON, DXF or SVG file.

    Parameters
    ----------
    source : path or bytes
    name : str
        How messages name the file.
    width, gap, edge : float, optional
        Of the cloth; they overrule what a JSON file says, and a pattern needs a width. [mm]
    quantities : mapping of size to int, optional
        Garments of each size of a pattern; one of each when left out.
    """
    data, label = read_bytes(source, name)
    if data.lstrip()[:1] in (b"{", b"[") or PurePath(label).suffix.lower() == ".json":
        given = {"strip_height": width, "gap": gap, "edge": edge}
        overruled = {key: value for key, value in given.items() if value is not None}
        document = {**parse_document(data, label), **overruled}
        return Instance.from_json(document, where=label)
    pattern = read_pattern(data, name=label)
    if width is None:
        raise SpecError(
            "the width of the cloth is not given", where=label, advice="add --width, in mm"
        )
    cloth = Cloth("cloth", width, gap=gap or 0.0, edge=edge or 0.0)
    return Instance.from_pattern(pattern, cloth, quantities)
