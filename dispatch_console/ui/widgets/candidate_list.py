"""A list of engineers who could take a ticket, the best first, those who may not at the end."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from dispatch_console.domain.ids import EngineerId
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.candidates import Candidate
from dispatch_console.ui.widgets.tips import plain_tip
from dispatch_console.words import text

_ENGINEER = Qt.ItemDataRole.UserRole
_NAME, _START, _TRAVEL, _LATE = range(4)

GAP = 8
"""Between a name and the reason behind it, in pixels."""


class CandidateList(QTreeWidget):
    """`taken(engineer id, start)`: Enter or a double click on a candidate who may come.

    `override_wanted(engineer id)`: the same on one whom only rules keep away that may be set aside.
    Who may not come has no numbers: the reason stands in their place, cut where it is too long and
    whole in the tip, so that the list needs no more width for it.
    """

    taken = Signal(object, object)
    override_wanted = Signal(object)

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._candidates: dict[EngineerId, Candidate] = {}
        self.setAccessibleName(tr("Candidates"))
        self._names_px = 0
        self.setHeaderLabels([tr("Engineer"), tr("Start"), tr("Travel"), tr("Made late")])
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(40)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        for section in (_START, _TRAVEL, _LATE):
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.ResizeToContents)
        self.itemActivated.connect(self._take)

    def show_candidates(self, candidates: Sequence[Candidate]) -> None:
        """Show these in place of any before, with the first one chosen."""
        self.clear()
        self._candidates = {candidate.engineer_id: candidate for candidate in candidates}
        for candidate in candidates:
            item = QTreeWidgetItem(self._cells(candidate))
            item.setData(0, _ENGINEER, candidate.engineer_id)
            for column in (_TRAVEL, _LATE):
                item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight)
            why = "\n".join(candidate.reasons)
            item.setData(_START, Qt.ItemDataRole.AccessibleTextRole, why or item.text(_START))
            for column in range(self.columnCount()):
                item.setToolTip(column, plain_tip("\n".join((candidate.name, why)).strip()))
            if candidate.overridable:
                for column in range(self.columnCount()):
                    item.setForeground(column, QColor(theme.current().muted))
            elif candidate.reasons:
                item.setFlags(Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren)
            self.addTopLevelItem(item)
        self._names_px = self.sizeHintForColumn(_NAME)
        first = self.topLevelItem(0)
        if first is not None and not candidates[0].reasons:
            self.setCurrentItem(first)

    def reason_room(self) -> QRect:
        """Where in the viewport reasons stand: from behind the names to the right edge; the height
        is that of the viewport."""
        left = min(self._names_px, self.columnWidth(_NAME)) + GAP
        return self.viewport().rect().adjusted(left, 0, -GAP, 0)

    def drawRow(  # noqa: N802
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().drawRow(painter, option, index)
        candidate = self._candidates.get(index.sibling(index.row(), _NAME).data(_ENGINEER))
        if candidate is None or not candidate.reasons:
            return
        room: QRect = option.rect
        room = room.intersected(self.reason_room())
        words = option.fontMetrics.elidedText(
            candidate.reasons[0], Qt.TextElideMode.ElideRight, room.width()
        )
        painter.save()
        painter.setFont(option.font)
        painter.setPen(QColor(theme.current().muted))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()

    def chosen(self) -> Candidate | None:
        """The chosen candidate, if it may come."""
        found = self._selected()
        return found if found is not None and not found.reasons else None

    def against_rules(self) -> Candidate | None:
        """The chosen candidate, if it may come against rules only."""
        found = self._selected()
        return found if found is not None and found.overridable else None

    def _selected(self) -> Candidate | None:
        # The current item still is the one before while a change of selection is told.
        chosen = self.selectedItems()
        return self._of(chosen[0]) if chosen else None

    def _of(self, item: QTreeWidgetItem) -> Candidate:
        return self._candidates[item.data(0, _ENGINEER)]

    def _take(self, item: QTreeWidgetItem) -> None:
        item.setSelected(True)
        candidate = self._of(item)
        if not candidate.reasons:
            self.taken.emit(candidate.engineer_id, candidate.start)
        elif candidate.overridable:
            self.override_wanted.emit(candidate.engineer_id)

    def _cells(self, candidate: Candidate) -> list[str]:
        if candidate.reasons:
            return [candidate.name]
        return [
            candidate.name,
            text.day_and_time(candidate.start, self._zone) if candidate.start else "",
            text.signed(text.span(candidate.travel_s), candidate.travel_s),
            str(candidate.late) if candidate.late else "",
        ]
