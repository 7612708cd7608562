"""Words and terms in the form in which PostgreSQL keeps and asks for them."""

from collections.abc import Iterable

from dispatch_console.domain.knowledge.article import Content
from dispatch_console.domain.knowledge.markdown import plain
from dispatch_console.domain.knowledge.segmenting import Term, words

CUT = 2
"""Which way of cutting `segmenting.words` is; count it up with every change of what they are."""

_LAST_PLACE, _PLACES = 16_383, 250
"""What a tsvector can tell: so far into a text, and so often for each word."""


def vector_of(content: Content) -> str:
    """The words of all its languages as text of a tsvector: titles weigh most, then what it is
    about, then the text."""
    places: dict[str, list[str]] = {}
    start = 0
    about = (*content.models, *content.categories, *content.skills)
    parts: list[tuple[str, str]] = [(told.title, "A") for told in content.tellings.values()]
    parts += [(tag, "B") for tag in about]
    parts += [(plain(told.body), "D") for told in content.tellings.values()]
    for part, weight in parts:
        last = 0
        for word in words(part):
            last = word.place
            told = places.setdefault(word.text, [])
            if len(told) < _PLACES:
                told.append(f"{min(start + word.place, _LAST_PLACE)}{weight}")
        start += last + 10
    return " ".join(f"{_quoted(word)}:{','.join(told)}" for word, told in places.items())


def query_of(term: Term) -> str:
    """The term as text of a tsquery."""
    whole = _quoted(term.text) + (":*" if term.prefix else "")
    if not term.pieces:
        return whole
    return f"{whole} | ({_all(term.pieces)})"


def _all(pieces: Iterable[str]) -> str:
    return " & ".join(map(_quoted, pieces))


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
