"""Where a desk has its answer worked out: never on the thread that serves the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

TASK = "workbench.studies:decide"


class Compute:
    """One question at a time, the latest wins.

    What it runs on (a shared worker process, one of its own, a thread) is decided by
    `workbench.studies.executors`; answers arrive on the main thread.

    Parameters
    ----------
    task : str
        ``module:function`` that takes the question.
    """

    def __init__(self, task: str = TASK) -> None:
        self._task = task
        self._job: Any = None
        self._turn = 0

    def run(
        self,
        question: Any,
        on_done: Callable[[Any], None],
        on_error: Callable[[BaseException], None],
        on_progress: Callable[..., None] | None = None,
    ) -> None:
        """Have ``question`` answered; what was asked before is dropped."""
        from workbench.studies.executors import executor

        self.cancel()
        turn = self._turn

        def mine(call: Callable[..., None] | None) -> Callable[..., None]:
            def answer(*values: Any) -> None:
                # An answer that was overtaken may still arrive; nobody wants it any more.
                if turn == self._turn and call is not None:
                    call(*values)

            return answer

        self._job = executor().submit(
            self._task,
            question,
            on_done=mine(on_done),
            on_error=mine(on_error),
            on_progress=mine(on_progress),
        )

    def cancel(self) -> None:
        """Drop what is being worked out, if anything."""
        self._turn += 1
        job, self._job = self._job, None
        if job is not None:
            job.cancel()
