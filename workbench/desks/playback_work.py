"""What the playback desk has worked out elsewhere: a film."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.model import Scenario
    from workbench.studies.filmed import Filmed

REPLICATIONS = 200
"""Among which the quick, the typical and the slow run are chosen."""


def filmed_run(question: tuple[Scenario, str], *, stop: Callable[[], bool] | None = None) -> Filmed:
    """Return the film of a scenario's quick, typical or slow run.

    Parameters
    ----------
    question : (scenario, run)
        As `workbench.studies.filmed.filmed` takes them.
    stop : callable, optional
        Ends the work when it returns true.
    """
    from workbench.studies.filmed import filmed

    scenario, run = question
    return filmed(scenario, run, stop=stop)
