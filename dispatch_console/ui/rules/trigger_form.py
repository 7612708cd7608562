"""When: the event a rule waits for, and what narrows it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from dispatch_console.domain.rules.judging import LEAST_EVERY
from dispatch_console.domain.rules.rule import DEADLINES, TIMED, WATCHED, Event, Trigger
from dispatch_console.domain.ticket import Status
from dispatch_console.support.i18n import tr
from dispatch_console.ui.dialogs.fields import choice, number
from dispatch_console.ui.rules.many_choice import ManyChoice
from dispatch_console.ui.rules.words import event_names, watched_name
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.words import text

MOST_MINUTES = 60 * 24 * 60
_USUAL = 60


class TriggerForm(QWidget):
    """Shows only the fields that the chosen event has, below the rule's `name`.

    `changed`: it says something else.
    """

    changed = Signal()

    def __init__(self, name: QLineEdit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.event_ = choice(tr("Event"), event_names())
        names = {column: watched_name(column) for column in WATCHED}
        self.fields = ManyChoice(tr("Which field"), names, tr("any field"))
        statuses = {status.value: text.status_name(status) for status in Status}
        self.statuses = ManyChoice(tr("Which status"), statuses, tr("any status"))
        deadlines = {name: watched_name(name) for name in DEADLINES}
        self.deadline = choice(tr("Deadline"), deadlines)
        unit = f" {tr('minutes')}"
        self.minutes = number(tr("Minutes"), -MOST_MINUTES, MOST_MINUTES, _USUAL, unit)
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setVerticalSpacing(2 * SPACE)
        self._form.addRow(tr("Name"), name)
        self._form.addRow(tr("Event"), self.event_)
        self._form.addRow(tr("Which field"), self.fields)
        self._form.addRow(tr("Which status"), self.statuses)
        self._form.addRow(tr("Deadline"), self.deadline)
        self._form.addRow(tr("Minutes"), self.minutes)
        self.event_.currentIndexChanged.connect(self._narrow)
        self.deadline.currentIndexChanged.connect(self.changed)
        self.minutes.valueChanged.connect(self.changed)
        self.fields.changed.connect(self.changed)
        self.statuses.changed.connect(self.changed)
        self._narrow()

    @property
    def trigger(self) -> Trigger:
        """As it is filled in; what the event does not have is left out."""
        event = Event(self.event_.currentData())
        timed = event in TIMED
        return Trigger(
            event=event,
            fields=self.fields.chosen if event is Event.CHANGED else (),
            statuses=(
                tuple(map(Status, self.statuses.chosen)) if timed or event is Event.STEP else ()
            ),
            minutes=self.minutes.value() if timed else 0,
            deadline=self.deadline.currentData() if event is Event.DUE else DEADLINES[0],
        )

    def show_trigger(self, trigger: Trigger) -> None:
        """Fill it in."""
        self.event_.setCurrentIndex(self.event_.findData(trigger.event))
        self.fields.choose(trigger.fields)
        self.statuses.choose(status.value for status in trigger.statuses)
        self.deadline.setCurrentIndex(self.deadline.findData(trigger.deadline))
        if trigger.event in TIMED:
            self.minutes.setValue(trigger.minutes)

    def _narrow(self) -> None:
        event = Event(self.event_.currentData())
        timed = event in TIMED
        self._form.setRowVisible(self.fields, event is Event.CHANGED)
        self._form.setRowVisible(self.statuses, timed or event is Event.STEP)
        self._form.setRowVisible(self.deadline, event is Event.DUE)
        self._form.setRowVisible(self.minutes, timed)
        least = {Event.DUE: -MOST_MINUTES, Event.EVERY: LEAST_EVERY}.get(event, 1)
        self.minutes.setMinimum(least)
        self.minutes.setToolTip(
            tr("before the deadline; less than 0: after it") if event is Event.DUE else ""
        )
        self.changed.emit()
