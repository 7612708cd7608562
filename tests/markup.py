"""What a window shows, word for word, and what of it something would read as markup."""

from collections.abc import Callable, Iterator

from PySide6 import QtGui
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QTabWidget,
    QTextEdit,
    QWidget,
)

TAGS = ("<img", "<script", "<svg", "<a ", "<b>")
"""Tags that only hostile text has: the program's own words have none of them."""

_NOWHERE = QModelIndex()


def taken_for_markup(window: QWidget) -> list[str]:
    """Words with a tag of ours that something in the window would read as markup."""
    return [
        f"{type(widget).__name__}: {text[:80]}"
        for widget in _all(window)
        for text in _markup(widget)
        if any(tag in text for tag in TAGS)
    ]


def texts(window: QWidget) -> Iterator[str]:
    """All words that stand anywhere in the window."""
    for widget in _all(window):
        yield from (widget.windowTitle(), widget.accessibleName(), widget.accessibleDescription())
        match widget:
            case QLabel() | QAbstractButton() | QLineEdit():
                yield widget.text()
            case QPlainTextEdit() | QTextEdit():
                yield widget.toPlainText()
            case QGroupBox():
                yield widget.title()
            case QTabWidget():
                yield from map(widget.tabText, range(widget.count()))
            case QComboBox():
                yield from map(widget.itemText, range(widget.count()))
            case QAbstractItemView() if widget.model() is not None:
                yield from told(widget.model(), Qt.ItemDataRole.DisplayRole)
            case _:
                pass


def told(
    model: QAbstractItemModel, role: Qt.ItemDataRole, parent: QModelIndex = _NOWHERE
) -> Iterator[str]:
    """What all items of the model say in that role."""
    for row in range(model.rowCount(parent)):
        for column in range(_columns(model, parent)):
            index = model.index(row, column, parent)
            yield str(index.data(role) or "")
            if column == 0:
                yield from told(model, role, index)


def _columns(model: QAbstractItemModel, parent: QModelIndex) -> int:
    """Lists do not let one ask them."""
    return 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)


def _all(window: QWidget) -> tuple[QWidget, ...]:
    return (window, *window.findChildren(QWidget))


def _markup(widget: QWidget) -> Iterator[str]:
    automatic = Qt.TextFormat.AutoText
    tips = (widget.toolTip(), widget.statusTip(), widget.whatsThis())
    yield from filter(_may_be_markup, tips)
    if isinstance(widget, QLabel | QMessageBox):
        format_ = widget.textFormat()
        rich = format_ in (Qt.TextFormat.RichText, Qt.TextFormat.MarkdownText)
        if rich or (format_ is automatic and _may_be_markup(widget.text())):
            yield widget.text()
    if isinstance(widget, QTextEdit) and widget.acceptRichText() and not widget.isReadOnly():
        yield widget.toPlainText()
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from filter(_may_be_markup, told(widget.model(), Qt.ItemDataRole.ToolTipRole))


_may_be_markup: Callable[[str], bool] = QtGui.Qt.mightBeRichText  # pyright: ignore[reportAttributeAccessIssue]
"""What Qt goes by where nobody says what a text is."""
