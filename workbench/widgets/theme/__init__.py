"""The theme: loads the variables into the page and tells Python which palette the page shows."""

from __future__ import annotations

import traitlets

from workbench.widgets._part import Part, script, style


class Theme(Part):
    """Puts the theme on the page; invisible.

    ``Theme().dark`` follows the page, so that charts drawn on a canvas, which cannot read CSS
    variables, are drawn again in the other palette.
    """

    _esm = script("theme", "theme")
    _css = style("theme", "none")
    shown = ("mode",)
    writable = ("dark", "narrow", "seen")

    mode = traitlets.Enum(["auto", "light", "dark"], default_value="auto").tag(sync=True)
    """What is asked for; "auto" follows the system or JupyterLab."""
    dark = traitlets.Bool(False).tag(sync=True)
    """What the page shows, reported by the browser."""
    narrow = traitlets.Bool(False).tag(sync=True)
    """True when the page is narrower than 760 px, reported by the browser."""
    seen = traitlets.Bool(False).tag(sync=True)
    """True once a page shows this; before that nobody waits for a chart."""
