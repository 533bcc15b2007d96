"""Publishing: the gallery of apps, the hardened Voila server behind it, and its page template.

`serve` starts the server; `opening.open_desk` is what an app's notebook calls. Neither needs the
other, so an app's session does not import the server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["serve"]


def serve(
    host: str = "127.0.0.1",
    port: int = 8866,
    token: str | None = None,
    twins: Sequence[str] = (),
    *,
    open_browser: bool = False,
    sessions: int = 24,
    workers: int | None = None,
) -> None:
    """Serve the gallery of apps until interrupted.

    Parameters
    ----------
    host : str
        Address to listen on. Anything but this machine's own asks for a token.
    port : int
        Port, 1 to 65535; 0 takes a free one. A port in use is an error, not a reason to move.
    token : str, optional
        What a visitor must show once as ``?token=…``. None: no token on this machine's own
        address, a new one, printed, elsewhere. An empty text: none at all, at your own risk.
    twins : sequence of str
        Names or folders of the twins to show; empty shows the shipped ones.
    open_browser : bool
        Open the gallery in this machine's browser.
    sessions : int
        How many visitors may have an app open at once.
    workers : int, optional
        Processes that compute for all sessions; by default one per processor, at most 4. 0 lets
        each session compute for itself.
    """
    from workbench.serve.application import run

    run(
        host,
        port,
        token,
        tuple(twins),
        open_browser=open_browser,
        sessions=sessions,
        workers=workers,
    )
