"""Presence: who is there is told, and who is gone is gone, however they went."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.presence import Attention, Presence, at_ticket
from dispatch_console.services.context import Context
from dispatch_console.services.watch import Watcher
from tests.factories import NOW

PATIENCE_S = 10
SEATED = (
    "import sys, time\n"
    "from dispatch_console.services.watch import Watcher\n"
    "Watcher(sys.argv[1], user='Li').start(lambda: None)\n"
    "time.sleep(60)"
)


class Seen:
    """Whom a console was told of, to be waited for."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self.others: tuple[Presence, ...] = ()

    def take(self, others: tuple[Presence, ...]) -> None:
        with self._news:
            self.others = others
            self._news.notify_all()

    def names(self, *names: str) -> bool:
        with self._news:
            return self._news.wait_for(
                lambda: tuple(one.who for one in self.others) == names, PATIENCE_S
            )

    def anew(self, before: set[int]) -> bool:
        """Whether others came to other seats than `before`."""
        with self._news:
            return self._news.wait_for(
                lambda: bool({one.seat for one in self.others} - before), PATIENCE_S
            )

    def attention(self, attention: Attention) -> bool:
        with self._news:
            return self._news.wait_for(
                lambda: attention in [one.attention for one in self.others], PATIENCE_S
            )


@contextmanager
def console(url: str, user: str, *, poll_s: float = 60) -> Iterator[tuple[Seen, Watcher]]:
    seen, watcher = Seen(), Watcher(url, user=user, poll_s=poll_s)
    watcher.start(lambda: None, None, seen.take)
    try:
        yield seen, watcher
    finally:
        watcher.stop()


def test_who_comes_and_goes_is_told_without_waiting_for_a_poll(context: Context) -> None:
    url = context.database.url
    with console(url, "Wang") as (wang, _):
        with console(url, "Li") as (li, _):
            assert wang.names("Li")
            assert li.names("Wang")
        assert wang.names()


def test_what_somebody_turns_to_is_told(context: Context) -> None:
    url, edited = context.database.url, Attention(TicketId(7), edits=True)
    with console(url, "Wang") as (wang, _), console(url, "Li") as (_, li):
        li.attend(edited)
        assert wang.attention(edited)
        li.attend(Attention())
        assert wang.attention(Attention())


def test_a_killed_console_is_gone(context: Context) -> None:
    url = context.database.url
    with console(url, "Wang", poll_s=0.2) as (wang, _):
        process = subprocess.Popen([sys.executable, "-c", SEATED, url])
        try:
            assert wang.names("Li")
            os.kill(process.pid, signal.SIGKILL)
            assert wang.names()
        finally:
            process.kill()
            process.wait()


def test_a_seat_is_taken_again_after_a_cut_with_what_was_looked_at(context: Context) -> None:
    url, looked = context.database.url, Attention(TicketId(7))
    with console(url, "Wang", poll_s=0.2) as (wang, _), console(url, "Li") as (_, li):
        li.attend(looked)
        assert wang.attention(looked)
        before = {one.seat for one in wang.others}
        with psycopg.connect(url) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name LIKE '%watcher' AND datname = current_database()"
            )
        assert wang.anew(before)
        assert wang.attention(looked)


def test_a_row_left_behind_is_nobody_and_is_cleared_away(context: Context) -> None:
    with psycopg.connect(context.database.url, autocommit=True) as connection:
        connection.execute("INSERT INTO presence (who) VALUES ('ghost')")
        with (
            console(context.database.url, "Wang") as (wang, _),
            console(context.database.url, "Li"),
        ):
            assert wang.names("Li")
            rows = connection.execute("SELECT who FROM presence ORDER BY who").fetchall()
    assert rows == [("Li",), ("Wang",)]


def test_who_edits_a_ticket_comes_first_and_each_person_once() -> None:
    looks, edits = Attention(TicketId(7)), Attention(TicketId(7), edits=True)
    others = (
        Presence(1, "Li", NOW, looks),
        Presence(2, "Wang", NOW + timedelta(hours=1), edits),
        Presence(3, "Li", NOW, looks),
        Presence(4, "Zhao", NOW, Attention(TicketId(8))),
    )
    assert [one.seat for one in at_ticket(others, TicketId(7))] == [2, 1]
