"""Calendars and policies: edited as the documents they are, checked, tried out, saved."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ticket import GENERAL, Priority
from dispatch_console.services.sla.definitions import Listed, Preview
from dispatch_console.storage.repositories.levels import Kept
from dispatch_console.support.i18n import tr
from dispatch_console.ui import text, theme
from dispatch_console.ui.dialogs.fields import choice, line
from dispatch_console.ui.sla.tree import DeadlineTree
from dispatch_console.ui.sla.words import deadline_row, policy_name, why_policy
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.writing import WriteGate, allow

What = Literal["policy", "calendar"]

NEW_POLICY: dict[str, Any] = {
    "code": "",
    "name_en": "",
    "name_zh": "",
    "position": 0,
    "active": True,
    "applies": {"customers": [], "types": [], "priorities": []},
    "targets": {
        "response": {"within": "2h", "calendar": "china-office"},
        "resolution": {"within": "8h", "calendar": "china-office"},
    },
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
    "closed": [],
    "special": [],
    "unknown_years": "weekly",
    "day": "8h",
}


@dataclass(frozen=True, slots=True)
class Edited:
    """A definition as it stands in the editor; `version` None for a new one."""

    what: What
    code: str
    document: object
    version: int | None


@dataclass(frozen=True, slots=True)
class Trial:
    """A definition as edited, and the ticket to try it on."""

    edited: Edited
    priority: Priority
    type: str


class DefinitionsWindow(QDialog):
    """Shows what it is given; whoever opens it reads, tries and writes.

    `save_wanted(Edited)`, `drop_wanted(Edited)`, `trial_wanted(Trial)`.
    """

    save_wanted = Signal(object)
    drop_wanted = Signal(object)
    trial_wanted = Signal(object)

    def __init__(self, zone: ZoneInfo, gate: WriteGate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone, self._gate = zone, gate
        self._shown: Kept | None = None
        self._what: What = "policy"
        self._as_read = ""
        self._warned = False
        self.setWindowTitle(tr("Service levels"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(1100, 640)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Policies and calendars"))
        self.list.currentItemChanged.connect(self._choose)
        self.code = line(tr("Code"), tr("code, e.g. berlin-office"))
        self.editor = QPlainTextEdit()
        self.editor.setAccessibleName(tr("Definition"))
        self.editor.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.editor.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.priority = choice(tr("Priority"), {p: text.priority_name(p) for p in Priority})
        self.priority.setCurrentIndex(1)
        self.type = line(tr("Type"), GENERAL)
        self.outcome, self.tree = QLabel(), DeadlineTree()
        self.outcome.setTextFormat(Qt.TextFormat.PlainText)
        self.outcome.setWordWrap(True)
        self.new_policy = self._button(tr("New policy"), self._start_policy)
        self.new_calendar = self._button(tr("New calendar"), self._start_calendar)
        self.try_out = self._button(tr("Check and try"), self._try)
        self.delete = self._button(tr("Delete definition"), self._drop)
        self.save = self._button(tr("Save definition"), self._save, "primary")
        self._lay_out()
        self.editor.textChanged.connect(self._allow)
        self.code.textChanged.connect(self._allow)
        gate.changed.connect(self._allow)
        self._allow()

    def show_definitions(self, listed: Listed, code: str = "") -> None:
        """What there is; the one of that code chosen, else the first."""
        self.list.blockSignals(True)
        self.list.clear()
        for what, name, kept in (
            *(("policy", _policy_line(one), one) for one in listed.policies),
            *(("calendar", tr("Calendar: {name}", name=one.code), one) for one in listed.calendars),
        ):
            item = QListWidgetItem(name)
            item.setData(Qt.ItemDataRole.UserRole, (what, kept))
            self.list.addItem(item)
            if kept.code == code:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        if self.list.currentItem() is None and self.list.count():
            self.list.setCurrentRow(0)
        self._choose()

    def show_saved(self) -> None:
        """What was asked for is done."""
        self._say(tr("Saved. Open tickets are counted anew within a minute."), "")

    def show_failure(self, sentence: str) -> None:
        """Why not."""
        self.tree.clear()
        self._say(sentence, "error")

    def show_preview(self, found: Preview, created: datetime) -> None:
        """What a ticket that came now would have."""
        if found.choice is None:
            self.tree.clear()
            self._say(tr("No policy is for such a ticket."), "")
            return
        when = text.day_and_time(created, self._zone)
        name = policy_name(found.choice.policy)
        why = why_policy(found.choice.by, found.choice.beaten)
        self._say(
            tr("If it came now ({when}): {policy}. {why}", when=when, policy=name, why=why), ""
        )
        self.tree.show_rows(
            deadline_row(one, found.calendars, self._zone) for one in found.deadlines
        )

    def reject(self) -> None:
        """Close; asks first, by a line, if something would be lost."""
        if self._changed() and not self._warned:
            self._warned = True
            self._say(tr("What you changed is not saved. Close once more to give it up."), "error")
            return
        super().reject()

    # Building

    def _button(self, name: str, deed: Callable[[], None], kind: str = "") -> QPushButton:
        button = QPushButton(name)
        button.setAutoDefault(False)
        theme.dress(button, kind=kind)
        button.clicked.connect(lambda: deed())
        return button

    def _lay_out(self) -> None:
        left, middle, right = QWidget(), QWidget(), QWidget()
        columns = [QVBoxLayout(part) for part in (left, middle, right)]
        for column in columns:
            column.setContentsMargins(SPACE, 0, SPACE, 0)
            column.setSpacing(2 * SPACE)
        columns[0].addWidget(self.list, 1)
        columns[0].addWidget(self.new_policy)
        columns[0].addWidget(self.new_calendar)
        columns[1].addWidget(self.code)
        columns[1].addWidget(self.editor, 1)
        feet = QHBoxLayout()
        feet.addWidget(self.delete)
        feet.addStretch(1)
        feet.addWidget(self.save)
        columns[1].addLayout(feet)
        trial = QHBoxLayout()
        trial.addWidget(self.priority)
        trial.addWidget(self.type, 1)
        columns[2].addLayout(trial)
        columns[2].addWidget(self.try_out)
        columns[2].addWidget(self.outcome)
        columns[2].addWidget(self.tree, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        for part, share in ((left, 2), (middle, 4), (right, 4)):
            split.addWidget(part)
            split.setStretchFactor(split.count() - 1, share)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        layout.addWidget(split)

    # What is edited

    def _choose(self) -> None:
        item = self.list.currentItem()
        if item is None:
            return
        what, kept = item.data(Qt.ItemDataRole.UserRole)
        self._edit(what, kept, kept.code, kept.document)

    def _start_policy(self) -> None:
        self._start("policy", NEW_POLICY)

    def _start_calendar(self) -> None:
        self._start("calendar", NEW_CALENDAR)

    def _start(self, what: What, document: dict[str, Any]) -> None:
        self.list.blockSignals(True)
        self.list.setCurrentItem(None)  # pyright: ignore[reportArgumentType]
        self.list.blockSignals(False)
        self._edit(what, None, "", document)
        self.code.setFocus()

    def _edit(self, what: What, kept: Kept | None, code: str, document: dict[str, Any]) -> None:
        self._what, self._shown, self._warned = what, kept, False
        self.code.setText(code)
        self.code.setReadOnly(kept is not None)
        shown = {name: value for name, value in document.items() if name != "code"}
        self._as_read = json.dumps(shown, ensure_ascii=False, indent=2)
        self.editor.setPlainText(self._as_read)
        self.tree.clear()
        self._say("", "")
        self._allow()

    def _changed(self) -> bool:
        return self.editor.toPlainText() != self._as_read

    def _allow(self) -> None:
        allow(self.save, bool(self.code.text().strip()), self._gate)
        allow(self.delete, self._shown is not None, self._gate)

    def _edited(self) -> Edited | None:
        """What stands there; None if that is no JSON, which is said."""
        code = self.code.text().strip()
        try:
            document = json.loads(self.editor.toPlainText())
        except json.JSONDecodeError as error:
            wrong = DomainError("definition.json", line=error.lineno, column=error.colno)
            self.show_failure(text.error_sentence(wrong))
            return None
        except RecursionError:
            self.show_failure(text.error_sentence(DomainError("definition.json", line=1, column=1)))
            return None
        if self._what == "policy" and isinstance(document, dict):
            document = {"code": code, **document}
        version = None if self._shown is None else self._shown.version
        return Edited(self._what, code, document, version)

    def _try(self) -> None:
        edited = self._edited()
        if edited is not None:
            kind = self.type.text().strip() or GENERAL
            self.trial_wanted.emit(Trial(edited, self.priority.currentData(), kind))

    def _save(self) -> None:
        edited = self._edited()
        if edited is not None:
            self.save_wanted.emit(edited)

    def _drop(self) -> None:
        if self._shown is not None:
            self.drop_wanted.emit(Edited(self._what, self._shown.code, None, self._shown.version))

    def _say(self, sentence: str, role: str) -> None:
        self.outcome.setText(sentence)
        theme.dress(self.outcome, role=role)


def _policy_line(kept: Kept) -> str:
    name = tr("Policy: {name}", name=kept.code)
    return name if kept.document.get("active", True) else tr("{name} (off)", name=name)
