"""A question put to a twin: the one state that a desk, a link, the store and the CLI share."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import zlib
from collections.abc import Mapping
from typing import Any

from workbench.errors import SpecError, nearest
from workbench.model._settings import _plain
from workbench.model.factory import Factory
from workbench.model.library import load_twin

Value = str | int | float | bool | list[Any] | dict[str, Any]
# A link is typed, mailed and bookmarked; one that unpacks to more than this is not ours.
MOST_BYTES = 200_000
MOST_SETTINGS = 200
# The draws are addressed by a signed 64-bit number.
MOST_SEED = 2**63 - 1


@dataclasses.dataclass(frozen=True)
class Scenario:
    """What is asked: a drop on a twin, with a variant, settings and places of stations.

    Parameters
    ----------
    twin : str
        A name or path for `workbench.model.load_twin`.
    drop : str
        Name of the drop; empty: the first.
    variant : str, optional
        Name of a variant.
    settings : mapping of key path to value
        Other values than the twin's.
    placements : mapping of station to (x, y, rotation)
        Other places than the twin's. [mm, mm, degrees]
    seed, replications : int
        Of the simulation.
    """

    twin: str
    drop: str = ""
    variant: str | None = None
    settings: Mapping[str, Value] = dataclasses.field(default_factory=dict)
    placements: Mapping[str, tuple[float, float, float]] = dataclasses.field(default_factory=dict)
    seed: int = 0
    replications: int = 200

    def __post_init__(self) -> None:
        """Check the types, as a scenario may come from a link."""
        problem = _problem(self)
        if problem:
            raise SpecError(problem, where="scenario", advice="make the link anew from the app")
        settings = {str(path): _plain(value) for path, value in self.settings.items()}
        places = {
            str(name): tuple(float(number) for number in place)
            for name, place in self.placements.items()
        }
        object.__setattr__(self, "settings", settings)
        object.__setattr__(self, "placements", places)

    def __hash__(self) -> int:
        """Hash by content."""
        return hash(self.to_json())

    def factory(self) -> Factory:
        """Return the twin with the variant, the settings and the placements applied."""
        factory = load_twin(self.twin)
        if self.variant:
            factory = factory.with_variant(self.variant)
        factory = factory.with_settings(dict(self.settings))
        return _placed(factory, self.placements) if self.placements else factory

    def to_json(self) -> str:
        """Return the scenario as JSON, equal scenarios as equal text."""
        return json.dumps(dataclasses.asdict(self), sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Scenario:
        """Return the scenario in JSON text."""
        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            raise SpecError("the scenario is not JSON", where="scenario") from None
        if not isinstance(document, dict):
            raise SpecError("the scenario is not a mapping", where="scenario")
        fields = [field.name for field in dataclasses.fields(cls)]
        for key in document:
            if key not in fields:
                raise SpecError(
                    f"there is no key '{key}'", where="scenario", advice=nearest(key, fields)
                )
        if "twin" not in document:
            raise SpecError("the scenario names no twin", where="scenario")
        return cls(**document)

    def to_link(self) -> str:
        """Return the scenario as text that fits in an address: letters, digits, ``-`` and ``_``."""
        packed = zlib.compress(self.to_json().encode(), 9)
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")

    @classmethod
    def from_link(cls, text: str) -> Scenario:
        """Return the scenario in the text of a link."""
        try:
            packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            unpacker = zlib.decompressobj()
            plain = unpacker.decompress(packed, MOST_BYTES)
            if unpacker.unconsumed_tail or not unpacker.eof:
                raise ValueError("too long or cut off")
            return cls.from_json(plain.decode())
        except (ValueError, zlib.error):
            raise SpecError(
                "the link does not hold a scenario",
                where="scenario",
                advice="copy the whole link again",
            ) from None

    def key(self) -> str:
        """Return the name under which results for it are kept: a hash of its content."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:32]


def _problem(scenario: Scenario) -> str:
    for name in ("twin", "drop"):
        if not isinstance(getattr(scenario, name), str):
            return f"'{name}' is not a text"
    if scenario.variant is not None and not isinstance(scenario.variant, str):
        return "'variant' is not a text"
    for name, least in (("seed", 0), ("replications", 1)):
        value = getattr(scenario, name)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            return f"'{name}' is not a whole number of at least {least}"
    if scenario.seed > MOST_SEED:
        return f"'seed' is more than {MOST_SEED}"
    if scenario.replications > 100_000:
        return "more than 100 000 replications"
    if not isinstance(scenario.settings, Mapping) or not isinstance(scenario.placements, Mapping):
        return "'settings' or 'placements' is not a mapping"
    if max(len(scenario.settings), len(scenario.placements)) > MOST_SETTINGS:
        return f"more than {MOST_SETTINGS} settings"
    for station, place in scenario.placements.items():
        numbers = isinstance(place, list | tuple) and len(place) == 3
        if not numbers or not all(_is_finite(number) for number in place):
            return f"the place of '{station}' is not x, y and a rotation"
    return ""


def _is_finite(number: Any) -> bool:
    plain = isinstance(number, int | float) and not isinstance(number, bool)
    return plain and abs(number) < 1e9


def _placed(factory: Factory, places: Mapping[str, tuple[float, float, float]]) -> Factory:
    """Return the factory with stations at other places."""
    if factory.floor is None:
        raise SpecError("the twin has no floor to place stations on", where="placements")
    document = factory.to_document()
    standing = document["floor"].setdefault("placements", {})
    for name, (x, y, rotation) in places.items():
        factory.station(name)
        body = {"at": [f"{x!r} mm", f"{y!r} mm"]}
        standing[name] = {**body, "rotation": rotation} if rotation else body
    return Factory.from_document(document, folder=factory.folder)
