"""How work flows: one specification of plain arrays, played into one event log.

``semantics.md`` beside this file states the rules; the engines follow it.
"""

from __future__ import annotations

from workbench.sim.log import EventLog
from workbench.sim.play import play
from workbench.sim.spec import Names, SimSpec

__all__ = ["EventLog", "Names", "SimSpec", "play"]
