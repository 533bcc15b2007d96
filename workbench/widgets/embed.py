"""Show HoloViews and Panel objects as ipywidgets that ask no other host for anything.

Plain `pn.extension()` fetches scripts and style sheets from public hosts, which fails in an
offline workshop and stays blank under Voila. Here the scripts come from the installed packages:
as one static file of the page template when the app is published, as the output of the cell
that calls `extension` in JupyterLab.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import anywidget
import traitlets
from ipywidgets import Layout, VBox

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ipywidgets import Widget

#: Environment variable of a published app's kernel: its page template has loaded the scripts.
SCRIPTS_IN_PAGE: Final = "WORKBENCH_SCRIPTS_IN_PAGE"
#: Event the browser's window receives when Bokeh and Panel are there.
READY_EVENT: Final = "workbench:plots"

_BOKEH_PARTS: Final = ("bokeh", "bokeh-widgets", "bokeh-tables")


def extension() -> None:
    """Prepare this notebook for `as_widget`: call it in the first cell.

    In JupyterLab the cell's output carries the scripts (2.7 MB), so strip it before you save the
    notebook; in a published app the page has them already and nothing is printed.
    """
    _set_up()
    if os.environ.get(SCRIPTS_IN_PAGE) != "1":
        _print_scripts()


def as_widget(obj: Any, *, layout: Mapping[str, str] | None = None, **options: Any) -> VBox:
    """Return ``obj`` as an ipywidget, to be placed among others.

    Parameters
    ----------
    obj : HoloViews element or DynamicMap, Panel object, Bokeh figure
        What to show.
    layout : mapping of str to str, optional
        Layout of the box around it; it is as wide as its container unless this says otherwise.
    **options
        Passed to `panel.panel`, for example ``sizing_mode="stretch_width"``.

    Returns
    -------
    ipywidgets.VBox
        Shows "Loading the chart…" until the browser has the scripts, then ``obj``.
    """
    _set_up()
    gate = PlotGate()
    frame = {"width": "100%", "overflow": "visible"} | dict(layout or {})
    box = VBox([gate], layout=Layout(**frame))

    def open_gate(_: object) -> None:
        if box.children == (gate,):
            box.children = (_bokeh_widget(obj, options),)

    gate.observe(open_gate, "ready")
    return box


class PlotGate(anywidget.AnyWidget):
    """A placeholder that reports when the browser has Bokeh and Panel.

    The widget of `jupyter_bokeh` fails for good when it is drawn before the scripts have run, so
    it is made only after this report.
    """

    _esm = """
    export default {
      render({ model, el }) {
        el.className = "wb-note";
        el.setAttribute("role", "status");
        el.textContent = "Loading the chart…";
        const open = () => { model.set("ready", true); model.save_changes(); };
        if (window.Bokeh?.Panel) { open(); return; }
        const late = setTimeout(() => {
          el.textContent = "The chart library did not load: reload, or run the first cell again.";
        }, 30000);
        const arrived = () => { clearTimeout(late); open(); };
        window.addEventListener("workbench:plots", arrived, { once: true });
        return () => {
          clearTimeout(late);
          window.removeEventListener("workbench:plots", arrived);
        };
      },
    };
    """
    ready = traitlets.Bool(False, help="True once the scripts are there.").tag(sync=True)

    def __repr__(self) -> str:
        """Return the same text in every run, so that stored outputs compare equal."""
        return f"PlotGate(ready={self.ready})"


def scripts() -> str:
    """Return the JavaScript of Bokeh and Panel from the installed packages, as one text.

    Each part runs as a function with the window as ``this``, because the page may load the text
    as a file or evaluate it; a second run does nothing but announce the first one again.
    """
    parts = "\n".join(
        f"(function () {{\n{path.read_text(encoding='utf-8')}\n}}).call(window);"
        for path in _script_files()
    )
    return (
        f"if (!(window.Bokeh && window.Bokeh.Panel)) {{\n{parts}\n}}\n"
        f"window.dispatchEvent(new Event('{READY_EVENT}'));\n"
    )


@lru_cache(maxsize=1)
def scripts_version() -> str:
    """Return a short key of the scripts: it changes when Bokeh, Panel or this module change."""
    seen = hashlib.sha256()
    for path in (*_script_files(), Path(__file__)):
        stat = path.stat()
        seen.update(f"{path}:{stat.st_size}:{stat.st_mtime_ns};".encode())
    return seen.hexdigest()[:12]


def _script_files() -> list[Path]:
    # Found without importing either package: the server that writes the static file needs no Panel.
    bokeh, panel = _folder("bokeh"), _folder("panel")
    files = [bokeh / "server" / "static" / "js" / f"{part}.min.js" for part in _BOKEH_PARTS]
    return [*files, panel / "dist" / "panel.min.js"]


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{package} is not installed", name=package)
    return Path(spec.origin).parent


def _print_scripts() -> None:
    from IPython.core.getipython import get_ipython
    from IPython.display import publish_display_data

    shell = get_ipython()
    if shell is not None and hasattr(shell, "kernel"):
        publish_display_data({"application/javascript": scripts(), "text/plain": ""})


@lru_cache(maxsize=1)
def _set_up() -> None:
    """Choose Bokeh for HoloViews and make Panel write its style sheets into the document."""
    import holoviews as hv
    import holoviews.plotting.bokeh  # registers the renderer that set_current_backend asks for
    import panel as pn
    from panel.reactive import Reactive

    hv.Store.set_current_backend("bokeh")
    pn.config.comms = "ipywidgets"  # type: ignore[misc]  # a parameter, not a property
    original = Reactive._process_param_change

    # Panel has no switch for this; the browser journeys fail when a new release breaks it.
    def with_inlined_styles(self: Reactive, params: dict[str, Any]) -> dict[str, Any]:
        properties: dict[str, Any] = original(self, params)
        if properties.get("stylesheets"):
            properties["stylesheets"] = [_inlined(sheet) for sheet in properties["stylesheets"]]
        return properties

    Reactive._process_param_change = with_inlined_styles  # type: ignore[method-assign, assignment]


def _inlined(sheet: Any) -> Any:
    """Return an imported style sheet of Panel as one that carries its text."""
    from bokeh.models import ImportedStyleSheet, InlineStyleSheet
    from panel.io.resources import CDN_DIST, LOCAL_DIST

    if not isinstance(sheet, ImportedStyleSheet):
        return sheet
    for root in (CDN_DIST, LOCAL_DIST):
        if sheet.url.startswith(root):
            text = _sheet_text(sheet.url.removeprefix(root).split("?")[0])
            return sheet if text is None else InlineStyleSheet(css=text)
    return sheet


@lru_cache(maxsize=64)
def _sheet_text(name: str) -> str | None:
    path = _folder("panel") / "dist" / name
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _bokeh_widget(obj: Any, options: dict[str, Any]) -> Widget:
    """Return ``obj`` as a widget that survives late messages of the browser.

    HoloViews replaces parts of a figure when its data change; what the browser reports about a
    part that is gone by then raises in `jupyter_bokeh`, once per report.
    """
    import panel as pn
    from bokeh.core.serialization import DeserializationError

    widget = pn.ipywidget(obj, **options)
    receive = widget._sync_model

    def receive_known(*message: Any) -> None:
        with suppress(DeserializationError):
            receive(*message)

    widget.on_msg(receive, remove=True)
    widget.on_msg(receive_known)
    return widget
