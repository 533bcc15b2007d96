"""A lesson that stores no figures would pass nbval by comparing nothing: this guard fails it."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

FOLDER = Path(__file__).parents[2] / "notebooks"
LESSONS = sorted(FOLDER.glob("*.ipynb"))
IGNORED = "NBVAL_IGNORE_OUTPUT"
LEAST_FIGURES = 8


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def stored(cell):
    """The texts of a cell's outputs that nbval compares."""
    if IGNORED in cell.source:
        return ""
    texts = []
    for output in cell.outputs:
        if output.output_type == "stream" and output.name == "stdout":
            texts.append(output.text)
        elif output.output_type in ("execute_result", "display_data"):
            texts.append(output.data.get("text/plain", ""))
    return "\n".join(texts)


def figures(notebook):
    """How many numbers nbval would compare."""
    return sum(len(re.findall(r"\d+(?:\.\d+)?", stored(cell))) for cell in code(notebook))


def faults(notebook):
    found = []
    cells = code(notebook)
    counts = [cell.execution_count for cell in cells]
    if counts != list(range(1, len(cells) + 1)):
        found.append(f"not run from first to last cell: {counts}")
    if figures(notebook) < LEAST_FIGURES:
        found.append(f"checks {figures(notebook)} figures, fewer than {LEAST_FIGURES}")
    if len(notebook.cells) > 35:
        found.append(f"{len(notebook.cells)} cells are too many for one idea")
    found += [
        f"a cell of {len(cell.source.splitlines())} lines"
        for cell in cells
        if len(cell.source.splitlines()) > 20
    ]
    if any(output.output_type == "error" for cell in cells for output in cell.outputs):
        found.append("stores an error")
    if "widgets" in notebook.metadata:
        found.append("stores widget state")
    if len(nbformat.writes(notebook)) > 100_000:
        found.append("stores pictures or scripts")
    return found


def test_there_are_lessons():
    assert [path.stem[:3] for path in LESSONS][:4] == ["01_", "02_", "03_", "04_"]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_lesson_stores_what_nbval_compares(path):
    assert faults(nbformat.read(path, as_version=4)) == []


def lesson(*outputs, source="print(run())", count=1):
    cell = nbformat.v4.new_code_cell(source, execution_count=count, outputs=list(outputs))
    return nbformat.v4.new_notebook(cells=[cell])


def printed(text):
    return nbformat.v4.new_output("stream", name="stdout", text=text)


def test_guard_sees_stripped_outputs():
    assert any("figures" in fault for fault in faults(lesson()))


def test_guard_sees_ignored_outputs():
    numbers = printed("1 2 3 4 5 6 7 8 9")
    assert faults(lesson(numbers)) == []
    ignored = lesson(numbers, source=f"# {IGNORED}\nprint(run())")
    assert any("figures" in fault for fault in faults(ignored))


def test_guard_sees_a_cell_that_was_not_run():
    assert any("not run" in fault for fault in faults(lesson(printed("12345678"), count=None)))


def test_guard_counts_no_error_output_as_a_figure():
    error = nbformat.v4.new_output("error", ename="E", evalue="1", traceback=["2"])
    assert figures(lesson(error)) == 0
