"""The window of engineers: the list at the left, where the one chosen is reached at the right."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.engineer_reach import ways_to
from dispatch_console.domain.ids import EngineerId
from dispatch_console.domain.message import PHONE, Medium
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs.fields import line
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.label import label
from dispatch_console.ui.writing import WriteGate, allow

ICON = 14
"""No higher than the words."""


def way_words(engineer: Engineer) -> str:
    """How the engineer hears of what they are to know."""
    if engineer.login:
        return tr("staff.by_login", login=engineer.login)
    ways = ways_to(engineer)
    if not ways:
        return tr("staff.by_nothing")
    if ways[0][1].startswith(PHONE):
        return tr("staff.by_phone")
    names = {Medium.EMAIL: tr("staff.email"), Medium.WECOM: tr("staff.wecom")}
    return tr("staff.by_address", ways=tr("list.comma").join(names[way] for way, _ in ways))


class StaffWindow(Dialog):
    """`save_wanted(engineer)`: as it stands in the form; `link_wanted(engineer)`: a link to the
    engineer's page. What is being edited stays when others write."""

    save_wanted = Signal(object)
    link_wanted = Signal(object)

    def __init__(self, gate: WriteGate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gate = gate
        self._staff: tuple[Engineer, ...] = ()
        self._base: Engineer | None = None
        self.setWindowTitle(tr("Engineers"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(820, 480)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Engineers"))
        self.list.setMinimumWidth(240)
        self.list.setIconSize(QSize(ICON, ICON))
        self.fields: dict[str, QLineEdit] = {
            "name": line(tr("staff.name")),
            "team": line(tr("Team")),
            "phone": line(tr("Phone")),
            "email": line(tr("staff.email"), "li@example.com"),
            "wecom": line(tr("staff.wecom"), tr("staff.wecom_hint")),
            "login": line(tr("staff.login"), tr("staff.login_hint")),
        }
        self._who = label("heading", wraps=True)
        self.way = label("caption", wraps=True)
        self._outcome = label("caption", wraps=True)
        self.link = QPushButton(tr("New link for the phone…"))
        self.discard, self.save = QPushButton(tr("Discard changes")), QPushButton(tr("Save"))
        close = QPushButton(tr("Close"))
        theme.dress(self.save, kind="primary")
        form = QFormLayout()
        form.setHorizontalSpacing(3 * SPACE)
        form.setVerticalSpacing(2 * SPACE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for field in self.fields.values():
            form.addRow(field.accessibleName(), field)
            field.textEdited.connect(self._edited)
        foot = QHBoxLayout()
        foot.setSpacing(2 * SPACE)
        foot.addWidget(self._outcome, 1)
        for button in (close, self.discard, self.save):
            foot.addWidget(button)
        right = QVBoxLayout()
        right.setSpacing(3 * SPACE)
        right.addWidget(self._who)
        right.addLayout(form)
        right.addWidget(self.way)
        right.addWidget(self.link, 0, Qt.AlignmentFlag.AlignLeft)
        right.addStretch(1)
        right.addLayout(foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        row.setSpacing(4 * SPACE)
        row.addWidget(self.list, 1)
        row.addLayout(right, 2)
        self.list.currentRowChanged.connect(self._choose)
        self.discard.clicked.connect(self._discard)
        self.save.clicked.connect(lambda: self.save_wanted.emit(self.engineer))
        self.link.clicked.connect(lambda: self.link_wanted.emit(self._base))
        gate.changed.connect(self._judge)
        close.clicked.connect(self.reject)
        self._show(None)

    def show_staff(self, staff: Sequence[Engineer]) -> None:
        """These there are; the one that was chosen stays so, and what is edited of it too."""
        self._staff = tuple(staff)
        if not self._dirty:
            self._fill(self._base.id if self._base is not None else None)

    def settle(self) -> None:
        """What was edited is written: it is edited no more."""
        self._show(self.engineer)

    def say(self, sentence: str, *, failed: bool = False) -> None:
        """How it went."""
        theme.dress(self._outcome, role="error" if failed else "caption")
        self._outcome.setText(sentence)

    @property
    def engineer(self) -> Engineer | None:
        """The one chosen with what stands in the form."""
        if self._base is None:
            return None
        return replace(
            self._base, **{name: one.text().strip() for name, one in self.fields.items()}
        )

    @property
    def _dirty(self) -> bool:
        return self.engineer != self._base

    def _fill(self, chosen: EngineerId | None) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for one in self._staff:
            words = f"{one.number} · {one.name}"
            if not one.active:
                words = tr("{name} (no longer here)", name=words)
            item = QListWidgetItem(words)
            if one.active and not (one.login or ways_to(one)):
                item.setIcon(theme.icon("warning"))
                item.setToolTip(tr("staff.by_nothing"))
            self.list.addItem(item)
        self.list.blockSignals(False)
        row = next((row for row, one in enumerate(self._staff) if one.id == chosen), 0)
        self.list.setCurrentRow(row)
        self._choose(row)

    def _choose(self, row: int) -> None:
        self._show(self._staff[row] if 0 <= row < len(self._staff) else None)
        self.say("")

    def _show(self, engineer: Engineer | None) -> None:
        self._base = engineer
        self._who.setText("" if engineer is None else f"{engineer.number} · {engineer.name}")
        for name, field in self.fields.items():
            field.setText("" if engineer is None else getattr(engineer, name))
            field.setCursorPosition(0)
            field.setEnabled(engineer is not None)
        self._judge()

    def _discard(self) -> None:
        self._fill(self._base.id if self._base is not None else None)

    def _edited(self) -> None:
        self.say("")
        self._judge()

    def _judge(self) -> None:
        dirty, now = self._dirty, self.engineer
        self.way.setText("" if now is None else way_words(now))
        allow(self.save, dirty, self._gate)
        allow(self.link, now is not None and now.active and not dirty, self._gate)
        self.discard.setEnabled(dirty)
        self.list.setEnabled(not dirty)
