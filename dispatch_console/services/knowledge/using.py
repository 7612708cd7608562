"""What articles do for tickets: said by people at a ticket, and counted."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import ArticleId, TicketId
from dispatch_console.domain.knowledge.article import Content, number_of
from dispatch_console.domain.knowledge.usefulness import (
    Usefulness,
    Verdict,
    at_first_contact,
)
from dispatch_console.services.context import Context
from dispatch_console.storage.repositories.articles import Use
from dispatch_console.storage.unit_of_work import Unit

PERIOD = timedelta(days=365)
"""Tickets that were resolved so long ago say little about the articles of today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Each article's usefulness and what it says, the most used first; and of all tickets how many
    were solved in the `PERIOD`, and how many of those at the first contact."""

    rows: tuple[tuple[Usefulness, Content], ...] = ()
    solved: int = 0
    first_contact: int = 0


def say(
    ctx: Context, command_id: UUID, article: ArticleId, ticket: TicketId, verdict: Verdict
) -> ChangeSet:
    """Say that the article was used at the ticket, and whether it helped; each person's last word
    counts. Raises `article.gone`, `ticket.gone`.
    """

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        if article not in unit.articles.get([article]):
            raise DomainError("article.gone", number=number_of(article))
        if ticket not in unit.tickets.get([ticket]):
            raise DomainError("ticket.gone", number=ticket)
        unit.articles.uses.say(Use(article, ticket, ctx.user, verdict), unit.now())

    return ctx.database.run(work, user=ctx.user, command=command_id, what="article.use")[1]


def said_at(ctx: Context, ticket: TicketId) -> dict[ArticleId, Verdict]:
    """What this user has said at the ticket."""
    with ctx.database.snapshot() as snap:
        uses = snap.articles.uses.at(ticket)
    return {use.article_id: use.verdict for use in uses if use.who == ctx.user}


def figures(ctx: Context) -> Figures:
    """Of all articles that readers see or that were used, at the tickets this login sees."""
    with ctx.database.snapshot() as snap:
        uses = snap.articles.uses.every()
        wanted = set(snap.articles.published()) | {use.article_id for use in uses}
        contents = snap.articles.get(wanted)
        shown = snap.articles.last_editions(wanted)
        ends = {
            ticket: end
            for ticket, steps in snap.steps.of_resolved(ctx.clock() - PERIOD).items()
            if (end := at_first_contact(steps)) is not None
        }
    by_article: dict[ArticleId, list[Use]] = defaultdict(list)
    for use in uses:
        by_article[use.article_id].append(use)
    rows = [
        (
            _usefulness(key, by_article[key], ends),
            shown[key].content if key in shown else row.content,
        )
        for key, row in contents.items()
    ]
    rows.sort(key=lambda row: (-row[0].used, -row[0].helped, row[0].article_id))
    return Figures(rows=tuple(rows), solved=len(ends), first_contact=sum(ends.values()))


def _usefulness(article: ArticleId, uses: list[Use], ends: dict[TicketId, bool]) -> Usefulness:
    tickets = {use.ticket_id for use in uses}
    verdicts = [use.verdict for use in uses]
    return Usefulness(
        article_id=article,
        used=len(uses),
        helped=verdicts.count(Verdict.HELPED),
        not_helped=verdicts.count(Verdict.NOT_HELPED),
        tickets=len(tickets),
        solved=len(tickets & ends.keys()),
        first_contact=sum(ends.get(ticket, False) for ticket in tickets),
    )
