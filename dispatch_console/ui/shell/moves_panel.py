"""What a proposal would change: its moves in groups, each to be accepted, rejected or amended."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar
from zoneinfo import ZoneInfo

from PySide6.QtCore import QKeyCombination, QSignalBlocker, Qt
from PySide6.QtGui import QBrush, QColor, QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem, QWidget

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.plan import (
    Concession,
    Move,
    MoveKind,
    PlannedVisit,
    Proposal,
    planned,
)
from dispatch_console.planning.easing import Kind
from dispatch_console.services.amending import Amendment
from dispatch_console.services.review import MoveGroup, Review
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.inspector.why_words import rule_words
from dispatch_console.ui.selection import Selection
from dispatch_console.ui.shell.group_words import group_line
from dispatch_console.ui.shell.moves_menu import Deeds, amendments, moves_menu
from dispatch_console.ui.shell.review_desk import ReviewDesk
from dispatch_console.ui.slices import Slices
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.widgets.tips import plain_tip
from dispatch_console.words import text

_TICKET, _GROUP = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1

_ICONS = {
    MoveKind.ASSIGN: "assign",
    MoveKind.REASSIGN: "moves",
    MoveKind.RETIME: "clock",
    MoveKind.UNASSIGN: "unassign",
}

T = TypeVar("T")

BATCH = 25
"""Groups put in at a time: each time the tree is laid out anew."""

_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class MovesPanel(QTreeWidget):
    """The moves of the proposal under review, by group if it comes from a review; then, each with
    the reason, the tickets that get no visit, those whose locked time is not kept, and those that
    were no part of the plan. A ticked group is accepted.
    """

    def __init__(
        self,
        store: BoardStore,
        selection: Selection,
        zone: ZoneInfo,
        desk: ReviewDesk,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._selection, self._zone, self._desk = store, selection, zone, desk
        self._groups: tuple[MoveGroup, ...] = ()
        self._shown: dict[int, bool] = {}
        self._filled = self._emptying = False
        self._slices = Slices(self)
        self._left: dict[TicketId, QTreeWidgetItem] = {}
        self._deeds = Deeds(
            accept=lambda: desk.decide(self._chosen(), accept=True),
            reject=lambda: desk.decide(self._chosen(), accept=False),
            accept_all=lambda: desk.decide_all(accept=True),
            reject_all=lambda: desk.decide_all(accept=False),
            keep=lambda: self._amend(Amendment.KEEP),
            leave=lambda: self._amend(Amendment.LEAVE),
        )
        self._keys: dict[QKeyCombination, Callable[[], object]] = {
            QKeyCombination(Qt.Key.Key_A): self._deeds.accept,
            QKeyCombination(Qt.Key.Key_R): self._deeds.reject,
            QKeyCombination(Qt.Key.Key_Space): lambda: desk.toggle(self._chosen()),
            QKeyCombination(_CONTROL, Qt.Key.Key_A): self._deeds.accept_all,
            QKeyCombination(_CONTROL | _SHIFT, Qt.Key.Key_A): self._deeds.reject_all,
            QKeyCombination(Qt.Key.Key_K): self._deeds.keep,
            QKeyCombination(Qt.Key.Key_U): self._deeds.leave,
        }
        self.setAccessibleName(tr("Moves of the proposal"))
        self.setHeaderLabels([tr("Move"), tr("Ticket"), tr("Title"), tr("Now"), tr("Proposed")])
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        for column, width in enumerate((160, 90, 240, 200, 200)):
            self.setColumnWidth(column, width)
        self.itemSelectionChanged.connect(self._choose)
        self.itemChanged.connect(self._ticked)
        store.proposal_changed.connect(self.refresh)
        desk.busy_changed.connect(self._go_on)
        self.refresh()

    def refresh(self) -> None:
        """Show the proposal as it is now; of the same review only what is accepted anew."""
        proposal, review = self._store.proposal, self._store.review
        if review is None or review.groups is not self._groups:
            self._groups = review.groups if review is not None else ()
            self._slices.run(self._quietly(self._fill(proposal, review)))
        elif self._filled:
            self._slices.run(self._quietly(self._mark()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        deed = self._keys.get(event.keyCombination())
        if deed is None or not self._groups:
            super().keyPressEvent(event)
        else:
            deed()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._groups:
            move = self._move_chosen()
            menu = moves_menu(self, self._deeds, bool(self._chosen()), move.kind if move else None)
            menu.popup(event.globalPos())

    # Filling

    def _quietly(self, steps: Iterator[None]) -> Iterator[None]:
        """The same steps; nobody hears of what they change."""
        while True:
            with QSignalBlocker(self):
                over = next(steps, self) is self
            if over:
                return
            yield

    def _fill(self, proposal: Proposal | None, review: Review | None) -> Iterator[None]:
        yield from self._empty()
        self.setRootIsDecorated(review is not None)
        if proposal is None:
            return
        if review is None:
            for moves in _batches(proposal.moves):
                self.addTopLevelItems([self._move(move) for move in moves])
                yield
        for groups in _batches(self._groups):
            self._add_groups(groups)
            yield
        yield from self._fill_rest(proposal, review)
        self._filled = True
        yield from self._mark()

    def _empty(self) -> Iterator[None]:
        """Take the rows of before away, which mean nothing any more."""
        self._left, self._shown, self._filled, self._emptying = {}, {}, False, True
        while count := self.topLevelItemCount():
            first = max(0, count - BATCH)
            self.model().removeRows(first, count - first)
            yield
        self._emptying = False

    def _fill_rest(self, proposal: Proposal, review: Review | None) -> Iterator[None]:
        """What is not moved, and why."""
        whole = review.case.whole.unserved if review is not None else {}
        unserved = {**whole, **proposal.unserved}
        for keys in _batches(tuple(unserved)):
            left = {key: self._reason(key, tr("Left out"), tr(unserved[key])) for key in keys}
            self.addTopLevelItems(list(left.values()))
            self._left |= left
            yield
        items = [
            self._reason(ticket, tr("Lock not kept"), tr("Its locked time can no longer be kept"))
            for ticket in sorted(proposal.eased)
        ]
        items += [self._concession(one) for one in (review.case.concessions if review else ())]
        items += [
            self._reason(ticket, tr("Not in the plan"), tr(why))
            for ticket, why in proposal.left_out.items()
        ]
        self.addTopLevelItems(items)

    def _add_groups(self, groups: Sequence[MoveGroup]) -> None:
        heads = [self._head(group) for group in groups]
        self.addTopLevelItems(heads)
        # All is laid out by the first that is spanned, so what opens does so before.
        for head in heads:
            head.setExpanded(head.childCount() > 1)
        for head in heads:
            head.setFirstColumnSpanned(True)
        review = self._store.review
        if review is not None:
            for group, head in zip(groups, heads, strict=True):
                self._mark_group(len(self._shown) + 1, group, head, review)

    def _head(self, group: MoveGroup) -> QTreeWidgetItem:
        head = QTreeWidgetItem()
        head.setData(0, _GROUP, group.number)
        head.setFlags(head.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        font = self.font()
        font.setBold(True)
        head.setFont(0, font)
        head.addChildren([self._move(move) for move in group.moves])
        return head

    def _mark(self) -> Iterator[None]:
        """Tick what is accepted, grey what is not: where that has changed."""
        for rank, (group, head) in enumerate(zip(self._groups, self._heads(), strict=True), 1):
            review = self._store.review
            if review is None:
                return
            accepted = group.number in review.accepted
            ticked = head.checkState(0) is Qt.CheckState.Checked
            if self._shown[group.number] is not accepted or ticked is not accepted:
                self._mark_group(rank, group, head, review)
                yield
        review = self._store.review
        for ticket, item in self._left.items():
            hidden = review is not None and ticket not in review.proposal.unserved
            if hidden is not item.isHidden():
                item.setHidden(hidden)
                yield

    def _mark_group(
        self, rank: int, group: MoveGroup, head: QTreeWidgetItem, review: Review
    ) -> None:
        accepted = self._shown[group.number] = group.number in review.accepted
        line = group_line(self._what(group), group, accepted=accepted)
        meaning = tr("Gain: how much better the plan gets by this group alone, as hours of travel.")
        head.setText(0, f"{rank}.  {line}")
        head.setToolTip(0, plain_tip(f"{line}\n{meaning}"))
        head.setCheckState(0, Qt.CheckState.Checked if accepted else Qt.CheckState.Unchecked)
        muted = None if accepted else QBrush(QColor(theme.current().muted))
        children = (head.child(index) for index in range(head.childCount()))
        for row in (head, *(child for child in children if child is not None)):
            for column in range(self.columnCount()):
                if row.data(column, Qt.ItemDataRole.ForegroundRole) != muted:
                    row.setData(column, Qt.ItemDataRole.ForegroundRole, muted)

    def _what(self, group: MoveGroup) -> str:
        """The one move in words, of several how many they are."""
        move, *more = group.moves
        if more:
            return tr("{count} moves", count=len(group.moves))
        ticket = self._store.board.tickets.get(move.ticket_id)
        number = ticket.number if ticket is not None else str(move.ticket_id)
        return f"{text.move_name(move.kind)} {number} → {self._visit(move.after)}"

    def _heads(self) -> Iterator[QTreeWidgetItem]:
        for index in range(len(self._groups)):
            item = self.topLevelItem(index)
            assert item is not None
            yield item

    def _move(self, move: Move) -> QTreeWidgetItem:
        item = self._item(
            move.ticket_id,
            text.move_name(move.kind),
            self._visit(move.before),
            self._visit(move.after),
        )
        item.setIcon(0, theme.icon(_ICONS[move.kind]))
        return item

    def _reason(self, ticket: TicketId, kind: str, why: str) -> QTreeWidgetItem:
        item = self._item(ticket, kind, self._now(ticket), why)
        item.setIcon(0, theme.icon("warning", theme.current().warning))
        return item

    def _concession(self, given: Concession) -> QTreeWidgetItem:
        words = rule_words(self._store.board, Kind(given.kind), given.params, given.engineer_id)
        item = self._item(given.ticket_id, tr("Rule eased"), self._now(given.ticket_id), words)
        item.setIcon(0, theme.icon("unlock"))
        return item

    def _item(self, key: TicketId, kind: str, before: str, after: str) -> QTreeWidgetItem:
        ticket = self._store.board.tickets.get(key)
        number, title = (ticket.number, ticket.title) if ticket else (str(key), "")
        item = QTreeWidgetItem([kind, number, title, before, after])
        item.setData(0, _TICKET, key)
        for column, words in ((2, title), (3, before), (4, after)):
            item.setToolTip(column, plain_tip(words))
        return item

    def _now(self, key: TicketId) -> str:
        ticket = self._store.board.tickets.get(key)
        return self._visit(planned(ticket) if ticket else None)

    def _visit(self, visit: PlannedVisit | None) -> str:
        if visit is None:
            return tr("unassigned")
        engineer = self._store.board.engineers.get(visit.engineer_id)
        name = engineer.name if engineer else str(visit.engineer_id)
        return f"{name}, {text.day_and_time(visit.start, self._zone)}"

    # Choosing

    def _rows(self) -> list[QTreeWidgetItem]:
        """The chosen rows, else the one that the keys are on."""
        if self._emptying:
            return []
        current = self.currentItem()
        return self.selectedItems() or ([current] if current is not None else [])

    def _chosen(self) -> set[int]:
        """The groups of these rows."""
        heads = ((item.parent() or item) for item in self._rows())
        numbers = (head.data(0, _GROUP) for head in heads)
        return {number for number in numbers if number is not None}

    def _choose(self) -> None:
        tickets = {group.number: group.tickets for group in self._groups}
        self._selection.select_tickets(
            ticket
            for item in self.selectedItems()
            for ticket in tickets.get(item.data(0, _GROUP), (item.data(0, _TICKET),))
        )

    def _move_chosen(self) -> Move | None:
        """The one move that is chosen, by itself or as all of its group."""
        rows = self._rows()
        if len(rows) != 1:
            return None
        row = rows[0] if rows[0].childCount() != 1 else rows[0].child(0)
        ticket = row.data(0, _TICKET) if row is not None else None
        return next((m for g in self._groups for m in g.moves if m.ticket_id == ticket), None)

    def _ticked(self, item: QTreeWidgetItem) -> None:
        number = item.data(0, _GROUP)
        if number is not None and not self._emptying:
            self._desk.decide((number,), accept=item.checkState(0) is Qt.CheckState.Checked)
            self.refresh()

    def _go_on(self) -> None:
        """Once a move is amended the keys are back here."""
        if not self._desk.busy:
            self.setFocus()

    def _amend(self, amendment: Amendment) -> None:
        move = self._move_chosen()
        if move is not None and amendment in amendments(move.kind):
            self._desk.amend(move.ticket_id, amendment)


def _batches(all_of_them: Sequence[T]) -> Iterator[Sequence[T]]:
    for first in range(0, len(all_of_them), BATCH):
        yield all_of_them[first : first + BATCH]
