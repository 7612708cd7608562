"""Closed tickets are found again by their words, open ones are not among them."""

import time
from dataclasses import replace

import psycopg
import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.services.context import Context
from dispatch_console.services.searching import MOST, closed_tickets, numbered
from tests.factories import make_ticket


def closed(number: int, **fields: object) -> Ticket:
    given = {"status": Status.CLOSED, "region_id": None, "skills": ()} | fields
    return replace(make_ticket(number), **given)  # pyright: ignore[reportArgumentType]


def kept(context: Context, *tickets: Ticket) -> None:
    context.database.run(lambda unit: unit.tickets.add(tickets), user="tester")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("制冷故障", ["T-00001"]),
        ("road LIFT customer", ["T-00002"]),
        ("customer", ["T-00003", "T-00002", "T-00001"]),
        ("02101897853", ["T-00003"]),
        ("100%", ["T-00002"]),
        ("a_b", []),
        ("nothing of the kind", []),
        ("", []),
    ],
)
def test_what_mentions_every_word_is_found_newest_first(
    context: Context, text: str, numbers: list[str]
) -> None:
    kept(
        context,
        closed(1, title="空调不制冷，报 E4 故障"),
        closed(2, title="Lift", description="stuck at 100%", status=Status.CANCELLED),
        closed(3, title="axb", phone="021-0189-7853", status=Status.RESOLVED),
        closed(4, title="空调不制冷，故障", description="100%", status=Status.NEW),
    )
    found = closed_tickets(context, text)
    assert [ticket.number for ticket in found.tickets] == numbers
    assert not found.more


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("T-00012", "T-00012"),
        (" t-00012 ", "T-00012"),
        ("12", "T-00012"),
        ("0012", "T-00012"),
        ("2", "ticket.unknown"),
        ("7", "ticket.several"),
        ("13", "ticket.unknown"),
        ("T-13", "ticket.unknown"),
        ("", "ticket.unknown"),
        (".*", "ticket.unknown"),
    ],
)
def test_a_number_is_found_whole_or_by_its_digits_if_they_are_of_one_closed_ticket(
    context: Context, said: str, number: str
) -> None:
    kept(
        context,
        closed(12),
        closed(7),
        replace(closed(8), number="A7"),
        closed(13, status=Status.NEW),
    )
    try:
        assert numbered(context, said).number == number
    except DomainError as error:
        assert error.code == number  # noqa: PT017


FILL = """
    INSERT INTO ticket (number, title, status, priority, channel, duration_s, created_at)
    SELECT 'T-' || n, 'Lift ' || n, 'closed', 3, 'phone', 3600, now()
    FROM generate_series(1, 50000) AS n
"""


def test_among_fifty_thousand_it_takes_less_than_two_seconds_and_says_there_are_more(
    context: Context, database_url: str
) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute(FILL)
    started = time.perf_counter()
    assert [t.number for t in closed_tickets(context, "lift 49999").tickets] == ["T-49999"]
    assert not closed_tickets(context, "no such lift").tickets
    assert time.perf_counter() - started < 2
    many = closed_tickets(context, "lift")
    assert (len(many.tickets), many.more) == (MOST, True)
