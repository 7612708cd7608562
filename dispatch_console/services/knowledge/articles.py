"""Articles from the first draft to the last edition: who writes hands in, who publishes decides."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import ArticleId, TicketId
from dispatch_console.domain.knowledge.article import (
    Article,
    Content,
    Edition,
    State,
    checked,
    number_of,
    require_step,
)
from dispatch_console.services.context import Context
from dispatch_console.storage.repositories.article_words import CUT, vector_of
from dispatch_console.storage.unit_of_work import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleDraft:
    """An article as written. `id` is None for a new one; `version` is the one the writer saw."""

    id: ArticleId | None = None
    version: int = 0
    content: Content
    ticket_id: TicketId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """All there is to an article: the text worked on and the editions, the newest first."""

    article: Article
    editions: tuple[Edition, ...] = ()

    @property
    def shown(self) -> Content:
        """What readers see; of one never published, the text worked on."""
        return self.editions[0].content if self.editions else self.article.content


def read(ctx: Context, article: ArticleId) -> Dossier:
    """All there is to it. Raises `article.gone`."""
    with ctx.database.snapshot() as snap:
        found = snap.articles.get([article]).get(article)
        if found is None:
            raise DomainError("article.gone", number=number_of(article))
        return Dossier(article=found, editions=snap.articles.editions(article))


def save(ctx: Context, command_id: UUID, draft: ArticleDraft) -> ArticleId:
    """Write the draft; a published or retired article becomes a draft again, and readers keep its
    last edition. The same command twice writes once.

    Raises what `checked` does, `article.gone`, `article.changed_meanwhile`, and `article.in_review`
    for one that was handed in.
    """
    content = checked(draft.content)

    def work(unit: Unit) -> ArticleId:
        if unit.already_done:
            return _written_by(unit, command_id)
        wanted = Article(
            id=draft.id or ArticleId(0),
            content=content,
            ticket_id=draft.ticket_id,
            written_by=ctx.user,
            written_at=unit.now(),
        )
        if draft.id is None:
            return unit.articles.add([wanted])[0].id
        known = _locked(unit, draft.id, draft.version)
        if known.state is State.REVIEW:
            raise DomainError("article.in_review", number=known.number)
        if known.state is not State.DRAFT:
            unit.articles.step(known, State.DRAFT)
            known = unit.articles.get([known.id])[known.id]
        unit.articles.write(replace(wanted, version=known.version, remark=known.remark))
        return known.id

    return ctx.database.run(work, user=ctx.user, command=command_id, what="article.save")[0]


def hand_in(ctx: Context, command_id: UUID, article: ArticleId, version: int) -> ChangeSet:
    """Ask for review. Raises as `_take`."""
    return _take(ctx, command_id, article, version, State.REVIEW, "article.hand_in")


def send_back(
    ctx: Context, command_id: UUID, article: ArticleId, version: int, remark: str = ""
) -> ChangeSet:
    """Back to its writer with what is to change, or taken back by the writer without a word.

    Raises as `_take`.
    """
    what = "article.send_back"
    return _take(ctx, command_id, article, version, State.DRAFT, what, remark.strip())


def publish(ctx: Context, command_id: UUID, article: ArticleId, version: int) -> ChangeSet:
    """Make what it says now the edition that readers see. Raises as `_take`."""
    return _take(ctx, command_id, article, version, State.PUBLISHED, "article.publish")


def retire(ctx: Context, command_id: UUID, article: ArticleId, version: int) -> ChangeSet:
    """Nobody finds it any more; its editions stay. Raises as `_take`."""
    return _take(ctx, command_id, article, version, State.RETIRED, "article.retire")


def enter_edition(unit: Unit, article: Article, by: str, at: datetime) -> None:
    """What the article says becomes the edition that readers see and find."""
    unit.articles.step(article, State.PUBLISHED)
    edition = Edition(
        article_id=article.id,
        edition=article.edition + 1,
        content=article.content,
        published_by=by,
        published_at=at,
    )
    unit.articles.add_edition(edition)
    unit.articles.set_words(article.id, vector_of(article.content), CUT)


def cut_anew(ctx: Context) -> int:
    """Renew the words of articles that another release of this program had cut; so many.

    For who may publish. Raises ``database.…``.
    """

    def work(unit: Unit) -> int:
        old = unit.articles.cut_otherwise(CUT)
        for key, edition in unit.articles.last_editions(old).items():
            unit.articles.set_words(key, vector_of(edition.content), CUT)
        return len(old)

    return ctx.database.run(work, user=ctx.user, what="article.cut_anew")[0]


def _take(
    ctx: Context,
    command_id: UUID,
    article: ArticleId,
    version: int,
    state: State,
    what: str,
    remark: str = "",
) -> ChangeSet:
    """One step of its life. Raises `article.gone`, `article.changed_meanwhile`, `article.step`."""

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        known = _locked(unit, article, version)
        require_step(known.state, state)
        if state is State.PUBLISHED:
            enter_edition(unit, known, ctx.user, unit.now())
        else:
            unit.articles.step(known, state, remark)

    return ctx.database.run(work, user=ctx.user, command=command_id, what=what)[1]


def _locked(unit: Unit, article: ArticleId, version: int) -> Article:
    known = unit.articles.lock([article]).get(article)
    if known is None:
        raise DomainError("article.gone", number=number_of(article))
    if known.version != version:
        raise DomainError("article.changed_meanwhile", number=known.number)
    return known


def _written_by(unit: Unit, command: UUID) -> ArticleId:
    changes = unit.trail.of(command)
    return next(ArticleId(change.row_id) for change in changes if change.kind == "article")
