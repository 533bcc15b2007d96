"""What was run: scenarios, runs and computed markers, in one file or one database."""

from workbench.store.keys import fingerprint, run_key
from workbench.store.store import RunRecord, ScenarioRecord, Store

__all__ = ["RunRecord", "ScenarioRecord", "Store", "fingerprint", "run_key"]
