"""Some of very many things, found by typing: customers, devices, contracts."""

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCompleter,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.support.i18n import tr
from dispatch_console.ui.dialogs.fields import line
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.label import label

HIGH_PX = 64


class Picks(QWidget):
    """`edited`: other `values`. `free`: what is not known may be named too, as it is typed."""

    edited = Signal()

    def __init__(self, name: str, *, free: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._free = free
        self._shown: Mapping[Any, str] = {}
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        self.list.setFixedHeight(HIGH_PX)
        self.typed = line(tr("Add to {list}", list=name), tr("type a name, then Enter"))
        self.remove = QPushButton(tr("Remove"))
        self._why = label("error", wraps=True)
        self._why.hide()
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self.typed, 1)
        row.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.list)
        column.addLayout(row)
        column.addWidget(self._why)
        self.setFocusProxy(self.typed)
        self.remove.clicked.connect(self._drop)
        self.typed.returnPressed.connect(self._add)
        self.list.currentRowChanged.connect(lambda at: self.remove.setEnabled(at >= 0))
        self.remove.setEnabled(False)

    def offer(self, known: Mapping[Any, str]) -> None:
        """What there is, by its value; what is named already is shown by these names."""
        self._shown = known
        completer = QCompleter([self._words(value) for value in known], self.typed)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.typed.setCompleter(completer)
        self.show_values(self.values)

    def show_values(self, values: Iterable[int | str]) -> None:
        """Just these are named."""
        named = list(values)
        self.list.clear()
        for value in named:
            item = QListWidgetItem(self._words(value))
            item.setData(Qt.ItemDataRole.UserRole, value)
            self.list.addItem(item)
        self._why.hide()
        self.typed.clear()

    @property
    def values(self) -> list[int | str]:
        """What is named, in the order it was."""
        return [
            self.list.item(at).data(Qt.ItemDataRole.UserRole) for at in range(self.list.count())
        ]

    def _words(self, value: int | str) -> str:
        """Two customers may have one name, so the number stands with it."""
        name = self._shown.get(value, "")
        return name or str(value) if isinstance(value, str) else f"{name} (#{value})".strip()

    def _add(self) -> None:
        typed = self.typed.text().strip()
        value = self._meant(typed)
        if typed and value is None:
            self._why.setText(tr("There is no {name}. Choose one of those offered.", name=typed))
            self._why.show()
        elif value is not None:
            if value not in self.values:
                self.show_values([*self.values, value])
                self.edited.emit()
            # A completer writes its choice into the line after this.
            self.typed.clear()

    def _meant(self, typed: str) -> int | str | None:
        """What is called so; of several that begin so none."""
        folded = typed.casefold()
        for value in self._shown:
            if folded in (self._words(value).casefold(), str(value).casefold()):
                return value
        same = [value for value, name in self._shown.items() if name.casefold() == folded]
        if len(same) == 1:
            return same[0]
        return typed if self._free and typed else None

    def _drop(self) -> None:
        at = self.list.currentRow()
        if at >= 0:
            values = self.values
            del values[at]
            self.show_values(values)
            self.edited.emit()
