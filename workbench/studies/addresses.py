"""The environment variables by which a session finds the processes that compute for it."""

from __future__ import annotations

from typing import Final

#: Folder of the workers' sockets, as the server hands it to its sessions.
ADDRESS: Final = "WORKBENCH_COMPUTE"
#: The key to them.
KEY: Final = "WORKBENCH_COMPUTE_KEY"
#: Instead of a folder: answer in threads of the session itself.
THREADS: Final = "threads"
