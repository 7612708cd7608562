"""The demo company's knowledge base, and tickets of the last weeks at which it was put to use."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from dispatch_console.app.demo import sources
from dispatch_console.app.demo.sources import MARK, Job, chance
from dispatch_console.domain.customer import Site
from dispatch_console.domain.ids import ArticleId, TicketId
from dispatch_console.domain.knowledge.article import Article, Content, State, Telling
from dispatch_console.domain.knowledge.usefulness import Verdict
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.step import Step
from dispatch_console.domain.ticket import Channel, Priority, Status, Ticket
from dispatch_console.services.knowledge.articles import enter_edition
from dispatch_console.storage.repositories.articles import Use
from dispatch_console.storage.unit_of_work import Unit

SOLVED_TICKETS = 60
OLDEST_DAYS, NEWEST_DAYS = 75, 3
"""How long ago the solved tickets came in."""

READERS = ("王芳", "李伟", "张敏", "Tom Hill")
EDITORS = ("陈主管", "Anna Berg")
VERDICTS = ((Verdict.HELPED, 70), (Verdict.USED, 18), (Verdict.NOT_HELPED, 12))

_S = Status
_CLOSING = (_S.RESOLVED, _S.CONFIRMED, _S.CLOSED)
WAYS: tuple[tuple[tuple[Status, ...], int], ...] = (
    ((_S.NEW, _S.ASSIGNED, _S.ACCEPTED, _S.EN_ROUTE, _S.IN_PROGRESS, *_CLOSING), 78),
    (
        (
            *(_S.NEW, _S.ASSIGNED, _S.EN_ROUTE, _S.IN_PROGRESS, _S.ON_HOLD),
            *(_S.ASSIGNED, _S.EN_ROUTE, _S.IN_PROGRESS, *_CLOSING),
        ),
        14,
    ),
    (
        (
            *(_S.NEW, _S.ASSIGNED, _S.EN_ROUTE, _S.IN_PROGRESS, _S.RESOLVED, _S.REOPENED),
            *(_S.ASSIGNED, _S.EN_ROUTE, _S.IN_PROGRESS, *_CLOSING),
        ),
        8,
    ),
)
"""How the solved tickets went, and how many of a hundred: at once, with two visits, reopened."""


def add(unit: Unit, now: datetime, sites: Sequence[Site]) -> None:
    """Write articles, solved tickets at some of the sites and what people said of the articles;
    nothing where there are articles already."""
    if unit.articles.every():
        return
    articles = [_write(unit, row, now) for row in sources.read("articles.json")]
    rng = chance("knowledge")
    by_skill: dict[str, list[Article]] = {}
    for article in articles:
        if article.readable:
            for skill in article.content.skills:
                by_skill.setdefault(skill, []).append(article)
    for ticket in _solved(unit, now, sites, rng):
        fitting = by_skill.get(ticket.skills[0].code, [])
        for article in rng.sample(fitting, min(len(fitting), rng.randint(0, 2))):
            verdict = rng.choices([v for v, _ in VERDICTS], [w for _, w in VERDICTS])[0]
            use = Use(article.id, ticket.id, rng.choice(READERS), verdict)
            unit.articles.uses.say(use, ticket.created_at + timedelta(hours=3))


def _write(unit: Unit, row: Mapping[str, Any], now: datetime) -> Article:
    """One article, with its first edition where it has been changed since."""
    tellings = {code: Telling(*told) for code, told in row["tellings"].items()}
    content = Content(
        tellings=tellings,
        categories=tuple(row["categories"]),
        skills=tuple(row["skills"]),
        models=tuple(row["models"]),
    )
    state, first = State(row["state"]), row["first_zh"]
    old = {"zh_CN": Telling(tellings["zh_CN"].title, first)}
    begun = Article(
        id=ArticleId(0),
        content=replace(content, tellings=old) if first else content,
        remark=row["remark"],
        written_by=READERS[0],
        written_at=now - timedelta(days=120),
    )
    (article,) = unit.articles.add([begun])
    if first:
        enter_edition(unit, article, EDITORS[0], now - timedelta(days=118))
        unit.articles.step(_again(unit, article.id), State.DRAFT)
        unit.articles.write(
            replace(_again(unit, article.id), content=content, written_by=READERS[1])
        )
    if state is State.PUBLISHED:
        enter_edition(unit, _again(unit, article.id), EDITORS[1], now - timedelta(days=80))
    elif state is State.REVIEW:
        unit.articles.step(article, State.REVIEW)
    return _again(unit, article.id)


def _again(unit: Unit, article: ArticleId) -> Article:
    return unit.articles.get([article])[article]


def _solved(unit: Unit, now: datetime, sites: Sequence[Site], rng: Random) -> tuple[Ticket, ...]:
    """Closed tickets of the last weeks, with the steps they took."""
    jobs = [job for job in sources.jobs() if job.work != "planned"]
    customers = unit.customers.get({site.customer_id for site in sites if site.customer_id})
    rows: list[Ticket] = []
    for number in range(1, SOLVED_TICKETS + 1):
        job, site = rng.choices(jobs, [job.weight for job in jobs])[0], rng.choice(sites)
        assert site.customer_id is not None
        customer = customers[site.customer_id]
        age = timedelta(minutes=rng.randrange(NEWEST_DAYS * 1440, OLDEST_DAYS * 1440))
        row = replace(
            _ticket(job, now - age, rng),
            external_id=f"{MARK}K{number:03d}",
            customer_id=customer.id,
            customer_name=customer.name,
            phone=customer.phone,
            site_id=site.id,
            address=site.address,
            location=site.location,
            region_id=site.region_id,
        )
        rows.append(row)
    written = unit.tickets.upsert(rows).rows
    unit.steps.add(step for ticket in written for step in _steps(ticket, rng))
    return written


def _ticket(job: Job, created: datetime, rng: Random) -> Ticket:
    words = {"n": rng.randrange(2, 9), "tag": rng.randrange(101, 899), "floor": rng.randint(2, 12)}
    words |= {"temp": rng.randrange(31, 39), "code": rng.choice(("E4", "E07", "F23", "U4"))}
    return Ticket(
        id=TicketId(0),
        number="",
        title=job.title_zh.format(**words),
        description=job.text_zh.format(**words),
        status=Status.CLOSED,
        priority=Priority.P2,
        channel=Channel.PHONE,
        category=job.category,
        skills=(SkillLevel(job.skill, job.level[0]),),
        duration_s=job.minutes[0] * 60,
        created_at=created,
    )


def _steps(ticket: Ticket, rng: Random) -> list[Step]:
    """The way it went, a step an hour or so."""
    way = rng.choices([way for way, _ in WAYS], [share for _, share in WAYS])[0]
    who, at = rng.choice(READERS), ticket.created_at
    found: list[Step] = []
    for before, after in pairwise(way):
        at += timedelta(minutes=rng.randrange(15, 110))
        found.append(Step(ticket_id=ticket.id, at=at, who=who, before=before, after=after))
    return found
