"""An app's notebook only arranges: what it needs more is a missing widget, view or desk."""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
import pytest

APPS = sorted((Path(__file__).parents[2] / "apps").glob("*"))
REFUSED = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.If,
    ast.IfExp, ast.Try, ast.With, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp,
)  # fmt: skip
ALLOWED = ("workbench", "ipywidgets", "traitlets")


@pytest.fixture(params=APPS, ids=lambda path: path.name)
def app(request):
    return request.param


def test_there_are_apps():
    assert APPS


def test_only_notebooks(app):
    assert app.suffix == ".ipynb"


def test_outputs_are_stripped(app):
    book = nbformat.read(app, as_version=4)
    for cell in book.cells:
        if cell.cell_type == "code":
            assert not cell.outputs
            assert cell.execution_count is None
    assert "widgets" not in book.metadata


def test_it_has_a_title(app):
    assert nbformat.read(app, as_version=4).metadata.get("title")


def test_cells_arrange_and_do_not_compute(app):
    for cell in nbformat.read(app, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        assert len(cell.source.splitlines()) <= 12
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(node, REFUSED), ast.unparse(node)
            if isinstance(node, ast.Import):
                assert all(name.name.split(".")[0] in ALLOWED for name in node.names)
            if isinstance(node, ast.ImportFrom):
                assert node.module.split(".")[0] in ALLOWED


def test_the_gallery_knows_the_apps():
    from workbench.serve import gallery

    assert {path.stem for path in APPS} == set(gallery.APPS)
