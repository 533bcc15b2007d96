"""What the marker desk asks: a pattern, a cloth with its rules, and how many of each size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from workbench.desks.controls import sizes_for
from workbench.model.pattern import Cloth, Pattern
from workbench.nesting.instance import Instance
from workbench.nesting.rules import Zone

if TYPE_CHECKING:
    from workbench.model import Drop, Factory, Product, Scenario

GARMENTS = 7
"""Garments in the first marker; a drop's whole order is cut in several."""
_LENGTHS = ("width", "gap", "edge", "repeat_x", "repeat_y")
_CLOTH = Cloth("cloth", 1500.0, gap=2.0, edge=10.0)


@dataclass(frozen=True)
class ClothPrice:
    """What a square metre of the cloth costs and emits; None where the twin does not say.

    Parameters
    ----------
    money : float, optional      [money per m²]
    currency : str
    carbon : float, optional     [kg CO2e per m²]
    """

    money: float | None = None
    currency: str = ""
    carbon: float | None = None


@dataclass(frozen=True)
class MarkerQuestion:
    """A question to the search, as the desk holds it.

    Parameters
    ----------
    pattern : Pattern, optional
        None until one is given.
    cloth : Cloth
    sizes : mapping of size to int
        Garments of each size; "" where the pattern has no sizes.
    flaws : tuple of Zone
        Marked on the cloth by hand.
    given : Instance, optional
        A whole question from a JSON file, in the place of pattern and cloth.
    """

    pattern: Pattern | None = None
    cloth: Cloth = _CLOTH
    sizes: Mapping[str, int] = field(default_factory=dict)
    flaws: tuple[Zone, ...] = ()
    given: Instance | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to nest."""
        return self.given is None and (self.pattern is None or not any(self.sizes.values()))

    @property
    def garments(self) -> int:
        """Garments in the marker; of a JSON file its pieces."""
        return self.given.pieces if self.given is not None else sum(self.sizes.values())

    def instance(self) -> Instance:
        """Return the question as the search takes it."""
        if self.given is not None:
            return replace(self.given, zones=(*self.given.zones, *self.flaws))
        if self.pattern is None:
            return Instance("", (), self.cloth.width)  # refused with what to do
        wanted = {size: count for size, count in self.sizes.items() if count}
        instance = Instance.from_pattern(self.pattern, self.cloth, wanted)
        return replace(instance, zones=self.flaws)

    def with_pattern(self, pattern: Pattern) -> MarkerQuestion:
        """Return the question about another pattern, one garment of each of its sizes."""
        return replace(
            self, pattern=pattern, sizes=dict.fromkeys(pattern.sizes, 1), given=None, flaws=()
        )

    @classmethod
    def of(cls, scenario: Scenario, pattern: Pattern | None = None) -> MarkerQuestion:
        """Return the question of a scenario: its twin's cloth, its product's pattern, its drop.

        Parameters
        ----------
        scenario : Scenario
        pattern : Pattern, optional
            The pattern of the product.
        """
        factory = scenario.factory()
        drop, product = wanted(factory, scenario.drop)
        if product is None or not product.cloth:
            return cls(pattern)
        cloth = factory.material(product.cloth).cloth
        if pattern is None or drop is None:
            return cls(pattern, cloth)
        mix = {size: count for size, count in drop.sizes if size in pattern.sizes}
        mix = mix or dict.fromkeys(pattern.sizes, 1)
        if f"drops.{drop.name}.sizes" not in scenario.settings:
            mix = sizes_for(tuple(mix.items()), min(GARMENTS, sum(mix.values())))
        return cls(pattern, cloth, mix)

    def settings(self, factory: Factory, drop: str) -> dict[str, Any]:
        """Return cloth and sizes as settings of a scenario; what the twin cannot hold is left out.

        Parameters
        ----------
        factory : Factory
            The twin without settings.
        drop : str
        """
        found, product = wanted(factory, drop)
        if product is None or not product.cloth or found is None or self.given is not None:
            return {}
        own = factory.material(product.cloth).cloth
        base = f"materials.{product.cloth}"
        settings: dict[str, Any] = {
            f"{base}.{name}": f"{getattr(self.cloth, name):g} mm"
            for name in _LENGTHS
            if getattr(self.cloth, name) != getattr(own, name)
        }
        settings.update(
            {
                f"{base}.{name}": getattr(self.cloth, name)
                for name in ("nap", "spread")
                if getattr(self.cloth, name) != getattr(own, name)
            }
        )
        known = {size for size, _ in found.sizes}
        mix = {size: int(count) for size, count in self.sizes.items() if size in known}
        if sum(mix.values()):
            settings[f"drops.{found.name}.sizes"] = mix
            settings[f"drops.{found.name}.pieces"] = sum(mix.values())
        return settings


def wanted(factory: Factory, drop: str) -> tuple[Drop | None, Product | None]:
    """Return the drop of that name, or the first, and its product; else a product with a cloth."""
    drops = [each for each in factory.drops if not drop or each.name == drop]
    if drops:
        return drops[0], factory.product_of(drops[0])
    cut = [product for product in factory.products if product.cloth]
    return None, cut[0] if cut else None


def price_of(factory: Factory, product: Product | None) -> ClothPrice:
    """Return what the cloth of a product costs and emits."""
    if product is None or not product.cloth:
        return ClothPrice()
    material = factory.material(product.cloth)
    money = None
    if material.price is not None and material.unit == "m2":
        money = float(material.price)
    carbon = None
    if material.footprint and material.weight is not None:
        from workbench.analysis.footprint import factor_set

        factor = factor_set()[material.footprint]
        per = factor.unit.partition("/")[2]
        carbon = factor.value * (float(material.weight) if per == "kg" else 1.0)
    return ClothPrice(money, factory.currency, carbon)
