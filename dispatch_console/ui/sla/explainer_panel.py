"""How the ticket's deadlines came about: a tab of the inspector."""

from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from dispatch_console.services.sla.explaining import Explanation
from dispatch_console.support.i18n import tr
from dispatch_console.ui.sla.tree import DeadlineTree
from dispatch_console.ui.sla.words import explained, policy_name, why_policy
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.elided_label import ElidedLabel
from dispatch_console.ui.widgets.empty_state import EmptyState
from dispatch_console.words import text


class ExplainerPanel(QWidget):
    """Shows what it is given; whoever owns it asks for that."""

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self.policy, self.why = ElidedLabel("heading"), ElidedLabel("caption")
        self.tree, self._wait = DeadlineTree(), EmptyState("clock")
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, SPACE, 0, 0)
        column.setSpacing(SPACE)
        for line in (self.policy, self.why):
            line.setContentsMargins(3 * SPACE, 0, 3 * SPACE, 0)
            column.addWidget(line)
        column.addWidget(self.tree, 1)
        self._page = page
        self._pages = QStackedWidget()
        self._pages.addWidget(self._wait)
        self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)

    def show_reading(self) -> None:
        """It is being worked out."""
        self._wait.say(tr("Working out the deadlines…"), "", busy=True)
        self._pages.setCurrentWidget(self._wait)

    def show_failure(self, sentence: str) -> None:
        """It could not be worked out."""
        self._wait.say(tr("The deadlines cannot be told"), sentence)
        self._pages.setCurrentWidget(self._wait)

    def show_explanation(self, found: Explanation) -> None:
        """The policy and why, then each deadline."""
        if found.policy is None:
            self._wait.say(
                tr("No policy is for this ticket"),
                tr("So it has no deadlines but those that people give it."),
            )
            self._pages.setCurrentWidget(self._wait)
            return
        if found.failure is not None:
            self.show_failure(text.error_sentence(found.failure))
            return
        self.policy.say(tr("Policy: {name}", name=policy_name(found.policy)))
        self.why.say(why_policy(found.by, found.beaten))
        self.tree.show_rows(explained(found, self._zone))
        self._pages.setCurrentWidget(self._page)
