"""The cache of compiled kernels sees an edit in any of them."""

from __future__ import annotations

from pathlib import Path

from workbench import _jit


def test_the_key_follows_every_kernel_source(monkeypatch, tmp_path):
    (tmp_path / "deep").mkdir()
    for name in ("_jit.py", "streams.py", "deep/_kernels_one.py", "deep/other.py"):
        (tmp_path / name).write_text("a = 1\n")
    monkeypatch.setattr(_jit, "_PACKAGE", tmp_path)
    names = [path.name for path in _jit.kernel_sources()]
    assert names == ["_jit.py", "_kernels_one.py", "streams.py"]
    keys = {_jit.cache_key()}
    for name in ("_jit.py", "streams.py", "deep/_kernels_one.py"):
        (tmp_path / name).write_text("a = 2\n")
        keys.add(_jit.cache_key())
    (tmp_path / "deep" / "_kernels_two.py").write_text("")
    keys.add(_jit.cache_key())
    assert len(keys) == 5
    (tmp_path / "deep" / "other.py").write_text("a = 2\n")
    assert _jit.cache_key() in keys


def test_the_key_follows_the_processor(monkeypatch):
    before = _jit.cache_key()
    monkeypatch.setitem(vars(_jit.config), "CPU_NAME", "generic-other")
    assert _jit.cache_key() != before


def test_the_folder_can_be_moved(monkeypatch, tmp_path):
    monkeypatch.setenv("WORKBENCH_CACHE", str(tmp_path))
    assert _jit.cache_folder().parent == tmp_path / "kernels"
    monkeypatch.delenv("WORKBENCH_CACHE")
    assert "workbench" in Path(_jit.cache_folder()).parts


def test_all_kernels_of_the_package_are_found():
    names = {path.name for path in _jit.kernel_sources()}
    assert {"_jit.py", "streams.py", "_kernels_calendar.py"} <= names


def test_numba_uses_the_folder():
    assert str(_jit.cache_folder()) == _jit.config.CACHE_DIR
