"""Watching the database for what other consoles change."""

import logging
import threading
from collections.abc import Callable

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.presence import Attention, Presence
from dispatch_console.storage.listener import Listener, Notice

_SLICE_S = 0.2
_POLL_S = 5.0
SHUT_OUT = frozenset({"database.login_locked", "database.password", "database.no_password"})
"""The server lets this login in no more; trying again does not help."""

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 10.0

_log = logging.getLogger(__name__)


class Watcher:
    """A thread with a connection of its own that says when to read changes.

    A notice calls `on_change` at once; every five seconds it is called anyway, which is the
    guarantee (notices are only a hint), and so it is after every reconnection. The caller then
    reads from its cursor, which costs little when nothing is new. `on_state(online)` tells when
    the connection is lost and found again. With a `user`, this connection is also their seat among
    those present: `on_presence` tells who else is there whenever that is new. All are called on
    the watcher's thread, as `shut_out` is with the refusal, after which it ends, when the server
    does not let the login in any more.
    """

    def __init__(self, url: str, *, user: str = "", poll_s: float = _POLL_S) -> None:
        self._url, self._user = url, user
        self._poll_s = poll_s
        self.shut_out: Callable[[DomainError], None] = lambda error: None
        self._attention = self._told = Attention()
        self._others: tuple[Presence, ...] | None = None
        self._on_presence: Callable[[tuple[Presence, ...]], None] = lambda others: None
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._on_change: Callable[[], None] = lambda: None
        self._on_state: Callable[[bool], None] | None = None
        self._online: bool | None = None

    def start(
        self,
        on_change: Callable[[], None],
        on_state: Callable[[bool], None] | None = None,
        on_presence: Callable[[tuple[Presence, ...]], None] | None = None,
    ) -> None:
        """Begin to watch, once."""
        self._on_change, self._on_state = on_change, on_state
        if on_presence is not None:
            self._on_presence = on_presence
        self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)
        self._thread.start()

    def attend(self, attention: Attention) -> None:
        """Let the others know, within a moment, what the user looks at. From any thread."""
        self._attention = attention

    def stop(self) -> None:
        """Stop and wait for the thread; no callback runs afterwards."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        pause = _FIRST_PAUSE_S
        while not self._stopping.is_set():
            try:
                self._watch()
            except DomainError as error:
                if self._online:
                    pause = _FIRST_PAUSE_S
                self._tell(online=False)
                if error.code in SHUT_OUT:
                    self.shut_out(error)
                    return
                _log.info("watching again in %.1f s after %s", pause, error.code)
                self._stopping.wait(pause)
                pause = min(2 * pause, _LONGEST_PAUSE_S)

    def _watch(self) -> None:
        listener = Listener.open(self._url)
        try:
            self._tell(online=True)
            self._on_change()
            self._sit(listener)
            while not self._stopping.is_set():
                notice = self._noticed(listener)
                if self._stopping.is_set():
                    return
                if not notice:
                    listener.check()
                if notice.changes or not notice:
                    self._on_change()
                if notice.presence or not notice:
                    self._look_around(listener)
        finally:
            listener.close()

    def _noticed(self, listener: Listener) -> Notice:
        """Wait for a notice until the next poll is due, in slices so that `stop` is prompt."""
        waited = 0.0
        while waited < self._poll_s and not self._stopping.is_set():
            self._attend(listener)
            notice = listener.wait(min(_SLICE_S, self._poll_s))
            if notice:
                return notice
            waited += _SLICE_S
        return Notice()

    def _sit(self, listener: Listener) -> None:
        if self._user:
            listener.sit(self._user)
            self._told = Attention()
            self._look_around(listener)

    def _attend(self, listener: Listener) -> None:
        """In the rhythm of the slices: who walks through the board tells only where they stop."""
        attention = self._attention
        if self._user and attention != self._told:
            listener.attend(attention)
            self._told = attention

    def _look_around(self, listener: Listener) -> None:
        others = listener.others()
        if others != self._others:
            self._others = others
            self._on_presence(others)

    def _tell(self, *, online: bool) -> None:
        if online != self._online:
            self._online = online
            if self._on_state is not None:
                self._on_state(online)
