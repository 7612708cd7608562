"""A TCP proxy before the test server that loses what it is told to lose."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

CHUNK = 65536
UNITS = b"dispatch-console unit"
"""What the connections on which a person's actions are written say of themselves."""

Rule = Callable[["Line", bytes], "Fate"]


class Fate:
    """What becomes of bytes from the console: sent on or not, and whether the line is cut then."""

    def __init__(self, *, sent: bool, cut: bool, answered: bool = False) -> None:
        self.sent, self.cut, self.answered = sent, cut, answered


PASS = Fate(sent=True, cut=False)
SWALLOWED = Fate(sent=False, cut=False)
"""The line stays open, and nobody ever answers on it."""
LOST_BEFORE = Fate(sent=False, cut=True)
LOST_AFTER = Fate(sent=True, cut=True, answered=True)
"""The server has answered, so it is done; the console does not hear of it."""
LOST_AT_ONCE = Fate(sent=True, cut=True)
"""The server may still be at it."""


class Line:
    """One connection: what the console has sent on it so far."""

    def __init__(self, console: socket.socket, server: socket.socket) -> None:
        self.console, self.server = console, server
        self.said = b""
        self.cutting = False

    def cut(self) -> None:
        """Hang up on both sides."""
        for side in (self.console, self.server):
            with suppress(OSError):
                side.shutdown(socket.SHUT_RDWR)


class Proxy:
    """Listens on `port` and passes on to the server's own socket.

    `rule` is asked for every piece the console sends; `away` refuses whoever comes, `frozen` lets
    nothing through in either direction until it is taken back.
    """

    def __init__(self, server: Path) -> None:
        self._server = server
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self.rule: Rule = lambda line, piece: PASS
        self._away = False
        self._flowing = threading.Event()
        self._flowing.set()
        self._lines: list[Line] = []
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._start(self._welcome)

    def url(self, database_url: str) -> str:
        """The same database, by way of the proxy."""
        name = database_url.partition("?")[0].rpartition("/")[2]
        plain = "sslmode=disable&gssencmode=disable"
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}?{plain}"

    def refuse(self) -> None:
        """Let nobody new in."""
        self._away = True

    def go_away(self) -> None:
        """Cut every line and refuse new ones."""
        with self._lock:
            self._away = True
            lines = list(self._lines)
        for line in lines:
            line.cut()

    def come_back(self) -> None:
        """Let in whoever comes, and all through."""
        self.rule = lambda line, piece: PASS
        with self._lock:
            self._away = False

    def freeze(self) -> None:
        """Swallow nothing, pass on nothing: a line that looks whole and is dead."""
        self._flowing.clear()

    def thaw(self) -> None:
        """Pass on what has waited."""
        self._flowing.set()

    def stop(self) -> None:
        """Cut all and wait for the threads."""
        self.go_away()
        self.thaw()
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        for thread in self._threads:
            thread.join(10)

    def _start(self, work: Callable[..., None], *given: object) -> None:
        thread = threading.Thread(target=work, args=given, name="proxy", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _welcome(self) -> None:
        while True:
            try:
                console, _ = self._door.accept()
            except OSError:
                return
            if self._away:
                console.close()
                continue
            server = socket.socket(socket.AF_UNIX)
            server.connect(str(self._server))
            line = Line(console, server)
            with self._lock:
                self._lines.append(line)
            if self._away:
                line.cut()
            self._start(self._carry_up, line)
            self._start(self._carry_down, line)

    def _carry_up(self, line: Line) -> None:
        with suppress(OSError):
            while piece := line.console.recv(CHUNK):
                self._flowing.wait()
                fate = self.rule(line, piece)
                line.said += piece
                line.cutting = fate.cut
                if fate.sent:
                    line.server.sendall(piece)
                if fate.cut and not fate.answered:
                    line.cut()
                if fate.cut:
                    return
        line.cut()

    def _carry_down(self, line: Line) -> None:
        with suppress(OSError):
            while piece := line.server.recv(CHUNK):
                self._flowing.wait()
                if line.cutting:
                    break
                line.console.sendall(piece)
        line.cut()
        line.console.close()
        line.server.close()


@contextmanager
def proxied(folder: Path) -> Iterator[Proxy]:
    """A proxy before the test cluster in this folder."""
    proxy = Proxy(folder / ".s.PGSQL.5432")
    try:
        yield proxy
    finally:
        proxy.stop()


def at_commit(fate: Fate, *, times: int = 1, then: Callable[[], object] = lambda: None) -> Rule:
    """The rule by which the next commits of a person's actions meet this fate; `then` follows."""
    left = [times]

    def rule(line: Line, piece: bytes) -> Fate:
        if left[0] and UNITS in line.said and b"COMMIT\0" in piece:
            left[0] -= 1
            then()
            return fate
        return PASS

    return rule
