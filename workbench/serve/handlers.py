"""What the server answers: gallery, app pages, the end of a session, and nothing else."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode, urlsplit

from jupyter_core.utils import ensure_async
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.services.kernels.handlers import KernelHandler
from tornado import web
from voila.handler import BaseVoilaHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import (
    VoilaKernelWebsocketHandler,
    read_header_from_binary_message,
)

from workbench.serve.apps import APPS
from workbench.serve.gallery import Gallery
from workbench.serve.places import page_parts

if TYPE_CHECKING:
    from workbench.serve.configuration import Limits

#: Kernel messages that would show a visitor source text and paths of the server.
_KEPT_BACK: Final = frozenset({"stream", "error", "execute_input", "execute_reply"})
_RETRY: Final = 5  # [s]


class Page(BaseVoilaHandler):  # type: ignore[misc]  # untyped base
    """A page the server makes itself, from the project's templates."""

    def render_template(self, name: str, **values: Any) -> str:
        """Return the page ``name`` with the texts that every page carries."""
        template = self.settings["voila_jinja2_env"].get_template(name)
        shared = {"base_url": self.base_url, "workbench": page_parts()}
        return str(template.render(**shared, **values))


class GalleryPage(Page):
    """The first page: one card per twin; a shared link goes straight to its app."""

    def initialize(self, gallery: Gallery, **settings: Any) -> None:
        """Keep the gallery; Tornado calls this for each request."""
        super().initialize(**settings)
        self.gallery = gallery

    @web.authenticated
    async def get(self) -> None:
        """Show the gallery, or pass a scenario link on to its app."""
        wanted = {
            key: self.get_query_argument(key)
            for key in ("twin", "scenario", "costs")
            if self.get_query_argument(key, "")
        }
        if wanted:
            app = self.get_query_argument("app", next(iter(APPS)))
            if app not in APPS:
                raise web.HTTPError(404, "There is no app of this name.")
            self.redirect(f"{self.base_url}apps/{app}?{urlencode(wanted)}")
            return
        cards = await asyncio.get_running_loop().run_in_executor(None, self.gallery.cards)
        number = len(self.gallery.twins)
        summary = f"{number} digital {'twin' if number == 1 else 'twins'}, opened as apps"
        self.finish(self.render_template("gallery.html", cards=cards, summary=summary))


class AppPage(Page, TornadoVoilaHandler):  # type: ignore[misc]  # untyped base
    """An app: its notebook run in a session of its own, within the limits of the machine."""

    def initialize(self, limits: Limits, starts: asyncio.Semaphore, **settings: Any) -> None:
        """Keep the limits; Tornado calls this for each request."""
        TornadoVoilaHandler.initialize(self, **settings)
        self.limits = limits
        self.starts = starts

    @web.authenticated
    async def get(self, app: str) -> None:
        """Run the notebook of ``app`` and send its page, or a page that waits for a place."""
        if app not in APPS:
            raise web.HTTPError(404, "There is no app of this name.")
        if self.kernel_manager.full:
            self._wait("All places are taken by other visitors.")
            return
        try:
            await asyncio.wait_for(self.starts.acquire(), self.limits.patience)
        except TimeoutError:
            self._wait("Many visitors are coming in at this moment.")
            return
        self.kernel_manager.starting += 1
        try:
            async for part in self.get_generator(path=f"{app}.ipynb"):
                self.write(part)
                await self.flush()
        finally:
            self.kernel_manager.starting -= 1
            self.starts.release()

    def _wait(self, reason: str) -> None:
        self.set_status(503)
        self.set_header("Retry-After", str(_RETRY))
        self.finish(self.render_template("busy.html", reason=reason, retry=_RETRY))


class EndOfSession(Page):
    """A page that closes says so; Voila's own request is refused because it carries no token.

    A beacon cannot carry the header against forged requests, so its origin is compared instead;
    a forger would also have to know the random name of the session.
    """

    def check_xsrf_cookie(self) -> None:
        """Accept the beacon of our own pages, and of nobody else's."""
        origin = self.request.headers.get("Origin", "")
        if urlsplit(origin).netloc != self.request.host:
            raise web.HTTPError(403, "This request does not come from one of our pages.")

    @web.authenticated
    async def post(self, kernel_id: str) -> None:
        """End the session ``kernel_id``."""
        if kernel_id in self.kernel_manager:
            await ensure_async(self.kernel_manager.shutdown_kernel(kernel_id, now=True))
        self.set_status(204)
        self.finish()


class SessionState(KernelHandler):  # type: ignore[misc]  # untyped base
    """Tells a page whether its session lives; a page ends it elsewhere, and may not do more."""

    SUPPORTED_METHODS = ("GET", "HEAD")


class SessionSocket(VoilaKernelWebsocketHandler):  # type: ignore[misc]  # untyped base
    """Voila's connection to a session, less what would tell a visitor about the server."""

    async def open(self, kernel_id: str) -> None:
        """Connect, and be known to the session so that its end is heard."""
        await super().open(kernel_id)
        self._kernel = kernel_id
        self.kernel_manager.sockets[kernel_id].add(self)

    def on_close(self) -> None:
        """Disconnect."""
        self.kernel_manager.sockets[getattr(self, "_kernel", "")].discard(self)
        super().on_close()

    def write_message(self, message: bytes | str | dict[str, Any], binary: bool = False) -> Any:
        """Send ``message`` unless it belongs into the server's log only."""
        kind = _kind(message)
        if kind in _KEPT_BACK:
            if kind in {"stream", "error"}:
                self.log.warning("A session wrote: %s", _readable(message))
            return None
        return super().write_message(message, binary)


class Nothing(Page):
    """Every other address."""

    def check_xsrf_cookie(self) -> None:
        """Answer 404 whatever was sent."""

    async def prepare(self) -> None:
        """Refuse before any method runs."""
        await JupyterHandler.prepare(self)
        raise web.HTTPError(404)


def _kind(message: bytes | str | dict[str, Any]) -> str:
    """Return a message's type; one that cannot be read counts as an error, and is kept back."""
    try:
        if isinstance(message, bytes):
            header = read_header_from_binary_message(message)
        else:
            header = (json.loads(message) if isinstance(message, str) else message)["header"]
        return str(header["msg_type"])
    except (ValueError, KeyError, TypeError):
        return "error"


def _readable(message: bytes | str | dict[str, Any]) -> str:
    if isinstance(message, bytes):
        return message[-2000:].decode("utf-8", "replace")
    return str(message)[-2000:]
