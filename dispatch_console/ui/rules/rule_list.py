"""The rules in their order: ticked ones are in force; moved by dragging, or with Alt and arrows."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from dispatch_console.domain.ids import RuleId
from dispatch_console.domain.rules.rule import Rule
from dispatch_console.support.i18n import tr

_ID = Qt.ItemDataRole.UserRole


class RuleList(QListWidget):
    """`rule_chosen(RuleId)`; `order_wanted(tuple)`; `switch_wanted(RuleId, bool)`."""

    rule_chosen = Signal(object)
    order_wanted = Signal(object)
    switch_wanted = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Rules in their order"))
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setWordWrap(True)
        self.setProperty("elides", True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._may = True
        self.currentItemChanged.connect(self._choose)
        self.itemChanged.connect(self._switch)

    @property
    def order(self) -> tuple[RuleId, ...]:
        """As they stand."""
        return tuple(self.item(row).data(_ID) for row in range(self.count()))

    @property
    def chosen(self) -> RuleId | None:
        """The current one."""
        item = self.currentItem()
        return None if item is None else item.data(_ID)

    def show_rules(self, rules: Sequence[Rule], chosen: RuleId | None, *, may: bool) -> None:
        """These; without the right (`may`) they cannot be ticked and moved."""
        self._may = may
        self.blockSignals(True)
        self.clear()
        for rule in rules:
            item = QListWidgetItem(rule.name)
            item.setData(_ID, rule.id)
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            if may:
                flags |= Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsDragEnabled
            item.setFlags(flags)
            item.setCheckState(Qt.CheckState.Checked if rule.active else Qt.CheckState.Unchecked)
            self.addItem(item)
        places = {rule.id: place for place, rule in enumerate(rules)}
        first = 0 if rules else -1
        self.setCurrentRow(first if chosen is None else places.get(chosen, first))
        self.blockSignals(False)

    def shift(self, step: int) -> None:
        """The chosen one so many places down."""
        row = self.currentRow()
        to = row + step
        if not self._may or row < 0 or not 0 <= to < self.count():
            return
        self.blockSignals(True)
        self.insertItem(to, self.takeItem(row))
        self.setCurrentRow(to)
        self.blockSignals(False)
        self.order_wanted.emit(self.order)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt with an arrow moves the rule."""
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
            if step := steps.get(Qt.Key(event.key())):
                self.shift(step)
                return
        super().keyPressEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Where it was let go is its place from now on."""
        before = self.order
        super().dropEvent(event)
        if self.order != before:
            self.order_wanted.emit(self.order)

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.rule_chosen.emit(item.data(_ID))

    def _switch(self, item: QListWidgetItem) -> None:
        self.switch_wanted.emit(item.data(_ID), item.checkState() is Qt.CheckState.Checked)
