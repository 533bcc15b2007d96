"""``workbench new`` and ``workbench check``: from a template to a twin of one's own."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from workbench.model import twin_names


@pytest.mark.parametrize("name", twin_names())
def test_every_shipped_twin_is_in_order(name, run):
    answer = run("check", name)
    assert answer.code == 0, answer
    assert "in order" in answer.out


@pytest.mark.parametrize("name", twin_names())
def test_every_shipped_twin_is_a_template(name, run, tmp_path):
    target = tmp_path / "my_place"
    answer = run("new", target, "--like", name)
    assert answer.code == 0, answer
    assert f"workbench check {target}" in " ".join(answer.out.split())
    checked = run("check", target)
    assert checked.code == 0
    assert "My place: in order" in checked.out
    assert (target / "README.md").read_text().startswith("# My place\n")


def test_a_single_file_is_a_template_too(run, twin, tmp_path):
    assert run("new", tmp_path / "copy", "--like", twin()).code == 0
    assert (tmp_path / "copy" / "twin.yaml").is_file()


def test_new_never_overwrites(refused, tmp_path):
    (tmp_path / "taken").mkdir()
    assert "exists already" in refused("new", tmp_path / "taken", "--like", "rug_studio")
    assert "does not exist" in refused("new", tmp_path / "a" / "b", "--like", "rug_studio")
    assert "cannot be the name" in refused("new", tmp_path / "My Place", "--like", "rug_studio")
    assert "did you mean 'rug_studio'?" in refused("new", tmp_path / "x", "--like", "rug_studo")


def test_check_as_json_lists_what_the_twin_has(run, twin):
    document = json.loads(run("check", twin(), "--json", "-").out)
    assert document["stations"] == ["table", "press"]
    assert document["products"] == ["bag"]
    assert document["drops"] == ["first"]


def test_a_mistake_in_a_real_process_is_a_message_and_exit_code_2(twin):
    file = twin(("station: press", "station: pres"))
    command = [sys.executable, "-m", "workbench.cli", "check", str(file)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=dict(os.environ)
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert "did you mean 'press'?" in done.stderr
    assert "Traceback" not in done.stderr


def test_help_is_quick_and_needs_neither_compiler_nor_notebook():
    code = (
        "import sys\n"
        "from workbench.cli import main\n"
        "try:\n    main(['--help'])\n"
        "except SystemExit:\n    pass\n"
        "print(sorted(set(sys.modules) & {'numba', 'IPython', 'panel', 'pandas'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    for command in ("demo", "serve", "lab", "new", "check", "simulate", "nest", "runs"):
        assert command in done.stdout


def test_the_version_is_the_installed_one(run):
    import workbench

    assert run("--version").out.strip() == workbench.__version__


def test_json_in_a_file_leaves_the_tables_on_the_screen(run, twin, tmp_path):
    target = tmp_path / "checked.json"
    answer = run("check", twin(), "--json", target)
    assert "in order" in answer.out
    assert json.loads(target.read_text())["stations"] == ["table", "press"]
