"""By which ways a person wants to hear of each kind of thing, and where they are reached."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QGridLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.notice import Choice, Contact, Kind
from dispatch_console.services.notices import Wishes
from dispatch_console.support.i18n import LANGUAGES, tr
from dispatch_console.ui.dialogs.fields import choice, foot, line
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.label import label


class ChoicesDialog(Dialog):
    """`wanted(Wishes)`; it stays until it is accepted, so that a refusal can be mended."""

    wanted = Signal(object)

    def __init__(self, wishes: Wishes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("How you hear of it"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._login = wishes.contact.login
        self.boxes: dict[Kind, tuple[QCheckBox, QCheckBox, QCheckBox]] = {}
        self.email, self.wecom = line(tr("E-mail address")), line(tr("WeCom user id or robot"))
        self.email.setText(wishes.contact.email)
        self.wecom.setText(wishes.contact.wecom)
        self.language = choice(
            tr("Language of messages"),
            {"": tr("As the installation"), **LANGUAGES},
            wishes.contact.language,
        )
        form = QFormLayout()
        form.setHorizontalSpacing(4 * SPACE)
        form.setVerticalSpacing(2 * SPACE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for field in (self.email, self.wecom, self.language):
            form.addRow(field.accessibleName(), field)
        self._failure = label("error", wraps=True)
        self._failure.hide()
        cancel, self.ok = QPushButton(tr("Cancel")), QPushButton(tr("Save"))
        cancel.clicked.connect(self.reject)
        self.ok.clicked.connect(lambda: self.wanted.emit(self.wishes()))
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        column.setSpacing(4 * SPACE)
        column.addLayout(self._grid(wishes))
        column.addLayout(form)
        column.addWidget(self._failure)
        self.ok.setDefault(True)
        column.addLayout(foot(cancel, self.ok))
        self.setMinimumWidth(520)

    def wishes(self) -> Wishes:
        """What is chosen."""
        choices = {
            kind: Choice(*(box.isChecked() for box in boxes)) for kind, boxes in self.boxes.items()
        }
        contact = Contact(
            login=self._login,
            email=self.email.text(),
            wecom=self.wecom.text(),
            language=self.language.currentData(),
        )
        return Wishes(choices, contact)

    def show_failure(self, sentence: str) -> None:
        """It was not taken."""
        self._failure.setText(sentence)
        self._failure.show()

    def _grid(self, wishes: Wishes) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(4 * SPACE)
        grid.setVerticalSpacing(SPACE)
        grid.setColumnStretch(0, 1)
        ways = (tr("Console"), tr("E-mail"), tr("WeCom"))
        for column, way in enumerate(ways, 1):
            grid.addWidget(label("caption", way), 0, column, Qt.AlignmentFlag.AlignHCenter)
        for row, kind in enumerate(Kind, 1):
            name, chosen = tr(f"notice_kind.{kind}"), wishes.choices.get(kind, Choice())
            grid.addWidget(label("", name), row, 0)
            made = []
            for column, on in enumerate((chosen.console, chosen.email, chosen.wecom), 1):
                box = QCheckBox()
                box.setChecked(on)
                box.setAccessibleName(f"{name}: {ways[column - 1]}")
                grid.addWidget(box, row, column, Qt.AlignmentFlag.AlignHCenter)
                made.append(box)
            self.boxes[kind] = (made[0], made[1], made[2])
        return grid
