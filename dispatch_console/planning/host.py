"""Runs the solver in a child process and stops it in grades: cancel, terminate, kill.

The events come from a reader thread. Whatever happens to the child, the last event is `Finished`
or `Failed`. Importing this does not import OR-Tools.
"""

import logging
import subprocess
import threading
from collections.abc import Callable

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.channel import WORKER, Channel
from dispatch_console.planning.messages import Cancel, Event, Failed, Finished, Solve

_log = logging.getLogger(__name__)

GRADE_S = 2.0
"""How long each grade of stopping waits before the next."""


class Running:
    """One solve under way. Methods may be called from any thread but the reader's own."""

    def __init__(
        self, command: Solve, on_event: Callable[[Event], None], worker: tuple[str, ...]
    ) -> None:
        self._on_event = on_event
        self._channel = Channel(worker)
        self._thread = threading.Thread(
            target=self._run, args=(command,), name="solver-reader", daemon=True
        )
        self._thread.start()

    @property
    def process_id(self) -> int:
        """The child's process id."""
        return self._channel.process.pid

    def cancel(self) -> None:
        """Ask for the best plan so far; `Finished` follows soon."""
        self._channel.send(Cancel())

    def stop(self) -> None:
        """End the child whatever it does; returns when it is gone and the reader has ended."""
        process = self._channel.process
        self.cancel()
        for harder in (process.terminate, process.kill):
            if self.wait(GRADE_S):
                return
            harder()
        self.wait(GRADE_S)

    def wait(self, timeout: float | None = None) -> bool:
        """Whether all is over within `timeout` seconds (None: wait for it)."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self, command: Solve) -> None:
        try:
            self._channel.send(command)
            last = self._relay()
            self._channel.close()
            code = self._ended()
            if last is None:
                detail = self._channel.said_on_error()
                self._tell(Failed("solver.died", {"exit_code": code}, detail))
            else:
                self._tell(last)
        finally:
            self._channel.dispose()

    def _relay(self) -> Event | None:
        """Pass events on; the final one is held back until the child is gone."""
        try:
            for event in self._channel.events():
                if isinstance(event, Finished | Failed):
                    return event
                self._tell(event)
        except (ValueError, DomainError) as error:
            _log.error("the solver spoke out of turn: %s", error)
            self._channel.process.kill()
        return None

    def _ended(self) -> int:
        process = self._channel.process
        try:
            return process.wait(GRADE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def _tell(self, event: Event) -> None:
        try:
            self._on_event(event)
        except Exception:
            _log.exception("an event handler failed")


class SolverHost:
    """Starts solves; each has a child process of its own."""

    def __init__(self, worker: tuple[str, ...] = WORKER) -> None:
        self._worker = worker

    def solve(self, command: Solve, on_event: Callable[[Event], None]) -> Running:
        """Start solving; `on_event` is called from the reader thread, `Finished` or `Failed` last.

        Raises `solver.start` if the child cannot be started.
        """
        try:
            return Running(command, on_event, self._worker)
        except OSError as error:
            raise DomainError("solver.start", reason=str(error)) from error
