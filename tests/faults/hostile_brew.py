"""A house in which every field has hostile text of its own, so that one can tell which is shown."""

import re
from collections.abc import Iterable
from contextlib import suppress

import psycopg

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.services.context import Context
from tests.faults.hostile_house import House, settle
from tests.faults.hostile_services import ENTRIES

_NUMBERS = {name: number for number, name in enumerate(ENTRIES)}
_FOUND = re.compile(r"<b>n(\d+)n</b>")


def brew(name: str) -> str:
    """A formula, markup, a script, SQL, letters turned around and a terminal's colours in one.

    Short enough for every field, and like no other field's.
    """
    return f'=1+1<b>n{_NUMBERS[name]}n</b><img src=x onerror="x()">\u202egnp\x1b[31m\u2028\';--'


def brewed(ctx: Context) -> tuple[House, frozenset[str]]:
    """The house, and the names of the entries that took the text."""
    house, taken = settle(ctx), set[str]()
    for name, entry in ENTRIES.items():
        with suppress(DomainError):
            entry(ctx, house, brew(name))
            taken.add(name)
    return house, frozenset(taken)


def shown_in(texts: Iterable[str]) -> frozenset[str]:
    """The entries whose text is in one of these, its markup as it was typed."""
    names = list(_NUMBERS)
    return frozenset(names[int(number)] for text in texts for number in _FOUND.findall(text))


def talked_about(ctx: Context) -> list[TicketId]:
    """Tickets with something hostile in or about them."""
    about = (
        *("comment", "hand_over", "help_request", "requisition", "cost_entry"),
        *("signature", "step", "survey"),
    )
    asked = " UNION ".join(
        f"SELECT ticket_id FROM {name} r WHERE r::text LIKE '%=1+1<b>%'" for name in about
    )
    own = "SELECT id FROM ticket t WHERE t::text LIKE '%=1+1<b>%'"
    with psycopg.connect(ctx.database.url) as connection:
        rows = connection.execute(f"{asked} UNION {own} ORDER BY 1".encode()).fetchall()
    return [TicketId(key) for (key,) in rows]
