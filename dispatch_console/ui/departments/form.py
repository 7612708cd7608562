"""One department: names, members, default owner and where it is reached."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from dispatch_console.domain.queue import Queue
from dispatch_console.domain.roles import Role
from dispatch_console.support.i18n import tr
from dispatch_console.ui.dialogs.fields import line
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.words import text


class QueueForm(QWidget):
    """`edited`: something was changed by hand. Whoever is ticked is a member."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.code, self.name_en, self.name_zh = (
            line(tr("Code")),
            line(tr("Name (English)")),
            line(tr("Name (Chinese)")),
        )
        self.active = QCheckBox(tr("Takes tickets"))
        self.members = QListWidget()
        self.members.setAccessibleName(tr("Members"))
        self.members.setMinimumHeight(96)
        self.more = line(tr("Add member"), tr("login"))
        self.owner = QComboBox()
        self.owner.setAccessibleName(tr("Default owner"))
        self.email = line(tr("E-mail of the department"))
        self.wecom = line(tr("WeCom robot of the department"), "https://")
        self.webhook = line(tr("Webhook"), "https://")
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(3 * SPACE)
        form.setVerticalSpacing(2 * SPACE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for field in (self.code, self.name_en, self.name_zh):
            form.addRow(field.accessibleName(), field)
        form.addRow("", self.active)
        for field in (self.members, self.more, self.owner, self.email, self.wecom, self.webhook):
            form.addRow(field.accessibleName(), field)
        for field in self._lines():
            field.textEdited.connect(self.edited)
        self.active.clicked.connect(self.edited)
        self.owner.activated.connect(self.edited)
        self.members.itemChanged.connect(self._ticked)
        self.more.returnPressed.connect(self._add)

    def show_queue(self, queue: Queue, people: Mapping[str, str]) -> None:
        """This one, and who could be a member (login → role)."""
        self.code.setText(queue.code)
        self.name_en.setText(queue.name_en)
        self.name_zh.setText(queue.name_zh)
        self.active.setChecked(queue.active)
        self.email.setText(queue.email)
        self.wecom.setText(queue.wecom)
        self.webhook.setText(queue.webhook)
        self.more.clear()
        self.members.blockSignals(True)
        self.members.clear()
        for login in sorted({*people, *queue.members}):
            self._put(login, people.get(login, ""), ticked=login in queue.members)
        self.members.blockSignals(False)
        self._fill_owner(queue.owner)

    def queue(self, base: Queue) -> Queue:
        """`base` with what stands in the form."""
        return replace(
            base,
            code=self.code.text(),
            name_en=self.name_en.text(),
            name_zh=self.name_zh.text(),
            active=self.active.isChecked(),
            members=tuple(self._ticks()),
            owner=self.owner.currentData() or "",
            email=self.email.text().strip(),
            wecom=self.wecom.text().strip(),
            webhook=self.webhook.text().strip(),
        )

    def _lines(self) -> tuple[QLineEdit, ...]:
        names = (self.code, self.name_en, self.name_zh)
        return (*names, self.email, self.wecom, self.webhook)

    def _put(self, login: str, role: str, *, ticked: bool) -> None:
        known = role in set(Role)
        item = QListWidgetItem(f"{login} · {text.role_name(Role(role))}" if known else login)
        item.setData(Qt.ItemDataRole.UserRole, login)
        item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self.members.addItem(item)

    def _add(self) -> None:
        login = self.more.text().strip()
        there = [
            self.members.item(n).data(Qt.ItemDataRole.UserRole) for n in range(self.members.count())
        ]
        if login and login not in there:
            self._put(login, "", ticked=True)
            self._ticked()
        self.more.clear()

    def _ticks(self) -> list[str]:
        items = (self.members.item(n) for n in range(self.members.count()))
        return [
            item.data(Qt.ItemDataRole.UserRole)
            for item in items
            if item.checkState() is Qt.CheckState.Checked
        ]

    def _ticked(self) -> None:
        self._fill_owner(self.owner.currentData() or "")
        self.edited.emit()

    def _fill_owner(self, owner: str) -> None:
        self.owner.clear()
        self.owner.addItem(tr("nobody"), "")
        for login in self._ticks():
            self.owner.addItem(login, login)
        self.owner.setCurrentIndex(max(self.owner.findData(owner), 0))
