"""The head of an app: mark, title, whose twin it is, language and the main actions."""

from __future__ import annotations

from typing import Any

import traitlets

from workbench.widgets._actions import Actions
from workbench.widgets._part import records, script, short, style


class Header(Actions):
    """The head of an app, with buttons for the main actions.

    >>> Header(title="Drop planner", subtitle="Rug studio · Guimarães")
    Header('Drop planner', 'Rug studio · Guimarães')
    """

    _esm = script("header", "header")
    _css = style("header", "header")
    writable = ("language",)

    title = traitlets.Unicode("").tag(sync=True)
    subtitle = traitlets.Unicode("").tag(sync=True)
    mark = traitlets.Unicode("W").tag(sync=True)
    """One or two letters in the coloured square."""
    languages = traitlets.List(default_value=[]).tag(sync=True)
    """Records with code and label; the choice is shown when there are two or more."""
    language = traitlets.Unicode("en").tag(sync=True)
    home = traitlets.Unicode("").tag(sync=True)
    """Address that the mark leads to, such as the gallery; "" for none."""

    @traitlets.validate("title", "subtitle", "mark", "language")
    def _validate_texts(self, proposal: Any) -> str:
        return short(proposal["value"], 200, proposal["trait"].name)

    @traitlets.validate("languages")
    def _validate_languages(self, proposal: Any) -> list[dict[str, str]]:
        return records(proposal["value"], {"code": 8, "label": 40}, 20, "languages")

    @traitlets.validate("home")
    def _validate_home(self, proposal: Any) -> str:
        home = short(proposal["value"], 200, "home")
        if home and not home.startswith(("/", "./", "../")):
            raise traitlets.TraitError("home must be an address on this server, such as '/'")
        return home

    def __repr__(self) -> str:
        """Return title and subtitle."""
        return f"Header({self.title!r}, {self.subtitle!r})"
