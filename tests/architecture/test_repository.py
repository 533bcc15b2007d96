"""What may be in the repository: no large file, no registry's address, no stray outputs."""

from __future__ import annotations

import json
import re
import subprocess

import pytest

LARGEST = 500_000
# Written so that this file does not match itself.
HOSTS = re.compile(
    r"registry\.(?:npmjs|yarnpkg)|" + "pypi" + r"\.org|files\.pythonhosted|"
    r"proxy\.golang|crates\.io/api|(?:index-url|registry)\s*=\s*https?:",
    re.IGNORECASE,
)
BINARY = {".png", ".jpg", ".ico", ".woff2", ".pdf", ".parquet"}


@pytest.fixture(scope="module")
def files(root):
    done = subprocess.run(
        ["git", "ls-files", "-z", "--cached"], cwd=root, capture_output=True, check=False
    )
    if done.returncode != 0:
        pytest.skip("not a clone: a source archive has no list of committed files")
    names = done.stdout.decode().split("\0")
    return [root / name for name in names if name and (root / name).is_file()]


def test_no_file_is_large(files):
    assert not [path.name for path in files if path.stat().st_size > LARGEST]


def test_no_registry_address(files):
    hits = [
        str(path)
        for path in files
        if path.suffix not in BINARY
        and HOSTS.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert not hits


def test_constraints_are_names_and_versions_only(root):
    for line in (root / "constraints.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+( ; python_version .*)?", line), (
                line
            )


def test_no_module_is_named_after_nothing(files):
    stems = {path.stem for path in files if path.suffix == ".py"}
    assert not stems & {"utils", "util", "helpers", "helper", "common", "misc", "manager"}


def test_every_module_opens_with_a_sentence(root):
    bare = [
        str(path)
        for path in (root / "workbench").rglob("*.py")
        if not path.read_text(encoding="utf-8").lstrip().startswith(('"""', 'r"""'))
    ]
    assert not bare


def test_apps_store_no_outputs(root):
    for path in sorted((root / "apps").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        assert not [cell for cell in cells if cell.get("outputs")], path.name


def test_no_stored_path_or_widget_state(root):
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        assert "widgets" not in notebook["metadata"], path.name
