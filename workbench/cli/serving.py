"""``workbench serve`` and ``workbench lab``: the apps for everybody, the notebooks for you."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.output import console
from workbench.errors import SpecError

_HERE = Path(__file__).resolve()
# In a clone the folders stand beside the package; an installed wheel carries them inside.
_FOLDERS = (_HERE.parents[2], _HERE.parents[1] / "_data")


def data_folder(name: str) -> Path:
    """Return the folder ``twins``, ``apps`` or ``notebooks`` that came with the workbench."""
    for parent in _FOLDERS:
        if (parent / name).is_dir():
            return parent / name
    raise SpecError(
        f"this installation carries no {name}",
        where=str(_FOLDERS[-1]),
        advice="install the workbench again from its wheel or from a clone",
    )


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8866,
    token: Annotated[str | None, typer.Option(help="Ask visitors for this password.")] = None,
    twin: Annotated[
        list[Path] | None,
        typer.Option(help="Offer this twin instead of the shipped ones; may be repeated."),
    ] = None,
    open_browser: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the gallery in the browser.")
    ] = False,
) -> None:
    """Serve the gallery of apps."""
    from workbench.serve import serve as run

    run(host, port, token, tuple(map(str, twin or ())), open_browser=open_browser)


def lab(
    folder: Annotated[
        Path | None, typer.Argument(help="Where to work; the lessons are copied there once.")
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8888,
    open_browser: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the browser.")
    ] = True,
) -> None:
    """Open JupyterLab on the lessons."""
    lessons = data_folder("notebooks")
    if folder is not None or "_data" in lessons.parts:
        # Lessons are edited while one learns: never inside the installation itself.
        target = folder or Path("workbench-lessons")
        if not target.exists():
            shutil.copytree(lessons, target, ignore=shutil.ignore_patterns(".*", "__pycache__"))
            console().print(f"The lessons are in {target}/")
        lessons = target
    if not lessons.is_dir():
        raise SpecError(f"{lessons} is not a folder", where="FOLDER", advice="name a folder")
    command = [sys.executable, "-m", "jupyterlab", f"--port={port}"]
    if not open_browser:
        command.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")  # in a container there is nobody else
    raise typer.Exit(subprocess.run(command, cwd=lessons, check=False).returncode)  # noqa: S603
