"""The shortest time from order to parcel: the longest chain of steps, and the step that binds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.errors import SpecError, nearest

DAY = 1440.0


@dataclass(frozen=True)
class CriticalPath:
    """The chain that decides.

    Parameters
    ----------
    time : float
        From the first step's start to the last one's end, nobody waiting for anybody. [min]
    steps : tuple of (name, time)
        The chain, in order. [min]
    slack : mapping of step to float
        By how much each may be late; 0 on the chain. [min]
    """

    time: float
    steps: tuple[tuple[str, float], ...]
    slack: Mapping[str, float]

    @property
    def binding(self) -> str:
        """The longest step of the chain: shortening it shortens the whole first."""
        return max(self.steps, key=lambda step: step[1])[0] if self.steps else ""

    def within(self, limit: float = DAY) -> bool:
        """Whether it is done within a limit, 24 h by default [min]."""
        return self.time <= limit + 1e-9

    def verdict(self, limit: float = DAY) -> str:
        """Return one sentence: whether the limit is kept, and which step binds."""
        hours, most = self.time / 60.0, limit / 60.0
        kept = "within" if self.within(limit) else "over"
        share = max((time for _, time in self.steps), default=0.0) / self.time if self.time else 0.0
        return (
            f"{hours:.1f} h, {kept} {most:g} h; the binding step is {self.binding} "
            f"({share:.0%} of the path)"
        )


def critical_path(times: Mapping[str, float], before: Mapping[str, Sequence[str]]) -> CriticalPath:
    """Return the longest chain of steps.

    Parameters
    ----------
    times : mapping of step to float
        [min]
    before : mapping of step to steps
        What must be done before each.
    """
    for name, earlier in before.items():
        for other in (name, *earlier):
            if other not in times:
                raise SpecError(
                    f"there is no step '{other}'", where="before", advice=nearest(other, times)
                )
    order = _ordered(times, before)
    early: dict[str, float] = {}
    for name in order:
        early[name] = max((early[b] for b in before.get(name, ())), default=0.0) + times[name]
    total = max(early.values(), default=0.0)
    late = dict.fromkeys(times, total)
    for name in reversed(order):
        for other in before.get(name, ()):
            late[other] = min(late[other], late[name] - times[name])
    slack = {name: late[name] - early[name] for name in times}
    chain: list[str] = []
    name = max(order, key=lambda n: early[n], default="")
    while name:
        chain.append(name)
        name = max(before.get(name, ()), key=lambda n: early[n], default="")
    return CriticalPath(total, tuple((n, times[n]) for n in reversed(chain)), slack)


def _ordered(times: Mapping[str, float], before: Mapping[str, Sequence[str]]) -> list[str]:
    done: dict[str, None] = {}
    waiting = dict.fromkeys(times)
    while waiting:
        ready = [n for n in waiting if all(b in done for b in before.get(n, ()))]
        if not ready:
            raise SpecError(
                f"steps wait for each other: {', '.join(waiting)}",
                where="before",
                advice="leave one of the links out",
            )
        for n in ready:
            done[n] = None
            del waiting[n]
    for name, time in times.items():
        if not time >= 0.0:
            raise SpecError(f"step '{name}' takes {time:g} min", where="times", advice="give ≥ 0")
    return list(done)
