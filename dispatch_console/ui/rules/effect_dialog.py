"""One thing a rule does: a form for its kind."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.rules.effects import (
    MATRIX,
    Assign,
    Classify,
    Effect,
    Field,
    HandOver,
    MakeChild,
    NeedSkill,
    Notify,
    Prioritise,
    SetField,
    Webhook,
)
from dispatch_console.domain.rules.judging import require_effect
from dispatch_console.domain.rules.scene import Codes
from dispatch_console.domain.skill import MAX_LEVEL
from dispatch_console.domain.ticket import GENERAL, Priority
from dispatch_console.domain.triage import HIGHEST
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs.fields import choice, foot, line, number, side_by_side
from dispatch_console.ui.rules.words import (
    Known,
    effect_kinds,
    medium_names,
    set_field_name,
    way_names,
)
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.words import text

WIDTH = 460

_OTHER = ""
"""A recipient that is named by login or address."""

W = TypeVar("W", bound=QWidget)


class EffectDialog(Dialog):
    """`effect_chosen(Effect)` when it makes sense; else it says what does not."""

    effect_chosen = Signal(object)

    def __init__(
        self, effect: Effect, known: Known, codes: Codes, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._known, self._board, self._codes = known, known.board, codes
        self._read: Callable[[], Effect] = lambda: effect
        self.setWindowTitle(effect_kinds()[effect.do])
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDTH)
        self._form = QFormLayout()
        self._form.setVerticalSpacing(2 * SPACE)
        self.said = QLabel()
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setWordWrap(True)
        theme.dress(self.said, role="error")
        self.said.hide()
        cancel, self.take = QPushButton(tr("Cancel")), QPushButton(tr("Use it"))
        theme.dress(self.take, kind="primary")
        self.take.setDefault(True)
        cancel.clicked.connect(self.reject)
        self.take.clicked.connect(self._take)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(3 * SPACE)
        layout.addLayout(self._form)
        layout.addWidget(self.said)
        layout.addLayout(foot(cancel, self.take))
        self._fill(effect)

    def _take(self) -> None:
        effect = self._read()
        try:
            require_effect(effect, self._codes)
        except DomainError as fault:
            self.said.setText(text.error_sentence(fault))
            self.said.show()
            return
        self.effect_chosen.emit(effect)
        self.accept()

    def _fill(self, effect: Effect) -> None:
        match effect:
            case SetField():
                self._fill_field(effect)
            case NeedSkill():
                skills = {
                    code: text.skill_name(self._board.skills, code)
                    for code in sorted(self._codes.skills)
                }
                code = self._row(tr("Skill"), choice(tr("Skill"), skills, effect.code))
                level = self._row(tr("Level"), number(tr("Level"), 1, MAX_LEVEL, effect.level))
                self._read = lambda: NeedSkill(code.currentData() or "", level.value())
            case Prioritise(matrix):
                self._fill_matrix(matrix)
            case Assign():
                way = self._row(
                    tr("Who gets it"), choice(tr("Who gets it"), way_names(), effect.way)
                )
                self._read = lambda: Assign(way.currentData())
            case Notify():
                self._fill_message(effect)
            case Webhook(url):
                field = self._line(tr("Web address"), url, "https://…")
                self._read = lambda: Webhook(field.text())
            case MakeChild():
                title = self._line(tr("Title"), effect.title, "{number} {title}")
                category = self._line(tr("Category"), effect.category)
                kind = self._coded(tr("Ticket type"), self._types(), effect.type)
                self._read = lambda: MakeChild(
                    title.text(), kind.currentData() or GENERAL, category.text().strip()
                )
            case HandOver():
                queue = self._coded(tr("Queue"), self._queues(), effect.queue)
                note = self._line(tr("Note"), effect.note)
                self._read = lambda: HandOver(queue.currentData() or "", note.text())
            case _:
                words = tr("Category, skill, impact and urgency where nobody has said them.")
                self._form.addRow(QLabel(words))
                self._read = Classify

    def _fill_field(self, effect: SetField) -> None:
        names = {field: set_field_name(field) for field in Field}
        field = self._row(tr("Field"), choice(tr("Field"), names, effect.field))
        value = QComboBox()
        value.setEditable(True)
        value.setAccessibleName(tr("Value"))
        self._row(tr("Value"), value)

        def offer() -> None:
            value.clear()
            for one, words in self._values(Field(field.currentData())).items():
                value.addItem(words, one)
            value.setCurrentIndex(0 if value.count() else -1)

        def read() -> Effect:
            typed = value.currentText().strip()
            place = value.findText(typed)
            chosen = value.itemData(place) if place >= 0 else typed
            return SetField(Field(field.currentData()), chosen)

        field.currentIndexChanged.connect(offer)
        offer()
        place = value.findData(effect.value)
        if place >= 0:
            value.setCurrentIndex(place)
        elif effect.value:
            value.setEditText(effect.value)
        self._read = read

    def _values(self, field: Field) -> dict[str, str]:  # noqa: PLR0911 (one for each field)
        match field:
            case Field.PRIORITY:
                return {str(int(one)): text.priority_name(one) for one in Priority}
            case Field.IMPACT | Field.URGENCY:
                return {"1": tr("1 – high"), "2": tr("2 – medium"), "3": tr("3 – low")}
            case Field.CATEGORY:
                return {one: text.category_name(one) for one in text.CATEGORIES}
            case Field.REGION:
                regions = self._board.regions.values()
                return {one.code: text.region_name(one) for one in regions}
            case Field.QUEUE:
                return self._queues()
            case Field.TYPE:
                return self._types()
            case _:
                return {}

    def _queues(self) -> dict[str, str]:
        return {code: self._known.queue(code) for code in self._codes.queues}

    def _types(self) -> dict[str, str]:
        return {code: self._known.type(code) for code in sorted(self._codes.types)}

    def _coded(self, name: str, options: dict[str, str], code: str) -> QComboBox:
        """A choice of names; one that is no longer there stays, to be seen and replaced."""
        missing = {} if code in options or not code else {code: code}
        return self._row(name, choice(name, missing | options, code))

    def _fill_matrix(self, matrix: tuple[int, ...]) -> None:
        """Rows are the impact, columns the urgency."""
        grid = QGridLayout()
        grid.setSpacing(2 * SPACE)
        grades = (tr("1 – high"), tr("2 – medium"), tr("3 – low"))
        cells: list[QComboBox] = []
        options = {int(one): one.name for one in Priority}
        shown = matrix if len(matrix) == len(MATRIX) else MATRIX
        for place, words in enumerate(grades, 1):
            grid.addWidget(QLabel(tr("Urgency {grade}", grade=words)), 0, place)
            grid.addWidget(QLabel(tr("Impact {grade}", grade=words)), place, 0)
        for place, value in enumerate(shown):
            row, column = divmod(place, HIGHEST)
            name = tr("Impact {row}, urgency {column}", row=row + 1, column=column + 1)
            cell = choice(name, options, value)
            cells.append(cell)
            grid.addWidget(cell, row + 1, column + 1)
        self._form.addRow(grid)
        self._read = lambda: Prioritise(tuple(cell.currentData() for cell in cells))

    def _fill_message(self, effect: Notify) -> None:
        medium = self._row(tr("How"), choice(tr("How"), medium_names(), effect.medium))
        recipient = self._recipient(effect.address)
        subject = self._line(tr("Subject"), effect.subject, "{number} {title}")
        body = self._line(tr("Text"), effect.body, "{priority} · {customer} · {phone}")
        self._read = lambda: Notify(medium.currentData(), recipient(), subject.text(), body.text())

    def _recipient(self, address: str) -> Callable[[], str]:
        """The ticket's owner or engineer, all of a role, or somebody by what is typed beside it;
        reads which."""
        named = {to: text.recipient_name(to) for to in text.RECIPIENTS}
        options = {**named, _OTHER: tr("somebody else")}
        who = choice(tr("Recipient"), options, address if address in named else _OTHER)
        other = line(tr("Login or address"), tr("login or address"))
        other.setText("" if address in named else address)

        def fit() -> None:
            other.setEnabled(who.currentData() == _OTHER)

        who.currentIndexChanged.connect(fit)
        fit()
        self._form.addRow(tr("Recipient"), side_by_side(who, other))
        return lambda: other.text() if who.currentData() == _OTHER else who.currentData()

    def _line(self, name: str, value: str, placeholder: str = "") -> QLineEdit:
        field = line(name, placeholder)
        field.setText(value)
        self._form.addRow(name, field)
        return field

    def _row(self, name: str, field: W) -> W:
        self._form.addRow(name, field)
        return field
