"""Which twins are shown: names that visitors may use, and no path of the server's."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from workbench.errors import SpecError, WorkbenchError, nearest
from workbench.model import Scenario, find_twin, twin_names

if TYPE_CHECKING:
    from collections.abc import MutableMapping

#: Names a session may open, separated by ``:``; unset in a notebook, where any twin may be named.
SHOWN: Final = "WORKBENCH_SHOWN_TWINS"
_SHELVES: Final = "WORKBENCH_TWINS"
#: What a link may ask for at most, so that one visitor cannot hold the others up.
MOST_REPLICATIONS: Final = 2000


def resolve(twins: tuple[str, ...], environment: MutableMapping[str, str]) -> tuple[str, ...]:
    """Return the names under which ``twins`` are shown, and make them known to the sessions.

    Parameters
    ----------
    twins : tuple of str
        Names or folders as given; empty for the shipped ones.
    environment : mutable mapping
        Gets the names, and the folders in which they are found.
    """
    names: list[str] = []
    shelves: list[str] = [
        entry for entry in environment.get(_SHELVES, "").split(os.pathsep) if entry
    ]
    for twin in twins or twin_names():
        folder = Path(twin).expanduser()
        if (folder / "twin.yaml").is_file():
            folder = folder.resolve()
            name, shelf = folder.name, str(folder.parent)
            if shelf not in shelves:
                shelves.insert(0, shelf)
        else:
            find_twin(twin)  # names the nearest one when there is no such twin
            name = twin
        if name in names:
            raise SpecError(
                f"two twins are called '{name}'", where="--twin", advice="rename one of the folders"
            )
        names.append(name)
    environment[_SHELVES] = os.pathsep.join(shelves)
    environment[SHOWN] = ":".join(names)
    return tuple(names)


def allowed(twin: str, scenario: Scenario | None) -> tuple[str, Scenario | None]:
    """Return what a visitor asked for if the server shows it, else say what it shows."""
    shown = os.environ.get(SHOWN)
    names = twin_names() if shown is None else tuple(filter(None, shown.split(":")))
    if not twin:
        if not names:
            raise SpecError("no twin is shown here", advice="start the server with --twin FOLDER")
        twin = names[0]
    if shown is not None and twin not in names:
        raise SpecError(f"there is no twin '{twin[:80]}' here", advice=nearest(twin, names))
    if scenario is not None and shown is not None and scenario.replications > MOST_REPLICATIONS:
        scenario = replace(scenario, replications=MOST_REPLICATIONS)
    return twin, scenario


def warm() -> None:
    """Answer one small question for each twin that is shown, so that compiled code is loaded."""
    from workbench.studies import decide

    for twin in filter(None, os.environ.get(SHOWN, "").split(":")):
        # A twin that cannot be decided says so to whoever opens it, not here.
        with suppress(WorkbenchError):
            decide(Scenario(twin, replications=2))
