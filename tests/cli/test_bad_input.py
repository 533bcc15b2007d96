"""Bad input is answered with what, where and what to do, and exit code 2: never a traceback."""

from __future__ import annotations

import re
import signal
import time

import pytest

ROUTING = "- press: {station: press"

CASES = {
    "unknown station": ((ROUTING, "- press: {station: pres"), ["did you mean 'press'?"]),
    "unknown pool": (("pool: maker, time: 12", "pool: mak, time: 12"), ["did you mean 'maker'?"]),
    "missing unit": (("time: 12 min", "time: 12"), ["unit", "min'"]),
    "negative time": (("time: 12 min", "time: -12 min"), ["-12 min"]),
    "cyclic routing": (("cut: {station", "cut: {after: press, station"), ["cut", "press"]),
    "empty drop": (("pieces: 10", "pieces: 0"), ["piece"]),
    "misspelt key": (("table: {machines", "table: {machine"), ["did you mean 'machines'?"]),
    "not a number": (("time: 12 min", "time: .nan min"), ["18 min"]),
    "wrong unit": (("wage: 15 EUR/h", "wage: 15 kg"), ["kg"]),
    "unsafe YAML": (("Test studio", "!!python/object/apply:os.getcwd []"), ["python"]),
    "half a YAML": (("calendars:", "calendars: ["), ["line"]),
}


@pytest.mark.parametrize("case", sorted(CASES))
@pytest.mark.parametrize("command", ["check", "simulate"])
def test_a_faulty_twin_is_explained(case, command, twin, refused):
    change, words = CASES[case]
    message = refused(command, twin(change))
    for word in words:
        assert word in message
    assert "twin.yaml" in message or "drops.first" in message


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "- a\n- b\n", "just words\n"])
def test_a_file_without_a_twin_is_explained(text, twin, refused):
    refused("check", twin(text=text))


@pytest.mark.parametrize("data", [bytes(range(256)), "twin: Käserei\n".encode("latin-1")])
def test_a_file_that_is_no_text_is_explained(data, tmp_path, refused):
    file = tmp_path / "twin.yaml"
    file.write_bytes(data)
    assert "not text in UTF-8" in refused("check", file)


def test_an_unreachable_station_names_what_seals_it(twin, refused):
    wall = "floor:\n  walls: {partition: {start: [3 m, 0 m], end: [3 m, 4 m], thickness: 10 cm}}\n"
    message = refused("simulate", twin(("floor:\n", wall)))
    assert "partition" in message
    assert "press" in message


def test_an_unknown_twin_is_answered_with_the_nearest(refused):
    assert "did you mean 'rug_studio'?" in refused("check", "rug_studo")
    refused("simulate", "nowhere/at/all.yaml")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--drop", "frist"], "did you mean 'first'?"),
        (["--engine", "simpi"], "did you mean 'simpy'?"),
        (["--set", "pools.maker.size"], "path=value"),
        (["--set", "pools.makr.size=3"], "did you mean 'maker'?"),
        (["--set", "pools.maker.size=three"], "three"),
        (["--variant", "none"], "variant"),
        (["--log", "log.xlsx"], ".csv or .parquet"),
        (["--log", "no/such/folder/log.csv"], "cannot write"),
        (["--json", "no/such/folder/run.json"], "cannot write"),
        (["--drop", ""], "choose one of: first"),
    ],
)
def test_wrong_options_of_simulate_are_explained(arguments, word, twin, refused):
    assert word in refused("simulate", twin(), *arguments)


def test_a_broken_dxf_is_explained(tmp_path, refused):
    file = tmp_path / "broken.dxf"
    file.write_bytes(b"0\nSECTION\n2\nENTITIES\n0\nLINE\n10\nabc")
    assert "broken.dxf" in refused("nest", file)
    file.write_bytes(b"\x00\xff" * 50)
    assert "broken.dxf" in refused("nest", file)
    file.write_bytes(b"")
    assert "broken.dxf" in refused("nest", file)


def test_a_piece_wider_than_the_cloth_is_named_with_both_widths(pattern, refused):
    message = refused("nest", pattern, "--width", 300)
    assert "panel" in message
    assert "300" in message
    assert "350" in message


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--size", "XL=2"], "there is no size 'XL'"),
        (["--size", "M=two"], "M=3"),
        (["--size", "M=0"], "nothing to nest"),
        (["--seconds", "0"], "more than 0"),
        (["--evaluations", "-5"], "more than 0"),
        (["--seconds", "1", "--evaluations", "10"], "give one"),
        (["--width", "-5"], "--width"),
        (["--width", "nan"], "not a length"),
        (["--width", "1e12"], "too wide"),
        (["--gap", "inf"], "not a length"),
        (["--seconds", "inf"], "more than 0"),
        (["--json", "no/such/folder/m.json"], "cannot write"),
        (["--gap", "-1"], "negative"),
        (["--evaluations", "100", "--svg", "no/such/folder/a.svg"], "cannot write"),
    ],
)
def test_wrong_options_of_nest_are_explained(arguments, word, pattern, refused):
    assert word in refused("nest", pattern, *arguments)


def test_an_output_that_cannot_be_written_is_refused_before_the_search(pattern, refused, tmp_path):
    begun = time.perf_counter()
    for option in ("--svg", "--dxf", "--plt", "--pdf", "--json"):
        message = refused("nest", pattern, "--seconds", 60, option, tmp_path)
        assert "cannot write" in message
        assert option in message
    assert time.perf_counter() - begun < 30


def test_a_twin_without_anything_to_make_is_explained(twin, refused):
    file = twin()
    file.write_text(re.sub(r"drops:\n.*\n", "", file.read_text()))
    assert "neither a drop nor a stream" in refused("simulate", file)


def test_a_drop_of_which_nothing_survives_is_infeasible(twin, refused):
    file = twin(("time: 12 min", "time: 12 min, scrap: 100 %"))
    assert "no piece was finished" in refused("simulate", file, "--replications", 2, code=1)


def test_folders_in_the_place_of_files_are_explained(tmp_path, refused):
    assert "no twin.yaml" in refused("check", tmp_path)
    folder = tmp_path / "folder.svg"
    folder.mkdir()
    assert "not a file" in refused("nest", folder)


def test_a_twin_that_cannot_be_made_is_explained(refused):
    assert "cannot write" in refused("new", "/proc/my_studio", "--like", "rug_studio")


def test_a_seed_that_chance_has_no_address_for_is_refused(twin, run):
    for arguments in (("simulate", twin()), ("demo",), ("nest", "bag.dxf")):
        answer = run(*arguments, "--seed", 2**63)
        assert answer.code == 2
        assert "--seed" in answer.err


def test_ctrl_c_ends_with_a_word_and_keeps_what_was_kept(twin, run, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("workbench.studies.simulate", interrupted)
    answer = run("simulate", twin(), "--fresh")
    assert answer.code == 130
    assert "Stopped" in answer.err


def test_ctrl_c_ends_a_search_and_writes_the_marker_so_far(pattern, run, monkeypatch, tmp_path):
    from workbench import nesting

    search = nesting.nest

    def interrupted(instance, *, stop, seed, **_):
        signal.raise_signal(signal.SIGINT)
        assert stop.is_set()
        return search(instance, evaluations=100, seed=seed)

    monkeypatch.setattr(nesting, "nest", interrupted)
    answer = run("nest", pattern, "--svg", tmp_path / "marker.svg")
    assert answer.code == 0
    assert "used by the pieces" in answer.out
    assert (tmp_path / "marker.svg").exists()


def test_files_that_are_no_patterns_are_explained(tmp_path, refused):
    assert "no such file" in refused("nest", tmp_path / "missing.dxf")
    assert "no pattern file" in refused("nest", tmp_path / "pattern.docx")
    for text in ("", "{", "[]", '{"items": []}', '{"items": [], "strip_height": 1}'):
        file = tmp_path / "instance.json"
        file.write_text(text)
        refused("nest", file)


def test_a_corrupted_store_is_explained(tmp_path, refused):
    file = tmp_path / "store.sqlite"
    file.write_bytes(b"not a database, but long enough for a header" * 30)
    assert "move the file away" in refused("runs", "--store", file)


def test_wrong_usage_is_exit_code_2(run):
    for arguments in (["frobnicate"], ["simulate"], ["simulate", "x", "--seed", "minus one"]):
        answer = run(*arguments)
        assert answer.code == 2
        assert "Traceback" not in answer.err
