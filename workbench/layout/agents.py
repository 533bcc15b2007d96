"""Who carries work: the width each needs to pass and how fast they walk, with sources."""

from __future__ import annotations

from workbench.errors import SpecError, nearest
from workbench.model.floor import Agent, Floor
from workbench.model.sources import Mark
from workbench.units import parse

PERSON = "person"


def _agent(
    name: str, label: str, width: str, source: str, mark: Mark, speed: str = "", year: int = 0
) -> Agent:
    return Agent(
        name,
        parse(width),
        speed=parse(speed) if speed else None,
        label=label,
        source=source,
        year=year or None,
        mark=mark,
    )


AGENTS: tuple[Agent, ...] = (
    _agent(
        PERSON,
        "Person",
        "600 mm",
        "estimate: shoulder breadth of about 520 mm (ISO 7250-1, P95 of European men) and 40 mm "
        "each side",
        "estimate",
    ),
    _agent(
        "wheelchair",
        "Wheelchair",
        "915 mm",
        "ADA Standards for Accessible Design, 403.5.1: 36 in (recalled)",
        "estimate",
        year=2010,
    ),
    _agent(
        "cart",
        "Cart",
        "800 mm",
        "estimate: a platform trolley 600 mm wide and 100 mm each side",
        "estimate",
    ),
    _agent(
        "pallet_truck",
        "Pallet truck",
        "1100 mm",
        "estimate: a pallet of 800 by 1200 mm (EN 13698-1) taken lengthways, 150 mm each side",
        "estimate",
        speed="50 m/min",
    ),
)


def agents_of(floor: Floor) -> dict[str, Agent]:
    """Return the agents of a floor by name: the shipped ones and its own, which come first."""
    return {agent.name: agent for agent in AGENTS} | {agent.name: agent for agent in floor.agents}


def agent_named(agents: dict[str, Agent], name: str, where: str = "floor.agents") -> Agent:
    """Return an agent, or say which there are."""
    if name not in agents:
        raise SpecError(f"there is no agent '{name}'", where=where, advice=nearest(name, agents))
    return agents[name]
