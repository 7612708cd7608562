"""A line to the server that can go deaf, dumb or dead at a word."""

import contextlib
import socket
import struct
import threading
from enum import Enum
from typing import Self

_PIECE = 65536
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Line(Enum):
    """What the line lets through; what it swallows is gone for good."""

    OPEN = "both ways"
    DEAF = "nothing from the server"
    DEAD = "nothing either way"


class Proxy:
    """Listens on `port` and passes bytes on; connections of before a `cut` never come back."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.line = Line.OPEN
        self._ends: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._spawn(self._accept)

    def cut(self) -> None:
        """Reset every connection, on both sides; new ones pass."""
        with self._lock:
            ends, self._ends = self._ends, set()
        self.line = Line.OPEN
        for end in ends:
            with contextlib.suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def close(self) -> None:
        """Cut, and take no more connections."""
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.cut()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(self._target)
            except OSError:
                near.close()
                continue
            with self._lock:
                self._ends |= {near, far}
            self._spawn(self._pass_on, near, far, False)
            self._spawn(self._pass_on, far, near, True)

    def _pass_on(self, source: socket.socket, sink: socket.socket, from_server: bool) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(_PIECE):
                if self.line is Line.OPEN or (self.line is Line.DEAF and not from_server):
                    sink.sendall(piece)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
            with self._lock:
                self._ends.discard(end)

    @staticmethod
    def _spawn(work: object, *args: object) -> None:
        threading.Thread(target=work, args=args, daemon=True).start()  # pyright: ignore[reportArgumentType]
