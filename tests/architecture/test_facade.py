"""The package root: few names, sorted, all real, and cheap to import."""

from __future__ import annotations

import json
import subprocess
import sys

import workbench


def test_all_is_sorted_short_and_without_doubles():
    assert list(workbench.__all__) == sorted(set(workbench.__all__))
    assert len(workbench.__all__) <= 25


def test_every_name_exists_and_is_documented():
    for name in workbench.__all__:
        assert getattr(workbench, name).__doc__, name
    assert workbench.__version__


def test_dir_lists_what_is_there():
    assert set(workbench.__all__) <= set(dir(workbench))


def test_an_unknown_name_is_an_attribute_error():
    assert not hasattr(workbench, "no_such_noun")


def _modules_after(code: str) -> set[str]:
    script = f"{code}\nimport sys, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout))


def test_importing_the_package_is_light():
    loaded = _modules_after("import workbench")
    assert not loaded & {"numba", "IPython", "numpy", "pandas", "pydantic", "panel"}


def test_loading_a_twin_needs_neither_compiler_nor_notebook():
    loaded = _modules_after("import workbench; workbench.load_twin; workbench.Factory")
    assert not loaded & {"numba", "IPython", "panel", "ipywidgets"}
