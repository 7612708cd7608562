"""Nobody writes a title that is too long: not by a call, an edit, a split, a file or by SQL."""

from dataclasses import replace

import psycopg
import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ticket import LONGEST_TITLE
from dispatch_console.services.context import Context
from dispatch_console.services.editing import edit
from dispatch_console.services.relating import Part, split
from dispatch_console.services.tickets import NewTicket, create
from dispatch_console.storage.migrate import downgrade, migrate
from tests.factories import make_ticket
from tests.services.company import command, found, ticket

LONG = "长" * 100_000


def test_too_long_a_title_is_refused_by_name_and_nothing_is_written(context: Context) -> None:
    (key,) = found(context, make_ticket(1)).tickets
    base = ticket(context, key)
    for attempt in (
        lambda: create(context, command(1), NewTicket(title=LONG)),
        lambda: edit(context, command(2), base, replace(base, title=LONG)),
        lambda: split(context, command(3), key, [Part(title=LONG)]),
    ):
        with pytest.raises(DomainError) as caught:
            attempt()
        assert caught.value.code == "ticket.title_long"
    assert ticket(context, key) == base


def test_the_database_refuses_it_from_whoever_comes_and_says_why(context: Context) -> None:
    (key,) = found(context, make_ticket(1)).tickets
    wanted = replace(ticket(context, key), title="x" * (LONGEST_TITLE + 1))
    with pytest.raises(DomainError) as caught, context.database.unit(user="tester") as unit:
        unit.tickets.update([wanted])
    assert caught.value.code == "ticket.title_long"


def test_a_title_from_before_goes_on_in_the_description(context: Context) -> None:
    (key,) = found(context, make_ticket(1)).tickets
    before = ticket(context, key)
    url = context.database.url
    context.database.close()
    downgrade(url, "0018")
    long = "长" * 300
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE ticket SET title = %s WHERE id = %s", [long, key])
    migrate(url)
    after = ticket(context, key)
    assert after.title == "长" * (LONGEST_TITLE - 1) + "…"
    assert after.description == f"{long}\n{before.description}"
