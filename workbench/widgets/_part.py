"""The base of the widgets: how script and style are found, and how a wrong keyword is refused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import traitlets

from workbench.errors import SpecError, nearest

HERE = Path(__file__).parent
_IMPORT = re.compile(r'^import \{[^}]*\} from "\.\./dom\.js";\n', re.MULTILINE)
_UNBUILT = """export default {{ render({{ el }}) {{
  el.classList.add("wb"); el.setAttribute("role", "alert");
  el.textContent = "The script {name} is not built yet: run `make dev`, then reload."; }} }}"""


def script(folder: str, name: str) -> str:
    """Return the ES module ``folder/name.js`` with the shared functions put in place.

    A browser gets a widget's script as text and cannot follow a relative import, so the import
    of ``dom.js`` is replaced by its content.
    """
    own = (HERE / folder / f"{name}.js").read_text(encoding="utf-8")
    shared = (HERE / "dom.js").read_text(encoding="utf-8").replace("export ", "")
    return _IMPORT.sub(lambda _: shared, own, count=1)


def bundled(name: str) -> str:
    """Return a script that was bundled with its libraries when the package was built."""
    path = HERE / "static" / f"{name}.js"
    return path.read_text(encoding="utf-8") if path.is_file() else _UNBUILT.format(name=name)


def style(folder: str, name: str) -> str:
    """Return the stylesheet of a widget behind the theme's variables."""
    theme = (HERE / "theme" / "theme.css").read_text(encoding="utf-8")
    own = HERE / folder / f"{name}.css"
    return theme + own.read_text(encoding="utf-8") if own.is_file() else theme


class Part(anywidget.AnyWidget):
    """A widget of the workbench: refuses unknown keywords and has a repr without an address."""

    shown: ClassVar[tuple[str, ...]] = ()
    """Names of the traits that the repr shows."""
    writable: ClassVar[tuple[str, ...]] = ()
    """Names of the traits that a browser may set; it can set no other, its script least of all."""

    def __init__(self, **keywords: Any) -> None:
        known = set(self.trait_names()) - {"_esm", "_css", "comm", "keys"}
        for keyword in keywords:
            if keyword not in known:
                own = [name for name in self.class_own_traits() if not name.startswith("_")]
                raise SpecError(
                    f"{type(self).__name__} has no setting '{keyword}'",
                    advice=nearest(keyword, own or known),
                )
        super().__init__(**keywords)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take traits from the browser: those in ``writable``, in silence no other."""
        allowed = {name: value for name, value in sync_data.items() if name in self.writable}
        if allowed:
            super().set_state(allowed)

    def __repr__(self) -> str:
        """Return the class and what it shows; the same text in every process."""
        inner = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.shown)
        return f"{type(self).__name__}({inner})"


def short(value: Any, limit: int, what: str) -> str:
    """Return ``value`` if it is a text of at most ``limit`` characters.

    Raises
    ------
    traitlets.TraitError
        When a browser, or a caller, sends something else.
    """
    if not isinstance(value, str):
        raise traitlets.TraitError(f"{what} must be a text, not {type(value).__name__}")
    if len(value) > limit:
        raise traitlets.TraitError(f"{what} is longer than {limit} characters")
    return value


def records(value: Any, keys: dict[str, int], limit: int, what: str) -> list[dict[str, str]]:
    """Return ``value`` as a list of flat records with known keys and short texts.

    Parameters
    ----------
    value : object
        What was given or received.
    keys : dict of str to int
        The allowed keys and the greatest length of each text; missing keys become "".
    limit : int
        The greatest number of records.
    what : str
        How the message names the trait.
    """
    if not isinstance(value, (list, tuple)):
        raise traitlets.TraitError(f"{what} must be a list")
    if len(value) > limit:
        raise traitlets.TraitError(f"{what} has more than {limit} entries")
    clean = []
    for entry in value:
        if not isinstance(entry, dict):
            raise traitlets.TraitError(
                f"each of {what} must be a record, not {type(entry).__name__}"
            )
        for key in entry:
            if key not in keys:
                raise traitlets.TraitError(f"{what}: unknown key '{key}'; {nearest(key, keys)}")
        clean.append(
            {key: short(entry.get(key, ""), size, f"{what}.{key}") for key, size in keys.items()}
        )
    return clean
