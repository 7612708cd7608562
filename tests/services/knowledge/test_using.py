"""What articles did for tickets is counted once for each person and ticket."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import ArticleId, TicketId
from dispatch_console.domain.knowledge.usefulness import Verdict
from dispatch_console.domain.ticket import Status
from dispatch_console.services.context import Context
from dispatch_console.services.knowledge.finding import search
from dispatch_console.services.knowledge.using import PERIOD, figures, said_at, say
from dispatch_console.services.tickets import NewTicket, create
from tests.services.knowledge.shelf import published, told

S = Status


def ticket(ctx: Context, *way: Status) -> TicketId:
    """A ticket that went this way."""
    key = create(ctx, uuid4(), NewTicket(title="Lift stands still")).id
    for status in way:
        with ctx.database.unit(user="tester") as unit:
            unit.tickets.set_status({key: status})
            unit.commit()
    return key


def test_the_last_word_of_each_person_counts(context: Context) -> None:
    article, one = published(context, told("标题", "正文")), ticket(context)
    say(context, uuid4(), article, one, Verdict.USED)
    say(context, uuid4(), article, one, Verdict.HELPED)
    other = replace(context, user="wang")
    say(other, uuid4(), article, one, Verdict.NOT_HELPED)
    say(context, uuid4(), article, ticket(context), Verdict.USED)
    ((row, _),) = figures(context).rows
    assert (row.used, row.helped, row.not_helped, row.tickets) == (3, 1, 1, 2)
    assert said_at(context, one) == {article: Verdict.HELPED}
    assert said_at(other, one) == {article: Verdict.NOT_HELPED}
    (hit,) = search(context, "标题", "zh_CN")
    assert (hit.used, hit.helped) == (3, 1)


def test_first_contact_is_counted_by_article_and_over_all(context: Context) -> None:
    article, unused = (published(context, told(name, "正文")) for name in ("一", "二"))
    once = ticket(context, S.ASSIGNED, S.EN_ROUTE, S.IN_PROGRESS, S.RESOLVED)
    twice = ticket(context, S.IN_PROGRESS, S.RESOLVED, S.REOPENED, S.ASSIGNED, S.RESOLVED)
    ticket(context, S.IN_PROGRESS, S.RESOLVED, S.CONFIRMED)
    for key in (once, twice, ticket(context, S.IN_PROGRESS)):
        say(context, uuid4(), article, key, Verdict.HELPED)
    found = figures(context)
    first, second = (row for row, _ in found.rows)
    assert (first.article_id, first.tickets, first.solved, first.first_contact) == (
        article,
        3,
        2,
        1,
    )
    assert (second.article_id, second.used, second.solved) == (unused, 0, 0)
    assert (found.solved, found.first_contact) == (3, 2)


def test_old_tickets_say_nothing(context: Context) -> None:
    ticket(context, S.IN_PROGRESS, S.RESOLVED)
    with context.database.snapshot() as snap:
        later = snap.now() + PERIOD + timedelta(days=1)
    assert figures(replace(context, clock=lambda: later)).solved == 0


def test_saying_it_twice_by_one_command_is_saying_it_once(context: Context) -> None:
    article, one, command = published(context, told("标题", "正文")), ticket(context), uuid4()
    changes = say(context, command, article, one, Verdict.USED)
    assert "article_use" in changes.service
    say(context, command, article, one, Verdict.NOT_HELPED)
    assert said_at(context, one) == {article: Verdict.USED}


def test_nothing_is_said_of_what_is_not_there(context: Context) -> None:
    article, one = published(context, told("标题", "正文")), ticket(context)
    with pytest.raises(DomainError, match=r"article\.gone"):
        say(context, uuid4(), ArticleId(99), one, Verdict.USED)
    with pytest.raises(DomainError, match=r"ticket\.gone"):
        say(context, uuid4(), article, TicketId(99), Verdict.USED)
