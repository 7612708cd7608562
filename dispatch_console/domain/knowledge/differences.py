"""What differs between two editions, line by line."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from dispatch_console.domain.knowledge.article import LANGUAGES, Content, Telling


class Change(StrEnum):
    """What became of a line."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of either edition, and what became of it."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one part: a language, or (empty) what the article is about."""

    language: str
    lines: tuple[Line, ...]


def differences(before: Content, after: Content) -> tuple[Difference, ...]:
    """The parts that differ, whole: read top to bottom they are both editions."""
    found: list[Difference] = []
    for language in LANGUAGES:
        old, new = _lines(before.tellings.get(language)), _lines(after.tellings.get(language))
        if old != new:
            found.append(Difference(language, compared(old, new)))
    if (old := _about(before)) != (new := _about(after)):
        found.append(Difference("", compared(old, new)))
    return tuple(found)


def compared(before: Iterable[str], after: Iterable[str]) -> tuple[Line, ...]:
    """All lines of both; those removed stand before those added in their place."""
    old, new = list(before), list(after)
    found: list[Line] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found += [Line(Change.SAME, line) for line in old[a:b]]
        else:
            found += [Line(Change.REMOVED, line) for line in old[a:b]]
            found += [Line(Change.ADDED, line) for line in new[c:d]]
    return tuple(found)


def _lines(telling: Telling | None) -> list[str]:
    if telling is None or telling.empty:
        return []
    return [telling.title, *telling.body.splitlines()]


def _about(content: Content) -> list[str]:
    return [*content.categories, *content.skills, *content.models]
