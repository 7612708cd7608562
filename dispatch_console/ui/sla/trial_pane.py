"""When a ticket that came now, or then, would be due by what is being edited."""

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from dispatch_console.domain.definitions import Definitions
from dispatch_console.domain.ticket import GENERAL, Priority
from dispatch_console.services.sla.definitions import Preview
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs.fields import choice, moment, read_moment, show_moment
from dispatch_console.ui.sla.tree import DeadlineTree
from dispatch_console.ui.sla.words import deadline_row, policy_name, why_policy
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.label import label
from dispatch_console.words import text
from dispatch_console.words.lifecycle import types_of


class TrialPane(QWidget):
    """`wanted`: another ticket is to be tried."""

    wanted = Signal()

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self.priority = choice(tr("Priority"), {p: text.priority_name(p) for p in Priority})
        self.priority.setCurrentIndex(1)
        self.type = choice(tr("Type"), types_of(Definitions()))
        self.now = QCheckBox(tr("comes in now"))
        self.now.setChecked(True)
        self.at = moment(tr("Comes in at"), datetime.now(zone))
        self.at.setEnabled(False)
        self.outcome, self.tree = label("", wraps=True), DeadlineTree()
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, 0, SPACE, 0)
        column.setSpacing(2 * SPACE)
        column.addWidget(label("caption", tr("A ticket to try it on"), wraps=True))
        for widget in (self.priority, self.type, self.now, self.at, self.outcome):
            column.addWidget(widget)
        column.addWidget(self.tree, 1)
        for box in (self.priority, self.type):
            box.currentIndexChanged.connect(lambda *_: self.wanted.emit())
        self.now.toggled.connect(self._fit)
        self.at.dateTimeChanged.connect(lambda *_: self.wanted.emit())

    def offer(self, definitions: Definitions) -> None:
        """The types there are."""
        chosen = self.type.currentData()
        self.type.blockSignals(True)
        self.type.clear()
        for code, name in types_of(definitions).items():
            self.type.addItem(name, code)
        self.type.setCurrentIndex(max(0, self.type.findData(chosen)))
        self.type.blockSignals(False)

    @property
    def kind(self) -> str:
        """The code of the type."""
        return self.type.currentData() or GENERAL

    @property
    def created(self) -> datetime | None:
        """When it comes in; None is now."""
        return None if self.now.isChecked() else read_moment(self.at, self._zone)

    def say(self, sentence: str, role: str = "") -> None:
        """A sentence in place of an answer."""
        self.tree.clear()
        self._say(sentence, role)

    def show_preview(self, found: Preview, created: datetime) -> None:
        """What such a ticket would have."""
        if found.choice is None:
            self.say(tr("No policy is for such a ticket."))
            return
        when = text.day_and_time(created, self._zone)
        name = policy_name(found.choice.policy)
        why = why_policy(found.choice.by, found.choice.beaten)
        self._say(tr("If it came at {when}: {policy}. {why}", when=when, policy=name, why=why), "")
        self.tree.show_rows(
            deadline_row(one, found.calendars, self._zone) for one in found.deadlines
        )

    def _fit(self) -> None:
        self.at.setEnabled(not self.now.isChecked())
        if not self.now.isChecked():
            self.at.blockSignals(True)
            show_moment(self.at, datetime.now(self._zone))
            self.at.blockSignals(False)
        self.wanted.emit()

    def _say(self, sentence: str, role: str) -> None:
        self.outcome.setText(sentence)
        theme.dress(self.outcome, role=role)
