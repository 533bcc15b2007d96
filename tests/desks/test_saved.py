"""Saved scenarios: kept in the store, listed only to the browser that knows their keys."""

import dataclasses
import threading

import pytest

from workbench.desks import DropDesk
from workbench.desks import saved as saving
from workbench.errors import SpecError
from workbench.model import Scenario
from workbench.store import Store

PIECES = "drops.spring_capsule.pieces"


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_STORE", str(tmp_path / "store.sqlite"))
    return Store()


@pytest.fixture(autouse=True)
def in_turn(monkeypatch):
    """Let what is asked of the store be answered before the test goes on; count the threads."""
    from workbench.studies import executors

    used = []

    class InTurn(executors.Executor):
        def submit(self, function, *arguments, **options):
            job = super().submit(function, *arguments, **options)
            used.append(threading.current_thread().name)
            assert job.wait(20)
            return job

    monkeypatch.setattr(executors, "Executor", InTurn)
    return used


@pytest.fixture
def desk(answers):
    made = DropDesk("rug_studio", compute=answers)
    made.told = []
    made._saved.widget.send = lambda content, buffers=None: made.told.append(content)
    return made


def saved_by(desk, name=""):
    desk._saved.widget._receive(None, {"save": name})
    return desk.told[-1]["keep"]


def list_for(desk, *entries):
    desk._saved.widget._receive(None, {"known": list(entries)})
    return [entry["title"] for entry in desk._saved.widget.entries]


def test_what_is_saved_is_listed_and_opens_again(desk, store, answers):
    desk._sliders[PIECES].set_state({"value": 20})
    mine = saved_by(desk, "  Twenty   of them ")
    assert mine == {"key": desk.scenario.key(), "title": "Twenty of them"}
    assert store.scenario(mine["key"]) == desk.scenario

    again = DropDesk("rug_studio", compute=answers)
    assert list_for(again, mine) == ["Twenty of them"]
    assert again._saved.widget.current != mine["key"]
    again._saved.widget._receive(None, {"open": mine["key"]})
    assert again.scenario == desk.scenario
    assert again._sliders[PIECES].value == 20
    assert again._saved.widget.current == mine["key"]


def test_a_name_is_found_when_none_is_given(desk, store):
    desk._sliders[PIECES].set_state({"value": 20})
    desk._variant.set_state({"value": "dye_off_site"})
    assert saved_by(desk)["title"] == "20 pieces · €890 · Dye off-site"


def test_nobody_sees_what_others_have_saved(desk, store):
    other = dataclasses.replace(Scenario("rug_studio", "spring_capsule"), seed=7)
    key = store.save_scenario(other, "Secret plan")
    assert list_for(desk) == []
    assert list_for(desk, {"key": key[:12]}, {"key": f"{key}x"}, {"key": 3}, "x") == []
    desk._saved.widget._receive(None, {"open": key})
    assert desk.scenario.seed == 0, "a key that is not listed opens nothing"
    # who has the key has the scenario, as with a link, but not the name another gave it
    assert list_for(desk, {"key": key}) == [key[:8]]


def test_a_miss_and_another_twin_are_left_out(desk, store):
    tee = store.save_scenario(Scenario("apparel_microfactory", "C1"))
    assert list_for(desk, {"key": tee, "title": "Tee"}, {"key": "0" * 32, "title": "Gone"}) == []
    assert desk._saved.widget.error == ""


def test_a_store_that_is_broken_says_so_without_its_place(desk, tmp_path, monkeypatch):
    broken = tmp_path / "store.sqlite"
    broken.write_bytes(b"this is no database, whatever its name says" * 40)
    monkeypatch.setenv("WORKBENCH_STORE", str(broken))
    desk._saved.widget._receive(None, {"save": "x"})
    assert desk._saved.widget.error.startswith("The store cannot be used")
    assert str(tmp_path) not in desk._saved.widget.error
    assert not desk._saved.widget.busy
    assert desk.told == []


def test_a_scenario_that_no_longer_fits_is_told(desk, store):
    old = Scenario("rug_studio", "spring_capsule", settings={"pools.weaver.size": 2})
    key = store.save_scenario(old)
    before = desk.scenario
    list_for(desk, {"key": key, "title": "Old"})
    desk._saved.widget._receive(None, {"open": key})
    assert "weaver" in desk._saved.widget.error
    assert desk.scenario == before


def test_the_store_is_asked_for_nothing_when_nothing_is_known(desk, in_turn):
    assert list_for(desk) == []
    assert in_turn == []


def test_find_hides_the_message_of_a_miss(store):
    key = store.save_scenario(Scenario("rug_studio"))
    assert list(saving.find((key, "f" * 32))) == [key]
    with pytest.raises(SpecError):
        store.scenario("f" * 32)
