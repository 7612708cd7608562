"""How many engineers a ticket takes at once, and which tickets come before it."""

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.lifecycle import PLANNABLE
from dispatch_console.domain.roles import Right
from dispatch_console.domain.ticket import LARGEST_CREW, Ticket
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.intents import Intents
from dispatch_console.ui.permits import permit
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog

_BETWEEN = re.compile(r"[,;，；、\s]+")


def add_ties_action(
    menu: QMenu, parent: QWidget, store: BoardStore, intents: Intents, chosen: Sequence[TicketId]
) -> None:
    """The way to the dialog, open where one ticket is chosen that nobody has begun."""
    action = menu.addAction(theme.icon("assign"), tr("Crew and order…"))
    whole = store.wholes(chosen)
    ticket = store.board.tickets.get(whole[0]) if len(whole) == 1 else None
    action.setEnabled(ticket is not None and ticket.status in PLANNABLE)
    if not permit(action, intents.rights, Right.TICKETS) or ticket is None:
        return

    def ask() -> None:
        dialog = TiesDialog(store, ticket, parent)
        dialog.wanted.connect(
            lambda size, after, same: intents.set_ties.emit(ticket.id, size, after, same)
        )
        dialog.open()

    action.triggered.connect(ask)


class TiesDialog(Dialog):
    """`wanted(crew size, ids of the tickets before, same engineer)` when it is accepted."""

    wanted = Signal(int, object, bool)

    def __init__(self, store: BoardStore, ticket: Ticket, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store, self._ticket = store, ticket
        self.setWindowTitle(tr("Crew and order of {number}", number=ticket.number))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(480)
        self.size_box = QSpinBox()
        self.size_box.setRange(1, LARGEST_CREW)
        self.size_box.setValue(ticket.crew_size)
        before = store.ties.earlier(ticket.id)
        self.after_line = QLineEdit(", ".join(one.number for one in before))
        self.after_line.setPlaceholderText(tr("Numbers of tickets, with commas between them"))
        self.same_box = QCheckBox(tr("By an engineer of the ticket before it"))
        self.same_box.setChecked(ticket.same_engineer)
        self._fault = QLabel()
        self._fault.setTextFormat(Qt.TextFormat.PlainText)
        self._fault.setWordWrap(True)
        self._fault.hide()
        theme.dress(self._fault, role="error")
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        save = buttons.button(QDialogButtonBox.StandardButton.Save)
        save.setText(tr("Save"))
        theme.dress(save, kind="primary")
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("Cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.setHorizontalSpacing(4 * SPACE)
        form.setVerticalSpacing(3 * SPACE)
        form.addRow(tr("Engineers at once"), self.size_box)
        form.addRow(tr("Comes after"), self.after_line)
        form.addRow("", self.same_box)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(3 * SPACE)
        layout.addLayout(form)
        layout.addWidget(self._fault)
        layout.addWidget(buttons)

    @property
    def fault(self) -> str:
        """What is wrong with what was entered."""
        return self._fault.text()

    def accept(self) -> None:
        """Ask for it, or say which number is not on the board."""
        tickets = self._store.board.tickets
        known = {t.number.casefold(): t.id for t in tickets.values() if t.crew_of is None}
        entered = [word for word in _BETWEEN.split(self.after_line.text()) if word]
        for word in entered:
            if known.get(word.casefold(), self._ticket.id) == self._ticket.id:
                self._fault.setText(tr("{number} is no other ticket on the board.", number=word))
                self._fault.show()
                self.after_line.setFocus()
                return
        # What has left the board is not shown, and stays.
        gone = [key for key in self._ticket.after if key not in tickets]
        after: list[TicketId] = [*gone, *(known[word.casefold()] for word in entered)]
        self.wanted.emit(self.size_box.value(), tuple(after), self.same_box.isChecked())
        super().accept()
