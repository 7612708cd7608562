"""What all views show: the board, the proposal under review, the filter. GUI thread only."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from dispatch_console.domain.board import Board, BoardPatch, apply
from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.ids import EngineerId, QueueId, RegionId, TicketId
from dispatch_console.domain.plan import PlannedVisit, Proposal, planned
from dispatch_console.domain.presence import Presence
from dispatch_console.domain.sla import SlaState, next_deadline, sla_state
from dispatch_console.domain.ticket import Priority, Status, Ticket
from dispatch_console.domain.ties import Ties
from dispatch_console.domain.wording import Wanted, wanted
from dispatch_console.support.clock import Clock
from dispatch_console.ui.field_words import field_words
from dispatch_console.ui.searching import TicketTexts

if TYPE_CHECKING:
    from dispatch_console.services.review import Review

Condition = Callable[[Ticket], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFilter:
    """Which tickets are shown; an empty set filters nothing."""

    text: str = ""
    regions: frozenset[RegionId] = frozenset()
    queues: frozenset[QueueId | None] = frozenset()
    """None among them: tickets in no queue."""
    statuses: frozenset[Status] = frozenset()
    priorities: frozenset[Priority] = frozenset()
    sla: frozenset[SlaState] = frozenset()
    skills: frozenset[str] = frozenset()
    """Codes of skills, one of which is needed."""
    engineers: frozenset[EngineerId] = frozenset()
    """Those of whom one has the ticket, or a place in its crew."""
    customers: frozenset[str] = frozenset()
    """Names as they stand on tickets."""
    unassigned_only: bool = False
    overridden_only: bool = False
    """Only visits that stand against rules."""
    due_in_days: bool = False
    """Only what falls into the days shown; see `falls_in`."""


class BoardStore(QObject):
    """The one source the views draw from; views connect to its signals and never change it.

    `reset`: everything is new. `changed(ChangeSet)`: only those ids. `proposal_changed`,
    `filter_changed`, `horizon_changed` (first and last shown moment). `others_changed`: who else is
    there, or what they look at. `past_changed`: another moment of the past is shown, or none.

    While a board of the past is shown, nothing can be changed; `live` goes on following the
    database.
    """

    reset = Signal()
    changed = Signal(object)
    proposal_changed = Signal()
    filter_changed = Signal()
    horizon_changed = Signal()
    others_changed = Signal()
    past_changed = Signal()

    def __init__(self, board: Board, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._live = board
        self._past: Board | None = None
        self._ties: Ties | None = None
        self._proposal: Proposal | None = None
        self._review: Review | None = None
        self._filter = BoardFilter()
        self._texts = TicketTexts()
        self._conditions: tuple[Condition, ...] = ()
        self._horizon: tuple[datetime, datetime] = (board.read_at, board.read_at)
        self._others: tuple[Presence, ...] = ()
        self._clock = clock

    @property
    def board(self) -> Board:
        """What is shown."""
        return self._live if self._past is None else self._past

    @property
    def live(self) -> Board:
        """The board as the database has it now."""
        return self._live

    @property
    def past(self) -> datetime | None:
        """The moment of the past that is shown, if one is."""
        return None if self._past is None else self._past.read_at

    def clock(self) -> datetime:
        """Now, or what was now at the moment shown."""
        return self._clock() if self._past is None else self._past.read_at

    @property
    def proposal(self) -> Proposal | None:
        return self._proposal

    @property
    def review(self) -> "Review | None":
        """The review that the proposal comes from; None if it is to be taken or left whole."""
        return self._review

    @property
    def ties(self) -> Ties:
        """The crews of the board and the order of its tickets."""
        if self._ties is None:
            self._ties = Ties(self.board.tickets)
        return self._ties

    def wholes(self, tickets: Iterable[TicketId]) -> tuple[TicketId, ...]:
        """The tickets that these are, or are places in a crew of."""
        return tuple(dict.fromkeys(map(self.ties.whole, tickets)))

    def to_fill(self, tickets: Iterable[TicketId]) -> tuple[TicketId, ...]:
        """What is given to somebody who is to have these: of a crew the first place nobody has."""
        crews = ((key, self.ties.crew(key)) for key in tickets)
        return tuple(
            next((one.id for one in crew if self.shown_visit(one) is None), key)
            for key, crew in crews
        )

    def held(self, tickets: Iterable[TicketId]) -> tuple[TicketId, ...]:
        """What is taken back with these: of a crew the place of everybody who has one."""
        crews = ((key, self.ties.crew(key)) for key in tickets)
        found = ([one.id for one in crew if one.visit] or [key] for key, crew in crews)
        return tuple(dict.fromkeys(key for keys in found for key in keys))

    @property
    def ticket_count(self) -> int:
        """How many tickets there are on the board."""
        return sum(ticket.crew_of is None for ticket in self.board.tickets.values())

    def with_crews(self, tickets: Iterable[TicketId]) -> frozenset[TicketId]:
        """These and all that are in one crew with any of them."""
        chosen = frozenset(tickets)
        return chosen | {one.id for key in chosen for one in self.ties.crew(key)}

    @property
    def filter(self) -> BoardFilter:
        return self._filter

    @property
    def horizon(self) -> tuple[datetime, datetime]:
        """The span of time shown and planned."""
        return self._horizon

    @property
    def others(self) -> tuple[Presence, ...]:
        """Who else is at a console of this database."""
        return self._others

    def set_others(self, others: tuple[Presence, ...]) -> None:
        if others != self._others:
            self._others = others
            self.others_changed.emit()

    def set_board(self, board: Board) -> None:
        self._live = board
        if self._past is None:
            self._begin_anew()

    def show_past(self, board: Board | None) -> None:
        """Show a board of the past, or (None) the one of now again."""
        if board is not self._past:
            self._past = board
            self._begin_anew()
            self.past_changed.emit()

    def apply(self, patch: BoardPatch) -> None:
        before, self._live = self._live, apply(self._live, patch)
        if self._past is not None:
            return
        if self._live.queues != before.queues:
            self._begin_anew()
            return
        self._ties = None
        changed = ChangeSet(
            tickets=frozenset(patch.tickets),
            engineers=frozenset(patch.engineers),
            shifts=frozenset(patch.shifts),
            regions=frozenset(patch.regions),
        )
        if changed:
            self.changed.emit(changed)

    def _begin_anew(self) -> None:
        self._ties = None
        if self._conditions:
            # They may go by fields and queues that are others now.
            self._conditions = self._make_conditions()
        self.reset.emit()

    def set_proposal(self, proposal: Proposal | None) -> None:
        self._proposal, self._review = proposal, None
        self.proposal_changed.emit()

    def set_review(self, review: "Review") -> None:
        """Show what is accepted of the review as the proposal."""
        self._proposal, self._review = review.proposal, review
        self.proposal_changed.emit()

    def set_filter(self, **changes: object) -> None:
        self._filter = replace(self._filter, **changes)  # pyright: ignore[reportArgumentType]
        self._conditions = self._make_conditions()
        self.filter_changed.emit()

    def set_horizon(self, start: datetime, end: datetime) -> None:
        self._horizon = (start, end)
        self.horizon_changed.emit()
        if self._filter.due_in_days:
            self.filter_changed.emit()

    def shown_visit(self, ticket: Ticket) -> PlannedVisit | None:
        """The ticket's visit as views draw it: the proposed one while a proposal is reviewed."""
        proposal = self._proposal
        if proposal is not None and ticket.id in proposal.base:
            return proposal.visits.get(ticket.id)
        return planned(ticket)

    def matches(self, ticket: Ticket) -> bool:
        """Whether the filter lets the ticket through."""
        for condition in self._conditions:  # noqa: SIM110 (asked thousands of times a keystroke)
            if not condition(ticket):
                return False
        return True

    def shown_tickets(self) -> list[TicketId]:
        """Ids of the tickets that pass the filter."""
        return [ticket.id for ticket in self.board.tickets.values() if self.matches(ticket)]

    def _make_conditions(self) -> tuple[Condition, ...]:
        """What a ticket must fulfil: only what the filter names takes time."""
        chosen = self._filter
        rest, fields = field_words(chosen.text, self.board)
        words = wanted(rest)
        all_there_are: tuple[tuple[object, Condition], ...] = (
            (chosen.regions, lambda t: t.region_id in chosen.regions),
            (chosen.queues, lambda t: t.queue_id in chosen.queues),
            (chosen.statuses, lambda t: t.status in chosen.statuses),
            (chosen.priorities, lambda t: t.priority in chosen.priorities),
            (chosen.skills, lambda t: any(one.code in chosen.skills for one in t.skills)),
            (chosen.customers, lambda t: t.customer_name in chosen.customers),
            (chosen.engineers, lambda t: self._shown_with_any(t, chosen.engineers)),
            (chosen.unassigned_only, self._lacks_somebody),
            (chosen.overridden_only, lambda t: t.override is not None),
            (chosen.sla, lambda t: sla_state(t, self.clock()) in chosen.sla),
            (chosen.due_in_days, lambda t: falls_in(self._horizon, t)),
            *((field, field) for field in fields),
            (words, lambda t: self._mentions(t, words)),
        )
        return tuple(condition for asked, condition in all_there_are if asked)

    def _mentions(self, ticket: Ticket, words: Wanted) -> bool:
        definitions = self.board.definitions
        return self._texts.mention(ticket, self._engineer(ticket), words, definitions)

    def _engineer(self, ticket: Ticket) -> Engineer | None:
        key = self._shown_with(ticket)
        return None if key is None else self.board.engineers.get(key)

    def _lacks_somebody(self, ticket: Ticket) -> bool:
        """Whether nobody has the ticket, or a place in its crew."""
        return any(self._shown_with(member) is None for member in self._crew(ticket))

    def _shown_with_any(self, ticket: Ticket, engineers: frozenset[EngineerId]) -> bool:
        """Whether one of the engineers has the ticket, or a place in its crew."""
        return any(self._shown_with(member) in engineers for member in self._crew(ticket))

    def _crew(self, ticket: Ticket) -> tuple[Ticket, ...]:
        return (ticket,) if ticket.crew_size == 1 else self.ties.crew(ticket.id)

    def _shown_with(self, ticket: Ticket) -> EngineerId | None:
        """Whose the ticket's visit is as views draw it."""
        proposal = self._proposal
        if proposal is not None and ticket.id in proposal.base:
            proposed = proposal.visits.get(ticket.id)
            return None if proposed is None else proposed.engineer_id
        return None if ticket.visit is None else ticket.visit.engineer_id


def falls_in(days: tuple[datetime, datetime], ticket: Ticket) -> bool:
    """Whether the ticket is due before these days are over, or wanted or planned within them."""
    start, end = days
    due, visit = next_deadline(ticket), ticket.visit
    return (
        (due is not None and due < end)
        or (visit is not None and visit.start < end and visit.end > start)
        or any(window.start < end and window.end > start for window in ticket.windows)
    )
