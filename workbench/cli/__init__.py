"""The command line: the main jobs of the workbench, readable by people and by machines."""

from __future__ import annotations

import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run ``workbench`` with ``arguments`` (default: the command line) and exit.

    Exit codes: 0 done, 1 infeasible or not met, 2 bad input.
    """
    from workbench.cli.app import app

    app(args=list(sys.argv[1:] if arguments is None else arguments), prog_name="workbench")
