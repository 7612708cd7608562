"""The demo company's knowledge base, and tickets of the past at which it was put to use."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from dispatch_console.app.demo import sources
from dispatch_console.app.demo.past import Past
from dispatch_console.app.demo.requests import drawn
from dispatch_console.app.demo.sources import chance
from dispatch_console.domain.ids import ArticleId
from dispatch_console.domain.knowledge.article import Article, Content, State, Telling
from dispatch_console.domain.knowledge.usefulness import Verdict
from dispatch_console.domain.ticket import Status
from dispatch_console.services.knowledge.articles import enter_edition
from dispatch_console.storage.repositories.articles import Use
from dispatch_console.storage.unit_of_work import Unit

READERS = ("王芳", "李伟", "张敏", "Tom Hill")
EDITORS = ("陈主管", "Anna Berg")
SOLVED = frozenset({Status.RESOLVED, Status.CONFIRMED, Status.CLOSED, Status.ARCHIVED})
USED_EVERY = 7
VERDICTS = ((Verdict.HELPED, 70), (Verdict.USED, 18), (Verdict.NOT_HELPED, 12))


def add(unit: Unit, now: datetime) -> None:
    """Write the articles; nothing where there are articles already."""
    if not unit.articles.every():
        for row in sources.read("articles.json"):
            _write(unit, row, now)


def use(unit: Unit, past: Sequence[Past]) -> None:
    """At some of the tickets that were solved, people said what an article was worth."""
    rng = chance("knowledge")
    by_skill: dict[str, list[Article]] = {}
    for article in unit.articles.every().values():
        if article.readable:
            for skill in article.content.skills:
                by_skill.setdefault(skill, []).append(article)
    solved = [one for one in past if one.ticket.status in SOLVED]
    for one in solved[::USED_EVERY]:
        fitting = by_skill.get(one.ticket.skills[0].code, [])
        for article in rng.sample(fitting, min(len(fitting), rng.randint(0, 2))):
            verdict = drawn(VERDICTS, rng)
            said = Use(article.id, one.ticket.id, rng.choice(READERS), verdict)
            unit.articles.uses.say(said, one.done.came[-1].at)


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
