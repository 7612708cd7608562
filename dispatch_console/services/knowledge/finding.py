"""Finding articles: by what somebody types, and by what a ticket or a call is about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dispatch_console.domain.ids import ArticleId, TicketId
from dispatch_console.domain.knowledge.article import Article, Content, State, number_of
from dispatch_console.domain.knowledge.excerpt import Excerpt, excerpt, marks
from dispatch_console.domain.knowledge.markdown import plain
from dispatch_console.domain.knowledge.segmenting import Term, is_sentence, terms
from dispatch_console.domain.knowledge.usefulness import Verdict
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.context import Context
from dispatch_console.storage.repositories.articles import Found, Use
from dispatch_console.storage.unit_of_work import Repositories

MOST, MOST_SUGGESTED = 100, 5

_SAME_CATEGORY, _SAME_SKILL = 0.15, 0.6
"""What it adds to an article's fitness that it is about the ticket's category or one of its skills:
a skill is narrow, a category (repair) is not."""

LEAST_FIT, LEAST_SHARE = 1.6, 0.3
"""An article that fits a ticket less, or so much less than the best one, is not worth a look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article found: its title and the stretch that says why, as `Excerpt`s.

    `edition` is 0 for one never published. `used` and `helped` count people's words.
    """

    article_id: ArticleId
    title: Excerpt
    body: Excerpt
    state: State
    edition: int = 0
    content: Content
    used: int = 0
    helped: int = 0
    fitness: float = 0.0

    @property
    def number(self) -> str:
        """What people call the article by."""
        return number_of(self.article_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What articles are to fit: words, and where known the category and skills."""

    text: str
    category: str = ""
    skills: frozenset[str] = frozenset()


def about(ticket: Ticket) -> About:
    """What articles are to fit a ticket."""
    return About(
        text=f"{ticket.title}\n{ticket.description}",
        category=ticket.category,
        skills=frozenset(skill.code for skill in ticket.skills),
    )


def search(ctx: Context, text: str, language: str) -> tuple[Hit, ...]:
    """Articles that readers see, those with all words first; without words all, newest first. What
    was asked in a whole sentence, of which no article has half the words, finds what fits it.

    Titles and excerpts are in that language where the article is told in it, unless the words stand
    in another one.
    """
    asked = terms(text)
    with ctx.database.snapshot() as snap:
        if not asked:
            editions = snap.articles.published()
            order = sorted(editions.values(), key=lambda e: e.published_at, reverse=True)
            found = [Found(e.article_id, (), 0.0) for e in order][:MOST]
        else:
            least = max(1, (len(asked) + 1) // 2)
            found = snap.articles.with_terms(asked, least=least, most=MOST)
            if not found and is_sentence(text):
                found = _fitting(snap, asked, About(text=text))
        return _hits(snap, found, asked, language)


def suggest(ctx: Context, what: About, language: str) -> tuple[Hit, ...]:
    """The few articles that fit it best; none where nothing fits."""
    asked = terms(what.text)
    if not asked:
        return ()
    with ctx.database.snapshot() as snap:
        return _hits(snap, _fitting(snap, asked, what), asked, language)


def suggest_for(ctx: Context, ticket: TicketId, language: str) -> tuple[Hit, ...]:
    """The same for a ticket of the database; none for one that is gone."""
    with ctx.database.snapshot() as snap:
        found = snap.tickets.get([ticket]).get(ticket)
    return () if found is None else suggest(ctx, about(found), language)


def with_state(ctx: Context, states: Iterable[State], text: str, language: str) -> tuple[Hit, ...]:
    """Articles whose text stands there, the last written first; with all of the words, if any."""
    asked = terms(text)
    with ctx.database.snapshot() as snap:
        rows = snap.articles.in_state(states).values()
        uses = snap.articles.uses.every()
    order = sorted(rows, key=lambda row: row.written_at, reverse=True)
    return tuple(
        _hit(row.id, row, row.content, asked, language, uses)
        for row in order
        if all(_says(row.content, term) for term in asked)
    )


def _fitting(snap: Repositories, asked: Sequence[Term], what: About) -> list[Found]:
    """The few that are worth a look, the best first."""
    found = snap.articles.with_terms(asked, most=MOST)
    editions = snap.articles.last_editions(one.article_id for one in found)
    fit = [
        replace(one, score=_fitness(one, editions[one.article_id].content, what)) for one in found
    ]
    fit.sort(key=lambda one: (-one.score, one.article_id))
    least = max([LEAST_FIT, *(LEAST_SHARE * one.score for one in fit[:1])])
    return [one for one in fit[:MOST_SUGGESTED] if one.score >= least]


def _fitness(found: Found, content: Content, what: About) -> float:
    score = found.score
    score += _SAME_CATEGORY * (what.category in content.categories)
    return score + _SAME_SKILL * bool(what.skills & set(content.skills))


def _hits(
    snap: Repositories, found: Sequence[Found], asked: Sequence[Term], language: str
) -> tuple[Hit, ...]:
    keys = [one.article_id for one in found]
    editions, rows = snap.articles.last_editions(keys), snap.articles.get(keys)
    uses = snap.articles.uses.every()
    return tuple(
        _hit(
            one.article_id,
            rows[one.article_id],
            editions[one.article_id].content,
            asked,
            language,
            uses,
            one.score,
        )
        for one in found
    )


def _hit(
    key: ArticleId,
    row: Article,
    content: Content,
    asked: Sequence[Term],
    language: str,
    uses: Iterable[Use],
    fitness: float = 0.0,
) -> Hit:
    own = [use.verdict for use in uses if use.article_id == key]
    told = content.telling(_said_in(content, asked, language))
    return Hit(
        article_id=key,
        title=Excerpt(told.title, marks(told.title, asked)),
        body=excerpt(plain(told.body), asked),
        state=row.state,
        edition=row.edition,
        content=content,
        used=len(own),
        helped=own.count(Verdict.HELPED),
        fitness=fitness,
    )


def _said_in(content: Content, asked: Sequence[Term], language: str) -> str:
    """The language to show: the one wanted, unless another one has more of the words."""

    def count(code: str) -> int:
        told = content.tellings[code]
        return sum(bool(marks(f"{told.title}\n{told.body}", (term,))) for term in asked)

    return max(
        content.languages, key=lambda code: (count(code), code == language), default=language
    )


def _says(content: Content, term: Term) -> bool:
    parts = [f"{told.title}\n{told.body}" for told in content.tellings.values()]
    return any(marks(part, (term,)) for part in (*parts, *content.models, *content.skills))
