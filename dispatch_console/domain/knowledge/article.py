"""Articles: one matter told in Chinese, English or both, and every edition that was published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import ArticleId, TicketId
from dispatch_console.domain.roles import Right

LANGUAGES = ("zh_CN", "en")
"""The languages an article may be told in, the one that is asked for first first."""

LONGEST_TITLE, LONGEST_BODY, MOST_TAGS, LONGEST_TAG = 200, 40_000, 20, 60
"""Characters, and tags of each kind: more is no article but a book."""


class State(StrEnum):
    """Where the text being worked on stands; what readers see is the last edition."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    RETIRED = "retired"


STEPS: Mapping[tuple[State, State], Right] = MappingProxyType(
    {
        (State.DRAFT, State.REVIEW): Right.ARTICLES,
        (State.REVIEW, State.DRAFT): Right.ARTICLES,
        (State.DRAFT, State.PUBLISHED): Right.PUBLISH_ARTICLES,
        (State.REVIEW, State.PUBLISHED): Right.PUBLISH_ARTICLES,
        (State.PUBLISHED, State.DRAFT): Right.ARTICLES,
        (State.DRAFT, State.RETIRED): Right.PUBLISH_ARTICLES,
        (State.PUBLISHED, State.RETIRED): Right.PUBLISH_ARTICLES,
        (State.RETIRED, State.DRAFT): Right.PUBLISH_ARTICLES,
    }
)
"""Step -> the right it takes. Revision 0012 holds the database to the same."""


@dataclass(frozen=True, slots=True)
class Telling:
    """The article in one language; the body is light Markdown (see `markdown`)."""

    title: str = ""
    body: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is told."""
        return not self.title.strip() and not self.body.strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What an article says: language -> its telling, and what it is about."""

    tellings: Mapping[str, Telling] = field(default_factory=dict)
    categories: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    """Asset models, as on their plates."""

    def telling(self, language: str) -> Telling:
        """In that language, else in one there is."""
        order = (language, *LANGUAGES)
        found = (self.tellings[code] for code in order if code in self.tellings)
        return next((one for one in found if not one.empty), Telling())

    @property
    def languages(self) -> tuple[str, ...]:
        """Those it is told in."""
        return tuple(c for c in LANGUAGES if c in self.tellings and not self.tellings[c].empty)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The text being worked on, and how far it got.

    `edition` counts what was published, 0 while nothing was. `ticket_id` is the ticket it was
    written from. `remark` is what a reviewer wants changed. `written_by` wrote
    last, at `written_at`.
    """

    id: ArticleId
    content: Content
    state: State = State.DRAFT
    edition: int = 0
    ticket_id: TicketId | None = None
    remark: str = ""
    written_by: str = ""
    written_at: datetime
    version: int = 1

    @property
    def number(self) -> str:
        """What people call it by."""
        return number_of(self.id)

    @property
    def readable(self) -> bool:
        """Whether readers find an edition of it."""
        return self.edition > 0 and self.state is not State.RETIRED


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One published version; it never changes."""

    article_id: ArticleId
    edition: int
    content: Content
    published_by: str
    published_at: datetime


def number_of(article: ArticleId) -> str:
    """What people call an article by."""
    return f"KB-{article:04d}"


def require_step(now: State, then: State) -> None:
    """Raises `article.step` unless `then` may follow `now`."""
    if (now, then) not in STEPS:
        raise DomainError("article.step", now=now, then=then)


def checked(content: Content) -> Content:
    """The content without blanks at its ends, empty languages and tags said twice.

    Raises `article.empty`, `article.half` for a title without text or the reverse,
    `article.title_long`, `article.body_long`, `article.tags` for too many or too long ones.
    """
    tellings: dict[str, Telling] = {}
    for language in LANGUAGES:
        given = content.tellings.get(language, Telling())
        telling = Telling(" ".join(given.title.split()), given.body.strip())
        if telling.empty:
            continue
        if not telling.title or not telling.body:
            raise DomainError("article.half", language=language)
        if len(telling.title) > LONGEST_TITLE:
            raise DomainError("article.title_long", most=LONGEST_TITLE)
        if len(telling.body) > LONGEST_BODY:
            raise DomainError("article.body_long", most=LONGEST_BODY)
        tellings[language] = telling
    if not tellings:
        raise DomainError("article.empty")
    return replace(
        content,
        tellings=tellings,
        categories=_tags(content.categories),
        skills=_tags(content.skills),
        models=_tags(content.models),
    )


def _tags(given: Iterable[str]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(word for tag in given if (word := " ".join(tag.split()))))
    if len(found) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in found):
        raise DomainError("article.tags", most=MOST_TAGS, longest=LONGEST_TAG)
    return found
