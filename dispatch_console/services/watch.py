"""Watching the database for what other consoles change."""

import logging
import random
import threading
from collections.abc import Callable
from datetime import timedelta

from dispatch_console.domain.connection import SHUT_OUT, Link
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.presence import Attention, Presence
from dispatch_console.storage.listener import Listener, Notice
from dispatch_console.support.clock import utc_now

_SLICE_S = 0.2
_POLL_S = 5.0
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 10.0

_log = logging.getLogger(__name__)


class Watcher:
    """A thread with a connection of its own that says when to read changes.

    A notice calls `on_change` at once; every five seconds it is called anyway, which is the
    guarantee (notices are only a hint), and so it is after every reconnection. The caller then
    reads from its cursor, which costs little when nothing is new. `on_state(Link)` tells when the
    connection is lost (DELAYED), when it could not be made anew at once (READ_ONLY), and when it
    stands again; it is tried after pauses that grow to ten seconds, each cut short by up to a half
    at random, so that not all consoles come back in the same moment. `on_clock` tells, for each
    connection, how far the server's clock is ahead. With a `user`, this connection is also their
    seat among those present: `on_presence` tells who else is there whenever that is new. All are
    called on the watcher's thread, as `shut_out` is with the refusal, after which it ends, when the
    server does not let the login in any more.
    """

    def __init__(self, url: str, *, user: str = "", poll_s: float = _POLL_S) -> None:
        self._url, self._user = url, user
        self._poll_s = poll_s
        self.shut_out: Callable[[DomainError], None] = lambda error: None
        self._attention = self._told = Attention()
        self._others: tuple[Presence, ...] | None = None
        self._on_presence: Callable[[tuple[Presence, ...]], None] = lambda others: None
        self._stopping, self._now = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._on_change: Callable[[], None] = lambda: None
        self._on_state: Callable[[Link], None] = lambda link: None
        self._on_clock: Callable[[timedelta], None] = lambda ahead: None
        self._link: Link | None = None

    def start(
        self,
        on_change: Callable[[], None],
        on_state: Callable[[Link], None] | None = None,
        on_presence: Callable[[tuple[Presence, ...]], None] | None = None,
        on_clock: Callable[[timedelta], None] | None = None,
    ) -> None:
        """Begin to watch, once."""
        self._on_change = on_change
        self._on_state = on_state or self._on_state
        self._on_presence = on_presence or self._on_presence
        self._on_clock = on_clock or self._on_clock
        self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)
        self._thread.start()

    def attend(self, attention: Attention) -> None:
        """Let the others know, within a moment, what the user looks at. From any thread."""
        self._attention = attention

    def try_now(self) -> None:
        """Do not wait for the next try, or the next look whether the server is there."""
        self._now.set()

    def stop(self) -> None:
        """Stop and wait for the thread; no callback runs afterwards."""
        self._stopping.set()
        self._now.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        pause = _FIRST_PAUSE_S
        while not self._stopping.is_set():
            try:
                self._watch()
            except DomainError as error:
                if self._link is Link.ONLINE:
                    pause = _FIRST_PAUSE_S
                    self._tell(Link.DELAYED)
                else:
                    self._tell(Link.READ_ONLY)
                if error.code in SHUT_OUT:
                    self.shut_out(error)
                    return
                wait = pause * random.uniform(0.5, 1.0)
                _log.info("watching again in %.1f s after %s", wait, error.code)
                self._now.wait(wait)
                self._now.clear()
                pause = min(2 * pause, _LONGEST_PAUSE_S)

    def _watch(self) -> None:
        listener = Listener.open(self._url)
        try:
            self._tell(Link.ONLINE)
            self._on_clock(listener.clock_offset(utc_now))
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
            if self._now.is_set():
                self._now.clear()
                break
            waited += _SLICE_S
        return Notice()

    def _sit(self, listener: Listener) -> None:
        if self._user:
            listener.sit(self._user)
            self._told, self._others = Attention(), None
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

    def _tell(self, link: Link) -> None:
        if link is not self._link:
            self._link = link
            self._on_state(link)
