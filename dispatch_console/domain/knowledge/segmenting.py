"""Texts as the words they are found by, and what somebody searches for as terms.

Chinese is cut by jieba (its Rust edition: wheels for every system, the dictionary read in a fifth
of a second, nothing said on stderr). As no two cuts of a phrase need agree, pairs of characters are
kept as well: a Chinese term is found as a word, or as all its pairs. Part numbers (GAA21305-X1) are
one word without their dashes, and their pieces too; so are measures (0.5mm), which may be written
apart.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from dispatch_console.domain.wording import comparable

LONGEST = 60
"""Characters of a word; what is longer is cut off."""

MOST_TERMS = 40
"""Of one question: what comes later in a long description decides little."""

_HAN = "\u3400-\u9fff\uf900-\ufaff"
_RUN = re.compile(rf"[{_HAN}]+|[^\W{_HAN}_]+(?:[-_./+#][^\W{_HAN}_]+)*")
_MEASURE = re.compile(
    r"(\d+(?:\.\d+)?)([mck]?m|[mk]?g|[mk]?[vaw]|[kmg]?hz|[mk]?pa|bar|psi|m?l|m?s|min|h|rpm|db|c|ah)"
)
_ENDS = re.compile(r"(?:ing|ies|ed|es|s|y)$")
_EMPTY = frozenset(
    re.findall(
        r"[^\W_]+",
        "a an and are as at be but by can do does for from has have how i if in into is it its my"
        " no not of on or our please so than that the then there they this to was we what when"
        " where which who why will with you your"
        " 的 了 和 是 在 有 与 及 或 也 都 就 着 被 把 给 对 从 到 等 请 已 仍 并 但 而 其 该 这 那"
        " 一个 如何 怎么 怎样 什么 我 我们 你 你们 您 他 他们 它 不 无 上 下 中 内 后 前 时 再 又",
    )
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, and which one of it (from 1)."""

    text: str
    place: int


@dataclass(frozen=True, slots=True)
class Term:
    """One thing searched for: `text`, or all of `pieces` instead; `prefix`: or what begins so."""

    text: str
    pieces: tuple[str, ...] = ()
    prefix: bool = False


def words(text: str) -> Iterator[Word]:
    """All words that the text is to be found by. Those at one place are readings of the same."""
    place = 0
    for run in _RUN.findall(comparable(text)):
        if _is_han(run):
            for word in _cut(run):
                place += 1
                yield Word(word, place)
            for pair in _pairs(run):
                yield Word(pair, place)
        else:
            place += 1
            whole, pieces = _joined(run), _pieces(run)
            yield Word(whole[:LONGEST], place)
            for piece in pieces:
                yield Word(piece[:LONGEST], place)


def terms(text: str, most: int = MOST_TERMS) -> tuple[Term, ...]:
    """What the text asks for, each thing once, without words that say nothing."""
    return tuple(_terms(text))[:most]


def is_sentence(text: str) -> bool:
    """Whether it is told as people speak, rather than a list of words that are all wanted."""
    given = comparable(text).split()
    return len(given) < len(terms(text)) or any(word in _EMPTY for word in given)


@lru_cache(maxsize=256)
def _terms(text: str) -> tuple[Term, ...]:
    found: dict[Term, None] = {}
    for run in _RUN.findall(comparable(text)):
        asked = _asked_han(run) if _is_han(run) else _asked_latin(run)
        for term in asked:
            if term.text not in _EMPTY:
                found[term] = None
    return tuple(found)


def _asked_han(run: str) -> Iterable[Term]:
    for word in _whole(_cut(run, fine=False)):
        if len(word) > 1 or len(run) == 1:
            yield Term(word, _pairs(word) if len(word) > 2 else ())


def _whole(cut: Iterable[str]) -> Iterator[str]:
    """The words, with single characters in a row as one: a word the dictionary does not know."""
    single = ""
    for word in cut:
        if len(word) == 1 and word not in _EMPTY:
            single += word
            continue
        if single:
            yield single
            single = ""
        yield word
    if single:
        yield single


def _asked_latin(run: str) -> Iterable[Term]:
    whole, pieces = _joined(run)[:LONGEST], tuple(p[:LONGEST] for p in _pieces(run))
    stem = _ENDS.sub("", whole)
    if whole.isalpha() and not pieces and len(whole) > 3 and whole not in _EMPTY:
        yield Term(stem if len(stem) > 2 else whole, (), True)
    elif len(whole) > 1:
        yield Term(whole, pieces, len(whole) > 2)


def _is_han(run: str) -> bool:
    return bool(re.match(f"[{_HAN}]", run))


def _cut(run: str, *, fine: bool = True) -> list[str]:
    """Words of a run of Chinese; `fine`: those inside longer words as well."""
    import rjieba  # its dictionary is read with the import

    cut = rjieba.cut_for_search if fine else rjieba.cut
    return [word[:LONGEST] for word in cut(run)]


def _pairs(run: str) -> tuple[str, ...]:
    return tuple(run[i : i + 2] for i in range(len(run) - 1))


def _joined(run: str) -> str:
    return re.sub(r"[-_./+#]", "", run)


def _pieces(run: str) -> tuple[str, ...]:
    """The parts of a number with dashes, number and unit of a measure; none of a plain word."""
    measure = _MEASURE.fullmatch(run)
    if measure is not None:
        return _joined(measure[1]), measure[2]
    parts = tuple(re.split(r"[-_./+#]", run))
    return parts if len(parts) > 1 else ()
