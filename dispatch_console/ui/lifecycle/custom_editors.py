"""Fields of a form for custom values: one widget for each kind."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QWidget

from dispatch_console.domain.board import Board
from dispatch_console.domain.custom import CustomField, FieldKind, Target
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import CustomValue
from dispatch_console.support.i18n import pick, tr
from dispatch_console.ui.dialogs.fields import choice, line
from dispatch_console.words.lifecycle import custom_name


class CustomRows(QObject):
    """Rows of custom fields that are put into a form. `edited`: another value is typed."""

    edited = Signal()

    def __init__(self, board: Board, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._board = board
        self._editors: dict[str, tuple[CustomField, QLineEdit | QComboBox]] = {}
        self._rows: list[QWidget] = []

    def show_board(self, board: Board) -> None:
        """What references are found in from now on."""
        self._board = board

    def fill(
        self,
        form: QFormLayout,
        at: int,
        fields: Sequence[CustomField],
        values: Mapping[str, object],
    ) -> None:
        """Put the fields into the form from row `at` on, in place of those there were."""
        for row in self._rows:
            form.removeRow(row)
        self._rows, self._editors = [], {}
        for place, field in enumerate(fields):
            editor = self._make(field, values.get(field.code))
            form.insertRow(at + place, custom_name(field), editor)
            self._rows.append(editor)
            self._editors[field.code] = (field, editor)

    @property
    def said(self) -> dict[str, object]:
        """Code → what is typed, "" for nothing; a ticket's number as its id where it is known."""
        return {code: self._read(field, editor) for code, (field, editor) in self._editors.items()}

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        """In the order they are filled in."""
        return tuple(self._rows)

    def _make(self, field: CustomField, value: object) -> QLineEdit | QComboBox:
        name = custom_name(field)
        if field.kind is FieldKind.CHOICE:
            options = {one.code: pick(one.name_en, one.name_zh) for one in field.choices}
            box = choice(name, {"": "", **options}, value)
            box.currentIndexChanged.connect(self.edited)
            return box
        if field.kind is FieldKind.REFERENCE and field.target is Target.ENGINEER:
            engineers = {key: one.name for key, one in self._board.engineers.items()}
            box = choice(name, {"": "", **engineers}, value)
            box.currentIndexChanged.connect(self.edited)
            return box
        hints = {FieldKind.DATE: "2026-03-02", FieldKind.REFERENCE: tr("ticket number")}
        written = line(name, hints.get(field.kind, ""))
        written.setText(self._shown(field, value))
        written.textChanged.connect(self.edited)
        return written

    def _shown(self, field: CustomField, value: object) -> str:
        if field.kind is FieldKind.REFERENCE and isinstance(value, int):
            known = self._board.tickets.get(TicketId(value))
            return known.number if known else str(value)
        return "" if value is None else str(value)

    def _read(self, field: CustomField, editor: QLineEdit | QComboBox) -> CustomValue:
        if isinstance(editor, QComboBox):
            return editor.currentData()
        typed = editor.text().strip()
        if field.kind is FieldKind.REFERENCE:
            for ticket in self._board.tickets.values():
                if ticket.number == typed:
                    return ticket.id
        return typed
