"""The server: Voila standalone, with our gallery and limits, running no code of a visitor's.

Voila is never used as an extension of a Jupyter server here: that server hands its visitors
notebooks, files and code execution behind the same token.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import sys
import tempfile
from contextlib import ExitStack
from typing import Any, Final

from workbench.errors import SpecError
from workbench.serve.configuration import Limits, Published, hardened
from workbench.serve.gallery import Gallery
from workbench.serve.places import apps_folder, jupyter_path
from workbench.serve.shown import resolve
from workbench.studies.addresses import ADDRESS, THREADS
from workbench.studies.executors import executor
from workbench.studies.workers import Workers

_OWN: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_KERNEL_ID: Final = r"(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"


def run(
    host: str,
    port: int,
    token: str | None,
    twins: tuple[str, ...],
    *,
    open_browser: bool,
    sessions: int,
    workers: int | None,
) -> None:
    """Serve until interrupted; see `workbench.serve.serve`."""
    if not 0 <= port <= 65535:
        raise SpecError(f"port {port} does not exist", where="--port", advice="choose 1 to 65535")
    if sessions < 1:
        raise SpecError("nobody could open an app", where="sessions", advice="allow at least 1")
    if token is None:
        token = "" if host in _OWN else secrets.token_urlsafe(24)
    port = _bindable(host, port)
    with ExitStack() as stack:
        shown = resolve(twins, os.environ)
        published = Published(host, port, token, shown, open_browser, Limits(sessions=sessions))
        _surroundings(stack)
        _computing(stack, workers)
        server = _server_class()(config=hardened(published, apps_folder()), published=published)
        server.initialize([])
        at = f"http://{'localhost' if host in {'', '0.0.0.0', '::'} else host}:{port}/"  # noqa: S104
        sys.stdout.write(f"Gallery: {at}{f'?token={token}' if token else ''}\n")
        sys.stdout.write("Stop with Ctrl-C.\n")
        sys.stdout.flush()
        server.start()


def _bindable(host: str, port: int) -> int:
    """Return the port, or a free one for 0; say so when somebody else has it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SpecError(
                f"cannot listen on {host}:{port} ({error.strerror})",
                where="--host/--port",
                advice="stop the other server or choose another --port",
            ) from error
        return int(probe.getsockname()[1])


def _surroundings(stack: ExitStack) -> None:
    """Point Jupyter at our files only, so that nothing need be installed and nothing creeps in."""
    private = stack.enter_context(tempfile.TemporaryDirectory(prefix="workbench-serve-"))
    template, scripts = jupyter_path()
    os.environ.update(
        {
            "JUPYTER_PATH": os.pathsep.join((str(template), str(scripts))),
            "JUPYTER_CONFIG_DIR": private,
            "JUPYTER_DATA_DIR": private,
            "JUPYTER_NO_CONFIG": "1",
            "JUPYTER_PREFER_ENV_PATH": "1",
            "JUPYTER_PLATFORM_DIRS": "1",
            "IPYTHONDIR": private,  # a visitor's session runs nobody's start-up files
            "WORKBENCH_SCRIPTS_IN_PAGE": "1",
            "PYTHONDONTWRITEBYTECODE": os.environ.get("PYTHONDONTWRITEBYTECODE", ""),
        }
    )
    os.environ.pop("PYTHONSTARTUP", None)


def _computing(stack: ExitStack, workers: int | None) -> None:
    """Start the processes that compute for all sessions, and tell the sessions where they are."""
    count = min(os.cpu_count() or 1, 4) if workers is None else workers
    if count < 1:
        os.environ[ADDRESS] = THREADS
        return
    try:
        shared = Workers(count, warm="workbench.serve.shown:warm")
    except OSError:  # no Unix sockets here: each session computes for itself
        return
    shared.start()
    stack.callback(shared.close)
    os.environ.update(shared.environment)


def _gallery(published: Published) -> Gallery:
    gallery = Gallery(published.twins)
    if os.environ.get(ADDRESS) != THREADS:  # this process must not load the compiled code itself
        gallery.learn_ways(executor())
    return gallery


def _server_class() -> type:
    # Voila reads the surroundings when it is imported, so it is imported after they are set.
    from tornado import web
    from voila.app import Voila

    from workbench.serve import handlers

    class Server(Voila):  # type: ignore[misc]  # untyped base
        """Voila with the project's own addresses."""

        name = "workbench"

        def __init__(self, *, published: Published, **settings: Any) -> None:
            super().__init__(**settings)
            self.published = published
            self.config_file_paths = []

        def load_config_file(self, *_: Any, **__: Any) -> None:
            """Read no file: the settings are the ones written in code."""

        def init_handlers(self) -> list[Any]:
            """Keep Voila's static files, sign-in and kernel sockets; answer the rest ourselves."""
            settings = {"voila_configuration": self.voila_configuration}
            limits = self.published.limits
            kept = (
                "/voila/templates/",
                "/voila/static/",
                "/voila/api/themes/",
                "/voila/labextensions/",
            )
            own = [
                rule
                for rule in super().init_handlers()
                if any(part in rule[0] for part in kept) or "log" in rule[0].rsplit("/", 1)[-1]
            ]
            base = self.base_url
            return [
                (rf"{base}api/kernels/{_KERNEL_ID}", handlers.SessionState),
                (rf"{base}api/kernels/{_KERNEL_ID}/channels", handlers.SessionSocket),
                (rf"{base}session/{_KERNEL_ID}/end", handlers.EndOfSession, settings),
                *own,
                (
                    base,
                    handlers.GalleryPage,
                    {"gallery": _gallery(self.published), **settings},
                ),
                (
                    rf"{base}apps/([a-z_]+)/?",
                    handlers.AppPage,
                    {
                        "limits": limits,
                        "starts": asyncio.Semaphore(limits.starts),
                        "template_paths": self.template_paths,
                        "config": self.config,
                        **settings,
                    },
                ),
                (r".*", handlers.Nothing, settings),
            ]

        def listen(self) -> None:
            """Listen, and leave in order when asked to."""
            self.app.settings["default_handler_class"] = web.ErrorHandler
            super().listen()

    return Server
