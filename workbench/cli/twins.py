"""``workbench new`` and ``workbench check``: begin a twin, and find what is wrong with one."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.output import console, facts, unwritable, write_json
from workbench.errors import SpecError

_NAME = re.compile(r"[a-z][a-z0-9_]*")


def new(
    name: Annotated[str, typer.Argument(help="Folder of the new twin, e.g. my_studio.")],
    like: Annotated[str, typer.Option(help="Twin to copy: a shipped name or a folder.")],
) -> None:
    """Begin a twin of your own from one that works."""
    from workbench.model import find_twin, load_twin

    target = Path(name)
    if not _NAME.fullmatch(target.name):
        raise SpecError(
            f"'{target.name}' cannot be the name of a twin",
            where="NAME",
            advice="use lower-case letters, digits and _, beginning with a letter",
        )
    if target.exists():
        raise SpecError(f"{target} exists already", where="NAME", advice="choose another name")
    if not target.parent.is_dir():
        raise SpecError(
            f"the folder {target.parent} does not exist", where="NAME", advice="make it first"
        )
    source = find_twin(like)
    folder = source if source.is_dir() else source.parent
    original = load_twin(like).name  # a twin that cannot be read is no beginning
    try:
        if source.is_dir() or source.name == "twin.yaml":
            ignored = shutil.ignore_patterns("__pycache__", ".*")
            shutil.copytree(folder, target, ignore=ignored)
        else:
            target.mkdir()
            shutil.copy(source, target / "twin.yaml")
        _retitle(target, original)
    except (OSError, shutil.Error) as error:
        raise unwritable(target, "NAME", error) from error
    screen = console()
    screen.print(f"{target}/ is a copy of {original}, called {load_twin(str(target)).name}.")
    screen.print(f"Next: edit {target}/twin.yaml, then  workbench check {target}")


def _retitle(folder: Path, original: str) -> None:
    """Give the copy a name of its own, so that tables and the gallery tell the two apart."""
    title = folder.name.replace("_", " ").capitalize()
    for file, pattern, line in (
        (folder / "twin.yaml", r"^twin:.*$", f"twin: {title}"),
        (folder / "README.md", r"\A# .*$", f"# {title}\n\nBegun as a copy of *{original}*:"),
    ):
        if file.is_file():
            text = file.read_text(encoding="utf-8")
            literal = line.replace("\\", r"\\")
            text = re.sub(pattern, literal, text, count=1, flags=re.MULTILINE)
            file.write_text(text, encoding="utf-8")


def check(
    twin: Annotated[str, typer.Argument(help="A shipped name, a folder or a YAML file.")],
    json: Annotated[str | None, typer.Option(help="Write JSON to a file, or to - .")] = None,
) -> None:
    """Say what is wrong with a twin, where, and what to do; nothing wrong: exit code 0."""
    from workbench.model import load_twin
    from workbench.plan import lower

    factory = load_twin(twin)
    drops = [drop.name for drop in factory.drops]
    for name in drops:
        lower(factory, factory.drop(name))
    if factory.orders and not drops:
        lower(factory)
    estimates = factory.estimates()
    nodes = [node.name for node in factory.network.nodes] if factory.network else []
    document = {
        "twin": factory.name,
        "stations": [station.name for station in factory.stations],
        "products": [product.name for product in factory.products],
        "drops": drops,
        "orders": [stream.name for stream in factory.orders],
        "nodes": nodes,
        "estimates": estimates,
    }
    if json and write_json(json, document):
        return
    rows = [
        ("stations", ", ".join(station.name for station in factory.stations)),
        ("people", ", ".join(f"{pool.name} ({pool.size})" for pool in factory.pools) or "none"),
        ("products", ", ".join(product.name for product in factory.products)),
        ("drops", ", ".join(drops) or "none"),
        ("orders", ", ".join(stream.name for stream in factory.orders) or "none"),
        *([("nodes", ", ".join(nodes))] if nodes else []),
        ("rests on", f"{len(estimates)} estimates that nobody has measured here"),
    ]
    console().print(facts(f"{factory.name}: in order", rows))
