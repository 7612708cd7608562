"""Duties that come round are done by one console at a time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import psycopg
import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.chores import Chore, by_server, carry_out
from dispatch_console.services.context import Context
from dispatch_console.support.clock import utc_now
from tests.factories import NOW

HOURLY = timedelta(hours=1)


def counting(done: list[str], name: str = "count") -> Chore:
    def do(_: Context) -> int:
        done.append(name)
        return 1

    return Chore(name, HOURLY, do)


def failing(error: Exception) -> Callable[[Context], int]:
    def do(_: Context) -> int:
        raise error

    return do


def begin_earlier(ctx: Context, by: timedelta) -> None:
    """As if all duties had been begun so much earlier, by the server's clock."""
    with psycopg.connect(ctx.database.url) as connection:
        connection.execute("UPDATE chore SET begun_at = begun_at - %s", (by,))


def test_a_duty_is_done_once_in_its_time_whoever_looks(context: Context) -> None:
    done: list[str] = []
    chore = counting(done)
    other = replace(context, user="other", clock=lambda: NOW + timedelta(days=400))
    assert carry_out(context, [chore]) == {"count": 1}
    assert carry_out(other, [chore]) == {}, "a console's own clock says nothing"
    begin_earlier(context, HOURLY)
    assert carry_out(replace(context, clock=lambda: NOW), [chore]) == {"count": 1}
    assert done == ["count", "count"]


def test_a_server_whose_clock_was_ahead_does_not_stop_a_duty(context: Context) -> None:
    done: list[str] = []
    chore = counting(done)
    carry_out(context, [chore])
    begin_earlier(context, -timedelta(days=400))
    assert carry_out(context, [chore]) == {"count": 1}


def test_a_duty_that_fails_is_logged_and_the_next_one_is_done(
    context: Context, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []
    bad = Chore("bad", HOURLY, failing(ValueError("no")))
    assert carry_out(context, [bad, counting(done)]) == {"count": 1}
    assert "the duty bad was not done" in caplog.text
    caplog.clear()


def test_an_outage_ends_the_round(context: Context) -> None:
    lost = Chore("lost", HOURLY, failing(DomainError("database.lost")))
    done: list[str] = []
    with pytest.raises(DomainError):
        carry_out(context, [lost, counting(done)])
    assert done == []


def test_duties_have_the_server_s_time_whatever_a_console_s_clock_says(context: Context) -> None:
    def server() -> datetime:
        with context.database.snapshot() as snap:
            return snap.now()

    for wrong in (timedelta(hours=3), timedelta(days=-400)):
        astray = replace(context, clock=lambda wrong=wrong: utc_now() + wrong)
        before = server()
        told = by_server(astray).clock()
        assert before <= told <= server()
