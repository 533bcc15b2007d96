"""Certificates as a constraint on what goes into a drop and on who works on it.

The rules are the outlines of the standards, recalled, not their text: check with your certifier.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbench.errors import InfeasibleError, SpecError, nearest
from workbench.model.drop import Drop
from workbench.model.factory import Factory
from workbench.model.material import Material
from workbench.model.product import Product
from workbench.model.work_time import ByRecipe


@dataclass(frozen=True)
class Rule:
    """What a certificate asks.

    Parameters
    ----------
    name : str
        ``GOTS``, …
    accepts : mapping of role to certificates
        Which certificates an input of each role may carry; a role that is not there is free.
    site, suppliers : bool
        Whether the site, and whoever works on it elsewhere, must be certified.
    content : tuple of (kind, share)
        Least share of the fibre's mass.
    """

    name: str
    accepts: dict[str, tuple[str, ...]]
    site: bool = False
    suppliers: bool = True
    content: tuple[tuple[str, float], ...] = ()


# GOTS: at least 95 % certified organic fibre for the label "organic" (70 % for "made with"); inputs
# approved; every processing site certified. OEKO-TEX 100: every part tested. GRS: 50 % recycled for
# the label, chain certified. OCS: organic content. All recalled; mark: estimate.
RULES: dict[str, Rule] = {
    "GOTS": Rule(
        "GOTS",
        {"fibre": ("GOTS",), "chemical": ("GOTS",), "trim": ("GOTS", "OEKO-TEX")},
        site=True,
        content=(("organic", 0.95),),
    ),
    "OEKO-TEX": Rule(
        "OEKO-TEX",
        {"fibre": ("OEKO-TEX",), "chemical": ("OEKO-TEX",), "trim": ("OEKO-TEX",)},
        suppliers=False,
    ),
    "GRS": Rule("GRS", {"chemical": ("GRS", "GOTS", "OEKO-TEX")}, site=True,
                content=(("recycled", 0.5),)),
    "OCS": Rule("OCS", {"fibre": ("OCS", "GOTS")}, site=True, content=(("organic", 0.95),)),
    "recycled": Rule("recycled", {}, suppliers=False, content=(("recycled", 0.5),)),
    "organic": Rule("organic", {}, suppliers=False, content=(("organic", 0.95),)),
    "agro_waste": Rule("agro_waste", {}, suppliers=False, content=(("agro_waste", 0.5),)),
}  # fmt: skip


@dataclass(frozen=True)
class Breach:
    """Something that breaks a certificate.

    Parameters
    ----------
    certificate : str
        Which.
    what : str
        Why it is broken.
    where : str
        Key path in the twin.
    advice : str
        What to do.
    """

    certificate: str
    what: str
    where: str
    advice: str


def inputs(factory: Factory, product: Product) -> tuple[tuple[str, str], ...]:
    """Return every (material, key path) that goes into a product, chemicals of recipes included."""
    here = f"products.{product.name}"
    found = [(use.material, f"{here}.materials.{use.material}") for use in product.materials]
    if product.cloth:
        found.append((product.cloth, f"{here}.cloth"))
    for operation in product.routing:
        place = f"{here}.routing.{operation.name}"
        found += [
            (use.material, f"{place}.consumables.{use.material}") for use in operation.consumables
        ]
        if isinstance(operation.time, ByRecipe):
            for name in dict.fromkeys((operation.time.recipe, *dict(operation.time.each).values())):
                for bath in factory.recipe(name).baths:
                    found += [
                        (dose.material, f"recipes.{name}.baths.{bath.name}.doses.{dose.material}")
                        for dose in bath.doses
                    ]
    return tuple(dict.fromkeys(found))


def breaches(factory: Factory, drop: Drop) -> tuple[Breach, ...]:
    """Return everything that breaks what a drop promises, none when it may be made.

    Raises
    ------
    SpecError
        When a certificate is not known.
    """
    product = factory.product_of(drop)
    found: list[Breach] = []
    for name in drop.certificates:
        if name not in RULES:
            raise SpecError(
                f"the certificate '{name}' is not known",
                where=f"drops.{drop.name}.certificates",
                advice=nearest(name, RULES),
            )
        found += _broken(factory, product, RULES[name])
    return tuple(found)


def _broken(factory: Factory, product: Product, rule: Rule) -> list[Breach]:
    found = []
    for name, where in inputs(factory, product):
        material = factory.material(name)
        role = _role(material, product)
        accepted = rule.accepts.get(role, ())
        if accepted and not set(accepted) & set(material.certificates):
            carried = ", ".join(material.certificates) or "none"
            found.append(
                Breach(
                    rule.name,
                    f"'{name}' ({role}) carries {carried}, {rule.name} needs "
                    f"{' or '.join(accepted)}",
                    where,
                    f"buy {name} with the certificate, or take {rule.name} off the drop",
                )
            )
    found += _content(factory, product, rule)
    if rule.site and rule.name not in factory.place.certificates:
        found.append(
            Breach(
                rule.name,
                f"the site is not certified for {rule.name}",
                "place.certificates",
                "have the site certified, or take the certificate off the drop",
            )
        )
    for operation in product.routing:
        if rule.suppliers and operation.supplier and rule.name not in operation.certificates:
            found.append(
                Breach(
                    rule.name,
                    f"supplier '{operation.supplier}' is not certified for {rule.name}",
                    f"products.{product.name}.routing.{operation.name}.certificates",
                    "choose a certified supplier, or work here",
                )
            )
    return found


def _role(material: Material, product: Product) -> str:
    """Return what certificates see in a material, guessed where it does not say."""
    if material.role:
        return material.role
    first = product.materials[0].material if product.materials else ""
    return "fibre" if material.name in (product.cloth, "" if product.cloth else first) else "trim"


def _content(factory: Factory, product: Product, rule: Rule) -> list[Breach]:
    """Return the fibres that hold too little of what the rule asks."""
    found = []
    for kind, least in rule.content:
        for name, where in inputs(factory, product):
            material = factory.material(name)
            if _role(material, product) != "fibre":
                continue
            share = float(dict(material.content).get(kind, 0.0))
            if share < least - 1e-9:
                found.append(
                    Breach(
                        rule.name,
                        f"'{name}' is {share:.0%} {kind.replace('_', ' ')}, {rule.name} needs "
                        f"{least:.0%}",
                        f"materials.{name}.content.{kind}",
                        f"state its {kind} content, or use another fibre ({where})",
                    )
                )
    return found


def require(factory: Factory, drop: Drop) -> None:
    """Refuse a drop that breaks a certificate, naming the first breach.

    Raises
    ------
    InfeasibleError
        With what, where, and what to do.
    """
    found = breaches(factory, drop)
    if found:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise InfeasibleError(
            f"drop '{drop.name}' cannot carry {found[0].certificate}: {found[0].what}{more}",
            where=found[0].where,
            advice=found[0].advice,
        )
