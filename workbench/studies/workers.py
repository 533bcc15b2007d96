"""The worker processes: started warm, watched, replaced when they die, gone when their owner is."""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from workbench.studies.addresses import ADDRESS, KEY

_LOG: Final = logging.getLogger(__name__)
LANES: Final = ("work", "quick")
_SHORT_LIFE: Final = 5.0  # a worker that lives shorter than this is restarted more slowly [s]


class Workers:
    """A set of worker processes that share two sockets.

    Parameters
    ----------
    count : int
        Number of processes, at least 1.
    preload : tuple of str
        Modules imported before the first question.
    warm : str
        Function that is called once, ``"module:name"``, so that compiled code is loaded; empty
        for none.
    """

    def __init__(
        self,
        count: int,
        *,
        preload: tuple[str, ...] = ("workbench.studies",),
        warm: str = "",
    ) -> None:
        if not hasattr(socket, "AF_UNIX") or os.name != "posix":
            raise OSError("workers need Unix sockets")
        if count < 1:
            raise ValueError("at least one worker is needed")
        self.key = secrets.token_bytes(32)
        self.folder = Path(tempfile.mkdtemp(prefix="workbench-"))  # mode 0700: this user only
        self._preload = preload
        self._warm = warm
        self._closing = threading.Event()
        self._doors: dict[str, socket.socket] = {}
        self._processes: dict[int, subprocess.Popen[bytes]] = {}
        self._count = count
        self._keepers: list[threading.Thread] = []

    def __enter__(self) -> Workers:
        """Start."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    @property
    def environment(self) -> dict[str, str]:
        """What a session's environment must hold to find these workers."""
        return {ADDRESS: str(self.folder), KEY: self.key.hex()}

    @property
    def pids(self) -> list[int]:
        """The processes alive now."""
        return [process.pid for process in self._processes.values() if process.poll() is None]

    def start(self) -> None:
        """Open the sockets and start the processes; questions may be asked at once."""
        for lane in LANES:
            door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            door.bind(str(self.folder / lane))
            door.listen(128)
            self._doors[lane] = door
        for number in range(self._count):
            keeper = threading.Thread(target=self._keep, args=(number,), daemon=True)
            keeper.start()
            self._keepers.append(keeper)

    def close(self) -> None:
        """End the processes and remove the sockets."""
        if self._closing.is_set():
            return
        self._closing.set()
        for process in list(self._processes.values()):
            _end(process)
        for keeper in self._keepers:
            keeper.join(5)
        for door in self._doors.values():
            door.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _keep(self, number: int) -> None:
        pause = 0.1
        while not self._closing.is_set():
            born = time.monotonic()
            process = self._spawn()
            self._processes[number] = process
            if self._closing.is_set():
                _end(process)
            code = process.wait()
            with suppress(OSError):
                process.stdin.close()  # type: ignore[union-attr]  # it was opened as a pipe
            if self._closing.is_set():
                return
            lived = time.monotonic() - born
            pause = min(30.0, pause * 3) if lived < _SHORT_LIFE and code else 0.1
            _LOG.info("Worker %d ended with %s after %.0f s; starting another", number, code, lived)
            self._closing.wait(pause)

    def _spawn(self) -> subprocess.Popen[bytes]:
        doors = {lane: door.fileno() for lane, door in self._doors.items()}
        process = subprocess.Popen(  # noqa: S603  # our own interpreter and module
            [
                sys.executable,
                "-m",
                "workbench.studies._worker",
                *(f"{lane}={number}" for lane, number in doors.items()),
                f"preload={','.join(self._preload)}",
                f"warm={self._warm}",
            ],
            stdin=subprocess.PIPE,
            pass_fds=tuple(doors.values()),
            start_new_session=True,  # Ctrl-C in the terminal is for the owner, who ends us
        )
        assert process.stdin is not None
        with suppress(BrokenPipeError):
            # The pipe stays open: its end tells the worker that its owner is gone.
            process.stdin.write(self.key.hex().encode() + b"\n")
            process.stdin.flush()
        return process


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(OSError):
        if process.stdin is not None:
            process.stdin.close()
    try:
        process.wait(1)
    except subprocess.TimeoutExpired:
        process.kill()
