"""The numbers that stand for rules, kinds of sources and distributions in a specification."""

from __future__ import annotations

from typing import Final

# Dispatching rules of stations and pools (semantics.md says how ties are broken).
FCFS: Final = 0  #: who asked first
EDD: Final = 1  #: earliest due date
SPT: Final = 2  #: shortest expected time of the operation
PRIORITY: Final = 3  #: lowest priority number
LEAST_CHANGEOVER: Final = 4  #: shortest changeover on a free machine (stations only)
RULES: Final = ("fcfs", "edd", "spt", "priority", "least_changeover")

# Kinds of sources.
LISTED: Final = 0  #: releases at the moments of ``release_time``
RENEWAL: Final = 1  #: ``count`` releases, gaps drawn from a distribution
WINDOW: Final = 2  #: ``count`` releases, each uniform between ``begin`` and ``end``

DISTRIBUTION_COUNT: Final = 8
