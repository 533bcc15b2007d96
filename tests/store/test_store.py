"""The store keeps what was run, is shared by processes, and says so when it cannot."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading

import pytest

from workbench.errors import SpecError
from workbench.model import Scenario
from workbench.store import Store

KPIS = {"lead_time": {"mean": 4.2, "ci95": [4.0, 4.4], "p50": 4.1, "p90": 5.0, "unit": "days"}}


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "deep" / "store.sqlite") as opened:
        yield opened


def _save(store, key="f" * 32, scenario="s", started=1.0):
    return store.save_run(
        key,
        scenario,
        KPIS,
        "0" * 64,
        seconds=1.5,
        replications=200,
        seed=7,
        engine="simpy",
        version="0.1.0",
        started=started,
    )


def test_a_scenario_comes_back_as_it_was(store):
    scenario = Scenario("rug_studio", "spring_capsule", settings={"pools.tufter.size": 3}, seed=4)
    key = store.save_scenario(scenario, "Three tufters")
    assert store.scenario(key) == scenario
    assert store.scenario(key[:8]) == scenario
    (record,) = store.scenarios()
    assert (record.title, record.scenario) == ("Three tufters", scenario)


def test_saving_a_scenario_again_changes_its_title_only(store):
    scenario = Scenario("rug_studio", "spring_capsule")
    assert store.save_scenario(scenario, "first") == store.save_scenario(scenario, "second")
    assert [record.title for record in store.scenarios()] == ["second"]


def test_a_run_comes_back_with_all_its_figures(store):
    record = _save(store)
    assert store.run(record.key) == record
    assert store.find_run(record.key) == record
    assert store.runs() == (record,)
    assert store.run("ffffff").kpis == KPIS


def test_a_run_is_never_replaced(store):
    first = _save(store, started=1.0)
    _save(store, started=2.0)
    assert store.runs() == (first,)


def test_runs_come_latest_first_and_by_scenario(store):
    _save(store, "a" * 32, "one", started=1.0)
    _save(store, "b" * 32, "two", started=3.0)
    _save(store, "c" * 32, "one", started=2.0)
    assert [run.key[0] for run in store.runs()] == ["b", "c", "a"]
    assert [run.key[0] for run in store.runs("one")] == ["c", "a"]
    store.forget_run("b" * 32)
    assert [run.key[0] for run in store.runs()] == ["c", "a"]


def test_what_was_not_computed_is_none(store):
    assert store.find_run("e" * 32) is None
    assert store.cached("e" * 32) is None


def test_the_cache_keeps_the_latest_value(store):
    store.remember("k", {"length": 1.0})
    store.remember("k", {"length": 2.0, "placements": [{"x": 0.5}]})
    assert store.cached("k") == {"length": 2.0, "placements": [{"x": 0.5}]}


def test_an_unknown_key_gets_the_nearest_and_a_short_one_asks_for_more(store):
    _save(store, "abcdef" + "0" * 26)
    _save(store, "abcdef" + "1" * 26)
    with pytest.raises(SpecError, match="2 runs begin with 'abcdef'; give more digits"):
        store.run("abcdef")
    with pytest.raises(SpecError, match="no run has the key 'zz'"):
        store.run("zz")
    with pytest.raises(SpecError, match="no scenario has the key 'x'; none is defined yet"):
        store.scenario("x")


def test_the_store_survives_closing(tmp_path):
    with Store(tmp_path / "a.sqlite") as store:
        record = _save(store)
    with Store(f"sqlite:///{tmp_path}/a.sqlite") as store:
        assert store.run(record.key) == record


def test_the_environment_names_the_store(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_STORE", str(tmp_path / "mine.sqlite"))
    with Store() as store:
        _save(store)
    assert (tmp_path / "mine.sqlite").exists()


def test_the_default_store_is_in_the_users_data_folder(tmp_path, monkeypatch):
    monkeypatch.delenv("WORKBENCH_STORE")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with Store() as store:
        assert str(tmp_path / "workbench" / "store.sqlite") in repr(store)


def test_a_file_that_another_process_is_writing_is_waited_for(tmp_path):
    file = tmp_path / "shared.sqlite"
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE theirs (number)")
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO theirs VALUES (1)")
    done = threading.Timer(0.3, lambda: other.execute("COMMIT"))
    done.start()
    with Store(file) as store:
        _save(store)
    done.join()
    other.close()


WRITER = """
import sys
from workbench.store import Store
store = Store(sys.argv[1])
for number in range(40):
    key = f"{number % 20:032d}"
    store.save_run(key, sys.argv[2], {}, "0", seconds=0, replications=1, seed=0, engine="simpy",
                   version="1", started=float(number))
    store.remember(f"{sys.argv[2]}{number}", number)
"""


def test_two_processes_create_and_write_one_store_at_once(tmp_path):
    file = str(tmp_path / "shared.sqlite")
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, file, name], stderr=subprocess.PIPE)
        for name in ("a", "b")
    ]
    errors = [writer.communicate(timeout=120)[1].decode() for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0], errors
    with Store(file) as store:
        assert len(store.runs()) == 20
        assert all(
            store.cached(f"{name}{number}") == number for name in "ab" for number in range(40)
        )
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_a_corrupted_file_is_named_with_advice(tmp_path):
    file = tmp_path / "broken.sqlite"
    file.write_bytes(b"this is no database, but it is long enough to be looked at" * 20)
    with pytest.raises(
        SpecError, match=r"broken\.sqlite: the store cannot be used .*move the file"
    ):
        Store(file)


def test_a_newer_store_is_refused(tmp_path):
    file = tmp_path / "newer.sqlite"
    Store(file).close()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE about SET value = '99'")
    connection.close()
    with pytest.raises(SpecError, match="newer workbench"):
        Store(file)


@pytest.mark.parametrize("url", ["nonsense://x", "postgresql+nodriver://x/y"])
def test_a_wrong_address_is_explained(url):
    with pytest.raises(SpecError, match="not the address of a store"):
        Store(url)


@pytest.mark.skipif(os.name == "nt", reason="a file stands where a folder should, POSIX only")
def test_a_folder_that_cannot_be_made_is_explained(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SpecError, match="folder of the store"):
        Store(tmp_path / "file" / "store.sqlite")
