"""Any mix of what a twin can say is lowered, and both engines play it alike."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sim.laws import jobs_conserved
from workbench.errors import WorkbenchError
from workbench.model import Factory
from workbench.plan import lower
from workbench.sim import play

STATIONS, POOLS = ("s0", "s1", "s2"), ("p0", "p1")
TIMES = st.sampled_from(
    ["0 min", "3 min", "10 min", {"exponential": "8 min"}, {"uniform": ["2 min", "20 min"]}]
)
RULES = st.sampled_from(
    ["fcfs", "edd, spt", "lifo", "atc", "winq, lpt", "critical_ratio", "weight, odd", "srpt"]
)
CLOSINGS = st.sampled_from(["pause", "finish", "fit", "restart"])
MAYBE = st.booleans()


@st.composite
def stations(draw, pools):
    body = {"machines": draw(st.integers(1, 2)), "rule": draw(RULES), "closing": draw(CLOSINGS)}
    if draw(MAYBE):
        body["calendar"] = "day"
    if draw(MAYBE):
        kind = draw(st.sampled_from(["block", "reject"]))
        body["buffer"] = {"capacity": draw(st.integers(1, 3)), "when_full": kind}
    if draw(MAYBE):
        body["batch"] = {"max": "3 pieces", "max_wait": "15 min"}
    elif draw(MAYBE):
        body |= {"rule": "priority", "preempts": True, "closing": "pause"}
    if draw(MAYBE):
        body["breakdowns"] = {
            "every": {"exponential": "60 min"},
            "repair": draw(TIMES),
            "by": draw(st.sampled_from(["use", "time"])),
            "work": draw(st.sampled_from(["resume", "again", "spoil"])),
            "pool": draw(st.sampled_from(["", *pools])),
        }
    if draw(MAYBE):
        plan = {"first": "9 h", "time": "20 min", "pool": draw(st.sampled_from(["", *pools]))}
        body["maintenance"] = {"plan": plan}
    if draw(MAYBE):
        body["changeover"] = {
            "time": "4 min",
            "first": "2 min",
            "pool": draw(st.sampled_from(["", "nobody", *pools])),
        }
        body["style_change"] = {"pieces": 2, "slower": "50 %"}
    return {
        key: {name: entry for name, entry in value.items() if entry != ""}
        if isinstance(value, dict)
        else value
        for key, value in body.items()
    }


@st.composite
def products(draw):
    count = draw(st.integers(1, 4))
    routing = []
    for number in range(count):
        body = {"station": draw(st.sampled_from(STATIONS)), "time": draw(TIMES)}
        who = draw(
            st.sampled_from([{}, {"pool": "p0"}, {"pool": "p1", "also": ["p0"]}, {"skill": "s"}])
        )
        body |= who
        body["family"] = draw(st.sampled_from(["f", "g"]))
        if who:
            body["attend"] = draw(st.sampled_from(["0 %", "50 %", "100 %"]))
            body["load"] = draw(st.sampled_from(["0 min", "1 min"]))
            body["unload"] = draw(st.sampled_from(["0 min", "2 min"]))
        body["redo"] = draw(st.sampled_from(["0 %", "20 %"]))
        body["scrap"] = draw(st.sampled_from(["0 %", "10 %"]))
        if draw(MAYBE):
            body["practice"] = {"rate": "80 %"}
        if number < count - 1 and draw(MAYBE):
            body["then"] = {f"o{number + 1}": "70 %", "done": "30 %"}
        routing.append({f"o{number}": body})
    made = {"routing": routing, "remake": draw(MAYBE)}
    return made | ({"materials": {"wool": "1 kg"}} if draw(MAYBE) else {})


@st.composite
def twins(draw):
    arrivals = [
        {"every": {"exponential": "12 min"}, "count": 8},
        {"at": ["0 min", "9 h"], "count": 4},
        {"saturated": True, "count": 6},
    ]
    made = draw(st.lists(products(), min_size=1, max_size=2))
    body = {
        "twin": "any",
        "calendars": {"day": {"shifts": ["08:00-12:00"], "breaks": ["10:00-10:10"]}},
        "pools": {
            "p0": {"size": 2, "skills": ["s"], "closing": draw(st.sampled_from(["pause", "fit"]))},
            "p1": {"size": 1, "skills": ["s"], "calendar": "day", "rule": "edd"},
        },
        "stations": {name: draw(stations(POOLS)) for name in STATIONS},
        "materials": {
            "wool": {"unit": "kg", "stock": "3 kg", "delay": "1 h",
                     "reorder": {"at": "1 kg", "amount": "4 kg"}},
        },
        "products": {f"x{n}": product for n, product in enumerate(made)},
        "orders": {
            f"x{n}": {"product": f"x{n}", **draw(st.sampled_from(arrivals)),
                      "due": draw(TIMES), "priority": n, "weight": 1.0 + n}
            for n in range(len(made))
        },
        "report": {"until": "6 weeks"},
    }  # fmt: skip
    if draw(MAYBE):
        body["wip"] = draw(st.integers(1, 4))
    if draw(MAYBE):
        ways = [
            {"from": "s0", "to": "s1", "time": "1 min"},
            {"from": "s1", "to": "s2", "time": "2 min"},
        ]
        body["transport"] = {"carts": {"c": {"home": "s0", "ways": ways, "returns": draw(MAYBE)}}}
    return body


def check(document):
    factory = Factory.from_document(document)
    assert Factory.from_yaml(factory.to_yaml()) == factory
    spec = lower(factory)
    found = []
    for engine in ("compiled", "simpy"):
        try:
            log = play(spec, seed=5, replications=2, engine=engine)
            found.append(log.sha256())
        except WorkbenchError as error:  # a deadlock is named, and by both in the same words
            found.append(str(error))
            continue
        for replication in range(2):
            jobs_conserved_in = log.only(replication=replication)
            assert "a job entered twice" not in set(jobs_conserved(spec, jobs_conserved_in))
    assert found[0] == found[1]


@settings(max_examples=8, deadline=None)
@given(twins())
def test_any_twin_is_played_alike(document):
    check(document)


@pytest.mark.slow
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(twins())
def test_many_twins_are_played_alike(document):
    check(document)
