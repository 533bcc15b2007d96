"""What a floor is judged by: rules with their sources, who walks, what should be near what."""

from __future__ import annotations

import dataclasses
from typing import Annotated, ClassVar, Literal

from workbench.errors import SpecError
from workbench.model._measures import Length, Measure, Speed
from workbench.model._noun import noun
from workbench.model.building import WallMaterial
from workbench.model.sources import Mark
from workbench.units import Quantity

RuleKind = Literal[
    "", "wall_distance", "separation", "zone", "aisle", "egress_width", "egress_length",
    "utility_reach", "door_swing", "clearance",
]  # fmt: skip
Severity = Literal["error", "warning", "note", "off"]
Rating = Literal["A", "E", "I", "O", "U", "X"]
PieceCount = Annotated[Quantity, Measure(("count",), "10 pieces", above=True)]


@noun
class FloorRule:
    """One rule that a floor must keep; one of the same name changes a shipped rule.

    Parameters
    ----------
    name : str
        What reports call it.
    kind : str
        What is measured: ``wall_distance``, ``separation`` (of stations), ``zone`` (where a
        station may not stand), ``aisle`` (width of the ways of work), ``egress_width`` and
        ``egress_length`` (of the way out), ``utility_reach``, ``door_swing``, ``clearance`` (what
        the stations themselves ask for).
    of : tuple of str
        Traits of the stations it is about; all stations without it.
    against : tuple of str
        Traits of the other stations, or kinds of zones.
    wall : str
        Material of the walls it is about; all walls without it.
    side : str
        ``control`` for the side with the controls; all round without it.
    unless : str
        ``wall`` when stations with a wall between them need no distance.
    agent : str
        Who walks there; everybody without it.
    utility : str
        Which one; all without it.
    distance : Quantity, optional
        The least distance or width, or the greatest length. [length]
    severity : str
        ``error``, ``warning``, ``note``; ``off`` when it does not apply here.
    text : str
        What it asks for, in a sentence.
    advice : str
        What to do where it is broken.
    edition : str
        Edition and section of the source.
    """

    name: str
    kind: RuleKind = ""
    of: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    wall: WallMaterial = ""
    side: Literal["", "control"] = ""
    unless: Literal["", "wall"] = ""
    agent: str = ""
    utility: str = ""
    distance: Length | None = None
    severity: Severity = "error"
    text: str = ""
    advice: str = ""
    edition: str = ""
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    def over(self, base: FloorRule) -> FloorRule:
        """Return ``base`` with everything that this rule says."""
        said = {
            field.name: getattr(self, field.name)
            for field in dataclasses.fields(FloorRule)
            if getattr(self, field.name) != field.default
        }
        return dataclasses.replace(base, **said)


@noun
class Agent:
    """Who or what walks: a person, a cart, a pallet truck.

    Parameters
    ----------
    name : str
        How trips refer to it.
    width : Quantity
        What it needs to pass, as the diameter of a disc. [length]
    speed : Quantity, optional
        Of its way; the twin's ``transport.speed`` by default. [length/time]
    label : str
        How reports and apps call it.
    """

    name: str
    width: Length
    speed: Speed | None = None
    label: str = ""
    source: str = ""
    year: int | None = None
    mark: Mark = ""

    def __post_init__(self) -> None:
        """Refuse an agent without a width."""
        if self.width <= 0.0:
            raise SpecError(
                f"agent '{self.name}' has no width",
                where=f"floor.agents.{self.name}",
                advice="give one, e.g. '0.6 m'",
            )

    @property
    def radius(self) -> float:
        """Radius of the disc that walks [mm]."""
        return float(self.width) / 2


@noun
class Carried:
    """How work is carried between two stations.

    Parameters
    ----------
    origin, to : str
        The stations; ``from`` and ``to`` in YAML.
    by : str
        Who carries: an agent.
    pieces : Quantity, optional
        How many pieces or lots go in one trip; one by default.
    """

    origin: str
    to: str
    by: str = "person"
    pieces: PieceCount | None = None

    KEYS: ClassVar[dict[str, str]] = {"origin": "from"}
    UNNAMED: ClassVar[bool] = True


@noun
class Relation:
    """How near two stations should be (Muther's relationship chart).

    Parameters
    ----------
    between : (str, str)
        The stations.
    rating : str
        ``A`` absolutely necessary, ``E`` especially important, ``I`` important, ``O`` ordinary,
        ``U`` unimportant, ``X`` undesirable.
    reasons : tuple of str
        Codes of the reasons (`workbench.layout.relations.REASONS`), or words of your own.
    distance : Quantity, optional
        For ``X``: how far apart their bodies must be. [length]
    """

    between: tuple[str, str]
    rating: Rating
    reasons: tuple[str, ...] = ()
    distance: Length | None = None

    UNNAMED: ClassVar[bool] = True

    def __post_init__(self) -> None:
        """Refuse a relation of a station to itself."""
        if self.between[0] == self.between[1]:
            raise SpecError(
                f"'{self.between[0]}' stands in a relation to itself",
                where="floor.relations",
                advice="name two stations",
            )
