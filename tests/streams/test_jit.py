"""The cache of compiled kernels sees an edit in any kernel of its folder, and in no other's."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench import _jit

SIM = Path(_jit.__file__).parent / "sim"


@pytest.fixture(autouse=True)
def _fresh():
    _jit.cache_folder.cache_clear()
    yield
    _jit.cache_folder.cache_clear()


def test_the_key_follows_every_kernel_of_its_folder(monkeypatch, tmp_path):
    deep = tmp_path / "deep"
    for folder in (deep, tmp_path / "other"):
        folder.mkdir()
    for name in ("_jit.py", "streams.py", "deep/_kernels_one.py", "deep/plain.py"):
        (tmp_path / name).write_text("a = 1\n")
    monkeypatch.setattr(_jit, "_PACKAGE", tmp_path)
    names = [path.name for path in _jit.kernel_sources(deep)]
    assert names == ["_jit.py", "_kernels_one.py", "streams.py"]
    keys = {_jit.cache_key(deep)}
    for name in ("_jit.py", "streams.py", "deep/_kernels_one.py"):
        (tmp_path / name).write_text("a = 2\n")
        keys.add(_jit.cache_key(deep))
    (deep / "_kernels_two.py").write_text("")
    last = _jit.cache_key(deep)
    keys.add(last)
    assert len(keys) == 5
    (deep / "plain.py").write_text("a = 2\n")
    (tmp_path / "other" / "_kernels_three.py").write_text("")
    assert _jit.cache_key(deep) == last


def test_the_key_follows_the_processor(monkeypatch):
    before = _jit.cache_key(SIM)
    monkeypatch.setitem(vars(_jit.config), "CPU_NAME", "generic-other")
    assert _jit.cache_key(SIM) != before


def test_the_folder_can_be_moved(monkeypatch, tmp_path):
    monkeypatch.setenv("WORKBENCH_CACHE", str(tmp_path))
    assert _jit.cache_folder(SIM).parent == tmp_path / "kernels"
    monkeypatch.delenv("WORKBENCH_CACHE")
    _jit.cache_folder.cache_clear()
    assert "workbench" in _jit.cache_folder(SIM).parts


def test_the_kernels_of_a_package_are_found():
    names = {path.name for path in _jit.kernel_sources(SIM)}
    assert {"_jit.py", "streams.py", "_kernels_calendar.py"} <= names


def test_numba_compiles_into_the_folder_of_the_package():
    from workbench.layout import _kernels as floor
    from workbench.sim import _kernels_calendar as sim

    def folder(module):
        function = next(f for f in vars(module).values() if hasattr(f, "py_func"))
        return Path(function._cache._cache_path).parent.name

    assert folder(floor).startswith("layout-")
    assert folder(sim).startswith("sim-")
