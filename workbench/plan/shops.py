"""The floors that a run plays: that of the twin itself, or those of the nodes of its network."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.model.factory import Factory
from workbench.model.product import Product


@dataclass(frozen=True)
class Shop:
    """A factory and where its stations and people stand in the specification.

    Parameters
    ----------
    factory : Factory
        Variant and settings applied.
    products : tuple of Product
        What is made there in this run.
    prefix : str
        Before every name of it: the node and a stroke; empty for a twin that stands alone.
    node : int
        Number of the node.
    first_station, first_pool, first_material : int
        Numbers of its first ones.
    """

    factory: Factory
    products: tuple[Product, ...]
    prefix: str = ""
    node: int = 0
    first_station: int = 0
    first_pool: int = 0
    first_material: int = 0

    @property
    def suppliers(self) -> tuple[str, ...]:
        """Who does operations elsewhere."""
        names = (operation.supplier for each in self.products for operation in each.routing)
        return tuple(dict.fromkeys(name for name in names if name))

    @property
    def stations(self) -> tuple[str, ...]:
        """Its stations, then its suppliers."""
        return (*(station.name for station in self.factory.stations), *self.suppliers)

    @property
    def materials(self) -> tuple[str, ...]:
        """The materials that are counted."""
        return tuple(each.name for each in self.factory.materials if each.is_counted)

    def station(self, name: str) -> int:
        """Return the number of a station or supplier, -1 for none."""
        return self.first_station + self.stations.index(name) if name else -1

    def pool(self, name: str) -> int:
        """Return the number of a pool, -1 for none."""
        names = [pool.name for pool in self.factory.pools]
        return self.first_pool + names.index(name) if name else -1

    def named(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return names as the specification spells them."""
        return tuple(f"{self.prefix}{name}" for name in names)

    def after(self, other: Shop | None) -> Shop:
        """Return the shop numbered on after ``other``."""
        if other is None:
            return self
        return Shop(
            self.factory,
            self.products,
            self.prefix,
            self.node,
            other.first_station + len(other.stations),
            other.first_pool + len(other.factory.pools),
            other.first_material + len(other.materials),
        )
