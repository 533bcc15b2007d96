"""Write the instances of this folder: `python -m tests.nesting.instances.make` from the root.

They hold what a plain strip cannot say: an order with offcuts, shade lots, naps, stripes, pairs,
fixed pieces, kiln shelves. The pieces are those of the T-shirt block that ships with the apparel
twin.
"""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

from shapely.geometry import Polygon

from workbench.formats import read_dxf
from workbench.model.library import find_twin
from workbench.model.pattern import Cloth, Pattern, PatternPiece
from workbench.nesting import Instance
from workbench.nesting.item import Item
from workbench.nesting.placement import Placement
from workbench.nesting.rules import Zone, circle
from workbench.nesting.sheet import Sheet

HERE = Path(__file__).parent


def tee(*names: str) -> Pattern:
    """Return pieces of the T-shirt, their curves with as few points as 0.5 mm allow."""
    source = find_twin("apparel_microfactory").parent / "patterns" / "tee_block.dxf"
    pieces = []
    for piece in read_dxf(source).pieces:
        if piece.size == "M" and (not names or piece.name in names):
            ring = Polygon(piece.unfolded().outline).simplify(0.5).exterior.coords[:-1]
            outline = tuple((round(x, 2), round(y, 2)) for x, y in ring)
            pieces.append(
                PatternPiece(
                    piece.name,
                    "M",
                    outline,
                    grain=piece.grain,
                    quantity=piece.quantity,
                    mirrored=piece.mirrored,
                )
            )
    return Pattern("tee", tuple(pieces))


def offcuts() -> Instance:
    """Return two T-shirts on three offcuts that are paid for, and a roll."""
    base = Instance.from_pattern(tee(), Cloth("jersey", 1600.0, gap=4.0, edge=15.0), {"M": 2})
    sheets = (
        Sheet("corner", ((0, 0), (900, 0), (1000, 500), (700, 760), (0, 800)), edge=5.0),
        Sheet(
            "with a hole",
            ((0, 0), (1300, 0), (1300, 620), (500, 700), (0, 560)),
            holes=(((600, 250), (700, 240), (690, 340)),),
            zones=(Zone(((100, 100), (180, 100), (180, 170), (100, 170))),),
            edge=5.0,
        ),
        Sheet("strip", ((0, 0), (700, 0), (700, 160), (0, 160)), stock=2, edge=5.0),
        Sheet("roll", width=1600.0, cost=20.0, edge=15.0, kind="roll"),
    )
    return replace(base, name="order with offcuts", edge=0.0, sheets=sheets)


def shade_lots() -> Instance:
    """Return three T-shirts, the rest of a roll and a piece of one lot, and a roll of another."""
    base = Instance.from_pattern(tee(), Cloth("jersey", 1600.0, gap=4.0, edge=15.0), {"M": 3})
    sheets = (
        Sheet("piece", ((0, 0), (900, 0), (900, 700), (0, 700)), edge=5.0, shade="lot 12"),
        Sheet(
            "rest", width=1600.0, length=700.0, cost=10.0, edge=15.0, kind="roll", shade="lot 12"
        ),
        Sheet("roll", width=1600.0, cost=20.0, edge=15.0, kind="roll", shade="lot 14"),
    )
    return replace(base, name="shade lots", edge=0.0, sheets=sheets)


def nap(kind: str) -> Instance:
    """Return three T-shirts on cloth with a nap."""
    cloth = Cloth("velvet", 1500.0, gap=3.0, edge=10.0, nap=kind)
    return replace(Instance.from_pattern(tee(), cloth, {"M": 3}), name=f"nap {kind}")


def striped() -> Instance:
    """Return a T-shirt on checks of 40 × 60 mm whose side seams and sleeves meet the check."""
    cloth = Cloth("check", 1500.0, gap=3.0, edge=10.0, repeat_x=40.0, repeat_y=60.0)
    pieces = []
    for piece in tee().pieces:
        low_x = min(x for x, _ in piece.outline)
        low_y = min(y for _, y in piece.outline)
        # One point at the hem end of each piece; its partner across the seam has the same phase.
        pieces.append(replace(piece, match=((low_x + 30.0, low_y + 20.0),)))
    return replace(
        Instance.from_pattern(Pattern("tee", tuple(pieces)), cloth, {"M": 1}), name="checked tee"
    )


def pairs() -> Instance:
    """Return cuffs and sleeves that are cut in mirrored pairs."""
    (sleeve,) = tee("sleeve").pieces
    cuff = PatternPiece("cuff", "M", ((0, 0), (240, 0), (220, 70), (60, 90), (0, 60)))
    items = (
        Item("sleeve", sleeve, 6, (0.0, 180.0), "pairs"),
        Item("cuff", cuff, 8, (0.0, 180.0), "pairs"),
    )
    return Instance("mirrored pairs", items, 900.0, gap=2.0)


def fixed() -> Instance:
    """Return a T-shirt whose first back is printed already: it lies where it lies."""
    base = Instance.from_pattern(tee(), Cloth("jersey", 1600.0, gap=4.0, edge=15.0), {"M": 2})
    items = []
    for item in base.items:
        if item.piece.name == "back":
            ring = Placement(item.id, item.angles[0], False, 0.0, 0.0).apply(item.piece.outline)
            low = ring.min(axis=0)
            place = Placement(
                item.id, item.angles[0], False, 400.0 - float(low[0]), 500.0 - float(low[1])
            )
            items.append(replace(item, fixed=(place,)))
        else:
            items.append(item)
    return replace(base, name="a printed back", items=tuple(items))


def kiln() -> Instance:
    """Return bowls, plates and trays for three shelves with posts, in a kiln 600 mm high."""

    def round_ware(name: str, radius: float) -> PatternPiece:
        return PatternPiece(name, "", tuple(circle(0.0, 0.0, radius)))

    tray = ((0, 0), (220, 0), (240, 60), (220, 140), (0, 140), (-15, 70))
    items = (
        Item("bowl", round_ware("bowl", 75.0), 8, height=95.0),
        Item("plate", round_ware("plate", 120.0), 4, height=30.0),
        Item("vase", round_ware("vase", 55.0), 5, height=240.0),
        Item("mug", round_ware("mug", 42.0), 14, height=100.0),
        Item("tray", PatternPiece("tray", "", tray), 3, (0.0, 45.0, 90.0, 135.0), height=35.0),
    )
    # A round shelf on three posts.
    posts = tuple(
        tuple(circle(250 + 215 * math.cos(a), 250 + 215 * math.sin(a), 20.0))
        for a in (0.3, 0.3 + 2 * math.pi / 3, 0.3 + 4 * math.pi / 3)
    )
    shelf = Sheet(
        "shelf", tuple(circle(250.0, 250.0, 250.0)), posts, stock=4, edge=5.0, kind="shelf"
    )
    return Instance("kiln", items, 500.0, gap=6.0, sheets=(shelf,), layers=(640.0, 15.0))


def part_in_part() -> Instance:
    """Return frames into whose openings patches and labels fit."""
    frame = PatternPiece(
        "frame",
        "",
        ((0, 0), (300, 0), (300, 220), (0, 220)),
        holes=(((40, 40), (260, 40), (260, 180), (40, 180)),),
    )
    patch = PatternPiece("patch", "", ((0, 0), (100, 0), (100, 130), (0, 130)))
    items = (Item("frame", frame, 4, (0.0, 90.0)), Item("patch", patch, 8, (0.0, 90.0)))
    return Instance("part in part", items, 620.0, gap=4.0)


def tilted() -> Instance:
    """Return leaning bands that lie closer when they may tilt by 4 degrees."""
    band = PatternPiece("band", "", ((0, 0), (400, 28), (400, 88), (0, 60)))
    strip = PatternPiece("strip", "", ((0, 0), (380, 0), (380, 50), (0, 50)))
    items = (
        Item("band", band, 5, (0.0, 180.0), tilt=4.0),
        Item("strip", strip, 5, (0.0, 180.0)),
    )
    return Instance("tilt", items, 640.0, gap=2.0)


def main() -> None:
    """Write the files."""
    made = {
        "order_with_offcuts": offcuts(),
        "shade_lots": shade_lots(),
        "striped": striped(),
        "mirrored_pairs": pairs(),
        "fixed_pieces": fixed(),
        "kiln_shelves": kiln(),
        "part_in_part": part_in_part(),
        "tilt": tilted(),
        **{f"nap_{kind.replace('-', '_')}": nap(kind)
           for kind in ("one-way", "either-way", "two-way", "free")},
    }  # fmt: skip
    for name, instance in made.items():
        text = json.dumps(_rounded(instance.to_document()), indent=None, separators=(",", ":"))
        (HERE / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        print(name, len(text))


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    return value


if __name__ == "__main__":
    main()
