"""Each import contract holds, and a deliberate violation of each is caught and named."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

VIOLATIONS = {
    "layers-upwards": ("model/_bad.py", "import workbench.studies", "Layers BROKEN"),
    "layers-siblings": ("nesting/_bad.py", "import workbench.layout", "Layers BROKEN"),
    "layers-exhaustive": ("helpers.py", "VALUE = 1", "helpers"),
    "interface": ("sim/_bad.py", "import ipywidgets", "No user interface below views BROKEN"),
    "kernels": ("sim/_kernels_bad.py", "import pandas", "Kernels know arrays only BROKEN"),
    "root": (
        "sim/_bad.py",
        "from workbench import Factory",
        "Nobody imports the package root BROKEN",
    ),
    "cycles": (
        "model/_bad.py",
        "import workbench.model._worse",
        "No import cycles BROKEN",
    ),
}


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    environment = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"}
    return subprocess.run(
        [str(program), "--no-cache", "--no-logo"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def clone(root, tmp_path_factory):
    """Return a copy of what import-linter reads: Python files, settings, the contracts."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(
        root / "workbench",
        folder / "workbench",
        ignore=lambda _, names: [n for n in names if "." in n and not n.endswith((".py", ".toml"))],
    )
    shutil.copy(root / "pyproject.toml", folder)
    (folder / "tests" / "architecture").mkdir(parents=True)
    shutil.copy(root / "tests/__init__.py", folder / "tests")
    shutil.copy(root / "tests/architecture/contracts.py", folder / "tests/architecture")
    return folder


def test_the_contracts_hold(clone):
    done = _lint(clone)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("case", sorted(VIOLATIONS))
def test_a_violation_is_named(clone, case):
    path, line, expected = VIOLATIONS[case]
    written = {clone / "workbench" / path: line}
    if case == "cycles":
        written[clone / "workbench/model/_worse.py"] = "import workbench.model._bad"
    try:
        for file, text in written.items():
            file.write_text(f'"""Break a contract."""\n\n{text}\n')
        done = _lint(clone)
        assert done.returncode != 0
        assert expected in done.stdout + done.stderr
    finally:
        for file in written:
            file.unlink()
