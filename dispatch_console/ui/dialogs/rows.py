"""Fields of which there may be several: each in a row of its own, added and taken away."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.board import Board
from dispatch_console.domain.place import TimeWindow
from dispatch_console.domain.skill import MAX_LEVEL, MIN_LEVEL, SkillLevel
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs.fields import choice, moment, number, read_moment, show_moment
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.words import text

V = TypeVar("V")

LEVEL_PX = 92


class _Row(QWidget, Generic[V]):
    """One value's fields. `edited`: they say something else; `gone`: they are not wanted."""

    edited = Signal()
    gone = Signal()

    def __init__(self, *fields: QWidget, without: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        for field in fields:
            row.addWidget(field)
        row.addStretch(1)
        remove = QPushButton(theme.icon("close"), "")
        remove.setAccessibleName(without)
        remove.setToolTip(without)
        theme.dress(remove, kind="quiet")
        remove.clicked.connect(self.gone)
        row.addWidget(remove)

    @property
    def value(self) -> V:
        raise NotImplementedError


class _SkillRow(_Row[SkillLevel]):
    def __init__(self, board: Board, need: SkillLevel) -> None:
        names = {code: text.skill_name(board.skills, code) for code in sorted(board.skills)}
        names.setdefault(need.code, text.skill_name(board.skills, need.code))
        self._skill = choice(tr("Skill"), names, need.code)
        self._level = number(tr("Level"), MIN_LEVEL, MAX_LEVEL, need.level)
        self._level.setPrefix(tr("level "))
        self._level.setFixedWidth(LEVEL_PX)
        super().__init__(self._skill, self._level, without=tr("Remove this skill"))
        self._skill.currentIndexChanged.connect(self.edited)
        self._level.valueChanged.connect(self.edited)

    @property
    def value(self) -> SkillLevel:
        return SkillLevel(self._skill.currentData(), self._level.value())


class _WindowRow(_Row[TimeWindow]):
    def __init__(self, zone: ZoneInfo, window: TimeWindow) -> None:
        self._zone = zone
        self._start = moment(tr("Not before"), window.start.astimezone(zone))
        self._end = moment(tr("Not after"), window.end.astimezone(zone))
        super().__init__(self._start, QLabel("–"), self._end, without=tr("Remove this time window"))
        self._start.dateTimeChanged.connect(self._keep_order)
        self._end.dateTimeChanged.connect(self.edited)

    @property
    def value(self) -> TimeWindow:
        start = read_moment(self._start, self._zone)
        return TimeWindow(start, max(start, read_moment(self._end, self._zone)))

    def _keep_order(self) -> None:
        """A start put after the end takes the end along."""
        start = read_moment(self._start, self._zone)
        if read_moment(self._end, self._zone) < start:
            show_moment(self._end, (start + timedelta(hours=2)).astimezone(self._zone))
        self.edited.emit()


class Several(QWidget, Generic[V]):
    """Any number of values, each in a row. `edited`: they say something else now."""

    edited = Signal()

    def __init__(
        self,
        name: str,
        add: str,
        row: Callable[[V], _Row[V]],
        next_value: Callable[[Sequence[V]], V],
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._row, self._next = row, next_value
        self._rows: list[_Row[V]] = []
        self.add = QPushButton(theme.icon("plus"), add)
        theme.dress(self.add, kind="quiet")
        self.add.clicked.connect(self._add_next)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE)
        foot = QHBoxLayout()
        foot.addWidget(self.add)
        foot.addStretch(1)
        self._column.addLayout(foot)

    @property
    def values(self) -> tuple[V, ...]:
        """In the order of the rows."""
        return tuple(row.value for row in self._rows)

    def show_values(self, values: Sequence[V]) -> None:
        """These and no others."""
        for row in tuple(self._rows):
            self._take(row)
        for value in values:
            self._append(value)

    def _add_next(self) -> None:
        self._append(self._next(self.values))
        self.edited.emit()

    def _append(self, value: V) -> None:
        row = self._row(value)
        self._rows.append(row)
        self._column.insertWidget(self._column.count() - 1, row)
        row.edited.connect(self.edited)
        row.gone.connect(lambda: self._remove(row))

    def _remove(self, row: _Row[V]) -> None:
        self._take(row)
        self.add.setFocus()
        self.edited.emit()

    def _take(self, row: _Row[V]) -> None:
        self._rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()


def skills_field(board: Board) -> Several[SkillLevel]:
    """The skills a ticket needs, of those the board knows."""

    def another(given: Sequence[SkillLevel]) -> SkillLevel:
        used = {need.code for need in given}
        free = (code for code in sorted(board.skills) if code not in used)
        return SkillLevel(next(free, next(iter(sorted(board.skills)))), MIN_LEVEL)

    field = Several(tr("Skills"), tr("Add a skill"), lambda need: _SkillRow(board, need), another)
    field.add.setEnabled(bool(board.skills))
    return field


def windows_field(zone: ZoneInfo, now: datetime) -> Several[TimeWindow]:
    """When the customer is there; none: at any time."""

    def another(given: Sequence[TimeWindow]) -> TimeWindow:
        hour = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        start = given[-1].start + timedelta(days=1) if given else hour
        return TimeWindow(start, start + timedelta(hours=2))

    return Several(
        tr("Windows"), tr("Add a time window"), lambda window: _WindowRow(zone, window), another
    )
