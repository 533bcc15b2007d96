"""Do the names in how work flows mean something? People, branches, repairs, carts, nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.errors import SpecError, nearest
from workbench.model.product import DONE
from workbench.model.station import NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.model.carts import Way
    from workbench.model.drop import Drop, Orders
    from workbench.model.factory import Factory
    from workbench.model.product import Operation, Product
    from workbench.model.station import Station


def check(factory: Factory) -> None:
    """Raise `SpecError` with the key path of the first name that means nothing."""
    for station in factory.stations:
        _check_station(factory, station)
    for product in factory.products:
        for operation in product.routing:
            here = f"products.{product.name}.routing.{operation.name}"
            _check_people(factory, operation, here)
            _check_branches(product, operation, here)
            _check_takes(product, operation, here)
        _check_entries(product)
    _check_transport(factory)
    if factory.wip is not None and factory.wip < 1:
        raise SpecError(
            f"with a work in progress of {factory.wip} nothing ever begins",
            where="wip",
            advice="give 1 or more, or leave it out: no limit",
        )
    for kind in ("drops", "orders"):
        for each in getattr(factory, kind):
            _check_asked(factory, each, f"{kind}.{each.name}")


def check_known(name: str, valid: Iterable[str], kind: str, where: str) -> None:
    """Raise `SpecError` when ``name`` is given and not one of ``valid``."""
    names = list(valid)
    if name and name not in names:
        raise SpecError(f"there is no {kind} '{name}'", where=where, advice=nearest(name, names))


def _check_station(factory: Factory, station: Station) -> None:
    here = f"stations.{station.name}"
    pools = [pool.name for pool in factory.pools]
    if station.breakdowns is not None:
        check_known(station.breakdowns.pool, pools, "pool", f"{here}.breakdowns.pool")
    names = [work.name for work in station.maintenance]
    for work in station.maintenance:
        place = f"{here}.maintenance.{work.name}"
        check_known(work.pool, pools, "pool", f"{place}.pool")
        if names.count(work.name) > 1:
            raise SpecError(f"'{work.name}' is given twice", where=place, advice="rename one")
        if work.machine is not None and not 1 <= work.machine <= station.machines:
            raise SpecError(
                f"station '{station.name}' has no machine {work.machine}",
                where=f"{place}.machine",
                advice=f"give 1 to {station.machines}, or leave it out: each of them",
            )
    change = station.changeover
    if change is None:
        return
    check_known(change.pool, [*pools, NOBODY], "pool", f"{here}.changeover.pool")
    if len(change.start) not in (0, 1, station.machines):
        raise SpecError(
            f"{len(change.start)} families for {station.machines} machines",
            where=f"{here}.changeover.start",
            advice="give one for all machines, or one for each",
        )


def _check_people(factory: Factory, operation: Operation, here: str) -> None:
    """Who attends must be there, each pool once, and trained for it."""
    pools = {pool.name: pool for pool in factory.pools}
    if operation.also and not operation.pool:
        raise SpecError(
            "further pools are named, but no first one",
            where=f"{here}.also",
            advice=f"give pool, e.g. 'pool: {operation.also[0]}'",
        )
    named = [name for name in (operation.pool, *operation.also) if name]
    for name in operation.also:
        check_known(name, pools, "pool", f"{here}.also")
        if named.count(name) > 1:
            raise SpecError(
                f"the pool '{name}' is named twice", where=f"{here}.also", advice="once is enough"
            )
    skill = operation.skill
    if not skill:
        return
    skills = sorted({each for pool in factory.pools for each in pool.skills})
    if skill not in skills:
        raise SpecError(
            f"nobody has the skill '{skill}'",
            where=f"{here}.skill",
            advice=nearest(skill, skills) if skills else "list it in the skills of a pool",
        )
    for name in named:
        if skill not in pools[name].skills:
            able = [pool.name for pool in factory.pools if skill in pool.skills]
            raise SpecError(
                f"pool '{name}' has not the skill '{skill}'",
                where=f"{here}.{'pool' if name == operation.pool else 'also'}",
                advice=f"train it (pools.{name}.skills), or name {' or '.join(able)}",
            )


def _check_branches(product: Product, operation: Operation, here: str) -> None:
    """Branches lead to operations, split into lots in the same way."""
    names = [other.name for other in product.routing]
    targets = [name for name, _ in operation.then]
    if targets and DONE in names:
        raise SpecError(
            f"an operation is called '{DONE}', which ends a routing by chance",
            where=f"products.{product.name}.routing.{DONE}",
            advice="rename it",
        )
    for name in targets:
        check_known(name, [*names, DONE], "operation", f"{here}.then")
        if name != DONE and product.operation(name).per != operation.per:
            raise SpecError(
                f"'{operation.name}' and '{name}' are not split into the same lots",
                where=f"{here}.then",
                advice="give both the same 'per', or none",
            )
    for name in operation.after or ():
        if name in names and product.operation(name).then:
            raise SpecError(
                f"'{operation.name}' waits for '{name}', which says itself what comes next",
                where=f"{here}.after",
                advice=f"name '{operation.name}' in 'then' of '{name}', and leave out 'after'",
            )


def _check_entries(product: Product) -> None:
    """Something leads to every operation."""
    led = {name for operation in product.routing for name, _ in operation.then}
    for operation in product.routing:
        if product.before(operation) or product.begins(operation) or operation.name in led:
            continue
        raise SpecError(
            f"nothing leads to operation '{operation.name}'",
            where=f"products.{product.name}.routing.{operation.name}",
            advice="name it in 'then' of an operation, or give 'after'",
        )


def _check_takes(product: Product, operation: Operation, here: str) -> None:
    used = [use.material for use in product.materials]
    for name in operation.takes:
        if name not in used:
            raise SpecError(
                f"product '{product.name}' has no material '{name}'",
                where=f"{here}.takes",
                advice=nearest(name, used) if used else "list it in the product's materials",
            )
        if sum(name in other.takes for other in product.routing) > 1:
            raise SpecError(
                f"'{name}' is taken by more than one operation",
                where=f"{here}.takes",
                advice="let one of them take it, or list it twice under two names",
            )


def _check_transport(factory: Factory) -> None:
    stations = [station.name for station in factory.stations]
    pools = [pool.name for pool in factory.pools]
    _check_ways(factory.transport.ways, stations, "transport.ways")
    for fleet in factory.transport.carts:
        here = f"transport.carts.{fleet.name}"
        check_known(fleet.home, stations, "station", f"{here}.home")
        check_known(fleet.pool, pools, "pool", f"{here}.pool")
        for name in fleet.serves:
            check_known(name, stations, "station", f"{here}.serves")
        _check_ways(fleet.ways, stations, f"{here}.ways")


def _check_ways(ways: Iterable[Way], stations: list[str], here: str) -> None:
    for place, way in enumerate(ways):
        for key, name in (("from", way.before), ("to", way.after)):
            check_known(name, stations, "station", f"{here}.{place}.{key}")


def _check_asked(factory: Factory, asked: Drop | Orders, here: str) -> None:
    """Check where something is made, and what of it is half made."""
    if asked.nodes and factory.network is None:
        raise SpecError(
            "nodes are named, but the twin has no network",
            where=f"{here}.nodes",
            advice="leave them out, or add network: {nodes: …}",
        )
    if factory.network is not None:
        known = [node.name for node in factory.network.nodes]
        for name in asked.nodes:
            check_known(name, known, "node", f"{here}.nodes")
        if len(set(asked.nodes)) < len(asked.nodes):
            raise SpecError("a node is named twice", where=f"{here}.nodes", advice="once is enough")
        if asked.begun:
            raise SpecError(
                "half-made pieces of a network have no floor to stand on",
                where=f"{here}.begun",
                advice="leave out begun",
            )
        return
    if not asked.begun:
        return
    # both say what they are of in the same way
    product = factory.product_of(asked)  # type: ignore[arg-type]
    names = [operation.name for operation in product.routing]
    for place, half in enumerate(asked.begun):
        for name in half.at:
            check_known(name, names, "operation", f"{here}.begun.{place}.at")
