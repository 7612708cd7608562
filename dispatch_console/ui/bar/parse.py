"""From a sentence to a command, or to what is unclear about it and the choices there are.

Never raises, whatever is typed. Words stand in any order; a word that means nothing here is asked
about rather than passed over, so that nothing else is done than was said.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import TypeVar

from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.lifecycle import OPEN
from dispatch_console.domain.sla import SlaState
from dispatch_console.domain.ticket import Lock, Priority
from dispatch_console.services.reach import MINUTES as REACH_MIN
from dispatch_console.support.i18n import tr
from dispatch_console.ui.bar.commands import (
    Assign,
    Back,
    Command,
    EndLending,
    GoTo,
    Late,
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
    UseMap,
    View,
)
from dispatch_console.ui.bar.field_wishes import take_wishes
from dispatch_console.ui.bar.folding import folded, plain
from dispatch_console.ui.bar.free_words import after, first_word, free_words, search
from dispatch_console.ui.bar.lexicon import (
    Jobs,
    Known,
    Lexicon,
    Span,
    State,
    Step,
)
from dispatch_console.ui.bar.numbers import number
from dispatch_console.ui.bar.scan import UNKNOWN, Token, Unknown, scan
from dispatch_console.ui.bar.showables import Area, Asked, Client, Craft, Desk, Staff
from dispatch_console.ui.bar.suggest import meant_by, views_named, what_can_be_shown
from dispatch_console.ui.bar.unclear import (
    MOST_CHOICES,
    NOT_UNDERSTOOD,
    NOTHING_SAID,
    Choice,
    Unclear,
    UnclearError,
)
from dispatch_console.ui.bar.words import DELAYS_MIN, VERBS, Flag, MapTool, Until, Verb

LONGEST_DELAY_MIN = 24 * 60 - 1
"""A plan for a delay reaches a day ahead."""

T = TypeVar("T")


def parse(sentence: str, lexicon: Lexicon, known: Known) -> Command | Unclear:
    """The command, or what is unclear. `lexicon` is that of `known.board`."""
    text = plain(sentence)
    try:
        return free_words(text, known) or _read(text, lexicon, known)
    except UnclearError as stopped:
        return stopped.unclear


def _read(text: str, lexicon: Lexicon, known: Known) -> Command:
    """What the sentence says; what is said only of what can be shown is tried last."""
    reading = _Reading(text, lexicon, known)
    if reading.shows:
        return _shown(text, lexicon, known)
    try:
        return reading.command()
    except UnclearError:
        if reading.has_verb:
            raise
        named = _Reading(text, lexicon, known, showing=True)
        if not named.names_what_is_shown:
            raise
        return named.command()


def _shown(text: str, lexicon: Lexicon, known: Known) -> Command:
    """A sentence beginning with “show”: a filter, or else the saved view of that name."""
    try:
        return _Reading(text, lexicon, known, showing=True).command()
    except UnclearError as stopped:
        named = views_named(after(text, VERBS[Verb.SHOW]) or "", known.views)
        others = [one for one in stopped.unclear.choices if one.note and one.label not in named]
        if len(named) == 1 and not others:
            return View(named[0])
        raise


class _Reading:
    """One sentence being read. `showing`: names of what can only be shown are known."""

    def __init__(self, text: str, lexicon: Lexicon, known: Known, *, showing: bool = False) -> None:
        self._text, self._lexicon, self._known = text, lexicon, known
        tokens = scan(folded(text), lexicon, known, showing=showing)
        self._tokens, self._wishes = take_wishes(text, tokens)

    @property
    def has_verb(self) -> bool:
        """Whether it is said what is to be done."""
        return bool(self._verbs() or self._all(MapTool))

    @property
    def shows(self) -> bool:
        """Whether something is to be shown on the board."""
        said = self._verbs()
        return bool(said) and said[0] is Verb.SHOW and not self._all(MapTool)

    @property
    def names_what_is_shown(self) -> bool:
        """Whether every word means something, one of them what can be shown."""
        shown = (Staff, Craft, Client, Asked)
        return not self._all(Unknown) and any(self._all(kind) for kind in shown)

    def command(self) -> Command:
        if self._all(MapTool):
            return self._on_the_map()
        said = self._verbs()
        named = bool(self._all(Staff))
        if Verb.LATE in said:
            self._tokens = self._with_delay()
        if not said or Verb.ASSIGN in said or Verb.LATE in said or said[0] in _ABOUT_STAFF:
            self._tokens = self._with_beginnings()
        verb = self._implied(named) if not said else self._chief(said)
        make, accepted = _MAKERS[verb]
        if Verb.SHOW in said:
            self._tokens = self._with_what_is_meant()
        for token in self._tokens:
            if token.meaning is not verb and not isinstance(token.meaning, accepted):
                raise self._unknown(token)
        return make(self)

    def _chief(self, said: Sequence[Verb]) -> Verb:
        """What several verbs come to."""
        return next((verb for verb in (Verb.ASSIGN, Verb.LATE) if verb in said), said[0])

    def _on_the_map(self) -> Command:
        """A tool of the map; other words than it needs belong to another sentence."""
        self._tokens = tuple(t for t in self._tokens if t.meaning not in _BEFORE_A_TOOL)
        self._tokens = self._with_beginnings()
        tool = self._one(MapTool, "bar.one_map_tool")
        accepted = (MapTool, *_TOOLS.get(tool, ()))
        if any(not isinstance(token.meaning, accepted) for token in self._tokens):
            raise UnclearError(NOT_UNDERSTOOD, (search(self._text),))
        tickets = self._tickets() if self._all(Jobs) else ()
        if len(tickets) > 1:
            raise UnclearError("bar.one_ticket")
        minutes = self._one(Span, "bar.one_span").minutes if self._all(Span) else None
        if minutes is not None and minutes not in REACH_MIN:
            raise UnclearError("bar.reach_minutes")
        return UseMap(
            tool=tool,
            region=self._one(Area, "bar.one_region").id if self._all(Area) else None,
            engineer=self._one_engineer() if self._all(Staff) else None,
            ticket=tickets[0] if tickets else None,
            minutes=minutes,
        )

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
            raise UnclearError("bar.one_ticket")
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
            skills=frozenset(craft.code for craft in self._all(Craft)),
            engineers=frozenset(map(self._only_one, self._tokens_of(Staff))),
            customers=frozenset(client.name for client in self._all(Client)),
            fields=self._wishes,
            day=self._one(date, "bar.which_day") if self._all(date) else None,
        )
        if found == Show() and Flag.ALL not in flags:
            raise UnclearError("bar.show_what", self._to_show())
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

    def late(self) -> Command:
        tickets = self._tickets() if self._all(Jobs) or not self._all(Staff) else ()
        engineer = self._one_engineer() if self._all(Staff) else self._having(tickets)
        if self._all(Staff) and tickets and self._having(tickets) != engineer:
            raise UnclearError("bar.not_theirs", number=self._number(tickets[0]))
        spans = self._all(Span)
        if len(spans) != 1 or not 0 < spans[0].minutes <= LONGEST_DELAY_MIN:
            raise UnclearError("bar.how_late", self._delays() if not spans else ())
        return Late(engineer, spans[0].minutes, tickets[0] if len(tickets) == 1 else None)

    # What the sentence is about

    def _verbs(self) -> list[Verb]:
        return [verb for verb in self._all(Verb) if verb in _MAKERS]

    def _implied(self, named: bool) -> Verb:
        """What is meant without a verb; `named`: an engineer's whole name is among the words."""
        kinds = {type(token.meaning) for token in self._tokens}
        for asked, verb in _IMPLIED:
            if asked <= kinds and (named or asked != {Staff}):
                return verb
        if not kinds:
            raise UnclearError(NOTHING_SAID)
        raise UnclearError(NOT_UNDERSTOOD, (search(self._text),))

    def _tickets(self) -> tuple[TicketId, ...]:
        found: dict[TicketId, None] = {}
        for token in self._tokens:
            meaning = token.meaning
            if isinstance(meaning, Jobs):
                if not meaning.ids:
                    raise UnclearError("bar.no_ticket", number=self._said(token))
                if len(meaning.ids) > 1:
                    raise self._which_ticket(token, meaning.ids)
                found |= dict.fromkeys(meaning.ids)
        tickets = tuple(found) or self._known.selected
        if not tickets:
            raise UnclearError("bar.which_ticket")
        return tickets

    def _engineer(self, tickets: Sequence[TicketId]) -> EngineerId:
        """The one named; without a name but with a time, the one who has the tickets already."""
        if not self._all(Staff):
            visits = [self._known.board.tickets[key].visit for key in tickets]
            having = {visit and visit.engineer_id for visit in visits}
            only = having.pop() if len(having) == 1 and self._all(time) else None
            if only is None:
                raise UnclearError("bar.which_engineer")
            return only
        return self._one_engineer()

    def _one_engineer(self) -> EngineerId:
        """The one named."""
        staff = self._tokens_of(Staff)
        if not staff:
            raise UnclearError("bar.whom")
        if len(staff) > 1:
            raise UnclearError("bar.one_engineer")
        return self._only_one(staff[0])

    def _only_one(self, token: Token) -> EngineerId:
        """The one engineer that the token can mean."""
        assert isinstance(token.meaning, Staff)
        if len(token.meaning.ids) != 1:
            raise self._which_engineer(token, token.meaning.ids)
        return token.meaning.ids[0]

    def _having(self, tickets: Sequence[TicketId]) -> EngineerId:
        """The one who has all of the tickets."""
        visits = [self._known.board.tickets[key].visit for key in tickets]
        having = {visit.engineer_id for visit in visits if visit is not None}
        if len(having) != 1 or None in visits:
            raise UnclearError("bar.nobody_has", number=self._number(tickets[0]))
        return having.pop()

    def _number(self, ticket: TicketId) -> str:
        return self._known.board.tickets[ticket].number

    def _start(self) -> datetime | None:
        days, times = self._all(date), self._all(time)
        if len(times) > 1 or len(days) > 1:
            raise UnclearError("bar.one_time")
        if not times:
            if days:
                raise UnclearError("bar.which_time")
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

    def _with_what_is_meant(self) -> tuple[Token, ...]:
        """Unknown words as the one thing that can be shown whose name begins so."""
        return tuple(
            Token(thing.meaning, token.start, token.end)
            if token.meaning is UNKNOWN
            and (thing := meant_by(self._lexicon, folded(self._said(token)))) is not None
            else token
            for token in self._tokens
        )

    def _with_delay(self) -> tuple[Token, ...]:
        """A bare number behind “late by” as minutes."""
        found = list(self._tokens)
        for place, token in enumerate(found[1:], start=1):
            minutes = number(folded(self._said(token)))
            if found[place - 1].meaning is Verb.LATE and minutes is not None:
                found[place] = Token(Span(minutes), token.start, token.end)
        return tuple(found)

    def _tokens_of(self, kind: type) -> list[Token]:
        return [token for token in self._tokens if isinstance(token.meaning, kind)]

    def _all(self, kind: type[T]) -> list[T]:
        return [token.meaning for token in self._tokens if isinstance(token.meaning, kind)]

    def _one(self, kind: type[T], missing: str) -> T:
        found = self._all(kind)
        if len(found) != 1:
            raise UnclearError(missing)
        return found[0]

    # What is unclear

    def _said(self, token: Token) -> str:
        return self._text[token.start : token.end]

    def _instead(self, token: Token, said: str) -> str:
        before, after = self._text[: token.start], self._text[token.end :]
        return " ".join(part for part in (before.strip(), said, after.strip()) if part)

    def _to_show(self, token: Token | None = None) -> tuple[Choice, ...]:
        """What can be shown instead of a word, or at the end of the sentence."""
        said = "" if token is None else folded(self._said(token))
        things = what_can_be_shown(self._lexicon, said)
        choices = [
            Choice(
                thing.label,
                f"{self._text} {thing.said}" if token is None else self._instead(token, thing.said),
                thing.kind,
            )
            for thing in things
        ]
        rest = after(self._text, VERBS[Verb.SHOW])
        views = views_named(rest, self._known.views) if rest else self._known.views[:2]
        choices += [
            Choice(one, f"{first_word(Verb.VIEW)} {one}", tr("Saved view")) for one in views
        ]
        return tuple(choices[:MOST_CHOICES])

    def _delays(self) -> tuple[Choice, ...]:
        """The same sentence with a time at its end."""
        said = [tr("{n} min", n=minutes) for minutes in DELAYS_MIN]
        return tuple(Choice(f"{self._text} {one}", f"{self._text} {one}") for one in said)

    def _which_ticket(self, token: Token, ids: Sequence[TicketId]) -> UnclearError:
        tickets = [self._known.board.tickets[key] for key in ids[:MOST_CHOICES]]
        return UnclearError(
            "bar.several_tickets",
            number=self._said(token),
            choices=tuple(
                Choice(f"{t.number}  {t.title}", self._instead(token, t.number)) for t in tickets
            ),
        )

    def _which_engineer(self, token: Token, ids: Sequence[EngineerId]) -> UnclearError:
        staff = [self._known.board.engineers[key] for key in ids[:MOST_CHOICES]]
        return UnclearError(
            "bar.several_engineers",
            name=self._said(token),
            choices=tuple(
                Choice(f"{e.name}  {e.number}", self._instead(token, e.number)) for e in staff
            ),
        )

    def _unknown(self, token: Token) -> UnclearError:
        said = self._said(token)
        unknown = isinstance(token.meaning, Unknown)
        shown = self._to_show(token) if unknown and Verb.SHOW in self._verbs() else ()
        if len(shown) > 1:
            return UnclearError("bar.several_shown", (*shown, search(said)), word=said)
        return UnclearError(
            "bar.unknown_word" if unknown else "bar.not_here",
            choices=(*shown, search(said)) if unknown else (),
            word=said,
        )


_ABOUT_TICKETS = (Jobs, Flag)
_ABOUT_STAFF = frozenset({Verb.SICK, Verb.BACK, Verb.LEND, Verb.END_LENDING, Verb.LATE})

_BEFORE_A_TOOL = (Verb.SHOW, Verb.OPEN, Flag.SELECTED)
"""What may be said before a tool of the map: “show the legend”, “drive times from this”."""

_TOOLS: Mapping[MapTool, tuple[type, ...]] = {
    MapTool.DRIVE_TIMES: (Jobs, Staff, Span),
    MapTool.EDIT_REGIONS: (Area,),
}
"""What may stand in the sentence beside a tool."""

_MAKERS: Mapping[Verb, tuple[Callable[[_Reading], Command], tuple[type, ...]]] = {
    Verb.ASSIGN: (_Reading.assign, (*_ABOUT_TICKETS, Staff, date, time, Lock)),
    Verb.UNASSIGN: (_Reading.unassign, _ABOUT_TICKETS),
    Verb.LOCK: (_Reading.lock, (*_ABOUT_TICKETS, Lock)),
    Verb.STATUS: (_Reading.status, (*_ABOUT_TICKETS, Step)),
    Verb.PRIORITY: (_Reading.priority, (*_ABOUT_TICKETS, Priority)),
    Verb.OPEN: (_Reading.open, _ABOUT_TICKETS),
    Verb.SHOW: (
        _Reading.show,
        (
            *(*_ABOUT_TICKETS, Priority, State, Step, SlaState, date),
            *(Area, Desk, Staff, Craft, Client, Asked),
        ),
    ),
    Verb.PLAN: (_Reading.plan, (date,)),
    Verb.PUBLISH: (lambda reading: Publish(), ()),
    Verb.GO: (_Reading.go, (date,)),
    Verb.SICK: (_Reading.sick, (Staff, Until)),
    Verb.BACK: (_Reading.back, (Staff,)),
    Verb.LEND: (_Reading.lend, (Staff, Area)),
    Verb.END_LENDING: (_Reading.end_lending, (Staff,)),
    Verb.LATE: (_Reading.late, (*_ABOUT_TICKETS, Staff, Span, SlaState)),
}
"""What makes the command, and what may stand in its sentence beside verbs."""

_IMPLIED: tuple[tuple[set[type], Verb], ...] = (
    ({Span, SlaState}, Verb.LATE),
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
    ({Staff}, Verb.SHOW),
    ({Craft}, Verb.SHOW),
    ({Client}, Verb.SHOW),
    ({Asked}, Verb.SHOW),
    ({date}, Verb.GO),
)
"""Without a verb: what must be there, and what is meant then; the first that fits."""
