"""From the Plan button to a published plan: scope, solve, propose, review, publish."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from uuid import UUID, uuid4

from PySide6.QtCore import QObject, Signal

from dispatch_console.domain.board import Board
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.plan import Proposal
from dispatch_console.domain.roles import Right
from dispatch_console.planning.messages import Failed, Finished, Solve
from dispatch_console.services import planning, publishing
from dispatch_console.services import review as reviewing
from dispatch_console.services.meanwhile import Clash
from dispatch_console.services.publishing import Published
from dispatch_console.services.review import Review
from dispatch_console.services.scope import Scope
from dispatch_console.support.i18n import tr
from dispatch_console.ui.change_hub import ChangeHub
from dispatch_console.ui.read_only import in_past
from dispatch_console.ui.reasons import counted
from dispatch_console.ui.shell.barring import barred
from dispatch_console.ui.shell.clash_desk import ClashDesk, Settling
from dispatch_console.ui.shell.clash_words import left_alone
from dispatch_console.ui.shell.commands import Commands
from dispatch_console.ui.shell.connection_flow import clock_sentence, too_far
from dispatch_console.ui.shell.plan_bar import PlanBar
from dispatch_console.ui.shell.review_desk import ReviewDesk
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.solver_bridge import SolverBridge
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.widgets.message_bar import MessageBar
from dispatch_console.words import text

log = logging.getLogger(__name__)

SEED, CORES = 1, 2

MOST_NOTICES = 5


class PlanningFlow(QObject):
    """One plan at a time. `idle_changed(bool)`: whether a plan may be asked for.

    `published(Published)` once a plan is in the database.
    """

    idle_changed = Signal(bool)
    published = Signal(object)

    def __init__(
        self,
        session: Session,
        store: BoardStore,
        hub: ChangeHub,
        bar: PlanBar,
        messages: MessageBar,
        commands: Commands,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._store, self._hub = session, store, hub
        self._bar, self._messages, self._gate = bar, messages, commands.gate
        self._outcomes = commands.outcomes
        self._tried: tuple[Proposal, UUID] | None = None
        self._gate.changed.connect(self._bar_publishing)
        self._work: _Work | None = None
        self.solver = SolverBridge(session.solver, session.background, self)
        self.solver.improved.connect(bar.show_progress)
        self.solver.finished.connect(self._solved)
        self.solver.failed.connect(self._failed)
        self.desk = ReviewDesk(session.background, store, self.solver, bar, self)
        self.desk.refused.connect(self._report)
        self.desk.doubted.connect(self._doubt)
        self.desk.told.connect(messages.done)
        self.clashes = ClashDesk(
            session.context, session.background, self.solver, bar, store.clock, self
        )
        bar.cancel_wanted.connect(self.cancel)
        bar.discard_wanted.connect(self.discard)
        bar.publish_wanted.connect(self.publish)
        store.proposal_changed.connect(self._show_proposal)
        store.past_changed.connect(self._follow_past)
        self._show_proposal()

    @property
    def idle(self) -> bool:
        """Whether nothing is being planned or reviewed, nor the past looked at."""
        busy = self._work is not None or self._store.proposal is not None
        return not busy and self._store.past is None

    def plan(self) -> None:
        """Plan the days shown, and only the filter's regions if there are any."""
        if not self.idle or self._barred():
            return
        board, now = self._store.board, self._store.clock()
        (start, end), regions = self._store.horizon, self._store.filter.regions
        self._set_work(_Work(board))
        self._bar.show_solving(tr("Preparing the plan…"))
        self._session.background.free(
            lambda: planning.planning_scope(board, now=now, start=start, end=end, regions=regions),
            lambda scope: self._solve(board, scope),
            self._refused,
        )

    def work_out(
        self, words: str, work: Callable[[Callable[[], bool]], Review], said: str = ""
    ) -> None:
        """Propose what `work` comes to; its argument says whether it has been cancelled.

        `words` say what is being done, `said` what publishing the proposal means.
        """
        if not self.ready():
            return
        making = _Work(self._store.board)
        self._set_work(making)
        self._bar.show_solving(words)

        def done(review: Review) -> None:
            if self._work is making:
                self._take(review, said)

        def failed(error: Exception) -> None:
            if self._work is making:
                self._refused(error)

        self._session.background.free(lambda: work(making.stopped.is_set), done, failed)

    def offer(self, review: Review) -> None:
        """Put up for review what was worked out elsewhere."""
        if self.ready():
            self._take(review)

    def ready(self) -> bool:
        """Whether a proposal may be made; says so if not."""
        if self._barred() or in_past(self._store, self._messages):
            return False
        if not self.idle:
            self._messages.warn(tr("Finish the plan in the making or under review first."))
        return self.idle

    def cancel(self) -> None:
        """End the search; the best plan so far is proposed."""
        if self.solver.busy:
            self._bar.show_ending(tr("Stopping with the best plan so far…"))
            self.solver.cancel()
        elif self._work is not None:
            self._work.stopped.set()
            self._end()

    def abandon(self) -> None:
        """The window goes: what is worked out need not be finished."""
        if self._work is not None:
            self._work.stopped.set()

    def discard(self) -> None:
        """Forget the proposal; nothing was changed."""
        if self._store.proposal is not None and not self.desk.busy:
            self._store.set_proposal(None)
            self._messages.done(tr("Proposal discarded. The plan is as it was."))

    def publish(self) -> None:
        """Write what is accepted and still holds; the rest is planned again around what others
        did and comes up as a review."""
        if self._barred():
            return
        proposal, review = self._store.proposal, self._store.review
        if proposal is None or self.desk.busy or not (proposal.moves or proposal.absence):
            return
        if self._gate.reason or too_far(self._hub.clock_ahead):
            self._messages.warn(self._gate.reason or clock_sentence(self._hub.clock_ahead))
            return
        if self._tried is None or self._tried[0] is not proposal:
            # The same proposal is published by the same command: it may have got there before.
            self._tried = (proposal, uuid4())
        context, command = self._session.context, self._tried[1]
        self._bar.set_publishing(True)
        self.desk.hold(True)
        self._session.background.database(
            lambda: publishing.publish(context, command, proposal),
            lambda outcome: self._published(outcome, command, review),
            self._unpublished,
        )

    # Steps

    def _follow_past(self) -> None:
        self.idle_changed.emit(self.idle)

    def _barred(self) -> bool:
        return barred(self._session, self._messages, Right.DISPATCH)

    def _take(self, review: Review, said: str = "") -> None:
        """Show the review, unless there is nothing in it."""
        proposal = review.proposal
        if not proposal.moves and proposal.absence is None:
            self._end()
            self._messages.done(tr("Nothing has to change. The plan stays as it is."))
            return
        self._work = None
        self._store.set_review(review)
        if said:
            self._messages.done(said)

    def _solve(self, board: Board, scope: Scope) -> None:
        if self._work is None:
            return
        if not scope.problem.shifts or not scope.problem.tickets:
            self._end()
            self._messages.warn(_nothing_to_plan(scope))
            return
        notices = _notices(board, scope)
        if notices:
            self._messages.warn("\n".join(notices))
        self._set_work(_Work(board, scope))
        self._bar.show_solving(
            tr(
                "Planning {tickets} tickets on {shifts} shifts…",
                tickets=len(scope.problem.tickets),
                shifts=len(scope.problem.shifts),
            )
        )
        self.solver.solve(
            Solve(
                problem=scope.problem,
                seconds=float(self._session.settings.solve_seconds),
                seed=SEED,
                cores=CORES,
                start=planning.current_plan(scope.problem),
            )
        )

    def _solved(self, event: Finished) -> None:
        if self._work is None or self._work.scope is None:
            return
        board, scope = self._work.board, self._work.scope
        now = self._store.clock()
        self._bar.show_ending(tr("Comparing with the plan as it is…"))
        self._session.background.free(
            lambda: reviewing.open_review(board, scope, event.solution, now=now),
            self._propose,
            self._refused,
        )

    def _propose(self, review: Review) -> None:
        self._work = None
        self._store.set_review(review)

    def _show_proposal(self) -> None:
        proposal = self._store.proposal
        if proposal is not None:
            self._bar.show_review(proposal, self._store.review)
        elif self._work is None:
            self._bar.hide()
        self.idle_changed.emit(self.idle)

    def _published(self, outcome: Published, command: UUID, review: Review | None) -> None:
        self.desk.hold(False)
        rejected = review.rejected_moves if review is not None else 0
        if outcome.dropped and review is not None:
            self._set_work(_Work(review.case.board))
        self._store.set_proposal(None)
        self._hub.refresh()
        if outcome.dropped:
            self._messages.warn(_with_rejected(_partly(outcome), rejected))
        else:
            done = tr("Plan published: {count} visits changed.", count=outcome.done)
            self._messages.done(_with_rejected(done, rejected))
        self.published.emit(outcome)
        if outcome.dropped and review is not None:
            self._settle(outcome, command, review)

    def _settle(self, outcome: Published, command: UUID, review: Review) -> None:
        """Put up for review what comes of the moves that were not made."""
        work = self._work
        assert work is not None

        def done(clash: Clash | None, again: Review | None) -> None:
            if again is not None:
                self._take(again)
                return
            self._end()
            if clash is not None:
                words = left_alone(clash.meanwhile, clash.before, self._session.zone)
                self._messages.warn("\n".join(words))

        self.clashes.settle(
            Settling(
                review=review,
                command=command,
                outcome=outcome,
                stopped=lambda: self._work is not work or work.stopped.is_set(),
                done=done,
                failed=self._refused,
            )
        )

    def _settled(self, written: bool) -> None:
        """It was known only later, and has been told."""
        tried = self._tried
        if written and tried is not None and self._store.proposal is tried[0]:
            self._store.set_proposal(None)

    def _bar_publishing(self) -> None:
        self._bar.bar_publishing(self._gate.reason)

    def _unpublished(self, error: Exception) -> None:
        self._bar.set_publishing(False)
        self.desk.hold(False)
        if self._tried is not None:
            self._outcomes.after(error, self._tried[1], self._settled)
        self._report(error)
        self._hub.refresh()

    def _failed(self, event: Failed) -> None:
        if self._work is None or self._work.scope is None:
            return
        log.warning("the solver failed: %s %s", event.code, event.detail)
        self._refused(DomainError(event.code, **event.params))

    def _refused(self, error: Exception) -> None:
        self._end()
        self._report(error)

    def _report(self, error: Exception) -> None:
        if not isinstance(error, DomainError):
            log.error("planning failed", exc_info=error)
        self._messages.fail(text.error_sentence(error))

    def _doubt(self, error: DomainError, then: Callable[[], object]) -> None:
        """What the person asked for is done only if they say so again."""
        self._messages.warn(text.error_sentence(error), tr("&Do it all the same"), then)

    def _end(self) -> None:
        self._set_work(None)
        self._bar.hide()

    def _set_work(self, work: "_Work | None") -> None:
        self._work = work
        self.idle_changed.emit(self.idle)


@dataclass(frozen=True, slots=True)
class _Work:
    """A plan in the making: the board it is for, and its scope once that is drawn up."""

    board: Board
    scope: Scope | None = None
    stopped: Event = field(default_factory=Event)


def _nothing_to_plan(scope: Scope) -> str:
    if not scope.problem.shifts:
        return tr("Nobody is on duty in the days shown: there is nothing to plan with.")
    if not scope.left_out:
        return tr("There are no tickets to plan.")
    reasons = counted(scope.left_out.values())
    return tr("No ticket can be planned: {reasons}", reasons=reasons)


def _notices(board: Board, scope: Scope) -> list[str]:
    """A line each for what the plan cannot do or does otherwise than asked."""
    lines = [text.remark_sentence(remark, board.skills) for remark in scope.remarks]
    if scope.notice is not None:
        lines.insert(0, text.travel_sentence(scope.notice))
    rest = len(lines) - MOST_NOTICES
    return [*lines[:MOST_NOTICES], tr("and {count} more", count=rest)] if rest > 0 else lines


def _with_rejected(words: str, rejected: int) -> str:
    """The words, and how many moves were rejected if any were."""
    if not rejected:
        return words
    return f"{words}\n{tr('Moves rejected and left as they were: {count}', count=rejected)}"


def _partly(outcome: Published) -> str:
    return tr(
        "Published {count} visits; {dropped} were left as they are: {reasons}",
        count=outcome.done,
        dropped=len(outcome.dropped),
        reasons=counted(outcome.dropped.values()),
    )
