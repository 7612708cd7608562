"""Watching: another console's change is told at once, an outage is told and survived."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from dispatch_console.domain.connection import Link
from dispatch_console.services import watch
from dispatch_console.services.context import Context
from dispatch_console.services.watch import Watcher
from tests.storage.people import settle

PATIENCE_S = 5


class Heard:
    """What a watcher told, to be waited for."""

    def __init__(self) -> None:
        self.changes = threading.Semaphore(0)
        self.states: list[Link] = []
        self.offline = threading.Event()

    def change(self) -> None:
        self.changes.release()

    def state(self, link: Link) -> None:
        self.states.append(link)
        if link is not Link.ONLINE:
            self.offline.set()

    def next_change(self) -> bool:
        return self.changes.acquire(timeout=PATIENCE_S)

    def forget(self) -> None:
        while self.changes.acquire(blocking=False):
            pass


@contextmanager
def watching(url: str, *, poll_s: float = 60) -> Iterator[Heard]:
    heard, watcher = Heard(), Watcher(url, poll_s=poll_s)
    watcher.start(heard.change, heard.state)
    try:
        yield heard
    finally:
        watcher.stop()


def test_a_change_of_another_console_is_told_at_once(context: Context) -> None:
    with watching(context.database.url) as heard:
        assert heard.next_change(), "once when it begins"
        began = time.monotonic()
        settle(context.database)
        assert heard.next_change()
        assert time.monotonic() - began < 2


def test_without_a_notice_it_asks_to_look_all_the_same(context: Context) -> None:
    with watching(context.database.url, poll_s=0.1) as heard:
        assert all(heard.next_change() for _ in range(3))


def test_a_cut_connection_is_told_and_made_good(context: Context) -> None:
    with watching(context.database.url) as heard:
        assert heard.next_change()
        heard.forget()
        with psycopg.connect(context.database.url) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name LIKE '%watcher' AND datname = current_database()"
            )
        assert heard.offline.wait(PATIENCE_S)
        assert heard.next_change(), "what came meanwhile must be read"
        settle(context.database)
        assert heard.next_change()
    assert heard.states[:3] == [Link.ONLINE, Link.DELAYED, Link.ONLINE]


def test_it_stops_promptly_even_where_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "_FIRST_PAUSE_S", 30)
    with watching("postgresql://nobody@127.0.0.1:1/x") as heard:
        assert heard.offline.wait(PATIENCE_S)
        began = time.monotonic()
    assert time.monotonic() - began < 1
    assert not any(thread.name == "watcher" for thread in threading.enumerate())
