"""Calendars and policies: the list, the form of the one chosen, and what would come of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.service_level.reading import policy_from
from dispatch_console.domain.service_level.writing import policy_document
from dispatch_console.domain.ticket import Priority
from dispatch_console.domain.worktime.reading import calendar_laid_out
from dispatch_console.domain.worktime.writing import calendar_document
from dispatch_console.services.sla.definitions import Listed, Preview
from dispatch_console.services.sla.names import Names
from dispatch_console.storage.repositories.levels import Kept
from dispatch_console.support.i18n import pick, tr
from dispatch_console.ui import theme
from dispatch_console.ui.sla.calendar_form import CalendarForm
from dispatch_console.ui.sla.faults import fault_words
from dispatch_console.ui.sla.policy_form import PolicyForm
from dispatch_console.ui.sla.trial_pane import TrialPane
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.label import label
from dispatch_console.ui.widgets.tips import plain_tip
from dispatch_console.ui.writing import WriteGate, allow
from dispatch_console.words import text

What = Literal["policy", "calendar"]

REST_MS = 400
"""So long nothing is typed before it is tried."""

NEW_POLICY: dict[str, Any] = {
    "code": "",
    "name_en": "",
    "name_zh": "",
    "position": 0,
    "active": True,
    "applies": {"assets": [], "contracts": [], "customers": [], "types": [], "priorities": []},
    "targets": {"response": {"within": "2h"}, "resolution": {"within": "8h"}},
    "pauses": ["customer", "part"],
    "notices": [
        {"goal": "resolution", "when": "75%", "to": ["owner"], "by": ["console"]},
        {"goal": "resolution", "when": "0m", "to": ["role:supervisor"], "by": ["console"]},
    ],
}
NEW_CALENDAR: dict[str, Any] = {
    "name": "",
    "zone": "Asia/Shanghai",
    "week": {"mon-fri": ["09:00-18:00"]},
    "breaks": {"mon-fri": ["12:00-13:00"]},
    "holidays": ["CN"],
    "unknown_years": "weekly",
    "day": "8h",
}


@dataclass(frozen=True, slots=True)
class Edited:
    """A definition as it stands in the form; `version` None for a new one."""

    what: What
    code: str
    document: object
    version: int | None


@dataclass(frozen=True, slots=True)
class Trial:
    """A definition as edited, and the ticket to try it on; `created` None is now."""

    edited: Edited
    priority: Priority
    type: str
    created: datetime | None


class DefinitionsWindow(Dialog):
    """Shows what it is given; whoever opens it reads, tries and writes.

    `save_wanted(Edited)`, `drop_wanted(Edited)`, `trial_wanted(Trial)`, `import_wanted`,
    `export_wanted(Edited)`.
    """

    save_wanted = Signal(object)
    drop_wanted = Signal(object)
    trial_wanted = Signal(object)
    import_wanted = Signal()
    export_wanted = Signal(object)

    def __init__(self, zone: ZoneInfo, gate: WriteGate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gate = gate
        self._listed = Listed((), ())
        self._shown: Kept | None = None
        self._what: What = "policy"
        self._as_read: Mapping[str, Any] = {}
        self._warned = False
        self.setWindowTitle(tr("Service levels"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(1240, 680)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Policies and calendars"))
        # A long name goes on below; what is longer still ends in …, and its tool tip has the whole.
        self.list.setWordWrap(True)
        self.list.setProperty("elides", True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(lambda *_: self._choose())
        self.policy, self.calendar, self.trial = PolicyForm(), CalendarForm(), TrialPane(zone)
        self.forms = QStackedWidget()
        self.said = label("", wraps=True)
        self.new_policy = self._button(tr("New policy"), self._start_policy)
        self.new_calendar = self._button(tr("New calendar"), self._start_calendar)
        self.bring = self._button(tr("Import file…"), self.import_wanted.emit)
        self.export = self._button(tr("Export file…"), self._export)
        self.delete = self._button(tr("Delete definition"), self._drop, "danger")
        self.save = self._button(tr("Save definition"), self._save, "primary")
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._try)
        self._lay_out()
        for form in (self.policy, self.calendar):
            form.edited.connect(self._edited_by_hand)
        self.trial.wanted.connect(self._rest.start)
        gate.changed.connect(self._allow)
        self._start_policy()

    def offer(self, names: Names) -> None:
        """What may be named in the forms."""
        self._names = names
        self.calendar.offer(names)
        self.trial.offer(names.definitions)
        self.policy.offer(names, self._calendars())

    def show_definitions(self, listed: Listed) -> None:
        """What there is; what is being edited and not saved stays as it is."""
        code = self._shown.code if self._shown is not None else ""
        what, changed = self._what, self._changed()
        self._listed = listed
        self.list.blockSignals(True)
        self.list.clear()
        chosen: QListWidgetItem | None = None
        for kind, kept in (
            *(("policy", one) for one in listed.policies),
            *(("calendar", one) for one in listed.calendars),
        ):
            item = QListWidgetItem(_line(kind, kept))
            item.setToolTip(plain_tip(item.text()))
            item.setData(Qt.ItemDataRole.UserRole, (kind, kept))
            self.list.addItem(item)
            if (kind, kept.code) == (what, code):
                chosen = item
        self.policy.offer(self._names, self._calendars())
        if changed:
            self.list.setCurrentItem(chosen)  # pyright: ignore[reportArgumentType]
            self.list.blockSignals(False)
            return
        self.list.setCurrentItem(chosen or self.list.item(0))
        self.list.blockSignals(False)
        self._choose()

    def choose(self, code: str) -> None:
        """Show the one of that code (of what was edited last) as it is kept; else the first."""
        for at in range(self.list.count()):
            what, kept = self.list.item(at).data(Qt.ItemDataRole.UserRole)
            if (what, kept.code) == (self._what, code):
                self.list.setCurrentRow(at)
                self._choose()
                return
        self.list.setCurrentRow(0)
        self._choose()

    def show_saved(self) -> None:
        """What was asked for is done."""
        self.say(tr("Saved. Open tickets are counted anew within a minute."))

    def show_failure(self, error: Exception) -> None:
        """Why not: at the field it is about, if there is one."""
        form = self._form
        form.unmark()
        self.trial.say("")
        if isinstance(error, DomainError) and form.mark(
            str(error.params.get("path", "")), fault_words(error)
        ):
            self.say(tr("Something is not right: see the red line."), "error")
        else:
            self.say(text.error_sentence(error), "error")

    def show_preview(self, found: Preview, created: datetime) -> None:
        """What the ticket to try it on would have."""
        self._form.unmark()
        self.say("")
        self.trial.show_preview(found, created)

    def show_imported(self, name: str, document: object) -> None:
        """What a file says, as a new definition; nothing is saved yet."""
        given: dict[str, Any] = document if isinstance(document, dict) else {}
        policy = "targets" in given
        try:
            if policy:
                self._start(
                    "policy",
                    given.get("code", name),
                    policy_document(policy_from(given, self._calendars())),
                )
            else:
                code = name.lower().replace(" ", "-")
                self._start("calendar", code, calendar_document(calendar_laid_out(document)))
        except DomainError as error:
            self.say(text.error_sentence(error), "error")
            return
        self._as_read = {}
        self._edited_by_hand()
        self.say(tr("Read from the file. Look at it and save it."))

    def say(self, sentence: str, role: str = "") -> None:
        """A sentence below the form."""
        self.said.setText(sentence)
        theme.dress(self.said, role=role)

    def reject(self) -> None:
        """Close; asks first, by a line, if something would be lost."""
        if self._changed() and not self._warned:
            self._warned = True
            self.say(tr("What you changed is not saved. Close once more to give it up."), "error")
            return
        super().reject()

    # Building

    def _button(self, name: str, deed: Callable[[], None], kind: str = "") -> QPushButton:
        button = QPushButton(name)
        theme.dress(button, kind=kind)
        button.clicked.connect(lambda: deed())
        return button

    def _lay_out(self) -> None:
        self._names = Names()
        self.forms.addWidget(self.policy)
        self.forms.addWidget(self.calendar)
        left, middle = QWidget(), QWidget()
        columns = [QVBoxLayout(part) for part in (left, middle)]
        for column in columns:
            column.setContentsMargins(SPACE, 0, SPACE, 0)
            column.setSpacing(2 * SPACE)
        columns[0].addWidget(self.list, 1)
        for button in (self.new_policy, self.new_calendar, self.bring):
            columns[0].addWidget(button)
        columns[1].addWidget(self.forms, 1)
        columns[1].addWidget(self.said)
        feet = QHBoxLayout()
        feet.setSpacing(2 * SPACE)
        feet.addWidget(self.delete)
        feet.addStretch(1)
        feet.addWidget(self.export)
        feet.addWidget(self.save)
        columns[1].addLayout(feet)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        for part, share in ((left, 2), (middle, 5), (self.trial, 4)):
            split.addWidget(part)
            split.setStretchFactor(split.count() - 1, share)
        split.setSizes([260, 600, 380])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        layout.addWidget(split)

    # What is edited

    @property
    def _form(self) -> PolicyForm | CalendarForm:
        return self.policy if self._what == "policy" else self.calendar

    def _calendars(self) -> dict[str, str]:
        return {
            kept.code: kept.document.get("name") or kept.code for kept in self._listed.calendars
        }

    def _choose(self) -> None:
        item = self.list.currentItem()
        if item is None:
            return
        what, kept = item.data(Qt.ItemDataRole.UserRole)
        try:
            if what == "policy":
                document = policy_document(policy_from(kept.document, self._calendars()))
            else:
                document = calendar_document(calendar_laid_out(kept.document))
        except DomainError as error:
            self.say(text.error_sentence(error), "error")
            return
        self._edit(what, kept, kept.code, document)
        self._rest.start()

    def _start_policy(self) -> None:
        self._start("policy", "", NEW_POLICY)

    def _start_calendar(self) -> None:
        self._start("calendar", "", calendar_document(calendar_laid_out(NEW_CALENDAR)))

    def _start(self, what: What, code: str, document: Mapping[str, Any]) -> None:
        self.list.blockSignals(True)
        self.list.setCurrentItem(None)  # pyright: ignore[reportArgumentType]
        self.list.blockSignals(False)
        self._edit(what, None, code, document)
        self._form.setCurrentIndex(0)
        self._form.code.setFocus()

    def _edit(self, what: What, kept: Kept | None, code: str, document: Mapping[str, Any]) -> None:
        self._what, self._shown, self._warned = what, kept, False
        self.forms.setCurrentWidget(self._form)
        if what == "policy":
            self.policy.show_document({**document, "code": code}, new=kept is None)
        else:
            self.calendar.show_document(code, document, new=kept is None)
        self._as_read = self._form.document
        self.trial.say("")
        self.say("")
        self._allow()

    def _changed(self) -> bool:
        return self._form.document != self._as_read

    def _edited_by_hand(self) -> None:
        self._warned = False
        self._allow()
        self._rest.start()

    def _allow(self) -> None:
        allow(self.save, bool(self._code), self._gate)
        allow(self.delete, self._shown is not None, self._gate)
        self.export.setEnabled(bool(self._code))

    @property
    def _code(self) -> str:
        return self._form.code.text().strip()

    @property
    def _edited(self) -> Edited:
        version = None if self._shown is None else self._shown.version
        return Edited(self._what, self._code, self._form.document, version)

    def _try(self) -> None:
        # A new one without a code is not begun yet; nothing is wrong with it.
        if self._code:
            pane = self.trial
            wanted = Trial(self._edited, pane.priority.currentData(), pane.kind, pane.created)
            self.trial_wanted.emit(wanted)

    def _save(self) -> None:
        self._rest.stop()
        self.save_wanted.emit(self._edited)

    def _export(self) -> None:
        self.export_wanted.emit(self._edited)

    def _drop(self) -> None:
        if self._shown is not None:
            self.drop_wanted.emit(Edited(self._what, self._shown.code, None, self._shown.version))


def _line(what: str, kept: Kept) -> str:
    said = kept.document
    if what == "calendar":
        return tr("Calendar: {name}", name=said.get("name") or kept.code)
    called = pick(said.get("name_en", ""), said.get("name_zh", "")) or kept.code
    name = tr("Policy: {name}", name=called)
    return name if said.get("active", True) else tr("{name} (off)", name=name)
