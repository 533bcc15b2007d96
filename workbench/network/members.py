"""What stands at a node: a shipped twin, one beside this twin, or this twin itself."""

from __future__ import annotations

import dataclasses

from workbench.errors import SpecError, nearest
from workbench.model.factory import Factory
from workbench.model.library import load_twin, twin_names
from workbench.model.network import Network, Node
from workbench.model.place import Place


def network_of(factory: Factory) -> Network:
    """Return the network of a twin, or say that it has none."""
    if factory.network is None:
        raise SpecError(f"the twin '{factory.name}' has no network", where="network")
    return factory.network


def member(factory: Factory, name: str) -> Factory:
    """Return the factory at a node, its variant and settings applied.

    Raises
    ------
    SpecError
        When there is no such twin, or it does not go with the network.
    """
    node = network_of(factory).node(name)
    where = f"network.nodes.{name}"
    found = _read(factory, node, f"{where}.twin")
    try:
        if node.variant:
            found = found.with_variant(node.variant)
        found = found.with_settings(node.set)
    except SpecError as error:
        raise SpecError(error.what, where=f"{where}, {error.where}", advice=error.advice) from None
    if found.currency != factory.currency:
        raise SpecError(
            f"the twin at '{name}' counts in {found.currency}, the network in {factory.currency}",
            where=f"{where}.twin",
            advice="give both the same currency",
        )
    return found


def _read(factory: Factory, node: Node, where: str) -> Factory:
    if not node.twin:
        if not factory.stations:
            raise SpecError(
                f"the node '{node.name}' has no factory, and the twin no stations of its own",
                where=where,
                advice=nearest("", twin_names()),
            )
        return dataclasses.replace(factory, network=None, drops=(), orders=(), baseline=None)
    try:
        if node.twin.endswith((".yaml", ".yml")):
            found = Factory.from_yaml(factory.beside(node.twin, where))
        elif node.twin in twin_names():
            found = load_twin(node.twin)
        else:
            raise SpecError(
                f"there is no twin '{node.twin}'",
                where=where,
                advice=f"{nearest(node.twin, twin_names())}, or name a .yaml file beside this one",
            )
    except SpecError as error:
        place = error.where if error.where.startswith(where) else f"{where}, {error.where}"
        raise SpecError(error.what, where=place, advice=error.advice) from None
    if found.network is not None:
        raise SpecError(
            f"the twin at '{node.name}' is a network itself",
            where=where,
            advice="name the twins of its nodes",
        )
    return found


def places(factory: Factory) -> tuple[Place, ...]:
    """Return where the nodes are, in their order."""
    nodes = network_of(factory).nodes
    return tuple(node.place or member(factory, node.name).place for node in nodes)


def able(factory: Factory, product: str) -> tuple[str, ...]:
    """Return the nodes that can make a product, in their order."""
    found = []
    for node in network_of(factory).nodes:
        known = [each.name for each in member(factory, node.name).products]
        for name in node.makes:
            if name not in known:
                raise SpecError(
                    f"the node '{node.name}' knows no product '{name}'",
                    where=f"network.nodes.{node.name}.makes",
                    advice=nearest(name, known),
                )
        if product in (node.makes or known):
            found.append(node.name)
    return tuple(found)
