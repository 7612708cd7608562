"""What the requester of a ticket said of it."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.roles import Right
from dispatch_console.domain.survey import State, Survey
from dispatch_console.services.confirming import Waiting
from dispatch_console.support.clock import Clock
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.permits import permit
from dispatch_console.ui.satisfaction import words
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.empty_state import EmptyState
from dispatch_console.ui.widgets.label import label
from dispatch_console.ui.writing import allow


class SatisfactionPanel(QWidget):
    """`answer_wanted(Survey)`: somebody asked by phone and has the answer;
    `confirm_wanted(Ticket)`: and the requester says that it is solved."""

    answer_wanted = Signal(object)
    confirm_wanted = Signal(object)

    def __init__(
        self, zone: ZoneInfo, clock: Clock, intents: Intents, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._zone, self._clock, self._intents = zone, clock, intents
        self._survey: Survey | None = None
        self._waits: Waiting | None = None
        self._may_confirm = False
        self._wait = EmptyState("smile")
        self._facts = QScrollArea()
        self._facts.setWidgetResizable(True)
        self._facts.setAccessibleName(tr("Satisfaction"))
        self.enter = QPushButton(tr("Enter answer…"))
        self.enter.clicked.connect(self._enter)
        self.confirm = QPushButton(tr("Record confirmation…"))
        self.confirm.clicked.connect(self._confirm)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._wait)
        self._pages.addWidget(self._facts)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * SPACE, SPACE, 3 * SPACE, SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(self._pages, 1)
        deeds = QHBoxLayout()
        deeds.setSpacing(2 * SPACE)
        deeds.addStretch(1)
        deeds.addWidget(self.confirm)
        deeds.addWidget(self.enter)
        layout.addLayout(deeds)
        intents.gate.changed.connect(self._allow)
        self._allow()

    def show_reading(self) -> None:
        """Another ticket's is being read."""
        self._say(tr("Looking for a survey…"), "", busy=True)

    def show_failure(self, sentence: str) -> None:
        """It could not be read."""
        self._say(tr("The survey could not be read"), sentence)

    def show_survey(
        self, survey: Survey | None, waits: Waiting | None = None, *, may_confirm: bool = False
    ) -> None:
        """The ticket's survey, or that it has none; and what a resolved one waits for, which this
        user may or may not record."""
        if survey is None and waits is None:
            self._say(tr("Nobody was asked yet"), tr("A survey is sent once the ticket is closed."))
            return
        self._survey, self._waits, self._may_confirm = survey, waits, may_confirm
        facts = () if waits is None else words.confirmation(waits, self._zone)
        if survey is not None:
            facts += words.story(survey, self._clock(), self._zone)
        sheet = QWidget()
        theme.dress(sheet, role="panel")
        grid = QGridLayout(sheet)
        grid.setHorizontalSpacing(3 * SPACE)
        grid.setVerticalSpacing(SPACE)
        for row, (caption, value) in enumerate(facts):
            shown = label("", value, wraps=True)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            shown.setAccessibleName(f"{caption}: {value}")
            grid.addWidget(label("caption", caption), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(shown, row, 1, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(grid.rowCount(), 1)
        self._facts.setWidget(sheet)
        self._pages.setCurrentWidget(self._facts)
        self._allow()

    def _say(self, heading: str, sentence: str, *, busy: bool = False) -> None:
        self._survey, self._waits = None, None
        self._wait.say(heading, sentence, busy=busy)
        self._pages.setCurrentWidget(self._wait)
        self._allow()

    def _allow(self) -> None:
        survey = self._survey
        waits = survey is not None and survey.state(self._clock()) is not State.ANSWERED
        self.enter.setVisible(waits)
        allow(self.enter, waits, self._intents.gate)
        if waits:
            permit(self.enter, self._intents.rights, Right.TICKETS)
        confirmable = self._waits is not None and self._may_confirm
        self.confirm.setVisible(confirmable)
        allow(self.confirm, confirmable, self._intents.gate)

    def _enter(self) -> None:
        if self._survey is not None:
            self.answer_wanted.emit(self._survey)

    def _confirm(self) -> None:
        if self._waits is not None:
            self.confirm_wanted.emit(self._waits.ticket)
