"""Published plans: their list, and from the one to be reverted to a proposal under review."""

import logging
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.plan import Proposal
from dispatch_console.services import reverting
from dispatch_console.services.reverting import Traces
from dispatch_console.services.review import Review
from dispatch_console.storage.repositories.plans import PublishedPlan
from dispatch_console.support.i18n import tr
from dispatch_console.ui.dialogs.plans_dialog import PlansDialog
from dispatch_console.ui.reasons import counted
from dispatch_console.ui.shell.dialogs import Dialogs
from dispatch_console.ui.shell.planning_flow import PlanningFlow
from dispatch_console.ui.shell.session import Session
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.widgets.message_bar import MessageBar
from dispatch_console.words import text

log = logging.getLogger(__name__)


class PlansFlow(QObject):
    """One dialog; what it proposes goes the way of any proposal."""

    def __init__(
        self,
        window: QWidget,
        session: Session,
        store: BoardStore,
        planning: PlanningFlow,
        dialogs: Dialogs,
        messages: MessageBar,
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._store = window, session, store
        self._planning, self._dialogs, self._messages = planning, dialogs, messages
        self._dialog: PlansDialog | None = None

    def show(self) -> None:
        """Open the list."""
        zone = self._session.zone
        dialog = self._dialogs.show(PlansDialog, lambda: PlansDialog(zone, self._window))
        if dialog is None:
            return
        self._dialog = dialog
        dialog.finished.connect(self._forget)
        dialog.revert_wanted.connect(self._look_into)
        self._session.background.database(
            partial(reverting.plans, self._session.context),
            dialog.show_plans,
            lambda error: self._tell(error, PlansDialog.show_failure),
        )

    def _look_into(self, plan: PublishedPlan) -> None:
        if self._dialog is None:
            return
        if not self._planning.ready():
            self._dialog.show_outcome(self._messages.sentence)
            return
        self._dialog.show_busy(tr("Finding out what can go back…"))
        self._session.background.database(
            partial(reverting.read, self._session.context, plan.id), self._work_out, self._failed
        )

    def _work_out(self, traces: Traces) -> None:
        now = self._session.context.clock()
        self._session.background.free(
            partial(reverting.propose, traces, now), self._offer, self._failed
        )

    def _offer(self, review: Review) -> None:
        """Put it up for review, or say why nothing of the plan can go back; unless the list was
        closed meanwhile."""
        proposal = review.proposal
        if self._dialog is None:
            return
        if not proposal.moves:
            self._dialog.show_outcome(_nothing(proposal))
        elif self._planning.ready():
            self._dialog.accept()
            self._store.set_review(review)
            self._messages.done(_told(proposal))
        else:
            self._dialog.show_outcome(self._messages.sentence)

    def _failed(self, error: Exception) -> None:
        self._tell(error, PlansDialog.show_outcome)

    def _tell(self, error: Exception, say: Callable[[PlansDialog, str], None]) -> None:
        if not isinstance(error, DomainError):
            log.error("unforeseen", exc_info=error)
        if self._dialog is not None:
            say(self._dialog, text.error_sentence(error))

    def _forget(self) -> None:
        self._dialog = None


def _nothing(proposal: Proposal) -> str:
    if not proposal.left_out:
        return tr("Nothing is left of this plan: everything is as it was before.")
    return tr(
        "Nothing of this plan can go back: {reasons}.",
        reasons=counted(proposal.left_out.values()),
    )


def _told(proposal: Proposal) -> str:
    return tr(
        "{count} visits go back to what they were before the plan; {kept} stay as they are. "
        "Publish to make it so.",
        count=len(proposal.moves),
        kept=len(proposal.left_out),
    )
