"""A solver child process and the line of JSON each way: commands in, events out.

Used by the host, and by a worker for the workers that help it. The child lives only as long as its
input is open, so that none outlives whoever started it.
"""

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator

from dispatch_console.planning.codec import command_to_json, event_from_json
from dispatch_console.planning.messages import Command, Event

WORKER = (sys.executable, "-m", "dispatch_console.planning.worker")

_DETAIL_BYTES = 4000

_ITEMS = 100
"""So many items of a list are encoded at a time: meanwhile no other thread of the program runs."""


class Channel:
    """A running worker. `send` from any thread; `events` from one."""

    def __init__(self, command: tuple[str, ...] = WORKER) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the child
        self._lock = threading.Lock()
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            # Ctrl+C reaches every process of a terminal's group: only the host is to hear it.
            process_group=None if sys.platform == "win32" else 0,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0)
            | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
            | getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
        )

    def send(self, command: Command) -> None:
        """Hand over a command; a worker that is gone hears nothing and raises nothing."""
        line = b"".join(_pieces(command_to_json(command))) + b"\n"
        stdin = self.process.stdin
        assert stdin is not None
        with self._lock:
            try:
                stdin.write(line)
                stdin.flush()
            except (OSError, ValueError):
                return

    def events(self) -> Iterator[Event]:
        """What the worker says, until it ends."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            yield event_from_json(json.loads(line))

    def close(self) -> None:
        """Close the worker's input, at which it ends."""
        stdin = self.process.stdin
        assert stdin is not None
        with self._lock:
            try:
                stdin.close()
            except OSError:
                return

    def dispose(self) -> None:
        """Free what is left of a process that has ended."""
        self.close()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()
        self._log.close()

    def said_on_error(self) -> str:
        """The end of what the worker wrote to its error stream."""
        size = self._log.seek(0, 2)
        self._log.seek(max(0, size - _DETAIL_BYTES))
        return self._log.read().decode(errors="replace")


def _pieces(value: object) -> Iterator[bytes]:
    """The value as JSON, in pieces that are each encoded quickly."""
    if isinstance(value, dict):
        for rank, (key, inner) in enumerate(value.items()):
            yield b"%s%s:" % (b"," if rank else b"{", _encoded(key))
            yield from _pieces(inner)
        yield b"}" if value else b"{}"
    elif isinstance(value, list) and len(value) > _ITEMS:
        for start in range(0, len(value), _ITEMS):
            yield b"," if start else b"["
            yield _encoded(value[start : start + _ITEMS])[1:-1]
        yield b"]"
    else:
        yield _encoded(value)


def _encoded(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
