"""What the commands print: tables for people, one JSON document for machines."""

from __future__ import annotations

import errno
import json
import math
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from workbench.analysis.words import lasting
from workbench.errors import SpecError, WorkbenchError

# The draws are addressed by a signed 64-bit number.
MOST_SEED = 2**63 - 1


def console() -> Console:
    """Return a console on the present standard output; a pipe gets room for whole tables."""
    screen = Console(file=sys.stdout, highlight=False)
    return screen if screen.is_terminal else Console(file=sys.stdout, highlight=False, width=110)


def complain(error: WorkbenchError) -> None:
    """Print one message on standard error: what is wrong, where, and what to do."""
    screen = Console(file=sys.stderr, highlight=False, soft_wrap=True)
    screen.print(f"[bold red]Error:[/] {escape(error.what)}")
    if error.where:
        screen.print(f"  [bold]where:[/] {escape(error.where)}")
    if error.advice:
        screen.print(f"  [bold]what to do:[/] {escape(error.advice)}")


def stopped() -> None:
    """Say that Ctrl-C was heard and what it cost: only what had not been finished."""
    Console(file=sys.stderr, highlight=False).print("\nStopped; what was kept before is kept.")


def package_version() -> str:
    """Return the installed version of the workbench."""
    try:
        return version("microfactory-workbench")
    except PackageNotFoundError:
        return "0"


def table(
    title: str,
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    caption: str = "",
) -> Table:
    """Return a table whose columns after the first are right-aligned."""
    made = Table(
        title=Text(title, style="bold"),
        title_justify="left",
        caption=Text(caption, style="dim") if caption else None,
        caption_justify="left",
        box=None,
        padding=(0, 2, 0, 0),
        header_style="dim",
    )
    for number, name in enumerate(head):
        made.add_column(name, justify="left" if number == 0 else "right")
    for row in rows:
        made.add_row(*(Text(str(entry)) for entry in row))
    return made


def facts(title: str, rows: Iterable[Sequence[str]]) -> Table:
    """Return a table of two columns without a head: what, and how much."""
    made = table(title, ("", ""), rows)
    made.show_header = False
    made.columns[1].justify = "left"
    return made


def figure(value: float | None, unit: str) -> str:
    """Return a figure with its unit; a time of less than a day in hours."""
    if unit != "days" or value is None or not math.isfinite(value):
        return number(value, unit)
    text, shown = lasting(value)
    return f"{text} {shown}"


def interval(kpi: Mapping[str, Any]) -> str:
    """Return both ends of a figure's interval, in the unit the figure is shown in."""
    low, high = kpi["ci95"]
    if kpi["unit"] == "days" and None not in (low, high, kpi["mean"]):
        low, high = (lasting(end, kpi["mean"])[0] for end in (low, high))
        return f"{low} … {high}"
    return f"{number(low)} … {number(high)}"


def number(value: float | None, unit: str = "") -> str:
    """Return ``value`` with three significant figures or none after the point when it is large.

    Examples
    --------
    >>> number(0.0312), number(14.25, "EUR"), number(12345.6), number(float("inf"))
    ('0.0312', '14.2 EUR', '12,346', '∞')
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    size = abs(value)
    if size >= 1000:
        text = f"{value:,.0f}"
    elif size >= 100 or float(value).is_integer():
        text = f"{value:.0f}"
    else:
        text = f"{value:.3g}"
    return f"{text} {unit}".rstrip().replace("-", "−", 1)


def share(value: float) -> str:
    """Return a share as per cent."""
    return f"{100 * value:.1f} %"


def plain(value: Any) -> Any:
    """Return ``value`` as plain JSON data; figures that are not finite become null."""
    if isinstance(value, float | np.floating):
        return float(value) if math.isfinite(value) else None
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, np.bool_ | np.integer):
        return value.item()
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Iterable):
        return [plain(entry) for entry in value]
    return str(value)


def write_json(target: str, document: Any) -> bool:
    """Write ``document`` to the file ``target``, or to standard output when it is ``-``.

    Returns whether standard output is taken, so that the tables for people stay away.
    """
    text = json.dumps(plain(document), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    if target == "-":
        sys.stdout.write(text)
    else:
        write_text(Path(target), text, "--json")
    return target == "-"


def write_text(path: Path, text: str, option: str) -> None:
    """Write a file that the user asked for by ``option``, or say why it cannot be written."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise unwritable(path, option, error) from error


def check_writable(target: str | Path | None, option: str) -> None:
    """Refuse an output file that cannot be written before anything long is computed for it."""
    if target is None or str(target) == "-":
        return
    path = Path(target)
    code = 0
    if path.is_dir():
        code = errno.EISDIR
    elif not path.parent.is_dir():
        code = errno.ENOENT
    elif not os.access(path if path.exists() else path.parent, os.W_OK):
        code = errno.EACCES
    if code:
        raise unwritable(path, option, OSError(code, os.strerror(code)))


def unwritable(path: Path, option: str, error: OSError) -> SpecError:
    """Return the error for an output file that cannot be written."""
    return SpecError(
        f"cannot write {path} ({error.strerror or error})",
        where=option,
        advice="name a file in a folder that exists and that you may write to",
    )
