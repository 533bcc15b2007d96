"""Where twins are found: by path, in ``WORKBENCH_TWINS``, or among the shipped ones."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from workbench.errors import SpecError, nearest
from workbench.model.factory import Factory

FILE = "twin.yaml"


def shelves() -> tuple[Path, ...]:
    """Return the folders that hold twins, the user's own first."""
    own = os.environ.get("WORKBENCH_TWINS", "")
    package = Path(__file__).resolve().parents[1]
    places = [Path(entry) for entry in own.split(os.pathsep) if entry]
    # a clone has twins/ beside the package, a wheel has it inside
    places += [package.parent / "twins", package / "_data" / "twins"]
    return tuple(place for place in places if place.is_dir())


def twin_names() -> tuple[str, ...]:
    """Return the names of the twins that can be found by name."""
    found = (entry.parent.name for place in shelves() for entry in place.glob(f"*/{FILE}"))
    return tuple(sorted(set(found)))


def find_twin(name_or_path: str | Path) -> Path:
    """Return the ``twin.yaml`` of a twin.

    Parameters
    ----------
    name_or_path : str or Path
        A shipped name such as ``"rug_studio"``, a folder, or a YAML file.

    Raises
    ------
    SpecError
        With the nearest name when there is no such twin.
    """
    text = str(name_or_path)
    if text.strip():
        path = Path(name_or_path).expanduser()
        if path.is_dir() and (path / FILE).is_file():
            return path / FILE
        if path.is_file():
            return path
        for place in shelves():
            # a name is one word: what has a separator in it is a path
            if Path(text).name == text and (place / text / FILE).is_file():
                return place / text / FILE
        if path.is_dir():
            raise SpecError(
                f"there is no {FILE} in it",
                where=str(path),
                advice="name the folder of a twin, or one of: " + ", ".join(twin_names()),
            )
    raise SpecError(f"there is no twin '{text}'", advice=nearest(text, twin_names()))


def load_twin(name_or_path: str | Path) -> Factory:
    """Return the factory of a twin found by name or path."""
    path = find_twin(name_or_path).resolve()
    # A floor may stand in a file of its own beside the twin.
    files = sorted({path, *path.parent.glob("*.y*ml")})
    state = tuple((str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files)
    return _read(path, state)


@lru_cache(maxsize=32)
def _read(path: Path, _state: tuple[tuple[str, int, int], ...]) -> Factory:
    """Read a twin once for each state of its files: nouns are frozen, so one copy serves all."""
    return Factory.from_yaml(path)
