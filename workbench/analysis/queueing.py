"""Queues by formula: variability, utilisation and time (VUT), with breakdowns.

Hopp and Spearman, Factory Physics: a machine that fails makes jobs longer and less even, long
outages much more so than short ones with the same availability.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbench.errors import InfeasibleError, SpecError


@dataclass(frozen=True)
class Effective:
    """Times as jobs see them.

    Parameters
    ----------
    time : float
        Effective process time. [min]
    cv2 : float
        Squared coefficient of variation.
    availability : float
        Share of the time in which the machine is not down.
    """

    time: float
    cv2: float
    availability: float


def effective(
    time: float,
    cv2: float,
    *,
    mtbf: float = float("inf"),
    mttr: float = 0.0,
    repair_cv2: float = 1.0,
) -> Effective:
    """Return process time and variability of a machine that fails by use.

    ``A = m_f/(m_f + m_r)``, ``t_e = t_0/A``, ``c_e² = c_0² + (1 + c_r²) A (1 − A) m_r/t_0``.

    Parameters
    ----------
    time, cv2 : float
        Natural process time and its squared coefficient of variation. [min]
    mtbf, mttr : float
        Mean time to failure and to repair. [min]
    repair_cv2 : float
        Of the repair time; 1 for exponential ones.
    """
    if not (time > 0.0 and cv2 >= 0.0 and mtbf > 0.0 and mttr >= 0.0 and repair_cv2 >= 0.0):
        raise SpecError(
            "a time, variation or outage is not positive", where="effective", advice="give ≥ 0"
        )
    available = 1.0 if mttr == 0.0 else mtbf / (mtbf + mttr) if mtbf < float("inf") else 1.0
    more = (1.0 + repair_cv2) * available * (1.0 - available) * mttr / time
    return Effective(time / available, cv2 + more, available)


@dataclass(frozen=True)
class Queue:
    """A station in balance.

    Parameters
    ----------
    utilisation : float
        [share]
    wait : float
        In the queue. [min]
    time : float
        In queue and process. [min]
    jobs : float
        At the station, by Little's law.
    """

    utilisation: float
    wait: float
    time: float
    jobs: float


def vut(rate: float, process: Effective, *, arrival_cv2: float = 1.0, machines: int = 1) -> Queue:
    """Return wait and time at a station: ``CT_q = V · U · T``.

    With several machines U is ``u^(√(2(m+1)) − 1) / (m (1 − u))`` (Sakasegawa 1977).

    Parameters
    ----------
    rate : float
        Jobs arriving. [1/min]
    process : Effective
        At one machine.
    arrival_cv2 : float
        Squared coefficient of variation of the time between arrivals.
    machines : int
        Side by side.
    """
    if not (rate > 0.0 and arrival_cv2 >= 0.0 and machines >= 1):
        raise SpecError(
            f"{rate:g} jobs a minute on {machines} machines", where="vut", advice="give more than 0"
        )
    use = rate * process.time / machines
    if use >= 1.0:
        raise InfeasibleError(
            f"the station would have to work {use:.0%} of the time",
            where="vut",
            advice="add machines, or take fewer jobs",
        )
    power = (2.0 * (machines + 1)) ** 0.5 - 1.0
    queue = use**power / (machines * (1.0 - use))
    wait = (arrival_cv2 + process.cv2) / 2.0 * queue * process.time
    total = wait + process.time
    return Queue(use, wait, total, rate * total)
