"""Every phrase the bar knows on one board: the grammar's words and the names of this company."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from dispatch_console.domain.board import Board
from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.ticket import Status
from dispatch_console.ui.bar import words
from dispatch_console.ui.bar.folding import folded
from dispatch_console.ui.bar.initials import initials
from dispatch_console.ui.bar.showables import Area, Desk, Showable, Staff, phrases, showables

REFERENCE = re.compile(r"#?[a-z0-9]+(?:[-_/.][a-z0-9]+)*")
"""What looks like the number of a ticket, in lower case."""

_TAIL = re.compile(r"(?P<head>[^0-9]*)(?:.*[^0-9])?0*(?P<tail>[0-9]+)$")


K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Step:
    """A status to go to."""

    status: Status


@dataclass(frozen=True, slots=True)
class State:
    """A status a ticket is in."""

    status: Status


@dataclass(frozen=True, slots=True)
class Jobs:
    """The tickets a number may mean."""

    ids: tuple[TicketId, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """So many minutes."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Weekday:
    """0 is Monday."""

    number: int


@dataclass(frozen=True, slots=True)
class DayOffset:
    """Days from today."""

    days: int


class Filler:
    """A word that adds nothing."""


FILLER = Filler()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a sentence is read against.

    `day` is the first day shown: a time without a date means that day. `views` are the names of
    the saved views.
    """

    board: Board
    day: date
    today: date
    zone: ZoneInfo
    selected: tuple[TicketId, ...] = ()
    views: tuple[str, ...] = ()


Phrases = dict[str, list[tuple[str, object]]]
"""First character → (phrase, meaning), the longest first."""


class Lexicon:
    """Made once for a board, then asked for every keystroke."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._numbers: dict[str, TicketId] = {}
        self._tails: dict[str, list[TicketId]] = {}
        named: dict[str, object] = {}
        for ticket in board.tickets.values():
            number = folded(ticket.number)
            self._numbers[number] = ticket.id
            found = _TAIL.match(number)
            if found:
                self._tails.setdefault(found["tail"], []).append(ticket.id)
            if number and not REFERENCE.fullmatch(number):
                named[number] = Jobs((ticket.id,))
        named |= _queues(board) | _regions(board) | _engineers(board.engineers.values())
        self._phrases = _by_first(named, _grammar())
        self._named = named
        self._shown_phrases: Phrases | None = None
        self._showables: tuple[Showable, ...] | None = None

    @property
    def showables(self) -> tuple[Showable, ...]:
        """What can be shown, in the language in which it was first asked for."""
        if self._showables is None:
            self._showables = tuple(showables(self._board))
        return self._showables

    def phrase_at(
        self, text: str, place: int, *, showing: bool = False
    ) -> tuple[object, int] | None:
        """The longest known phrase that begins at `place`: its meaning and where it ends.

        `showing`: skills, customers and custom fields are known too.
        """
        known = self._to_show() if showing else self._phrases
        for phrase, meaning in known.get(text[place], ()):
            end = place + len(phrase)
            if text.startswith(phrase, place) and not _inside_word(text, place, end):
                return meaning, end
        return None

    def reference_at(self, text: str, place: int) -> tuple[object, int] | None:
        """The tickets meant by the number that begins at `place`; none known: empty `Jobs`."""
        found = REFERENCE.match(text, place)
        if found is None or not any(c.isdigit() for c in found[0]):
            return None
        said = found[0].removeprefix("#")
        exact = self._numbers.get(said)
        return Jobs((exact,) if exact is not None else self._by_tail(said)), found.end()

    def by_number(self, number: int) -> Jobs:
        """The tickets whose number ends in this one."""
        return Jobs(self._by_tail(str(number)))

    def beginning(self, said: str) -> tuple[EngineerId, ...]:
        """Engineers whose name, part of it or pinyin initials begin so."""
        return tuple(e.id for e in self._board.engineers.values() if _begins(e, said))

    def _to_show(self) -> Phrases:
        if self._shown_phrases is None:
            shown = phrases(self._board, _grammar().__contains__)
            self._shown_phrases = _by_first(shown | self._named, {**_grammar(), **_KINDS})
        return self._shown_phrases

    def _by_tail(self, said: str) -> tuple[TicketId, ...]:
        found = _TAIL.match(said)
        if found is None:
            return ()
        head = found["head"].rstrip("-_/.")
        tickets = self._board.tickets
        return tuple(
            key
            for key in self._tails.get(found["tail"], ())
            if folded(tickets[key].number).startswith(head)
        )


def _inside_word(text: str, start: int, end: int) -> bool:
    return _joined(text, start) or _joined(text, end)


def _joined(text: str, place: int) -> bool:
    """Whether a Latin word or a number goes on across `place`."""
    pair = text[max(place - 1, 0) : place + 1]
    return place > 0 and len(pair) == 2 and pair.isascii() and pair.isalnum()


def _begins(engineer: Engineer, said: str) -> bool:
    name = folded(engineer.name)
    return (
        name.startswith(said)
        or any(part.startswith(said) for part in name.split())
        or folded(engineer.number).startswith(said)
        or (said.isascii() and not name.isascii() and initials(name).startswith(said))
    )


def _engineers(staff: Iterable[Engineer]) -> dict[str, object]:
    names: dict[str, list[EngineerId]] = {}
    codes: dict[str, list[EngineerId]] = {}
    for engineer in staff:
        names.setdefault(folded(engineer.name), []).append(engineer.id)
        codes.setdefault(folded(engineer.number), []).append(engineer.id)
    return {said: Staff(tuple(ids)) for said, ids in (names | codes).items() if said}


def _regions(board: Board) -> dict[str, object]:
    found: dict[str, object] = {}
    for region in board.regions.values():
        short = region.name_zh.removesuffix("区").removesuffix("新")
        for name in (short if len(short) > 1 else "", region.code, region.name_en, region.name_zh):
            if name:
                found[folded(name)] = Area(region.id)
    return found


def _queues(board: Board) -> dict[str, object]:
    """Queues by their names, and by a code that is no word of the grammar."""
    found: dict[str, object] = {}
    for queue in board.queues.values():
        code = folded(queue.code)
        for name in (code if code not in _grammar() else "", queue.name_en, queue.name_zh):
            if name:
                found[folded(name)] = Desk(queue.id)
    return found


_KINDS = dict.fromkeys(words.KINDS, FILLER)
"""What may stand beside a name to say what it is the name of."""


@cache
def _grammar() -> Mapping[str, object]:
    weekdays = {Weekday(number): said for number, said in enumerate(words.WEEKDAYS)}
    return {
        **dict.fromkeys(words.FILLERS, FILLER),
        **_meanings(words.PRIORITIES, _itself),
        **_meanings(words.SLA, _itself),
        **_meanings(words.STATES, State),
        **_meanings(words.STEPS, Step),
        **_meanings(words.LOCKS, _itself),
        **_meanings(words.FLAGS, _itself),
        **_meanings(words.UNTIL, _itself),
        **_meanings(words.MAP_TOOLS, _itself),
        **_meanings(words.DAYS, DayOffset),
        **_meanings(words.VERBS, _itself),
        **_meanings(weekdays, _itself),
    }


def _meanings(
    table: Mapping[K, tuple[str, ...]], meaning: Callable[[K], object]
) -> dict[str, object]:
    return {phrase: meaning(value) for value, said in table.items() for phrase in said}


def _itself(value: object) -> object:
    return value


def _by_first(named: Mapping[str, object], grammar: Mapping[str, object]) -> Phrases:
    phrases: Phrases = {}
    for phrase, meaning in ({**grammar, **named}).items():
        phrases.setdefault(phrase[0], []).append((phrase, meaning))
    for found in phrases.values():
        found.sort(key=lambda pair: -len(pair[0]))
    return phrases
