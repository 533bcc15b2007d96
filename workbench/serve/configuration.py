"""The hardened settings of the server, written here so that no file or flag can loosen them."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from traitlets.config import Config

from workbench.serve.places import TEMPLATE, page_parts

if TYPE_CHECKING:
    from pathlib import Path

#: The labextensions an app's page needs. Everything else on the machine stays out of the page;
#: Panel's own fails in Voila with an error in the console and is not needed.
LABEXTENSIONS: Final = (
    "@jupyter-widgets/jupyterlab-manager",
    "@voila-dashboards/widgets-manager8",
    "@bokeh/jupyter_bokeh",
    "anywidget",
)


@dataclass(frozen=True)
class Limits:
    """How much of the machine the visitors may take together.

    Parameters
    ----------
    sessions : int
        Open sessions; each holds 100 to 160 MB of its own.
    starts : int
        Sessions that may start at the same time; a start takes a processor for about 2 s.
    patience : float
        How long a visitor waits for a start before the waiting page is shown. [s]
    idle_closed : int
        A session without a page is ended after this time without activity. [s]
    idle_open : int
        A session whose page is open is ended after this time without activity. [s]
    """

    sessions: int = 24
    starts: int = 2
    patience: float = 20.0
    idle_closed: int = 90
    idle_open: int = 2 * 3600


@dataclass(frozen=True)
class Published:
    """What the server is asked to publish."""

    host: str
    port: int
    token: str
    twins: tuple[str, ...]
    open_browser: bool = False
    limits: Limits = field(default_factory=Limits)


def hardened(published: Published, apps: Path) -> Config:
    """Return Voila's configuration for ``published``."""
    config = Config()
    config.Voila.ip = published.host
    config.Voila.port = published.port
    config.Voila.port_retries = 0
    config.Voila.open_browser = published.open_browser
    config.Voila.root_dir = str(apps)
    config.Voila.token = published.token
    config.Voila.tornado_settings = {
        "websocket_max_message_size": 10 * 2**20,
        "headers": {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            # No script, style, picture or connection from another host, whatever a page contains.
            # Widgets are modules made from text (blob:), and Voila's loader evaluates code.
            "Content-Security-Policy": (
                "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob: data:; "
                "style-src 'self' 'unsafe-inline' blob: data:; img-src 'self' data: blob:; "
                "font-src 'self' data:; connect-src 'self' ws: wss: blob: data:; "
                "worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
                "frame-ancestors 'self'"
            ),
        },
    }
    voila = config.VoilaConfiguration
    voila.template = TEMPLATE
    voila.allow_template_override = "NO"
    voila.allow_theme_override = "NO"
    voila.show_tracebacks = False
    voila.strip_sources = True
    voila.file_allowlist = []
    voila.file_denylist = [".*"]
    voila.extension_allowlist = list(LABEXTENSIONS)
    voila.extension_denylist = []
    voila.preheat_kernel = False
    voila.progressive_rendering = False
    voila.multi_kernel_manager_class = "workbench.serve.sessions.Sessions"
    voila.kernel_spec_manager_class = "workbench.serve.sessions.OnlyThisPython"
    voila.resources = {"workbench": page_parts()}
    config.Sessions.cull_interval = 30
    config.Sessions.cull_idle_timeout = published.limits.idle_closed
    config.Sessions.cull_connected = True
    config.Sessions.idle_open = published.limits.idle_open
    config.Sessions.most = published.limits.sessions
    if os.name == "posix":
        config.KernelManager.transport = (
            "ipc"  # files of this user instead of ports anybody can reach
        )
    config.FileContentsManager.allow_hidden = False
    return config
