"""Why this ticket, or why not: asked off this thread, answered piece by piece, and acted on."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from threading import Event

from PySide6.QtCore import QObject

from dispatch_console.domain.board import Board
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.plan import Proposal
from dispatch_console.planning.explain import Reason
from dispatch_console.services import applying, granting
from dispatch_console.services.easing import Eased, easings
from dispatch_console.services.why import ALTERNATIVES, Alternative, Why, WhyDesk, WhyNot
from dispatch_console.ui.inspector import why_words
from dispatch_console.ui.inspector.why_panel import WhyPanel
from dispatch_console.ui.inspector.why_words import PricedRow
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.shell.commands import Commands
from dispatch_console.ui.shell.review_desk import ReviewDesk
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.store import BoardStore
from dispatch_console.words import text

log = logging.getLogger(__name__)

DESK_KEPT = timedelta(minutes=1)
"""How long answers are given from the same reading of the board and the clock."""


class WhyFlow(QObject):
    """One question at a time: the last one. What is chosen goes to `intents` or `commands`,
    and while a plan is under review into that."""

    def __init__(
        self,
        session: Session,
        store: BoardStore,
        selection: Selection,
        intents: Intents,
        panel: WhyPanel,
        commands: Commands,
        desk: ReviewDesk,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._review_desk = desk
        self._store, self._selection, self._zone = store, selection, session.zone
        self._intents, self._panel, self._commands = intents, panel, commands
        # In the order asked: what answers may be read by one thread at a time only.
        self._questions = Latest(session.background.free, self)
        self._ticket: TicketId | None = None
        self._desk: _Kept | None = None
        self._stop = Event()
        self._offers: list[Alternative | Eased] = []
        self._elsewhere = False
        panel.taken.connect(self._take)
        panel.stop_wanted.connect(self._ended_by_hand)
        panel.again_wanted.connect(self._ask_again)
        selection.changed.connect(self._follow)
        store.horizon_changed.connect(self._ask_about_other_days)
        gone = self._gone = Event()
        self.destroyed.connect(lambda *_: gone.set())

    def ask(self, ticket: TicketId) -> None:
        """Say about this ticket why it has no visit, or this one."""
        self._stop.set()
        self._stop = stop = Event()
        self._ticket, self._offers = ticket, []
        self._panel.show_asking()
        wanted = _Asked(self._store.board, self._store.proposal, self._store.horizon)
        now, kept = self._store.clock(), self._desk
        desk = kept if kept and kept.asked.same(wanted) and now - kept.at < DESK_KEPT else None

        def answer() -> _Answer:
            used = desk or _Kept(wanted, now, wanted.desk(now))
            why = used.desk.answer(ticket)
            if isinstance(why, WhyNot):
                return _Answer(used, why, why_words.obstacles(wanted.board, why, self._zone))
            return _Answer(used, why)

        self._questions.ask(answer, partial(self._answered, stop), partial(self._failed, stop))

    def _answered(self, stop: Event, found: "_Answer") -> None:
        self._desk, why = found.kept, found.why
        if stop.is_set():
            return
        board, zone, panel = self._store.board, self._zone, self._panel
        if not isinstance(why, WhyNot):
            self._offers = list(why.alternatives)
            rows = [why_words.alternative_row(board, one, zone) for one in why.alternatives]
            panel.show_why_here(why_words.why_here(board, why, zone), rows)
            if len(rows) < ALTERNATIVES:
                self._begin_search(stop, found.kept.desk, why)
            return
        reviewing = self._store.proposal is not None
        sentence = why_words.why_not(board, why, zone, reviewing=reviewing)
        panel.show_why_not(sentence, found.obstacles)
        for place in why.places:
            self._offers.append(place)
            panel.add(why_words.alternative_row(board, place, zone))
        if why.reason is Reason.NOT_FOUND:
            panel.show_searched(stopped=False)
            return
        self._begin_search(stop, found.kept.desk, why)

    def _begin_search(self, stop: Event, desk: WhyDesk, why: Why) -> None:
        gone = self._gone
        self._panel.show_searching()
        self._elsewhere = not isinstance(why, WhyNot)
        steps = easings(desk, why.ticket_id, cancelled=lambda: stop.is_set() or gone.is_set())
        self._search(stop, steps)

    def _search(self, stop: Event, steps: Iterator[Eased]) -> None:
        self._questions.ask(
            lambda: next(steps, None),
            partial(self._found, stop, steps),
            partial(self._failed, stop),
        )

    def _found(self, stop: Event, steps: Iterator[Eased], eased: Eased | None) -> None:
        if stop.is_set():
            return
        if eased is None:
            self._panel.show_searched(stopped=False)
            return
        self._offers.append(eased)
        self._panel.add(self._row(eased))
        self._search(stop, steps)

    def _failed(self, stop: Event, error: Exception) -> None:
        if stop.is_set():
            return
        if not isinstance(error, DomainError):
            log.error("no answer to why", exc_info=error)
        self._panel.show_failure(
            text.error_sentence(error), again=not isinstance(error, DomainError)
        )

    def _take(self, place: int) -> None:
        """Make the change the person chose."""
        if self._ticket is None or place >= len(self._offers):
            return
        offer, board = self._offers[place], self._store.board
        if self._store.review is not None:
            self._grant(self._ticket, offer)
        elif isinstance(offer, Alternative):
            self._intents.ask_assign((self._ticket,), offer.engineer_id, offer.start)
        else:
            self._commands.ease(
                offer,
                why_words.applied_words(board, offer, self._zone),
                self._row(offer).note,
            )

    def _grant(self, ticket: TicketId, offer: Alternative | Eased) -> None:
        """Take the change into the plan under review."""
        board, now, zone = self._store.board, self._store.clock(), self._zone
        if isinstance(offer, Eased) and self._commands.barred(applying.needed(offer)):
            return
        if isinstance(offer, Alternative):
            self._review_desk.grant(
                lambda review: granting.with_place(review, ticket, offer, now=now),
                why_words.taken_words(board, ticket, offer, zone),
            )
        elif note := self._row(offer).note:
            self._commands.ease(offer, "", note)
        else:
            self._review_desk.grant(
                lambda review: granting.with_easing(review, offer, now=now),
                why_words.granted_words(board, offer, zone),
            )

    def _row(self, eased: Eased) -> PricedRow:
        return why_words.eased_row(self._store.board, eased, self._zone, elsewhere=self._elsewhere)

    def _ended_by_hand(self) -> None:
        self._stop.set()
        self._questions.drop()
        self._panel.show_searched(stopped=True)

    def _ask_again(self) -> None:
        if self._ticket is not None:
            self.ask(self._ticket)

    def _ask_about_other_days(self) -> None:
        if self._panel.isVisible():
            self._ask_again()

    def _follow(self) -> None:
        """What nobody looks at any more is not searched for."""
        if self._ticket not in self._selection.tickets[:1]:
            self._stop.set()
            self._questions.drop()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the window shows at the moment of a question."""

    board: Board
    proposal: Proposal | None
    horizon: tuple[datetime, datetime]

    def desk(self, now: datetime) -> WhyDesk:
        """Ready to answer; takes up to seconds."""
        start, end = self.horizon
        return WhyDesk(self.board, now=now, start=start, end=end, proposal=self.proposal)

    def same(self, other: "_Asked") -> bool:
        """Whether nothing shown has changed; a change always makes a new board."""
        return (
            self.board is other.board
            and self.proposal is other.proposal
            and self.horizon == other.horizon
        )


@dataclass(frozen=True, slots=True)
class _Kept:
    """A desk, and what and when it was made for."""

    asked: _Asked
    at: datetime
    desk: WhyDesk


@dataclass(frozen=True, slots=True)
class _Answer:
    """Why, in which plan; and what keeps each engineer away, in words."""

    kept: _Kept
    why: Why
    obstacles: Sequence[tuple[str, str]] = ()
