"""The sessions behind the apps: one kernel per open page, counted, ended when the page is gone."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_server._tz import utcnow
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from traitlets import Integer, List, Unicode

if TYPE_CHECKING:
    from tornado.websocket import WebSocketHandler


class OnlyThisPython(KernelSpecManager):
    """Offers this environment's Python and nothing a user has installed elsewhere."""

    kernel_dirs = List(Unicode(), [], config=True)

    def _kernel_dirs_default(self) -> list[str]:
        return []


class Sessions(AsyncMappingKernelManager):  # type: ignore[misc]  # untyped base
    """Kernels with two patiences: short once the page has gone, long while it is open.

    The page reports its end, but a crashed browser or a lost network does not, and then only
    this frees the memory.
    """

    idle_open = Integer(7200, help="Idle time allowed while a page is open. [s]").tag(config=True)
    most = Integer(24, help="Sessions allowed at once.").tag(config=True)

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.starting = 0
        self.sockets: defaultdict[str, set[WebSocketHandler]] = defaultdict(set)

    @property
    def full(self) -> bool:
        """Tell whether one more visitor would be one too many."""
        return len(self._kernels) + self.starting >= self.most

    async def shutdown_kernel(  # type: ignore[override]  # the base makes one of two by a trick
        self, kernel_id: str, *arguments: Any, **options: Any
    ) -> None:
        """End a session and hang up on its page, which then asks and says so.

        Jupyter leaves the connection open, and the page would go on as if somebody listened.
        """
        await super().shutdown_kernel(kernel_id, *arguments, **options)
        if not options.get("restart"):
            for connection in self.sockets.pop(kernel_id, set()):
                connection.close(1001, "the session has ended")

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """End a session that has been idle for longer than its page's state allows."""
        kernel = self._kernels.get(kernel_id)
        if kernel is None or not hasattr(kernel, "last_activity"):
            return
        if getattr(kernel, "execution_state", "") == "dead":
            await self.shutdown_kernel(kernel_id, now=True)
            return
        connections = self._kernel_connections.get(kernel_id, 0)
        allowed = self.idle_open if connections else self.cull_idle_timeout
        idle = utcnow() - kernel.last_activity
        if idle > timedelta(seconds=allowed):
            self.log.info("Ending session %s: idle for %d s", kernel_id, idle.total_seconds())
            await self.shutdown_kernel(kernel_id, now=True)
