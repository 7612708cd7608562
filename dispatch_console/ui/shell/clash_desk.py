"""What a publish could not keep is planned anew, a step at a time and never on this thread."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from PySide6.QtCore import QObject

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.messages import Failed, Finished, Solve
from dispatch_console.services import meanwhile, reconciling
from dispatch_console.services.context import Context
from dispatch_console.services.meanwhile import Clash
from dispatch_console.services.publishing import Published
from dispatch_console.services.reconciling import Again
from dispatch_console.services.review import Review
from dispatch_console.support.clock import Clock
from dispatch_console.support.i18n import tr
from dispatch_console.ui.background import Background
from dispatch_console.ui.shell.plan_bar import PlanBar
from dispatch_console.ui.solver_bridge import SolverBridge

SECONDS, SEED, CORES = 3.0, 1, 2
"""How the routes in question are searched: they are few."""


@dataclass(slots=True, kw_only=True)
class Settling:
    """A review that was published in part, and who is to hear how it ends.

    `done` is told what clashed (None: nothing did) and the review of it (None: there is nothing to
    decide). `stopped` says whether nobody waits for it any more.
    """

    review: Review = field(repr=False)
    command: UUID
    outcome: Published
    stopped: Callable[[], bool]
    done: Callable[[Clash | None, Review | None], None]
    failed: Callable[[Exception], None]
    clash: Clash | None = None
    again: Again | None = None


class ClashDesk(QObject):
    """One clash at a time; the solver must be idle when it begins."""

    def __init__(
        self,
        context: Context,
        background: Background,
        solver: SolverBridge,
        bar: PlanBar,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._background = context, background
        self._solver, self._bar, self._clock = solver, bar, clock
        self._work: Settling | None = None
        solver.finished.connect(self._solved)
        solver.failed.connect(self._unsolved)

    def settle(self, work: Settling) -> None:
        """Find out what clashed, plan it anew, and tell."""
        self._work = work
        review = work.review
        self._bar.show_solving(tr("Looking at what has changed meanwhile…"))
        self._background.database(
            lambda: meanwhile.clash(
                self._context, review.case.board, review.proposal, work.command, work.outcome
            ),
            lambda clash: self._reopen(work, clash),
            lambda error: self._fail(work, error),
        )

    def _reopen(self, work: Settling, clash: Clash | None) -> None:
        if self._dropped(work):
            return
        if clash is None:
            self._end(work, None)
            return
        work.clash = clash
        self._bar.show_solving(
            tr("Planning {count} changes again that no longer fit…", count=len(clash.moves))
        )
        case, now = work.review.case, self._clock()
        self._background.free(
            lambda: reconciling.reopen(case, clash, now=now),
            lambda again: self._solve(work, again),
            lambda error: self._fail(work, error),
        )

    def _solve(self, work: Settling, again: Again | None) -> None:
        if self._dropped(work):
            return
        if again is None:
            self._end(work, None)
            return
        work.again = again
        self._solver.solve(
            Solve(problem=again.part, seconds=SECONDS, seed=SEED, cores=CORES, start=again.start)
        )

    def _solved(self, event: Finished) -> None:
        work = self._work
        if work is None or work.again is None or self._dropped(work):
            return
        again, now = work.again, self._clock()
        self._bar.show_ending(tr("Comparing with the plan as it is…"))
        self._background.free(
            lambda: reconciling.resolved(again, event.solution, now=now),
            lambda review: self._end(work, review),
            lambda error: self._fail(work, error),
        )

    def _unsolved(self, event: Failed) -> None:
        if self._work is not None:
            self._fail(self._work, DomainError(event.code, **event.params))

    def _dropped(self, work: Settling) -> bool:
        """Whether nobody waits for it any more."""
        if work.stopped() and self._work is work:
            self._work = None
        return self._work is not work

    def _end(self, work: Settling, review: Review | None) -> None:
        if not self._dropped(work):
            self._work = None
            work.done(work.clash, review)

    def _fail(self, work: Settling, error: Exception) -> None:
        if not self._dropped(work):
            self._work = None
            work.failed(error)
