"""What the marker desk shows of a marker: headline, cards, and tables of waste and differences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from workbench.analysis import words as said
from workbench.desks.figures import amount
from workbench.desks.marker_question import ClothPrice
from workbench.desks.text import Words
from workbench.model.defaults import default
from workbench.nesting.cut_order import CutPlan
from workbench.nesting.cutting import CutWork, cut_work
from workbench.nesting.instance import Instance
from workbench.nesting.marker import Marker
from workbench.nesting.waste import CAUSES, ClothUse, cloth_use

_SQUARE = 1e6  # mm² of a m²
USUAL = 0.75
"""Utilisation that a marker is compared with: between good (70 %) and very good (80 %)."""


@dataclass(frozen=True)
class Told:
    """A marker with all that is shown of it.

    Parameters
    ----------
    instance, marker : Instance, Marker
    garments : int
        That it holds.
    use : ClothUse
    work : CutWork
    price : ClothPrice
    """

    instance: Instance
    marker: Marker
    garments: int
    use: ClothUse
    work: CutWork
    price: ClothPrice

    @classmethod
    def of(cls, instance: Instance, marker: Marker, garments: int, price: ClothPrice) -> Told:
        """Return a marker with its figures; a single strip has an allowance at its ends."""
        ends = 0.0 if instance.sheets else float(default("marker.end_allowance"))
        use = cloth_use(instance, marker, ends)
        # Sheets of a stock have costs of their own, and a kiln's shelves none.
        known = ClothPrice() if instance.sheets else price
        return cls(instance, marker, max(garments, 1), use, cut_work(instance, marker), known)

    @property
    def cloth(self) -> float:
        """Cloth bought, in m²."""
        return self.use.bought / _SQUARE

    def money(self, square_metres: float) -> str:
        """Return what so much cloth costs, "" when that is not known."""
        if self.price.money is None:
            return ""
        return " ".join(amount(self.price.money * square_metres, self.price.currency)).strip()

    def carbon(self, square_metres: float) -> str:
        """Return what so much cloth emits, "" when that is not known."""
        if self.price.carbon is None:
            return ""
        return " ".join(amount(self.price.carbon * square_metres, "kg CO2e"))


def number(value: float, digits: int = 2) -> str:
    """Return a figure with its decimals."""
    return said.number(value, digits)


def headline(told: Told, w: Words, *, costs: bool = True) -> tuple[str, str, str]:
    """Return the sentence that answers, what it rests on, and its tone."""
    share = told.use.utilisation
    tone = "good" if share >= 0.8 else "warn" if share >= 0.7 else "bad"
    if told.instance.sheets:
        placed, left = len(told.marker.placements), len(told.marker.unplaced)
        text = w("lies_on_sheets", pieces=placed, sheets=len(told.marker.sheets))
        text += " " + w("left_out", count=left) if left else ""
        tone = "warn" if left else "good"
        return w("used_sheets", share=number(100 * share, 1)), text, tone
    metres = told.use.bought / told.instance.width / 1000
    text = w(
        "lies",
        garments=told.garments,
        metres=number(metres),
        width=number(told.instance.width / 1000),
    )
    saved = told.use.pieces / USUAL / _SQUARE - told.cloth
    if abs(saved) > 1e-9:
        parts = [f"{number(abs(saved) * _SQUARE / told.instance.width / 1000)} m"]
        money = told.money(abs(saved)) if costs else ""
        parts += [part for part in (money, told.carbon(abs(saved))) if part]
        text += " " + w("more" if saved > 0 else "less", what=", ".join(parts), usual=100 * USUAL)
    return w("used", share=number(100 * share, 1)), text, tone


def cards(told: Told, w: Words, *, costs: bool = True) -> list[dict[str, str]]:
    """Return the records of the figures on the first screen."""
    each = told.cloth / told.garments
    metres = told.use.bought / told.instance.width / 1000
    rows = [
        ("utilisation", number(100 * told.use.utilisation, 1), "%"),
        ("length", number(metres), "m"),
        ("each", number(each, 3), "m²"),
    ]
    if told.instance.sheets:
        rows[1:] = [("sheets", str(len(told.marker.sheets)), "")]
    beside = {
        "utilisation": w("beside_utilisation", share=number(100 * told.marker.density, 1)),
        "sheets": w("beside_sheets", left=len(told.marker.unplaced)),
        "length": w("beside_length", width=number(told.instance.width / 1000)),
        "each": w("beside_each", pieces=number(told.use.pieces / _SQUARE / told.garments, 3)),
        "cost": w("beside_whole", what=told.money(told.cloth)),
        "carbon": w("beside_whole", what=told.carbon(told.cloth)),
        "waste": w("beside_waste", share=number(100 * (1 - told.use.utilisation), 1)),
        "cut": w("beside_cut", corners=told.work.corners, notches=told.work.notches),
        "time": w("beside_time", time=number(told.work.time() / told.garments, 1)),
    }
    if told.instance.sheets:
        beside["utilisation"] = w("beside_stock")
    if costs and told.price.money is not None:
        value, unit = amount(told.price.money * each, told.price.currency)
        rows.append(("cost", value, unit))
    if told.price.carbon is not None:
        value, unit = amount(told.price.carbon * each, "kg CO2e")
        rows.append(("carbon", value, unit))
    rows.append(("waste", number(told.use.waste / _SQUARE, 2), "m²"))
    if not told.instance.layers:  # ware is not cut
        rows.append(("cut", number(told.work.length / 1000, 1), "m"))
        rows.append(("time", number(told.work.time(), 1), "min"))
    return [
        {
            "name": name,
            "label": w(f"card_{name}"),
            "value": value,
            "unit": unit,
            "interval": beside[name],
            "definition": w(f"card_{name}_definition"),
        }
        for name, value, unit in rows
    ]


def waste_table(told: Told, w: Words, *, costs: bool = True) -> str:
    """Return where the cloth goes, as a table: metres, share, money, kg CO₂e."""
    rows = [(w("in_pieces"), told.use.pieces)]
    rows += [(w(f"cause_{cause}"), float(getattr(told.use, cause))) for cause in CAUSES]
    rows = [row for row in rows if row[1] > 0.5]
    whole = told.use.bought
    on_sheets = bool(told.instance.sheets)
    heads = [w("cause"), w("square" if on_sheets else "metres"), w("share_head")]
    heads += [w("money")] * (costs and told.price.money is not None)
    heads += [w("carbon_head")] * (told.price.carbon is not None)

    def line(label: str, area: float) -> list[str]:
        square = area / _SQUARE
        cells = [
            label,
            f"{number(square, 3)} m²"
            if on_sheets
            else f"{number(area / told.instance.width / 1000)} m",
            f"{number(100 * area / whole, 1)} %",
        ]
        if costs and told.price.money is not None:
            cells.append(told.money(square))
        if told.price.carbon is not None:
            cells.append(told.carbon(square))
        return cells

    return table(heads, [line(*row) for row in rows], foot=line(w("bought"), whole))


def pieces_table(told: Told, w: Words) -> str:
    """Return the pieces, how many lie and how they may lie."""
    lying: dict[object, int] = {}
    for place in told.marker.placements:
        lying[place.id] = lying.get(place.id, 0) + 1
    rows = []
    for item in told.instance.items:
        angles = ", ".join(f"{angle:g}°" for angle in item.angles[:4])
        rules = [angles + (" …" if len(item.angles) > 4 else "")]
        rules += [f"± {item.tilt:g}°"] if item.tilt else []
        rules += [w(f"mirror_{item.mirror}")] if item.mirror != "never" else []
        rules += [w("matched")] if item.match else []
        rules += [w("folded")] if item.on_fold else []
        rules += [w("pinned", count=len(item.fixed))] if item.fixed else []
        found = lying.get(item.id, 0)
        count = str(found) if found == item.demand else f"{found} / {item.demand}"
        rows.append(
            [
                item.piece.name,
                item.piece.size or "–",
                count,
                number(item.piece.area / 100, 0),
                str(len(item.piece.notches) or "–"),
                ", ".join(rules),
            ]
        )
    heads = [w(f"piece_{name}") for name in ("name", "size", "count", "area", "notches", "rules")]
    notes = "".join(f"<li>{escape(note)}</li>" for note in told.instance.notes[:20])
    return table(heads, rows) + (f'<ul class="wb-lacks">{notes}</ul>' if notes else "")


def compare_table(kept: Told, now: Told, w: Words, *, costs: bool = True) -> str:
    """Return two markers side by side and what the second saves, for each garment."""
    pairs = [
        ("card_utilisation", 100 * kept.use.utilisation, 100 * now.use.utilisation, "%", 1),
        (
            "card_length",
            kept.use.bought / kept.instance.width / 1e3,
            now.use.bought / now.instance.width / 1e3,
            "m",
            2,
        ),
        ("garments", kept.garments, now.garments, "", 0),
        ("card_each", kept.cloth / kept.garments, now.cloth / now.garments, "m²", 3),
        ("card_cut", kept.work.length / 1e3, now.work.length / 1e3, "m", 1),
        ("card_time", kept.work.time(), now.work.time(), "min", 1),
    ]
    if costs and kept.price.money is not None and now.price.money is not None:
        one = kept.price.money * kept.cloth / kept.garments
        two = now.price.money * now.cloth / now.garments
        pairs.insert(4, ("card_cost", one, two, now.price.currency, 2))
    if kept.price.carbon is not None and now.price.carbon is not None:
        one = kept.price.carbon * kept.cloth / kept.garments
        two = now.price.carbon * now.cloth / now.garments
        pairs.append(("card_carbon", one, two, "kg CO₂e", 2))
    rows = []
    for label, before, after, unit, digits in pairs:
        gap = said.signed(number(after - before, digits), after - before)
        rows.append(
            [
                w(label),
                f"{number(before, digits)} {unit}".strip(),
                f"{number(after, digits)} {unit}".strip(),
                gap,
            ]
        )
    return table([w("figure"), w("kept"), w("current"), w("difference")], rows)


def plan_table(plan: CutPlan, w: Words) -> str:
    """Return the lays of an order."""
    rows = [
        [
            lay.label,
            str(lay.plies),
            " + ".join(str(count) for count in lay.spreads),
            str(lay.garments),
        ]
        for lay in plan.lays
    ]
    foot = [w("all"), str(plan.plies), str(plan.spreads), str(sum(plan.order.values()))]
    heads = [w(f"lay_{name}") for name in ("ratio", "plies", "spreads", "garments")]
    return table(heads, rows, foot=foot)


def table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], foot: Sequence[str] | None = None
) -> str:
    """Return a table as HTML; columns of figures stand to the right, but for the first."""

    def row(cells: Sequence[str], tag: str = "td") -> str:
        return "<tr>" + "".join(
            f'<{tag}{_aligned(cell, k)}>{escape(cell)}</{tag}>' for k, cell in enumerate(cells)
        ) + "</tr>"  # fmt: skip

    right = [
        k > 0 and all(_is_figure(cells[k]) for cells in rows) and bool(rows)
        for k in range(len(heads))
    ]
    head = "".join(
        f"<th{' class=num' if right[k] else ''}>{escape(text)}</th>" for k, text in enumerate(heads)
    )
    body = "".join(row(cells) for cells in rows)
    tail = f"<tfoot>{row(foot)}</tfoot>" if foot else ""
    return (
        f'<div class="wb-wide"><table class="wb-rows"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody>{tail}</table></div>"
    )


def _aligned(cell: str, column: int) -> str:
    return " class=num" if column and _is_figure(cell) else ""


def _is_figure(cell: str) -> bool:
    return bool(cell) and (cell[0].isdigit() or cell[0] in "−+–€$£")
