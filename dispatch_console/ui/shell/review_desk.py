"""Where a review is decided: groups accepted and rejected, and moves amended by planning again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.planning.messages import Failed, Finished, Solve
from dispatch_console.services import amending
from dispatch_console.services.amending import Amendment, Reopened
from dispatch_console.services.day_cap import beyond_cap, past_cap
from dispatch_console.services.review import Case, Review
from dispatch_console.support.i18n import tr
from dispatch_console.ui.background import Background
from dispatch_console.ui.shell.plan_bar import PlanBar
from dispatch_console.ui.solver_bridge import SolverBridge
from dispatch_console.ui.store import BoardStore

SECONDS, SEED, CORES = 3.0, 1, 2
"""How the routes around an amended move are searched: they are few."""


@dataclass(slots=True)
class _Amending:
    """What is amended, of which case, and once that is known what is solved again."""

    ticket: TicketId
    case: Case = field(repr=False)
    again: Reopened | None = None


class ReviewDesk(QObject):
    """Decides on the groups of the store's review, by number.

    `busy_changed`: an amendment has begun or ended; nothing else can be decided meanwhile.
    `told(words)` once it is done, `refused(Exception)` if it cannot be: the review is as before.
    `doubted(DomainError, then)`: it goes past the cap on engineers, and is done only by `then`.
    """

    busy_changed = Signal()
    told = Signal(str)
    refused = Signal(object)
    doubted = Signal(object, object)

    def __init__(
        self,
        background: Background,
        store: BoardStore,
        solver: SolverBridge,
        bar: PlanBar,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background, self._store, self._solver = background, store, solver
        self._bar = bar
        self._work: _Amending | None = None
        self._held = False
        solver.finished.connect(self._solved)
        solver.failed.connect(self._failed)

    @property
    def busy(self) -> bool:
        """Whether nothing can be decided now: a move is being amended, or the review is held."""
        return self._held or self._work is not None

    def hold(self, held: bool) -> None:
        """Nothing is to be decided while what has been accepted is being published."""
        self._held = held

    def decide(self, groups: Iterable[int], *, accept: bool) -> None:
        """Accept or reject these groups."""
        review = self._store.review
        if review is not None and not self.busy:
            chosen = frozenset(groups)
            accepted = review.accepted | chosen if accept else review.accepted - chosen
            if accepted != review.accepted:
                self._take(review, review.taking(accepted))

    def toggle(self, groups: Iterable[int]) -> None:
        """Reject these groups if all of them are accepted, else accept them."""
        review, chosen = self._store.review, frozenset(groups)
        if review is not None and chosen:
            self.decide(chosen, accept=not chosen <= review.accepted)

    def decide_all(self, *, accept: bool) -> None:
        """Accept or reject every group."""
        review = self._store.review
        if review is not None:
            self.decide((group.number for group in review.groups), accept=accept)

    def amend(self, ticket: TicketId, amendment: Amendment) -> None:
        """Bind the ticket as wanted and plan the routes of its group again."""
        review = self._store.review
        if review is None or self.busy or self._solver.busy:
            return
        self._set_work(_Amending(ticket, review.case))
        self._bar.show_solving(tr("Planning the routes around {ticket} again…", ticket=self._name))
        self._background.free(
            lambda: amending.reopen(review, ticket, amendment), self._solve, self._refuse
        )

    def grant(self, change: Callable[[Review], Review], said: str) -> None:
        """Take a change into the review; `said` once that is done."""
        review = self._store.review
        if review is None or self.busy or self._solver.busy:
            return
        self.hold(True)

        def done(granted: Review) -> None:
            self.hold(False)
            if self._store.review is review:
                self._take(review, granted, said)

        def refused(error: Exception) -> None:
            self.hold(False)
            self.refused.emit(error)

        self._background.free(lambda: change(review), done, refused)

    def _solve(self, again: Reopened) -> None:
        if self._work is None:
            return
        self._work.again = again
        self._solver.solve(
            Solve(problem=again.part, seconds=SECONDS, seed=SEED, cores=CORES, start=again.start)
        )

    def _solved(self, event: Finished) -> None:
        work, review = self._work, self._store.review
        if work is None or work.again is None:
            return
        if review is None or review.case is not work.case:
            self._set_work(None)
            return
        again, now = work.again, self._store.clock()
        self._bar.show_ending(tr("Comparing with the plan as it is…"))
        words = tr("{ticket} amended; the routes around it are planned again.", ticket=self._name)

        def done(after: Review) -> None:
            self._show_as_it_is()
            self._take(review, after, words)

        self._background.free(
            lambda: amending.amended(review, again, event.solution, now=now), done, self._refuse
        )

    def _take(self, before: Review, after: Review, said: str = "") -> None:
        """Show the review as it comes out, unless it goes past the cap: then somebody is to say
        that it is wanted, and nothing else may have been decided meanwhile."""
        doubt = past_cap(before, after)
        if doubt is None:
            self._show(after, said)
            return

        def all_the_same() -> None:
            if self._store.review is before and not self.busy:
                self._show(beyond_cap(after), said)

        self.doubted.emit(doubt, all_the_same)

    def _show(self, review: Review, said: str) -> None:
        self._store.set_review(review)
        if said:
            self.told.emit(said)

    def _failed(self, event: Failed) -> None:
        if self._work is not None:
            self._refuse(DomainError(event.code, **event.params))

    def _refuse(self, error: Exception) -> None:
        self._show_as_it_is()
        self.refused.emit(error)

    def _show_as_it_is(self) -> None:
        """Nothing is worked out any more: the bar shows the review again."""
        proposal = self._store.proposal
        if proposal is not None:
            self._bar.show_review(proposal, self._store.review)
        self._set_work(None)

    @property
    def _name(self) -> str:
        """The number of the ticket that is amended."""
        ticket = self._store.board.tickets.get(self._work.ticket) if self._work else None
        return ticket.number if ticket is not None else ""

    def _set_work(self, work: _Amending | None) -> None:
        self._work = work
        self.busy_changed.emit()
