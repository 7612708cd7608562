"""A sentence cut into tokens, each with what it means."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dispatch_console.ui.bar.durations import duration_at
from dispatch_console.ui.bar.lexicon import (
    DayOffset,
    Filler,
    Known,
    Lexicon,
    Span,
    Weekday,
)
from dispatch_console.ui.bar.numbers import NUMERAL, TIME, date_at, number, time_at

_LATIN = re.compile(r"[^\W\d_\u2e80-\uffff]+(?:['-][^\W\d_\u2e80-\uffff]+)*|\w")
_SPOKEN_NUMBER = re.compile(rf"({NUMERAL}{{1,9}})\s*号")


class Unknown:
    """A word nobody knows."""


UNKNOWN = Unknown()

Found = tuple[object, int]


@dataclass(frozen=True, slots=True)
class Token:
    """`meaning` of what stands from `start` to `end` (characters of the sentence).

    A `Verb`, `Flag`, `Until`, `MapTool`, `Lock`, `Priority`, `SlaState`, `Step`, `State`, `Jobs`,
    `Span`, what `showables` has, a `date`, a `time`, or `UNKNOWN`.
    """

    meaning: object
    start: int
    end: int


def scan(text: str, lexicon: Lexicon, known: Known, *, showing: bool = False) -> tuple[Token, ...]:
    """The tokens of a `folded` sentence, fillers left out and unknown words side by side joined.

    `showing`: names of what can only be shown are known too.
    """
    joined: list[Token] = []
    for token in _tokens(text, lexicon, known, showing):
        before = joined[-1] if joined else None
        if (
            before is not None
            and token.meaning is before.meaning is UNKNOWN
            and not text[before.end : token.start].strip()
        ):
            joined[-1] = Token(UNKNOWN, before.start, token.end)
        else:
            joined.append(token)
    return tuple(token for token in joined if not isinstance(token.meaning, Filler))


def _tokens(text: str, lexicon: Lexicon, known: Known, showing: bool) -> Iterator[Token]:
    place = 0
    while place < len(text):
        if not text[place].isalnum() and text[place] != "#":
            place += 1
            continue
        meaning, end = _longest(text, place, lexicon, known, showing)
        yield Token(_dated(meaning, known.today), place, end)
        place = end


def _longest(text: str, place: int, lexicon: Lexicon, known: Known, showing: bool) -> Found:
    candidates = (
        lexicon.phrase_at(text, place, showing=showing),
        date_at(text, place, known.day),
        time_at(text, place) or _no_time(text, place),
        _span_at(text, place),
        lexicon.reference_at(text, place),
        _spoken_number(text, place, lexicon),
    )
    found = [one for one in candidates if one is not None]
    if found:
        return max(found, key=lambda one: one[1])
    word = _LATIN.match(text, place)
    return UNKNOWN, word.end() if word else place + 1


def _no_time(text: str, place: int) -> Found | None:
    """What is written like a time of day but is none: its parts are no tickets' numbers."""
    found = TIME.match(text, place)
    return (UNKNOWN, found.end()) if found else None


def _span_at(text: str, place: int) -> Found | None:
    found = duration_at(text, place)
    return None if found is None else (Span(found[0]), found[1])


def _spoken_number(text: str, place: int, lexicon: Lexicon) -> Found | None:
    found = _SPOKEN_NUMBER.match(text, place)
    value = number(found[1]) if found else None
    return None if found is None or value is None else (lexicon.by_number(value), found.end())


def _dated(meaning: object, today: date) -> object:
    if isinstance(meaning, DayOffset):
        return today + timedelta(days=meaning.days)
    if isinstance(meaning, Weekday):
        return today + timedelta(days=(meaning.number - today.weekday()) % 7)
    return meaning
