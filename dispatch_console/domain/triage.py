"""What a caller's words say about a ticket: category, skill, and priority by impact and urgency.

The words themselves are data, see `services.triage`. Every proposal names those that made it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import Priority

HIGHEST = 3
"""The gravest grade of the vocabulary. A ticket's own go the other way: 1 is the highest."""

USUAL = 2
"""Impact or urgency of which nothing is said, where something is said of the other."""

_BY_SUM = {6: Priority.P1, 5: Priority.P2, 4: Priority.P3}


@dataclass(frozen=True, slots=True)
class Meaning:
    """Something that words may mean: a category, a skill's code or a grade from 1 to 3.

    `level` is the least of a skill that is needed. English words stand for all that begin so.
    """

    value: str
    words: tuple[str, ...]
    level: int = 1


@dataclass(frozen=True)
class Vocabulary:
    """All meanings that are told apart."""

    categories: tuple[Meaning, ...] = ()
    skills: tuple[Meaning, ...] = ()
    impact: tuple[Meaning, ...] = ()
    urgency: tuple[Meaning, ...] = ()

    @cached_property
    def patterns(self) -> Mapping[str, re.Pattern[str]]:
        """How each word is found in a text in lower case."""
        groups = (self.categories, self.skills, self.impact, self.urgency)
        words = {word for group in groups for meaning in group for word in meaning.words}
        return {word: _pattern(word) for word in words}


@dataclass(frozen=True, slots=True)
class Suggested:
    """A proposal and the words that made it, in the order of the text."""

    value: object
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """What is proposed; None where the words say nothing of it.

    The values are a category's name, a `Priority`, a `SkillLevel`, and grades from 1 (low) to 3.
    """

    category: Suggested | None = None
    priority: Suggested | None = None
    skill: Suggested | None = None
    impact: Suggested | None = None
    urgency: Suggested | None = None


def triage(
    title: str, more: str, vocabulary: Vocabulary, skills: Iterable[str] | None = None
) -> Triage:
    """What the words propose; those of the title count twice. With `skills` only those codes."""
    head, low = title.casefold(), f"{title}\n{more}".casefold()
    allowed = None if skills is None else set(skills)
    able = [m for m in vocabulary.skills if allowed is None or m.value in allowed]
    category = _strongest(_found(low, vocabulary.categories, vocabulary), head)
    skill = _strongest(_found(low, able, vocabulary), head)
    impact = _gravest(low, vocabulary.impact, vocabulary)
    urgency = _gravest(low, vocabulary.urgency, vocabulary)
    return Triage(
        category=category and Suggested(category.meaning.value, category.words),
        priority=_priority(impact, urgency),
        impact=impact,
        urgency=urgency,
        skill=skill
        and Suggested(SkillLevel(skill.meaning.value, skill.meaning.level), skill.words),
    )


def priority_of(impact: int, urgency: int) -> Priority:
    """Both are 1 (low) to 3 (high)."""
    return _BY_SUM.get(impact + urgency, Priority.P4)


@dataclass(frozen=True, slots=True)
class _Hit:
    meaning: Meaning
    words: tuple[str, ...]


def _found(low: str, meanings: Sequence[Meaning], vocabulary: Vocabulary) -> list[_Hit]:
    """Meanings with at least one word in the text; a word within a longer one does not count."""
    hits: list[_Hit] = []
    for meaning in meanings:
        spots = {
            word: spot.start()
            for word in meaning.words
            if (spot := vocabulary.patterns[word].search(low)) is not None
        }
        told = [w for w in spots if not any(w != longer and w in longer for longer in spots)]
        if told:
            told.sort(key=lambda word: spots[word])
            hits.append(_Hit(meaning, tuple(told)))
    return hits


def _strongest(hits: Sequence[_Hit], head: str) -> _Hit | None:
    """The one with the most said for it; of equals, the first of the vocabulary."""

    def said(hit: _Hit) -> int:
        return sum(_weight(word) * (1 + (word.casefold() in head)) for word in hit.words)

    return max(hits, key=said, default=None)


def _gravest(low: str, meanings: Sequence[Meaning], vocabulary: Vocabulary) -> Suggested | None:
    """The gravest grade decides: a routine check of a lift with people in it is no routine."""
    hits = _found(low, meanings, vocabulary)
    worst = max(hits, key=lambda hit: int(hit.meaning.value), default=None)
    return worst and Suggested(int(worst.meaning.value), worst.words)


def _priority(impact: Suggested | None, urgency: Suggested | None) -> Suggested | None:
    said = [one for one in (impact, urgency) if one is not None]
    if not said:
        return None
    words = [word for one in said for word in one.words]
    told = [word for word in words if not any(word != other and word in other for other in words)]
    grades = (USUAL if one is None else int(str(one.value)) for one in (impact, urgency))
    return Suggested(priority_of(*grades), tuple(dict.fromkeys(told)))


def _weight(word: str) -> int:
    """A Chinese character says as much as three letters."""
    return sum(1 if ord(sign) < 0x2E80 else 3 for sign in word)


def _pattern(word: str) -> re.Pattern[str]:
    latin = word[0].isascii()
    return re.compile((r"(?<![a-z0-9])" if latin else "") + re.escape(word.casefold()))
