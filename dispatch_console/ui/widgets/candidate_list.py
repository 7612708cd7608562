"""A list of engineers who could take a ticket, the best first, those who may not at the end."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from dispatch_console.domain.ids import EngineerId
from dispatch_console.support.i18n import tr
from dispatch_console.ui import text, theme
from dispatch_console.ui.candidates import Candidate
from dispatch_console.ui.widgets.tips import plain_tip

_ENGINEER = Qt.ItemDataRole.UserRole


class CandidateList(QTreeWidget):
    """`taken(engineer id, start)`: Enter or a double click on a candidate who may come.

    `override_wanted(engineer id)`: the same on one whom only rules keep away that may be set aside.
    """

    taken = Signal(object, object)
    override_wanted = Signal(object)

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._candidates: dict[EngineerId, Candidate] = {}
        self.setAccessibleName(tr("Candidates"))
        self.setHeaderLabels(
            [tr("Engineer"), tr("Start"), tr("Travel"), tr("Made late"), tr("Why not")]
        )
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.header()
        header.setStretchLastSection(True)
        for section in range(self.columnCount() - 1):
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.ResizeToContents)
        self.itemActivated.connect(self._take)

    def show_candidates(self, candidates: Sequence[Candidate]) -> None:
        """Show these in place of any before, with the first one chosen."""
        self.clear()
        self._candidates = {candidate.engineer_id: candidate for candidate in candidates}
        self.setColumnHidden(4, not any(candidate.reasons for candidate in candidates))
        for candidate in candidates:
            item = QTreeWidgetItem(self._cells(candidate))
            item.setData(0, _ENGINEER, candidate.engineer_id)
            for column in (2, 3):
                item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight)
            item.setToolTip(4, plain_tip("\n".join(candidate.reasons)))
            if candidate.overridable:
                for column in range(self.columnCount()):
                    item.setForeground(column, QColor(theme.current().muted))
            elif candidate.reasons:
                item.setFlags(Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren)
            self.addTopLevelItem(item)
        first = self.topLevelItem(0)
        if first is not None and not candidates[0].reasons:
            self.setCurrentItem(first)

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
            return [candidate.name, "", "", "", candidate.reasons[0]]
        return [
            candidate.name,
            text.day_and_time(candidate.start, self._zone) if candidate.start else "",
            text.signed(text.span(candidate.travel_s), candidate.travel_s),
            str(candidate.late) if candidate.late else "",
            "",
        ]
