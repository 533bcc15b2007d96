"""Questions are answered one at a time, and only the last one counts."""

import pytest

from workbench.desks.compute import Compute
from workbench.desks.floor import floor_of
from workbench.model import Scenario
from workbench.studies import executors


class Slow:
    """An executor that answers when told to, even what was cancelled."""

    def __init__(self):
        self.jobs = []

    def submit(self, task, question, **calls):
        job = type("Job", (), {"cancelled": False})()
        job.cancel = lambda: setattr(job, "cancelled", True)
        job.task, job.question, job.calls = task, question, calls
        self.jobs.append(job)
        return job


@pytest.fixture
def slow(monkeypatch):
    made = Slow()
    monkeypatch.setattr(executors, "executor", lambda: made)
    return made


def test_the_latest_question_wins(slow):
    told = []
    compute = Compute()
    for name in "ab":
        compute.run(name, told.append, told.append, lambda done, total: told.append((done, total)))
    first, second = slow.jobs
    assert first.cancelled
    first.calls["on_done"]("A")
    first.calls["on_progress"](1, 2)
    second.calls["on_progress"](1, 4)
    second.calls["on_done"]("B")
    assert told == [(1, 4), "B"]
    assert second.task == "workbench.studies:decide"


def test_what_was_cancelled_is_not_told(slow):
    told = []
    compute = Compute()
    compute.run("a", told.append, told.append)
    compute.cancel()
    slow.jobs[0].calls["on_done"]("A")
    slow.jobs[0].calls["on_error"](ValueError())
    slow.jobs[0].calls["on_progress"](1, 2)
    assert not told


def test_the_floor_is_compared_with_the_twins_own_whatever_was_asked_before():
    plain = Scenario("rug_studio", "spring_capsule")
    start = floor_of(plain)
    place = next(s for s in start["stations"] if s["name"] == "packing")
    moved = Scenario(
        "rug_studio",
        "spring_capsule",
        placements={"packing": (place["x"] + 600.0, place["y"] + 300.0, place["rotation"])},
    )
    there = floor_of(moved)
    assert there["walking_hours"] != start["walking_hours"]
    assert there["reference_hours"] == pytest.approx(start["walking_hours"])
    assert floor_of(plain)["walking_hours"] == pytest.approx(start["walking_hours"])
    assert floor_of(moved)["walking_hours"] == pytest.approx(there["walking_hours"])
