"""The knowledge base, as readers have it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from dispatch_console.domain.ids import ArticleId
from dispatch_console.domain.knowledge.article import number_of
from dispatch_console.gateway.api.answers import MissingError
from dispatch_console.gateway.api.caller import Reader
from dispatch_console.gateway.api.fields import LARGEST_ID, Line, Told
from dispatch_console.gateway.api.paging import MOST_WORDS
from dispatch_console.services.knowledge.finding import Hit, search
from dispatch_console.support.i18n import language

router = APIRouter(tags=["articles"])


class Tongue(StrEnum):
    """The languages articles are told in."""

    ENGLISH = "en"
    CHINESE = "zh_CN"


class Found(Told):
    """An article, and the stretch of it that says why."""

    number: str
    title: str
    excerpt: str
    categories: list[str]
    skills: list[str]
    models: list[str] = Field(description="Models of devices it is about")
    used: int = Field(description="How often somebody said whether it helped")
    helped: int


class Articles(Told):
    """Those with all the words first; without words all, the newest first."""

    articles: list[Found]


class TellingTold(Told):
    """An article in one language; the body is light Markdown."""

    language: Tongue
    title: str
    body: str


class ArticleTold(Told):
    """The last edition of an article."""

    number: str
    edition: int
    published_at: datetime
    categories: list[str]
    skills: list[str]
    models: list[str]
    tellings: list[TellingTold]


@router.get("/articles", summary="Search the knowledge base")
def find(
    caller: Reader,
    text: Annotated[Line, Query(max_length=MOST_WORDS, description="Words, in any order")] = "",
    told_in: Annotated[Tongue | None, Query(description="The language to prefer")] = None,
) -> Articles:
    """What is published; at most a hundred."""
    found = search(caller.context, text, language() if told_in is None else told_in.value)
    return Articles(articles=list(map(_found, found)))


@router.get("/articles/{number}", summary="One article")
def article(caller: Reader, number: str) -> ArticleTold:
    """Its last edition, in every language it is told in."""
    key = _key(number)
    with caller.context.database.snapshot() as snap:
        row = snap.articles.get([key]).get(key)
        edition = snap.articles.last_editions([key]).get(key)
    if row is None or edition is None or not row.readable:
        raise MissingError("api.article", said=number)
    content = edition.content
    return ArticleTold(
        number=number_of(key),
        edition=edition.edition,
        published_at=edition.published_at,
        categories=list(content.categories),
        skills=list(content.skills),
        models=list(content.models),
        tellings=[
            TellingTold(
                language=Tongue(code),
                title=content.tellings[code].title,
                body=content.tellings[code].body,
            )
            for code in content.languages
        ],
    )


def _key(number: str) -> ArticleId:
    """Raises `MissingError` for what is no number of an article."""
    digits = number.upper().removeprefix("KB-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < len(str(LARGEST_ID))):
        raise MissingError("api.article", said=number)
    return ArticleId(int(digits))


def _found(hit: Hit) -> Found:
    return Found(
        number=hit.number,
        title=hit.title.text,
        excerpt=hit.body.text,
        categories=list(hit.content.categories),
        skills=list(hit.content.skills),
        models=list(hit.content.models),
        used=hit.used,
        helped=hit.helped,
    )
