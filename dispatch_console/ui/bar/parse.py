"""From a sentence to a command, or to what is unclear about it and the choices there are.

Never raises, whatever is typed. Words stand in any order; a word that means nothing here is asked
about rather than passed over, so that nothing else is done than was said.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TypeVar

from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.lifecycle import OPEN
from dispatch_console.domain.sla import SlaState
from dispatch_console.domain.ticket import Lock, Priority
from dispatch_console.support.i18n import is_chinese, tr
from dispatch_console.ui.bar.commands import (
    Assign,
    Back,
    Command,
    EndLending,
    Find,
    GoTo,
    Lend,
    Open,
    Plan,
    Publish,
    Recall,
    SetLock,
    SetPriority,
    SetStatus,
    Show,
    Sick,
    Unassign,
    View,
)
from dispatch_console.ui.bar.lexicon import (
    Area,
    Desk,
    Jobs,
    Known,
    Lexicon,
    Staff,
    State,
    Step,
    folded,
    plain,
)
from dispatch_console.ui.bar.scan import UNKNOWN, Token, Unknown, scan
from dispatch_console.ui.bar.words import VERBS, Flag, Until, Verb

MOST_CHOICES = 8

NOT_UNDERSTOOD = "bar.not_understood"
"""The code where the sentence as a whole means nothing; a search for it is the one choice."""

NOTHING_SAID = "bar.say"
"""The code where it holds nothing but words that add nothing."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Choice:
    """What may have been meant, and the whole sentence that says so clearly."""

    label: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """What is missing or means several things: the key of a sentence and what fills it."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()


class _UnclearError(Exception):
    """Ends the reading of a sentence with what is unclear."""

    def __init__(self, code: str, choices: tuple[Choice, ...] = (), **params: object) -> None:
        super().__init__(code)
        self.unclear = Unclear(code=code, params=params, choices=choices)


def parse(sentence: str, lexicon: Lexicon, known: Known) -> Command | Unclear:
    """The command, or what is unclear. `lexicon` is that of `known.board`."""
    text = plain(sentence)
    try:
        return _free_words(text, known) or _Reading(text, lexicon, known).command()
    except _UnclearError as stopped:
        return stopped.unclear


class _Reading:
    """One sentence being read."""

    def __init__(self, text: str, lexicon: Lexicon, known: Known) -> None:
        self._text, self._lexicon, self._known = text, lexicon, known
        self._tokens = scan(folded(text), lexicon, known)

    def command(self) -> Command:
        said = self._verbs()
        if not said or Verb.ASSIGN in said or said[0] in _ABOUT_STAFF:
            self._tokens = self._with_beginnings()
        verb = self._implied() if not said else Verb.ASSIGN if Verb.ASSIGN in said else said[0]
        make, accepted = _MAKERS[verb]
        for token in self._tokens:
            if token.meaning is not verb and not isinstance(token.meaning, accepted):
                raise self._unknown(token)
        return make(self)

    def assign(self) -> Command:
        locks = self._all(Lock)
        tickets = self._tickets()
        engineer = self._engineer(tickets)
        return Assign(tickets, engineer, self._start(), pin=Lock.ALL in locks)

    def unassign(self) -> Command:
        return Unassign(self._tickets())

    def lock(self) -> Command:
        return SetLock(self._tickets(), self._one(Lock, "bar.which_lock"))

    def status(self) -> Command:
        return SetStatus(self._tickets(), self._one(Step, "bar.which_step").status)

    def priority(self) -> Command:
        return SetPriority(self._tickets(), self._one(Priority, "bar.which_priority"))

    def open(self) -> Command:
        named = [token for token in self._tokens if isinstance(token.meaning, Jobs)]
        if len(named) == 1 and named[0].meaning == Jobs(()):
            return Recall(self._said(named[0]).removeprefix("#"))
        tickets = self._tickets()
        if len(tickets) != 1:
            raise _UnclearError("bar.one_ticket")
        return Open(tickets[0])

    def show(self) -> Command:
        if self._all(Jobs):
            return self.open()
        flags = self._all(Flag)
        states = {m.status for m in (*self._all(State), *self._all(Step)) if m.status in OPEN}
        found = Show(
            unassigned=Flag.UNASSIGNED in flags,
            priorities=frozenset(self._all(Priority)),
            statuses=frozenset(states),
            sla=frozenset(self._all(SlaState)),
            regions=frozenset(area.id for area in self._all(Area)),
            queues=frozenset(desk.id for desk in self._all(Desk)),
            day=self._one(date, "bar.which_day") if self._all(date) else None,
        )
        if found == Show() and Flag.ALL not in flags:
            raise _UnclearError("bar.show_what")
        return found

    def go(self) -> Command:
        return GoTo(self._one(date, "bar.which_day"))

    def plan(self) -> Command:
        return Plan(self._one(date, "bar.which_day") if self._all(date) else None)

    def sick(self) -> Command:
        return Sick(self._one_engineer(), further=bool(self._all(Until)))

    def back(self) -> Command:
        return Back(self._one_engineer())

    def lend(self) -> Command:
        regions = self._all(Area)
        return Lend(self._one_engineer(), self._one(Area, "bar.one_region").id if regions else None)

    def end_lending(self) -> Command:
        return EndLending(self._one_engineer())

    # What the sentence is about

    def _verbs(self) -> list[Verb]:
        return [verb for verb in self._all(Verb) if verb in _MAKERS]

    def _implied(self) -> Verb:
        kinds = {type(token.meaning) for token in self._tokens}
        for asked, verb in _IMPLIED:
            if asked <= kinds:
                return verb
        if not kinds:
            raise _UnclearError(NOTHING_SAID)
        raise _UnclearError(NOT_UNDERSTOOD, (_search(self._text),))

    def _tickets(self) -> tuple[TicketId, ...]:
        found: dict[TicketId, None] = {}
        for token in self._tokens:
            meaning = token.meaning
            if isinstance(meaning, Jobs):
                if not meaning.ids:
                    raise _UnclearError("bar.no_ticket", number=self._said(token))
                if len(meaning.ids) > 1:
                    raise self._which_ticket(token, meaning.ids)
                found |= dict.fromkeys(meaning.ids)
        tickets = tuple(found) or self._known.selected
        if not tickets:
            raise _UnclearError("bar.which_ticket")
        return tickets

    def _engineer(self, tickets: Sequence[TicketId]) -> EngineerId:
        """The one named; without a name but with a time, the one who has the tickets already."""
        if not self._all(Staff):
            visits = [self._known.board.tickets[key].visit for key in tickets]
            having = {visit and visit.engineer_id for visit in visits}
            only = having.pop() if len(having) == 1 and self._all(time) else None
            if only is None:
                raise _UnclearError("bar.which_engineer")
            return only
        return self._one_engineer()

    def _one_engineer(self) -> EngineerId:
        """The one named."""
        staff = [token for token in self._tokens if isinstance(token.meaning, Staff)]
        if not staff:
            raise _UnclearError("bar.whom")
        if len(staff) > 1:
            raise _UnclearError("bar.one_engineer")
        (ids,) = [m.ids for m in self._all(Staff)]
        if len(ids) != 1:
            raise self._which_engineer(staff[0], ids)
        return ids[0]

    def _start(self) -> datetime | None:
        days, times = self._all(date), self._all(time)
        if len(times) > 1 or len(days) > 1:
            raise _UnclearError("bar.one_time")
        if not times:
            if days:
                raise _UnclearError("bar.which_time")
            return None
        day = days[0] if days else self._known.day
        return datetime.combine(day, times[0], self._known.zone).astimezone(UTC)

    def _with_beginnings(self) -> tuple[Token, ...]:
        """Unknown words, and numbers no ticket has, as the engineers whose names begin so."""
        return tuple(
            Token(Staff(ids), token.start, token.end)
            if token.meaning in (UNKNOWN, Jobs(()))
            and (ids := self._lexicon.beginning(folded(self._said(token))))
            else token
            for token in self._tokens
        )

    def _all(self, kind: type[T]) -> list[T]:
        return [token.meaning for token in self._tokens if isinstance(token.meaning, kind)]

    def _one(self, kind: type[T], missing: str) -> T:
        found = self._all(kind)
        if len(found) != 1:
            raise _UnclearError(missing)
        return found[0]

    # What is unclear

    def _said(self, token: Token) -> str:
        return self._text[token.start : token.end]

    def _instead(self, token: Token, said: str) -> str:
        before, after = self._text[: token.start], self._text[token.end :]
        return " ".join(part for part in (before.strip(), said, after.strip()) if part)

    def _which_ticket(self, token: Token, ids: Sequence[TicketId]) -> _UnclearError:
        tickets = [self._known.board.tickets[key] for key in ids[:MOST_CHOICES]]
        return _UnclearError(
            "bar.several_tickets",
            number=self._said(token),
            choices=tuple(
                Choice(f"{t.number}  {t.title}", self._instead(token, t.number)) for t in tickets
            ),
        )

    def _which_engineer(self, token: Token, ids: Sequence[EngineerId]) -> _UnclearError:
        staff = [self._known.board.engineers[key] for key in ids[:MOST_CHOICES]]
        return _UnclearError(
            "bar.several_engineers",
            name=self._said(token),
            choices=tuple(
                Choice(f"{e.name}  {e.number}", self._instead(token, e.number)) for e in staff
            ),
        )

    def _unknown(self, token: Token) -> _UnclearError:
        said = self._said(token)
        unknown = isinstance(token.meaning, Unknown)
        return _UnclearError(
            "bar.unknown_word" if unknown else "bar.not_here",
            choices=(_search(said),) if unknown else (),
            word=said,
        )


_ABOUT_TICKETS = (Jobs, Flag)
_ABOUT_STAFF = frozenset({Verb.SICK, Verb.BACK, Verb.LEND, Verb.END_LENDING})

_MAKERS: Mapping[Verb, tuple[Callable[[_Reading], Command], tuple[type, ...]]] = {
    Verb.ASSIGN: (_Reading.assign, (*_ABOUT_TICKETS, Staff, date, time, Lock)),
    Verb.UNASSIGN: (_Reading.unassign, _ABOUT_TICKETS),
    Verb.LOCK: (_Reading.lock, (*_ABOUT_TICKETS, Lock)),
    Verb.STATUS: (_Reading.status, (*_ABOUT_TICKETS, Step)),
    Verb.PRIORITY: (_Reading.priority, (*_ABOUT_TICKETS, Priority)),
    Verb.OPEN: (_Reading.open, _ABOUT_TICKETS),
    Verb.SHOW: (
        _Reading.show,
        (*_ABOUT_TICKETS, Priority, State, Step, SlaState, Area, Desk, date),
    ),
    Verb.PLAN: (_Reading.plan, (date,)),
    Verb.PUBLISH: (lambda reading: Publish(), ()),
    Verb.GO: (_Reading.go, (date,)),
    Verb.SICK: (_Reading.sick, (Staff, Until)),
    Verb.BACK: (_Reading.back, (Staff,)),
    Verb.LEND: (_Reading.lend, (Staff, Area)),
    Verb.END_LENDING: (_Reading.end_lending, (Staff,)),
}
"""What makes the command, and what may stand in its sentence beside verbs."""

_IMPLIED: tuple[tuple[set[type], Verb], ...] = (
    ({Step}, Verb.STATUS),
    ({Staff, Jobs}, Verb.ASSIGN),
    ({Lock}, Verb.LOCK),
    ({Jobs, Priority}, Verb.PRIORITY),
    ({Jobs}, Verb.OPEN),
    ({Priority}, Verb.SHOW),
    ({State}, Verb.SHOW),
    ({SlaState}, Verb.SHOW),
    ({Flag}, Verb.SHOW),
    ({Area}, Verb.SHOW),
    ({Desk}, Verb.SHOW),
    ({date}, Verb.GO),
)
"""Without a verb: what must be there, and what is meant then; the first that fits."""


def _free_words(text: str, known: Known) -> Command | None:
    """A sentence whose rest is anybody's words: a search, or the name of a view."""
    words = _after(text, VERBS[Verb.FIND])
    if words is not None:
        if not words:
            raise _UnclearError("bar.find_what")
        return Find(words)
    name = _after(text, VERBS[Verb.VIEW])
    return None if name is None else _view(name, known.views)


def _search(words: str) -> Choice:
    label = tr("Find “{words}” in open and closed tickets", words=words)
    return Choice(label, f"{_first_word(Verb.FIND)} {words}")


def _first_word(verb: Verb) -> str:
    """The verb as it is said in the current language."""
    return VERBS[verb][1 if is_chinese() else 0]


def _after(text: str, verbs: Sequence[str]) -> str | None:
    low = folded(text)
    for verb in sorted(verbs, key=len, reverse=True):
        if low.startswith(verb):
            rest = text[len(verb) :]
            if not rest or not verb.isascii() or not rest[0].isalnum() or not rest[0].isascii():
                return rest.strip()
    return None


def _view(name: str, views: Sequence[str]) -> View:
    said = folded(name)
    exact = [one for one in views if plain(one) == name] or [
        one for one in views if folded(one) == said
    ]
    like = exact or [one for one in views if folded(one).startswith(said)]
    if len(like) == 1 or exact:
        return View(like[0])
    choices = tuple(Choice(one, f"{_first_word(Verb.VIEW)} {one}") for one in like or views)
    raise _UnclearError(
        "bar.several_views" if like else "bar.no_view",
        choices=choices[:MOST_CHOICES],
        name=name,
    )
