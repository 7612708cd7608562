"""From what a person asks for to the service that does it, and back to the store and a sentence."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar
from uuid import UUID, uuid4

from PySide6.QtCore import QObject, Signal

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.roles import Right
from dispatch_console.domain.ticket import Lock, Priority, Status
from dispatch_console.services import applying, dispatch, overriding, priorities
from dispatch_console.services.context import Context
from dispatch_console.services.easing import Eased
from dispatch_console.services.overriding import Grounds
from dispatch_console.services.refusing import overridable
from dispatch_console.services.tickets import set_ties
from dispatch_console.support.i18n import tr
from dispatch_console.ui.change_hub import ChangeHub
from dispatch_console.ui.intents import Drop, Intents
from dispatch_console.ui.permits import barred_sentence
from dispatch_console.ui.read_only import in_past
from dispatch_console.ui.reasons import refusal
from dispatch_console.ui.shell import bulk
from dispatch_console.ui.shell.barring import barred
from dispatch_console.ui.shell.outcomes import Outcomes
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.steps import asking
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.widgets.message_bar import MessageBar
from dispatch_console.words import text

log = logging.getLogger(__name__)

T = TypeVar("T")


class Commands(QObject):
    """Every write of the window but planning. `busy_changed(bool)`: a write is under way.

    `form_wanted(tickets, status)`: a step needs something that is to be asked for first.
    """

    busy_changed = Signal(bool)
    form_wanted = Signal(object, object)

    def __init__(
        self,
        session: Session,
        store: BoardStore,
        intents: Intents,
        hub: ChangeHub,
        messages: MessageBar,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._store, self._hub, self._messages = session, store, hub, messages
        self._intents, self.gate = intents, intents.gate
        self.outcomes = Outcomes(session, hub, messages, self)
        self._under_way = 0
        intents.assign.connect(self.assign)
        intents.unassign.connect(self.unassign)
        intents.set_lock.connect(self.set_lock)
        intents.set_status.connect(self.set_status)
        intents.set_priority.connect(self.set_priority)
        intents.set_ties.connect(self.set_ties)

    def assign(
        self,
        chosen: Sequence[TicketId],
        engineer: EngineerId,
        start: datetime | None,
        *,
        pin: bool = False,
    ) -> None:
        """Give the tickets to the engineer, at the best place if `start` is None; `pin` locks them
        there.
        """
        if self.barred(Right.DISPATCH) or self.in_review():
            return
        known = self._store.board.engineers.get(engineer)
        name = known.name if known else ""
        some = self._split(chosen, bulk.not_assigned(engineer))
        self._write(
            some,
            lambda ctx, command: dispatch.assign(ctx, command, some.able, engineer, start, pin=pin),
            lambda: (
                tr(
                    "{tickets} assigned to {engineer}.",
                    tickets=self._named(some.able),
                    engineer=name,
                )
                + self._still_needed(some.able)
            ),
            who=name,
            override=lambda: self._intents.ask_override(some.able, engineer, start),
        )

    def override(self, drop: Drop, grounds: Grounds) -> None:
        """Give the tickets to the engineer against rules, for the reason given."""
        if self.barred(Right.OVERRIDE):
            return
        known = self._store.board.engineers.get(drop.engineer)
        name = known.name if known else ""
        self._write(
            bulk.Split(drop.tickets),
            lambda ctx, command: overriding.override(
                ctx, command, drop.tickets, drop.engineer, drop.start, grounds
            ),
            lambda: tr(
                "{tickets} assigned to {engineer} and locked, against rules.",
                tickets=self._named(drop.tickets),
                engineer=name,
            ),
            who=name,
            override=lambda: self._intents.override.emit(drop),
        )

    def ease(self, eased: Eased, sentence: str, note: str = "") -> None:
        """Ease one rule and give the ticket its visit; with a `note` that is not possible here."""
        if self.barred(applying.needed(eased)):
            return
        if note:
            self._messages.warn(note)
        elif not self.in_review():
            self._write(
                bulk.Split((eased.ticket_id,)),
                lambda ctx, command: applying.apply(ctx, command, eased),
                lambda: sentence,
            )

    def unassign(self, chosen: Sequence[TicketId]) -> None:
        """Take the tickets from whoever has them; those that nobody has are left alone."""
        if self.barred(Right.DISPATCH) or self.in_review():
            return
        only = self._store.board.tickets.get(chosen[0]) if len(chosen) == 1 else None
        if only is not None and only.visit is None:
            self.report(DomainError("dispatch.no_visit", number=only.number))
            return
        some = self._split(chosen, bulk.not_unassigned)
        self._write(
            some,
            lambda ctx, command: dispatch.unassign(ctx, command, some.able),
            lambda: tr("{tickets} unassigned.", tickets=self._named(some.able)),
        )

    def set_lock(self, chosen: Sequence[TicketId], lock: Lock) -> None:
        """Lock the tickets, or free them."""
        if self.barred(Right.DISPATCH):
            return
        some = self._split(chosen, bulk.not_locked(lock))
        self._write(
            some,
            lambda ctx, command: dispatch.set_lock(ctx, command, some.able, lock),
            lambda: tr(
                "{tickets}: {lock}.", tickets=self._named(some.able), lock=text.lock_name(lock)
            ),
        )

    def set_status(self, chosen: Sequence[TicketId], status: Status) -> None:
        """Take the tickets a step further in their life."""
        if self.barred(Right.TICKETS):
            return
        board = self._store.board
        some = self._split(
            chosen, bulk.not_stepped(board.definitions, status, self._intents.rights)
        )
        known = [board.tickets[key] for key in some.able if key in board.tickets]
        if asking(board.definitions, known, status):
            if not (in_past(self._store, self._messages) or self.shut()):
                self.form_wanted.emit(known, status)
            return
        self._write(
            some,
            lambda ctx, command: dispatch.set_status(ctx, command, some.able, status),
            lambda: tr(
                "{tickets}: {status}.",
                tickets=self._named(some.able),
                status=text.status_name(status),
            ),
        )

    def set_priority(self, chosen: Sequence[TicketId], priority: Priority) -> None:
        """Say how urgent the tickets are."""
        if self.barred(Right.TICKETS):
            return
        some = self._split(chosen, bulk.not_prioritised(priority))
        self._write(
            some,
            lambda ctx, command: priorities.set_priority(ctx, command, some.able, priority),
            lambda: tr(
                "{tickets}: {priority}.",
                tickets=self._named(some.able),
                priority=text.priority_name(priority),
            ),
        )

    def set_ties(
        self, ticket: TicketId, crew_size: int, after: Sequence[TicketId], same: bool
    ) -> None:
        """Say how many the ticket takes, and what it comes after."""
        if self.barred(Right.TICKETS):
            return
        some = self._split((ticket,), lambda _: "")
        self._write(
            some,
            lambda ctx, command: set_ties(ctx, command, ticket, crew_size, after, same),
            lambda: tr("{tickets}: crew and order saved.", tickets=self._named(some.able)),
        )

    def run(
        self,
        work: Callable[[Context], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Write what a window of its own wants; that window says how it went.

        While nothing may be written it is refused: `write.barred`, or in the past
        `past.read_only`.
        """
        if self.gate.reason:
            failed(DomainError("write.barred", reason=self.gate.reason))
            return
        if self._store.past is not None:
            failed(DomainError("past.read_only"))
            return

        def succeed(result: T) -> None:
            self._count(-1)
            self._hub.refresh()
            done(result)

        def fail(error: Exception) -> None:
            self._count(-1)
            if not isinstance(error, DomainError):
                log.error("unforeseen", exc_info=error)
            failed(error)

        self._count(1)
        self._session.background.database(partial(work, self._session.context), succeed, fail)

    def hush(self) -> None:
        """Take away what was said last."""
        self._messages.hide()

    def show_changes(self) -> None:
        """Show what was written elsewhere in this window, without waiting for the server's call."""
        self._hub.refresh()

    def report(
        self,
        error: Exception,
        *,
        who: str = "",
        override: Callable[[], object] | None = None,
        to: MessageBar | None = None,
    ) -> None:
        """Say what went wrong, in the window or where `to` is; an unforeseen error goes to the log
        with its traceback.

        A refusal that a supervisor may `override` offers it; of another it is said that nobody can.
        """
        messages = to or self._messages
        if not isinstance(error, DomainError):
            log.error("unforeseen", exc_info=error)
            messages.fail(text.error_sentence(error))
            return
        sentence = refusal(error, self._store.board, self._session.zone, who=who)
        broken = error.params.get("reasons")
        if override is None or not isinstance(broken, tuple):
            messages.warn(sentence)
        elif not overridable(broken):
            messages.warn(f"{sentence}\n{tr('This cannot be overridden.')}")
        elif why := barred_sentence(self._session.rights, Right.OVERRIDE):
            messages.warn(f"{sentence}\n{tr('Assigning against rules: {why}', why=why)}")
        else:
            messages.warn(sentence, tr("&Override…"), override)

    def _split(self, chosen: Sequence[TicketId], why_not: bulk.WhyNot) -> bulk.Split:
        return bulk.split(self._store.board, chosen, why_not)

    def _write(
        self,
        some: bulk.Split,
        work: Callable[..., ChangeSet],
        said: Callable[[], str],
        *,
        who: str = "",
        override: Callable[[], object] | None = None,
    ) -> None:
        if in_past(self._store, self._messages):
            return
        if not some.able:
            if some.refused:
                self._messages.warn(some.told(tr("Nothing was changed.")))
            return
        if self.shut():
            return
        context, command = self._session.context, uuid4()
        sentence = some.told(said())

        def succeed(_: ChangeSet) -> None:
            self._count(-1)
            if some.refused:
                self._messages.warn(sentence)
            else:
                self._messages.done(sentence)
            self._hub.refresh()

        def fail(error: Exception) -> None:
            self._count(-1)
            self.report(error, who=who, override=override)
            self._hub.refresh()

        self._count(1)
        self._session.background.database(_bound(work, context, command), succeed, fail)

    def barred(self, right: Right) -> bool:
        """Whether the user's role does not have the right; says so."""
        return barred(self._session, self._messages, right)

    def shut(self) -> bool:
        """Say so if nothing may be written now."""
        if self.gate.reason:
            self._messages.warn(self.gate.reason)
        return bool(self.gate.reason)

    def in_review(self) -> bool:
        """Say so if a proposal is under review, or the past is shown: what views show then is not
        the plan as it is."""
        if in_past(self._store, self._messages):
            return True
        if self._store.proposal is None:
            return False
        self._messages.warn(
            tr("A proposal is under review. Publish or discard it before changing the plan.")
        )
        return True

    def _count(self, step: int) -> None:
        before, self._under_way = self._under_way, self._under_way + step
        if (before > 0) != (self._under_way > 0):
            self.busy_changed.emit(self._under_way > 0)

    def _still_needed(self, chosen: Sequence[TicketId]) -> str:
        """How many of a crew are missing once these are given to somebody; nothing if nobody is."""
        crews = [self._store.ties.crew(key) for key in self._store.wholes(chosen)]
        missing = [t for crew in crews for t in crew if t.visit is None and t.id not in chosen]
        if not missing:
            return ""
        return "\n" + tr("Engineers of the crew still missing: {count}", count=len(missing))

    def _named(self, chosen: Sequence[TicketId]) -> str:
        known = self._store.board.tickets
        if len(chosen) == 1 and chosen[0] in known:
            return known[chosen[0]].number
        return tr("{count} tickets", count=len(chosen))


def _bound(
    work: Callable[..., ChangeSet], context: object, command: UUID
) -> Callable[[], ChangeSet]:
    return lambda: work(context, command)
