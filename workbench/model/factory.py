"""The twin's root: a factory with its stations, people, products, drops and floor."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any, ClassVar, Self

from workbench.errors import SpecError, nearest
from workbench.model import _codec, _references, _settings, _walk, _yaml
from workbench.model._measures import Span
from workbench.model._noun import noun
from workbench.model.baseline import Baseline
from workbench.model.calendar import Calendar
from workbench.model.defaults import estimate_of
from workbench.model.drop import Drop, Orders
from workbench.model.dyeing import Recipe
from workbench.model.firing import FiringProgram
from workbench.model.floor import Floor
from workbench.model.material import Material
from workbench.model.members import Cooperative, Member
from workbench.model.network import Network
from workbench.model.people import Pool
from workbench.model.place import Costs, Place, Report, Transport, Variant
from workbench.model.product import Product
from workbench.model.sources import Estimate, Source
from workbench.model.station import Station


@noun
class Factory:
    """The digital twin of one micro-factory.

    Parameters
    ----------
    name : str
        What it is called; ``twin`` in YAML.
    stations, pools, products, materials, calendars : tuples of nouns
        What it is made of.
    programs, recipes : tuples of nouns
        How kilns are fired and yarn is dyed.
    members : tuple of Member
        Who shares it, when it is a cooperative.
    cooperative : Cooperative, optional
        How they plan and pay the week of their kiln.
    drops, orders : tuples of nouns
        What is asked of it.
    variants : tuple of Variant
        Changes to it that have a name.
    baseline : Baseline, optional
        The offshore alternative.
    floor : Floor, optional
        Where the stations stand.
    place : Place
        Where it is.
    currency : str
        Of every price in it.
    horizon : Quantity, optional
        How long is looked ahead. [time]
    wip : int, optional
        Constant work in progress: at most so many pieces are inside, the others wait at the gate.
    network : Network, optional
        Several factories that share the orders.
    report : Report
        How results are taken.
    transport, costs : nouns
        How work is carried, and prices that belong to no single station.
    sources : tuple of Source
        Where values come from, by key path.
    description : str
        A sentence for the gallery.
    folder : str
        Where the files beside it are; not part of the twin.
    """

    name: str
    stations: tuple[Station, ...] = ()
    pools: tuple[Pool, ...] = ()
    products: tuple[Product, ...] = ()
    materials: tuple[Material, ...] = ()
    calendars: tuple[Calendar, ...] = ()
    programs: tuple[FiringProgram, ...] = ()
    recipes: tuple[Recipe, ...] = ()
    members: tuple[Member, ...] = ()
    cooperative: Cooperative | None = None
    drops: tuple[Drop, ...] = ()
    orders: tuple[Orders, ...] = ()
    variants: tuple[Variant, ...] = ()
    baseline: Baseline | None = None
    floor: Floor | None = None
    place: Place = Place()
    currency: str = "EUR"
    horizon: Span | None = None
    wip: int | None = None
    network: Network | None = None
    report: Report = Report()
    transport: Transport = Transport()
    costs: Costs = Costs()
    sources: tuple[Source, ...] = ()
    description: str = ""
    folder: str = dataclasses.field(default="", compare=False, repr=False)

    KEYS: ClassVar[dict[str, str]] = {"name": "twin"}
    HIDDEN: ClassVar[tuple[str, ...]] = ("folder",)

    def __post_init__(self) -> None:
        """Check that every name in the twin means something."""
        _references.check(self)

    @classmethod
    def from_yaml(cls, source: str | Path) -> Self:
        """Return the factory in a YAML file, or in YAML text of more than one line.

        Raises
        ------
        SpecError
            With file, line, key path, what is wrong and what to do.
        """
        if isinstance(source, Path) or ("\n" not in source and source.strip() != ""):
            path = Path(source)
            return cls._from_text(_contents(path), path.name, path.parent)
        return cls._from_text(source, "", None)

    @classmethod
    def _from_text(cls, text: str, name: str, folder: Path | None) -> Self:
        document, lines = _yaml.read_text(text, name)
        at = _codec.At((), lines, name)
        floor = document.get("floor")
        if isinstance(floor, str):
            document["floor"] = _beside(floor, folder, at.key("floor"))
        return cls.from_document(document, folder=folder or "", at=at)

    @classmethod
    def from_document(
        cls, document: dict[str, Any], *, folder: str | Path = "", at: _codec.At | None = None
    ) -> Self:
        """Return the factory that a document (dicts, lists, scalars) describes."""
        place = at or _codec.At()
        made = _codec.read(cls, _codec.copied(document), place)
        object.__setattr__(made, "folder", str(folder))
        return made

    def to_document(self) -> dict[str, Any]:
        """Return the factory as dicts, lists and scalars, as written where it was read."""
        document: dict[str, Any] = _codec.write(self)
        return document

    def to_yaml(self) -> str:
        """Return the factory as YAML."""
        return _yaml.write_text(self.to_document())

    def with_variant(self, name: str) -> Self:
        """Return the factory with a named variant's replacements made."""
        variant = _named(self.variants, name, "variant", "variants")
        document = self.to_document()
        for path in variant.remove:
            _settings.remove(type(self), document, path, f"variants.{name}.remove")
        for path, value in variant.replace.items():
            _settings.put(type(self), document, path, value, f"variants.{name}.replace", add=True)
        return self._again(document, f"variants.{name}")

    def with_settings(self, settings: dict[str, Any]) -> Self:
        """Return the factory with other values at some key paths.

        Parameters
        ----------
        settings : dict
            ``{"pools.tufter.size": 3, "drops.spring_capsule.price": "920 EUR"}``. Other pieces
            keep a drop's mix of sizes, and other sizes say how many pieces there are.
        """
        if not settings:
            return self
        document = self.to_document()
        for path, value in settings.items():
            _settings.put(type(self), document, path, value)
        _settings.agree(document, settings)
        return self._again(document, "settings")

    def _again(self, document: dict[str, Any], reason: str) -> Self:
        """Return the factory of a changed document; a fault names what was changed."""
        try:
            return type(self).from_document(document, folder=self.folder)
        except SpecError as error:
            raise SpecError(
                error.what, where=f"{reason}, {error.where}", advice=error.advice
            ) from None

    def beside(self, name: str, where: str = "") -> Path:
        """Return the path of a file beside the twin; one outside its folder is refused."""
        return _file_beside(name, Path(self.folder) if self.folder else None, where)

    def value_at(self, path: str) -> Any:
        """Return what stands at a key path: a noun, a quantity, a number or a text."""
        return _settings.get(self, path)

    def station(self, name: str) -> Station:
        """Return the station of that name."""
        return _named(self.stations, name, "station", "stations")

    def pool(self, name: str) -> Pool:
        """Return the pool of that name."""
        return _named(self.pools, name, "pool", "pools")

    def product(self, name: str) -> Product:
        """Return the product of that name."""
        return _named(self.products, name, "product", "products")

    def material(self, name: str) -> Material:
        """Return the material of that name."""
        return _named(self.materials, name, "material", "materials")

    def recipe(self, name: str) -> Recipe:
        """Return the dye recipe of that name."""
        return _named(self.recipes, name, "recipe", "recipes")

    def calendar(self, name: str) -> Calendar:
        """Return the calendar of that name; without a name the one that is always open."""
        if not name:
            return Calendar("always")
        return _named(self.calendars, name, "calendar", "calendars")

    def drop(self, name: str = "") -> Drop:
        """Return the drop of that name; without a name the first."""
        if not name and self.drops:
            return self.drops[0]
        return _named(self.drops, name, "drop", "drops")

    def product_of(self, drop: Drop) -> Product:
        """Return what a drop is made of: by its product, its own name, or the only product."""
        names = [product.name for product in self.products]
        if not drop.product and drop.name not in names and len(names) == 1:
            return self.products[0]
        return self.product(drop.product or drop.name)

    def estimates(self) -> tuple[Estimate, ...]:
        """Return the values that nobody verified: in the twin, then the defaults it leans on."""
        notes = {source.path: source.note for source in self.sources}
        listed = []
        for found in _walk.quantities(self):
            ends = range(len(parts := found.path.split(".")), 0, -1)
            paths = (".".join(parts[:end]) for end in ends)
            note = next((notes[path] for path in paths if path in notes), found.note)
            if note is not None and note.is_estimate:
                listed.append(Estimate(found.path, found.text, note.source, note.year))
        names = self.defaults_used()
        return (*listed, *filter(None, (estimate_of(name) for name in names)))

    def defaults_used(self) -> tuple[str, ...]:
        """Return the names of the defaults that stand in for what the twin leaves out."""
        names = [f"costs.{key}" for key in ("energy", "rent", "interest", "overhead")]
        names = [name for name in names if getattr(self.costs, name.split(".")[1]) is None]
        if self.floor is not None:
            keys = ("speed", "handling")
            names += [f"transport.{key}" for key in keys if getattr(self.transport, key) is None]
        road = self.network and self.network.road
        if road and road.detour is None:
            names.append("network.detour")
        if any(pool.wage is None for pool in self.pools):
            names.append("pool.wage")
        owned = [station.capex for station in self.stations if station.capex is not None]
        if any(capex.maintenance is None for capex in owned):
            names.append("capex.maintenance")
        return (*names, *self._demand_defaults())

    def _demand_defaults(self) -> list[str]:
        names = []
        if any(drop.preorder and drop.preorder.share is None for drop in self.drops):
            names.append("preorder.share")
        if self.baseline is not None:
            baseline, freight = self.baseline, self.baseline.freight
            shares = ("unsold", "destroyed", "markdown")
            names += [f"baseline.{key}" for key in shares if getattr(baseline, key) is None]
            if freight is not None:
                way = ("time", "distance")
                missing = [key for key in way if getattr(freight, key) is None]
                names += [f"freight.{freight.mode}.{key}" for key in missing]
        return names


def _named(nouns: tuple[Any, ...], name: str, kind: str, where: str) -> Any:
    for each in nouns:
        if each.name == name:
            return each
    raise SpecError(
        f"there is no {kind} '{name}'",
        where=where,
        advice=nearest(name, [each.name for each in nouns]),
    )


def _contents(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        beside = [entry.name for entry in path.parent.glob("*.yaml")]
        raise SpecError(
            f"there is no file '{path.name}'", where=str(path), advice=nearest(path.name, beside)
        ) from None
    except UnicodeDecodeError:
        raise SpecError(
            "the file is not text in UTF-8",
            where=str(path),
            advice="save it as UTF-8, or name a twin.yaml",
        ) from None
    except OSError as error:
        raise SpecError(
            f"the file cannot be read ({error.strerror or error})",
            where=str(path),
            advice="check the path and that you may read it",
        ) from None


def _beside(name: str, folder: Path | None, at: _codec.At) -> Any:
    """Return the document in another file beside the twin."""
    return _yaml.read_text(_contents(_file_beside(name, folder, str(at))), name).document


def _file_beside(name: str, folder: Path | None, where: str) -> Path:
    """Return the path of a file in the twin's folder; a twin reads no file elsewhere."""
    if folder is None:
        raise SpecError(
            f"'{name}' is a file beside the twin, and the twin is not in a folder",
            where=where,
            advice="load the twin from its file",
        )
    path = (folder / name).resolve()
    if folder.resolve() not in path.parents:
        raise SpecError(
            f"'{name}' is outside the twin's folder",
            where=where,
            advice="keep the files of a twin beside it",
        )
    if not path.is_file():
        beside = [str(entry.relative_to(folder)) for entry in folder.rglob("*") if entry.is_file()]
        raise SpecError(
            f"there is no file '{name}' beside the twin", where=where, advice=nearest(name, beside)
        )
    return path
