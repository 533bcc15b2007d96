"""Published claims put to the test: {metric, baseline, scope, formula} → value, interval, verdict.

A claim is *met* when the whole interval reaches the target, *not met* when none of it does, and
*open* when the runs played cannot tell. The text says what caused the change: another scope may
turn the verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from workbench.analysis.intervals import mean_interval
from workbench.analysis.words import number, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike

    from workbench.analysis.footprint import Footprint

Answer = Literal["met", "not met", "open"]


@dataclass(frozen=True)
class Claim:
    """Something published about micro-factories that can be recomputed.

    Parameters
    ----------
    text : str
        As it was published.
    metric, baseline, scope, formula : str
        What is compared with what, within which bounds, how.
    target : float
        Reduction claimed, as a share.
    """

    text: str
    metric: str
    baseline: str
    scope: str
    formula: str
    target: float


@dataclass(frozen=True)
class ClaimResult:
    """A claim's value here, its interval and the verdict in words."""

    claim: Claim
    value: float
    low: float
    high: float
    verdict: Answer
    text: str
    cause: str = ""


LEAD_TIME_12_TO_3_WEEKS = Claim(
    text="Lead time falls from 12 weeks to 3 when dyeing and tufting share a roof",
    metric="lead time of a piece, from release to done",
    baseline="the same studio with the yarn dyed by a supplier",
    scope="gate to gate: sampling, freight and delivery are left out",
    formula="1 − mean lead time here / mean lead time with the supplier, same draws of chance",
    target=0.75,
)

LEAD_TIME_DOOR_TO_DOOR = Claim(
    text="Lead time falls from 12 weeks to 3 when rugs are made here instead of offshore",
    metric="days from the decision until a piece is at hand",
    baseline="the offshore run of the twin, all its stages and freight",
    scope="door to door: sampling, yarn, making and freight offshore; here from release to done, "
    "without sampling; delivery to the customer is left out on both sides",
    formula="1 − mean lead time here / mean time of the offshore stages, each drawn by itself",
    target=0.75,
)

CARBON_15_PERCENT = Claim(
    text="Producing locally cuts transport emissions: −15 % CO2e",
    metric="kg CO2e of a sold piece",
    baseline="the same piece made offshore",
    scope="cradle to customer",
    formula="1 − footprint here / footprint offshore, both per sold piece",
    target=0.15,
)


def lead_time_claim(
    here: ArrayLike,
    there: ArrayLike,
    steps_here: Mapping[str, float],
    steps_there: Mapping[str, float],
    claim: Claim = LEAD_TIME_12_TO_3_WEEKS,
) -> ClaimResult:
    """Return the verdict on a claim that lead time falls, and the step that caused the fall.

    Parameters
    ----------
    here, there : float[replications]
        Mean lead time of each replication, with the same draws of chance. [d]
    steps_here, steps_there : mapping of step to days
        What each step takes of the lead time, waiting included. The cause is the step that gets
        shortest; a claim can only be met when such steps take at least the target's share there.
    claim : Claim
        Its target is the share by which lead time is said to fall.
    """
    first = np.asarray(here, dtype=np.float64)
    second = np.asarray(there, dtype=np.float64)
    before, after = float(second.mean()), float(first.mean())
    run = mean_interval(1.0 - first / second)
    value = 1.0 - after / before
    low, high = value + run.low - run.value, value + run.high - run.value
    verdict = judge(low, high, claim.target)
    text = (
        f"{_change(value)} against {percent(-claim.target)}: {VERDICT[verdict]}. "
        f"{number(before)} days become {number(after)}."
    )
    saved = {name: days - steps_here.get(name, 0.0) for name, days in steps_there.items()}
    step = max(saved, key=lambda name: saved[name]) if saved else ""
    if not step or saved[step] <= 0.0:
        return ClaimResult(claim, value, low, high, verdict, text, "")
    share = steps_there[step] / before
    text += (
        f" The step that makes the difference is {step}: {number(steps_there[step], 1)} days there "
        f"({percent(share)} of all), {number(steps_here.get(step, 0.0), 1)} here."
    )
    if share < claim.target:
        text += f" Even if it took no time at all, it alone could cut {percent(share)} at most."
    return ClaimResult(claim, value, low, high, verdict, text, step)


def door_to_door_claim(
    here: ArrayLike,
    there: ArrayLike,
    stages: Mapping[str, float],
    claim: Claim = LEAD_TIME_DOOR_TO_DOOR,
) -> ClaimResult:
    """Return the verdict on a claim about lead time against all that an offshore run takes.

    Parameters
    ----------
    here, there : float[replications]
        Mean lead time of each replication here, and what the offshore run takes. [d]
    stages : mapping of stage to days
        Mean of each offshore stage, freight included. A stage of sampling or striking off is not
        counted here: the text says what became of the claim if it took as long here.
    claim : Claim
        Its target is the share by which lead time is said to fall.
    """
    first = np.asarray(here, dtype=np.float64)
    second = np.asarray(there, dtype=np.float64)
    before, after = float(second.mean()), float(first.mean())
    run = mean_interval(1.0 - first / second)
    value = 1.0 - after / before
    low, high = value + run.low - run.value, value + run.high - run.value
    verdict = judge(low, high, claim.target)
    listed = ", ".join(f"{name.replace('_', ' ')} {number(days)}" for name, days in stages.items())
    text = (
        f"{_change(value)} against {percent(-claim.target)}: {VERDICT[verdict]}. "
        f"{number(before)} days offshore ({listed}) against {number(after)} here."
    )
    sampling = sum(days for name, days in stages.items() if _is_sampling(name))
    if sampling > 0.0:
        fair = 1.0 - (after + sampling) / before
        same = judge(fair, fair, claim.target)
        text += (
            f" Were {number(sampling)} days of sampling needed here too, it would be "
            f"{_change(fair)}: {VERDICT[same]}."
        )
    cause = max(stages, key=lambda name: stages[name]) if stages and value > 0.0 else ""
    return ClaimResult(claim, value, low, high, verdict, text, cause)


def _is_sampling(stage: str) -> bool:
    return "sampl" in stage.lower() or "strike" in stage.lower()


def carbon_claim(
    here: Footprint, offshore: Footprint, claim: Claim = CARBON_15_PERCENT
) -> ClaimResult:
    """Return the verdict on a claim that emissions of a sold piece fall, and why they do.

    Parameters
    ----------
    here, offshore : Footprint
        Of the two ways of making the same piece.
    claim : Claim
        Its target is the share by which emissions are said to fall.
    """
    value = 1.0 - here.sold / offshore.sold
    verdict = judge(value, value, claim.target)
    own = dict(here.parts)
    saved = {category: amount - own.get(category, 0.0) for category, amount in offshore.parts}
    saved["overproduction"] = (offshore.sold - offshore.made) - (here.sold - here.made)
    cause = max(saved, key=lambda name: saved[name])
    label = {"Freight": "transport"}.get(cause, cause.lower())
    if verdict == "met":
        why = f"because of {label}"
    else:
        moved = percent(offshore.share("Freight"), 1)
        why = f"all transport together is {moved} of the piece made offshore"
    text = (
        f"{_change(value)} per sold piece ({offshore.sold:.2f} → {here.sold:.2f} kg CO2e) against "
        f"{percent(-claim.target)}: {VERDICT[verdict]}, {why}."
    )
    return ClaimResult(claim, value, value, value, verdict, text, label)


VERDICT: dict[Answer, str] = {"met": "met", "not met": "not met", "open": "open"}


def judge(low: float, high: float, target: float) -> Answer:
    """Return whether a reduction known to lie between ``low`` and ``high`` reaches ``target``."""
    if low >= target:
        return "met"
    return "not met" if high < target else "open"


def _change(reduction: float) -> str:
    digits = 1 if abs(reduction) < 0.02 else 0
    text = percent(-reduction, digits)
    return f"+{text}" if reduction < 0.0 else text
