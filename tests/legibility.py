"""What of a window cannot be read to its end, or not be named by a screen reader.

A widget whose property `elides` is true shortens its text on purpose.
"""

from collections.abc import Iterator
from typing import TypeVar

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QDockWidget,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QPlainTextEdit,
    QScrollBar,
    QSizeGrip,
    QSplitterHandle,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionFrame,
    QTabBar,
    QToolButton,
    QTreeView,
    QWidget,
)

W = TypeVar("W", bound=QWidget)

TIGHT = 2
"""Pixels by which a widget may be smaller than it would like; frames are drawn inside."""

HEADER_PADDING = 6
"""On either side of a header's text, as the style sheet has it."""

ARROW = 11
"""The width of the arrow that says by what is sorted."""

ROWS = 40
"""So many rows of a list are looked at."""

_ANY_WIDTH = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon


def clipped(window: QWidget) -> list[str]:
    """Texts of visible widgets that have less room than they need."""
    return [
        *(said for label in _shown(window, QLabel) for said in _label(label)),
        *(said for button in _shown(window, QAbstractButton) for said in _button(button)),
        *(said for box in _shown(window, QComboBox) for said in _choice(box)),
        *(said for line in _shown(window, QLineEdit) for said in _line(line)),
        *(said for bar in _shown(window, QTabBar) for said in _tabs(bar)),
        *(said for header in _shown(window, QHeaderView) for said in _header(header)),
        *(said for view in _shown(window, QAbstractItemView) for said in _cells(view)),
        *(said for group in _shown(window, QGroupBox) for said in _hint(group, group.title())),
        *_cut_by_parents(window),
    ]


def nameless(window: QWidget) -> list[str]:
    """Visible widgets that take the focus and of which a screen reader could say nothing."""
    own = (QScrollBar, QSizeGrip, QSplitterHandle, QHeaderView, QMenu)
    return [
        _path(widget)
        for widget in _shown(window, QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not isinstance(widget, own)
        and widget.focusProxy() is None
        and not _name(widget)
    ]


def begun(window: QWidget) -> bool:
    """Whether the keyboard is at a field (or a tab, once turned to), where there is any."""
    kinds = (QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit, QAbstractItemView)
    fields = [one for kind in kinds for one in _shown(window, kind) if one.isEnabled()]
    fields = [one for one in fields if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    here = window.focusWidget()
    return not fields or (here is not None and not isinstance(here, QAbstractButton))


def _name(widget: QWidget) -> str:
    if isinstance(widget, QTabBar):
        return widget.accessibleName() or widget.tabText(0)
    part = widget.parentWidget()
    if isinstance(part, QAbstractSpinBox | QComboBox):  # its line edit speaks for the whole
        return part.accessibleName()
    if isinstance(widget, QLabel):  # selectable: its text is what is said
        return widget.text()
    name = widget.accessibleName()
    if isinstance(widget, QAbstractButton):
        name = name or widget.text() or widget.toolTip()
    return name or next((label.text() for label in _labels_of(widget)), "")


def _labels_of(widget: QWidget) -> Iterator[QLabel]:
    for label in widget.window().findChildren(QLabel):
        if label.buddy() is widget:
            yield label


def _shown(window: QWidget, kind: type[W]) -> Iterator[W]:
    """The visible ones of a kind, of the window itself and of none that stands on its own."""
    for widget in ([window] if isinstance(window, kind) else []) + window.findChildren(kind):
        if not widget.isVisible() or widget.visibleRegion().isEmpty():
            continue
        if widget.window() is window.window() and widget.property("elides") is not True:
            yield widget


def _label(label: QLabel) -> Iterator[str]:
    text = label.text()
    if not text:
        return
    if not label.wordWrap():
        yield from _hint(label, text)
        return
    inside = label.contentsRect()
    flags = int(Qt.TextFlag.TextWordWrap) | int(label.alignment())
    need = label.fontMetrics().boundingRect(QRect(0, 0, inside.width(), 10_000), flags, text)
    if need.width() - inside.width() > TIGHT or need.height() - inside.height() > TIGHT:
        yield _short(label, text, need.size().toTuple(), inside.size().toTuple())


def _button(button: QAbstractButton) -> Iterator[str]:
    if button.text() and not (isinstance(button, QToolButton) and _is_icon(button)):
        yield from _hint(button, button.text())


def _is_icon(button: QToolButton) -> bool:
    return (
        button.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
        and not button.icon().isNull()
    )


def _hint(widget: QWidget, text: str) -> Iterator[str]:
    need = widget.sizeHint()
    if need.width() - widget.width() > TIGHT or need.height() - widget.height() > TIGHT:
        yield _short(widget, text, need.toTuple(), widget.size().toTuple())


def _choice(box: QComboBox) -> Iterator[str]:
    """What is chosen, or says the whole in the tool tip; and all that could be, unless the box is
    of a width that has nothing to do with them."""
    if box.isEditable():
        return  # its line edit is looked at
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    field = box.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box
    )
    room = field.width() + TIGHT
    own = box.sizeAdjustPolicy() is not _ANY_WIDTH
    for text in {box.itemText(n) for n in range(box.count()) if own} | {box.currentText()}:
        icon = box.iconSize().width() + 4 if not box.itemIcon(0).isNull() else 0
        need = box.fontMetrics().horizontalAdvance(text) + icon
        if need > room and text not in box.toolTip():
            yield _short(box, text, need, room)


def _line(line: QLineEdit) -> Iterator[str]:
    part = isinstance(line.parentWidget(), QAbstractSpinBox)
    text = line.text() if part else line.placeholderText()
    if not text or (line.text() and not part):
        return  # what a person has typed scrolls
    option = QStyleOptionFrame()
    line.initStyleOption(option)
    inside = line.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, line)
    beside = sum(b.width() for b in line.findChildren(QToolButton) if b.isVisible())
    room = inside.width() - beside - line.textMargins().left() - line.textMargins().right()
    need = line.fontMetrics().horizontalAdvance(text)
    if need > room + TIGHT:
        yield _short(line, text, need, room)


def _tabs(bar: QTabBar) -> Iterator[str]:
    for tab in range(bar.count()):
        if not bar.isTabVisible(tab):
            continue
        need = bar.fontMetrics().horizontalAdvance(bar.tabText(tab))
        icon = bar.iconSize().width() if not bar.tabIcon(tab).isNull() else 0
        seen = bar.tabRect(tab).intersected(bar.rect()).width() - icon
        if need > seen:
            yield _short(bar, bar.tabText(tab), need, seen)


def _header(header: QHeaderView) -> Iterator[str]:
    model = header.model()
    if header.orientation() is not Qt.Orientation.Horizontal:
        return
    for section in range(header.count()):
        text = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
        if header.isSectionHidden(section) or not text:
            continue
        sorted_by = header.isSortIndicatorShown() and header.sortIndicatorSection() == section
        room = header.sectionSize(section) - 2 * HEADER_PADDING - (ARROW if sorted_by else 0)
        need = header.fontMetrics().horizontalAdvance(text)
        told = model.headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
        if need > room + TIGHT and text not in str(told or ""):
            yield _short(header, text, need, room)


def _cells(view: QAbstractItemView) -> Iterator[str]:
    """Cells that are shortened and do not say the whole in their tool tip."""
    port = view.viewport().rect()
    for index in _indexes(view):
        rect = view.visualRect(index)
        text = str(index.data() or "")
        if not text or not rect.intersects(port):
            continue
        need = _widest(view.fontMetrics(), text)
        icon = view.iconSize().width() if index.data(Qt.ItemDataRole.DecorationRole) else 0
        room = min(rect.width(), port.width()) - icon
        told = str(index.data(Qt.ItemDataRole.ToolTipRole) or "")
        if need > room + TIGHT and text.rstrip("…") not in told:
            yield _short(view, text, need, room)


def _indexes(view: QAbstractItemView) -> Iterator[QModelIndex]:
    model = view.model()
    if model is None:
        return
    if isinstance(view, QListView):
        rows = range(min(model.rowCount(view.rootIndex()), ROWS))
        yield from (model.index(row, view.modelColumn(), view.rootIndex()) for row in rows)
        return
    parents = [view.rootIndex()]
    while parents:
        parent = parents.pop()
        for row in range(min(model.rowCount(parent), ROWS)):
            tree = view if isinstance(view, QTreeView) else None
            if tree is not None and tree.isExpanded(model.index(row, 0, parent)):
                parents.append(model.index(row, 0, parent))
            spanned = tree is not None and tree.isFirstColumnSpanned(row, parent)
            for column in range(1 if spanned else model.columnCount(parent)):
                yield model.index(row, column, parent)


def _widest(metrics: QFontMetrics, text: str) -> int:
    return max(metrics.horizontalAdvance(line) for line in text.splitlines() or [""])


def _cut_by_parents(window: QWidget) -> Iterator[str]:
    """Widgets with a text that reach out of the widget they lie in, unless that scrolls."""
    for widget in (
        *_shown(window, QLabel),
        *_shown(window, QAbstractButton),
        *_shown(window, QComboBox),
        *_shown(window, QLineEdit),
    ):
        parent = widget.parentWidget()
        inner: QWidget = widget
        while parent is not None and not inner.isWindow():
            above = parent.parentWidget()
            if isinstance(above, QAbstractScrollArea) and above.viewport() is parent:
                break
            place = QRect(widget.mapTo(parent, QPoint(0, 0)), widget.size())
            if not parent.rect().adjusted(-TIGHT, -TIGHT, TIGHT, TIGHT).contains(place):
                yield f"{_path(widget)} reaches out of {_path(parent)}: {place} {parent.rect()}"
                break
            inner, parent = parent, above


def _short(widget: QWidget, text: str, need: object, has: object) -> str:
    return f"{_path(widget)}: {text!r} needs {need} has {has}"


def _path(widget: QWidget) -> str:
    """Where it is: the console's own classes above it."""
    names = [type(widget).__name__]
    parent = widget.parentWidget()
    while parent is not None:
        if type(parent).__module__.startswith("dispatch_console") or isinstance(
            parent, QDockWidget
        ):
            names.append(parent.objectName() or type(parent).__name__)
        parent = parent.parentWidget()
    named = widget.accessibleName()
    return "/".join(reversed(names)) + (f" “{named}”" if named else "")
