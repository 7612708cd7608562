"""Articles, their editions, the words they are found by, and what people say of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Table, cast, insert, literal, select, text, update
from sqlalchemy import Row as DbRow
from sqlalchemy.dialects.postgresql import insert as upsert

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import ArticleId, TicketId
from dispatch_console.domain.knowledge.article import Article, Content, Edition, State, Telling
from dispatch_console.domain.knowledge.segmenting import Term
from dispatch_console.domain.knowledge.usefulness import Verdict
from dispatch_console.storage import schema
from dispatch_console.storage.repositories.article_words import query_of
from dispatch_console.storage.repositories.keyed import Keyed, Values, among

# A term that few articles have says more than one that most have; of a handful of articles no count
# says much, which the 10 and the 1 see to.
_FOUND = text(
    "WITH term AS (SELECT no, CAST(given AS tsquery) AS query"
    " FROM unnest(CAST(:terms AS text[])) WITH ORDINALITY AS t (given, no)),"
    " hit AS (SELECT w.article_id, term.no, ts_rank('{0.1, 0.2, 0.5, 1.0}', w.words, term.query)"
    " AS rank FROM term JOIN article_words w ON w.words @@ term.query"
    " JOIN article a ON a.id = w.article_id WHERE a.edition > 0 AND a.state <> 'retired'),"
    " rare AS (SELECT no, ln(1 + (10 + (SELECT count(*) FROM article_words))::float"
    " / (1 + count(*))) AS weight"
    " FROM hit GROUP BY no)"
    " SELECT article_id, sum(rank * weight) AS score,"
    " array_agg(no ORDER BY no) AS which"
    " FROM hit JOIN rare USING (no) GROUP BY article_id HAVING count(*) >= :least"
    " ORDER BY count(*) >= :all DESC, score DESC, article_id LIMIT :most"
)


@dataclass(frozen=True, slots=True)
class Found:
    """An article that has some of the terms asked for, by their places, and how well it fits."""

    article_id: ArticleId
    terms: tuple[int, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Use:
    """What somebody said of an article at a ticket."""

    article_id: ArticleId
    ticket_id: TicketId
    who: str
    verdict: Verdict


class Articles(Keyed[ArticleId, Article]):
    """Articles; `edition` and `state` change by `step` alone."""

    table = schema.article

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.uses = Uses(connection)

    def in_state(self, states: Iterable[State]) -> dict[ArticleId, Article]:
        """Those whose text stands there."""
        return self._by_id(self._select().where(among(self.table.c.state, map(str, states))))

    def write(self, article: Article) -> None:
        """Write content, remark and who wrote it. Raises as `require_unchanged`."""
        self._change(
            article,
            content=_content_to_json(article.content),
            remark=article.remark,
            written_by=article.written_by,
            written_at=article.written_at,
        )

    def step(self, article: Article, state: State, remark: str = "") -> None:
        """Take it to `state`; raises as `write`, `database.invalid` for what is no step."""
        edition = article.edition + (state is State.PUBLISHED)
        self._change(article, state=state.value, edition=edition, remark=remark)

    def add_edition(self, edition: Edition) -> None:
        """Keep what is published, for good."""
        self._connection.execute(
            insert(schema.article_edition).values(
                article_id=edition.article_id,
                edition=edition.edition,
                content=_content_to_json(edition.content),
                published_by=edition.published_by,
                published_at=edition.published_at,
            )
        )

    def editions(self, article: ArticleId) -> tuple[Edition, ...]:
        """All editions, the newest first."""
        table = schema.article_edition
        chosen = select(table).where(table.c.article_id == article)
        return self._editions(chosen.order_by(table.c.edition.desc()))

    def last_editions(self, articles: Iterable[ArticleId]) -> dict[ArticleId, Edition]:
        """What readers see of each of these; nothing of those never published."""
        return {
            e.article_id: e for e in self._editions(self._last(among(self.table.c.id, articles)))
        }

    def published(self) -> dict[ArticleId, Edition]:
        """What readers see of all there is."""
        shown = (self.table.c.state != State.RETIRED.value) & (self.table.c.edition > 0)
        return {e.article_id: e for e in self._editions(self._last(shown))}

    def set_words(self, article: ArticleId, vector: str, cut: int) -> None:
        """The words an article is found by from now on, see `article_words.vector_of`."""
        table = schema.article_words
        values = {"words": cast(literal(vector), table.c.words.type), "cut": cut}
        given = upsert(table).values(article_id=article, **values)
        self._connection.execute(
            given.on_conflict_do_update(index_elements=["article_id"], set_=values)
        )

    def cut_otherwise(self, cut: int) -> frozenset[ArticleId]:
        """Those whose words were made by another way of cutting."""
        table = schema.article_words
        found = self._connection.scalars(select(table.c.article_id).where(table.c.cut != cut))
        return frozenset(map(ArticleId, found))

    def with_terms(
        self, terms: Sequence[Term], *, least: int = 1, most: int = 50
    ) -> tuple[Found, ...]:
        """Readable articles with at least so many of the terms: those with all, then by fitness."""
        if not terms:
            return ()
        given = {
            "terms": [query_of(term) for term in terms],
            "all": len(terms),
            "least": least,
            "most": most,
        }
        return tuple(
            Found(ArticleId(row.article_id), tuple(no - 1 for no in row.which), row.score)
            for row in self._connection.execute(_FOUND, given)
        )

    def _last(self, chosen: Any) -> Select[Any]:
        table, own = schema.article_edition, self.table
        here = (table.c.article_id == own.c.id) & (table.c.edition == own.c.edition)
        return select(table).join(own, here).where(chosen).order_by(table.c.article_id)

    def _editions(self, chosen: Select[Any]) -> tuple[Edition, ...]:
        return tuple(
            Edition(
                article_id=ArticleId(row.article_id),
                edition=row.edition,
                content=_content_from_json(row.content),
                published_by=row.published_by,
                published_at=row.published_at,
            )
            for row in self._connection.execute(chosen)
        )

    def _change(self, article: Article, **values: object) -> None:
        now = self.lock([article.id]).get(article.id)
        if now is None:
            raise DomainError("article.gone", number=article.number)
        if now.version != article.version:
            raise DomainError("article.changed_meanwhile", number=article.number)
        changed = update(self.table).where(self.table.c.id == article.id)
        self._connection.execute(changed.values(**values))

    def _values(self, row: Article) -> Values:
        return {
            "content": _content_to_json(row.content),
            "ticket_id": row.ticket_id,
            "remark": row.remark,
            "written_by": row.written_by,
            "written_at": row.written_at,
        }

    def _row(self, found: DbRow[Any]) -> Article:
        return Article(
            id=ArticleId(found.id),
            content=_content_from_json(found.content),
            state=State(found.state),
            edition=found.edition,
            ticket_id=None if found.ticket_id is None else TicketId(found.ticket_id),
            remark=found.remark,
            written_by=found.written_by,
            written_at=found.written_at,
            version=found.version,
        )


class Uses:
    """What people said, once for each person, article and ticket."""

    table: Table = schema.article_use

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def say(self, use: Use, at: datetime) -> None:
        """Say it, in place of what the person said before."""
        given = upsert(self.table).values(
            article_id=use.article_id,
            ticket_id=use.ticket_id,
            who=use.who,
            verdict=use.verdict.value,
            at=at,
        )
        values = {"verdict": use.verdict.value, "at": at}
        key = ["article_id", "ticket_id", "who"]
        self._connection.execute(given.on_conflict_do_update(index_elements=key, set_=values))

    def at(self, ticket: TicketId) -> tuple[Use, ...]:
        """What was said at a ticket."""
        return self._read(select(self.table).where(self.table.c.ticket_id == ticket))

    def every(self) -> tuple[Use, ...]:
        """All that was said at the tickets this login sees."""
        return self._read(select(self.table))

    def _read(self, chosen: Select[Any]) -> tuple[Use, ...]:
        return tuple(
            Use(ArticleId(row.article_id), TicketId(row.ticket_id), row.who, Verdict(row.verdict))
            for row in self._connection.execute(chosen.order_by(self.table.c.id))
        )


def _content_to_json(content: Content) -> dict[str, Any]:
    return {
        "tellings": {code: [one.title, one.body] for code, one in content.tellings.items()},
        "categories": list(content.categories),
        "skills": list(content.skills),
        "models": list(content.models),
    }


def _content_from_json(found: dict[str, Any]) -> Content:
    return Content(
        tellings={code: Telling(*told) for code, told in found["tellings"].items()},
        categories=tuple(found["categories"]),
        skills=tuple(found["skills"]),
        models=tuple(found["models"]),
    )
