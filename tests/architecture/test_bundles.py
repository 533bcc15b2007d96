"""What the browser loads is whole: no import left, nothing fetched from another host."""

from __future__ import annotations

import importlib.util
import re

import pytest

# Names of XML vocabularies, never fetched.
NAMESPACES = ("http://www.w3.org/",)


@pytest.fixture(scope="module")
def build(root):
    spec = importlib.util.spec_from_file_location("hatch_build", root / "hatch_build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_module_that_imports_has_a_bundle_without_imports(root, build):
    sources = build.entries(root)
    assert sources
    for source in sources:
        bundle = root / "workbench" / "widgets" / "static" / source.name
        assert bundle.is_file(), "run: make bundle"
        text = bundle.read_text(encoding="utf-8")
        assert not re.search(r"(?:^|[;\n])\s*import\s*[\w*{\"']", text), source.name


def test_a_bundle_is_newer_than_its_sources(root, build):
    for source in build.entries(root):
        bundle = root / "workbench" / "widgets" / "static" / source.name
        assert bundle.stat().st_mtime >= source.stat().st_mtime, "run: make bundle"


def test_modules_without_a_bundle_import_nothing(root, build):
    bundled = set(build.entries(root))
    for path in root.glob("workbench/widgets/*/*.js"):
        if path.stem == path.parent.name and path not in bundled:
            assert "import " not in re.sub(r"//.*|/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)


def test_no_page_part_names_another_host(root):
    parts = [
        path
        for kind in ("js", "css", "html", "j2", "svg")
        for path in (root / "workbench").rglob(f"*.{kind}")
    ]
    assert parts
    for path in parts:
        text = path.read_text(encoding="utf-8")
        for address in re.findall(r"https?://[^\s\"'`)<>]+", text):
            known = address.startswith(NAMESPACES) or path.parent.name == "static"
            assert known, f"{path.relative_to(root)} names {address}"
