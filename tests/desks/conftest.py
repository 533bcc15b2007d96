"""A decision made by hand and a compute that answers when it is told to."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.analysis.kpi import Bar, Kpi, Row
from workbench.analysis.quote import QuoteCurve
from workbench.analysis.verdict import Verdict
from workbench.model import Estimate
from workbench.studies.decision import Decision


def decided(scenario, **changes):
    """Return a decision on a scenario; the figures are round and mean nothing."""
    kpis = (
        Kpi(
            "lead_time_p90", "Lead time, 9 in 10 within", 18.6, 18.1, 19.04, 15, 18.6, "days", "D."
        ),
        Kpi("cost", "Cost per piece", 412.0, 405.0, 421.0, 412, 430, "EUR", "C.", "+14 %", "warn"),
        Kpi("margin", "Margin of the drop", 5180.0, 4320.0, 6010.0, 5180, 6000, "EUR", "M."),
        Kpi("bottleneck", "Bottleneck", 88.0, 86.0, 90.0, 88, 90, "%", "B.", text="Tufter"),
    )
    values = {
        "scenario": scenario,
        "title": "Spring capsule",
        "place": "Rug studio",
        "currency": "EUR",
        "pieces": scenario.factory().drop(scenario.drop).count,
        "price": 890.0,
        "promise": 19.0,
        "kpis": kpis,
        "lead_times": np.linspace(10, 22, 60),
        "timeline": (Bar("Dye vat", 0, 480.0, 720.0, "Lot 1", "cream"),),
        "shifts": ((480.0, 720.0),),
        "cost_here": (("Material", 172.0), ("Labour", 240.0)),
        "cost_offshore": (("Made offshore", 410.0), ("Unsold", 300.0)),
        "quote": QuoteCurve((1, 10, 100), (900.0, 500.0, 420.0), (4e4, 4e3, 410.0), 890.0, 70.0),
        "comparison": (
            Row("Order size", 12, 100, -88, "pieces"),
            Row("Lead time, 9 in 10", 18.6, 97.0, -78.4, "days", "here", -0.81),
            Row("Cost per piece sold", 412.0, 455.4, -43.4, "EUR", "here"),
            Row("CO2e per piece sold", 61.0, 55.0, 6.0, "kg CO2e", "offshore"),
        ),
        "verdict": Verdict("Make it here", "It earns €3 410 more.", "good"),
        "floor": None,
        "marker": None,
        "estimates": (Estimate("stations.vat.capex", "12000 EUR", "estimate", 2024),),
        "seconds": 0.84,
        "replications": 200,
        "log_sha256": "ab" * 32,
        "utilisation": (("Tufter", 0.88), ("Dye vat", 0.5)),
    }
    return Decision(**(values | changes))


class Answers:
    """A compute that keeps the questions; `answer` and `fail` settle the last one."""

    def __init__(self):
        self.asked, self.cancelled, self.pending = [], 0, None

    def run(self, question, on_done, on_error, on_progress=None):
        self.asked.append(question)
        self.pending = (question, on_done, on_error, on_progress)

    def cancel(self):
        self.cancelled += 1
        self.pending = None

    def answer(self, **changes):
        question, on_done, *_ = self.pending
        on_done(decided(question, **changes))

    def fail(self, error):
        self.pending[2](error)

    def progress(self, done, total):
        self.pending[3](done, total)


class Floors:
    """An executor that answers questions on the floor at once, with a floor made by hand."""

    def __init__(self):
        self.asked = []
        self.detail = None

    def cancel(self):
        """Nothing is on its way."""

    def submit(
        self,
        task,
        plain,
        setup=None,
        reference=None,
        _quick=None,
        *,
        on_done=None,
        quick=False,
        **_,
    ):
        if setup is None:  # what lies behind the figures: kept until a test answers it
            self.detail = on_done
            return self
        self.asked.append((task, plain, quick))
        places = setup["placements"]
        moved = [name for name, pose in places.items() if reference["placements"].get(name) != pose]
        on_done(
            {
                "plan": {"outline": [[0, 0], [9000, 0], [9000, 5000], [0, 5000]]},
                "stations": [{"name": name, "x": pose[0]} for name, pose in places.items()],
                "walking_hours": 1.0 + len(moved),
            }
        )
        return self


@pytest.fixture(autouse=True)
def floors(monkeypatch):
    """Keep the compiled layout out of these tests."""
    from workbench.studies import executors

    stub = Floors()
    monkeypatch.setattr(executors, "executor", lambda: stub)
    return stub


@pytest.fixture
def answers():
    """Return a compute that answers when told to."""
    return Answers()


class AtOnce:
    """An executor that answers at once, in this process."""

    def submit(self, task, *question, on_done=None, on_error=None, **_):
        from workbench.errors import WorkbenchError
        from workbench.studies.executors import resolve_name

        try:
            answer = resolve_name(task)(*question)
        except WorkbenchError as error:
            on_error(error)
        else:
            on_done(answer)
        return self

    def cancel(self):
        pass


@pytest.fixture
def at_once(monkeypatch):
    """Have boards answered in this process, before their constructors return."""
    from workbench.studies import executors

    made = AtOnce()
    monkeypatch.setattr(executors, "executor", lambda: made)
    return made
