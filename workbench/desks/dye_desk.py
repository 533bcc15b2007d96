"""The dye house: lots, their order, water, heat and dyestuff of a vat."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from workbench import views
from workbench.desks import dye_figures as figures
from workbench.desks.board import Board, Dial
from workbench.desks.charts import ChartCard
from workbench.desks.desk import option
from workbench.desks.dye_text import DyeWords
from workbench.desks.kiln_figures import lasting
from workbench.desks.text import spoken
from workbench.errors import SpecError
from workbench.model.defaults import default
from workbench.model.work_time import ByRecipe
from workbench.widgets import Choice, ComparisonTable, Section

if TYPE_CHECKING:
    import ipywidgets

    from workbench.model import Factory

_ORDERS = ("best", "given", "grouped", "worst")


class DyeDesk(Board):
    """What a drop asks of the vat: which colour comes next, and what it takes.

    Examples
    --------
    >>> from workbench.widgets.embed import extension
    >>> extension()                      # in the notebook's first cell
    >>> DyeDesk("rug_studio")            # doctest: +SKIP
    """

    task = "workbench.desks.dye_work:dye_board"
    title = "app_dye"
    words_type = DyeWords

    def check(self, factory: Factory) -> None:
        """Refuse a twin without a vat."""
        if not any(station.vat is not None for station in factory.stations):
            raise SpecError(
                "this twin has no dye vat",
                where="stations",
                advice="give a station a vat, e.g. vat: {capacity: 10 kg}",
            )

    # controls ----------------------------------------------------------------------------------

    def dials(self, factory: Factory) -> list[Dial]:
        """Return pieces, what the vat takes, its changeovers, and the liquor of each recipe."""
        w = self.words
        drop = factory.drop(self.scenario.drop)
        pieces = float(drop.count)
        found = [
            Dial(f"drops.{drop.name}.pieces", w("pieces"), pieces, 1, max(40.0, 3 * pieces),
                 group=w("group_drop"))
        ]  # fmt: skip
        station = next(station for station in factory.stations if station.vat is not None)
        assert station.vat is not None
        here, group = f"stations.{station.name}", w("group_vat")
        most = float(station.vat.capacity)
        found.append(
            Dial(f"{here}.vat.capacity", w("vat_capacity"), most, 1, max(30.0, 2 * most), 1, "kg",
                 "kg", group)
        )  # fmt: skip
        change = station.changeover
        for key, label in (
            ("lighter_to_darker", "vat_darker"),
            ("darker_to_lighter", "vat_lighter"),
        ):
            value = getattr(change, key, None)
            if value is not None:
                found.append(
                    Dial(f"{here}.changeover.{key}", w(label), float(value), 0,
                         max(180.0, 2 * float(value)), 5, "min", "min", group)
                )  # fmt: skip
        used = {
            name
            for product in factory.products
            for operation in product.routing
            if isinstance(operation.time, ByRecipe)
            for name in (operation.time.recipe, *dict(operation.time.each).values())
        }
        for recipe in factory.recipes:
            if recipe.name in used:
                liquor = float(
                    recipe.liquor if recipe.liquor is not None else default("dye.liquor")
                )
                label = w("liquor", name=recipe.label or spoken(recipe.name))
                found.append(
                    Dial(f"recipes.{recipe.name}.liquor", label, liquor, 3, 40, 1, "L/kg", "L/kg",
                         w("group_recipe"))
                )  # fmt: skip
        return found

    def above(self) -> list[ipywidgets.Widget]:
        """Return the order that is shown."""
        return [self._order]

    # cards -------------------------------------------------------------------------------------

    def charts(self) -> list[Section]:
        """Return the vat, the water, the orders and the baths."""
        w = self.words
        self._order = Choice(
            label=w("order_of"),
            options=[{"value": o, "label": w(f"order_{o}"), "hint": ""} for o in _ORDERS],
        )
        self._order.observe(lambda _: self._draw(), "value")
        self._vat = ChartCard(
            w("vat_card"),
            lambda a, palette, narrow: views.timeline(
                self._bars(a), palette=palette, narrow=narrow
            ),
            lambda a: (a["orders"], self._order.value),
            self._tell,
            legend=self._legend,
            classes="wide",
        )
        self._water = ChartCard(
            w("water_card"),
            lambda a, palette, narrow: views.amounts(
                [(name, amount, palette.color(7)) for name, amount in self._split(a)], "L",
                label=w("water_card"), palette=palette, narrow=narrow,
            ),
            lambda a: (self._split(a),),
            lambda a: " ".join(
                w("tell_split", name=name, amount=f"{part:.0f}") for name, part in self._split(a)
            ),
        )  # fmt: skip
        self._table = ComparisonTable(caption=w("compare_card"))
        self._orders = Section(w("compare_card"), self._table)
        self._recipe = Choice(options=[])
        self._recipe.add_class("wb-across")
        self._recipe.observe(lambda _: self._show_baths(), "value")
        self._baths = ComparisonTable(caption=w("bath_card"))
        self._bath_card = Section(w("bath_card"), self._recipe, self._baths, classes="wide")
        return [self._vat, self._water, self._orders, self._bath_card]

    def cards(self, answer: Mapping[str, Any]) -> list[dict[str, str]]:
        """Return the figures; without costs those that tell none."""
        if not answer["orders"]:
            return []
        hidden = frozenset() if self.costs else figures.MONEY
        found = figures.cards(answer, self._order.value, self.words)
        return [card for card in found if card["name"] not in hidden]

    def headline(self, answer: Mapping[str, Any]) -> tuple[str, str, str]:
        """Return the order in a sentence."""
        return figures.headline(answer, self._order.value, self.words)

    def called(self) -> str:
        """Return lots and goods."""
        if self.answer is None or not self.answer["orders"]:
            return self.words("app_dye")
        count = len(self.answer["orders"]["best"]["lots"])
        return self.words("title_saved", count=count, mass=f"{self.answer['mass']:.0f} kg")

    def fill(self, answer: Mapping[str, Any]) -> None:
        """Fill the tables."""
        w = self.words
        self._table.rows = []
        self._table.columns, self._table.rows = figures.compared(answer, w, costs=self.costs)
        if answer["orders"]:
            litres = figures.litres(answer["orders"][self._order.value]["water"])
            self._water.note = w("water_note", water=litres)
        options = [
            {
                "value": each["recipe"],
                "label": answer["names"]["recipes"].get(each["recipe"]) or spoken(each["recipe"]),
                "hint": ", ".join(each["colours"]),
            }
            for each in answer["recipes"][:40]
        ]
        names = [each["value"] for each in options]
        kept = self._recipe.value if self._recipe.value in names else next(iter(names), "")
        option(self._recipe, options, kept)
        self._recipe.layout.display = "" if len(options) > 1 else "none"
        self._show_baths()

    def _show_baths(self) -> None:
        if self.answer is None:
            return
        shown = [r for r in self.answer["recipes"] if r["recipe"] == self._recipe.value]
        self._baths.columns = self.words("bath_columns").split(",")
        self._baths.rows = figures.baths(shown[0]) if shown else []
        if shown:
            facts = {"mass": f"{shown[0]['mass']:g} kg", "redo": f"{100 * shown[0]['redo']:g}"}
            self._bath_card.note = self.words("bath_note", **facts)

    # the chosen order --------------------------------------------------------------------------

    def _lots(self, answer: Mapping[str, Any]) -> list[dict[str, Any]]:
        orders = answer["orders"]
        return list(orders[self._order.value]["lots"]) if orders else []

    def _split(self, answer: Mapping[str, Any]) -> list[tuple[str, float]]:
        if not answer["orders"]:
            return []
        return figures.water_split(answer, self._order.value, self.words)

    def _bars(self, answer: Mapping[str, Any]) -> list[Any]:
        return [
            SimpleNamespace(
                station=answer["station"],
                machine=0,
                start=lot["start"],
                end=lot["end"],
                family=lot["colour"],
                label=f"{spoken(lot['colour'])}, {lot['mass']:.1f} kg",
            )
            for lot in self._lots(answer)
        ]

    def _legend(self, answer: Mapping[str, Any]) -> list[tuple[str, int]]:
        colours = list(dict.fromkeys(lot["colour"] for lot in self._lots(answer)))
        return [(spoken(c), views.family_paint(k)) for k, c in enumerate(colours)]

    def _tell(self, answer: Mapping[str, Any]) -> str:
        lots = self._lots(answer)
        if not lots:
            return self.words("headline_none")
        return self.words(
            "tell_plan", count=len(lots), time=lasting(lots[-1]["end"]),
            colours=", ".join(spoken(lot["colour"]) for lot in lots),
        )  # fmt: skip
