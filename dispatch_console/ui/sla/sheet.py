"""A form whose fields are found by the path that a document has them at, and say what is wrong."""

import re
from collections.abc import Iterable

from PySide6.QtWidgets import (
    QFormLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.label import label


class Sheet(QWidget):
    """Fields below each other; `mark` writes below one of them why it is refused."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks: dict[str, QLabel] = {}
        self.form = QFormLayout(self)
        self.form.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        self.form.setHorizontalSpacing(3 * SPACE)
        self.form.setVerticalSpacing(SPACE)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)

    def add(self, caption: str, widget: QWidget, *paths: str) -> None:
        """A field for what stands at these paths; without a caption it has the whole width."""
        box, mark = QVBoxLayout(), label("error", wraps=True)
        box.setSpacing(SPACE)
        box.addWidget(widget)
        box.addWidget(mark)
        mark.hide()
        self._marks |= dict.fromkeys(paths, mark)
        if caption:
            named = label("", caption)
            named.setBuddy(widget)
            self.form.addRow(named, box)
        else:
            self.form.addRow(box)

    def unmark(self) -> None:
        """Nothing is wrong."""
        for mark in self._marks.values():
            mark.clear()
            mark.hide()

    def mark(self, path: str, why: str) -> bool:
        """Say it at the field of that path, or what the path lies in; whether there is one."""
        found = nearest(path, self._marks)
        if found is None:
            return False
        self._marks[found].setText(why)
        self._marks[found].show()
        return True

    def marked(self, path: str) -> str:
        """What is wrong there; empty if nothing is."""
        return self._marks[path].text()


def nearest(path: str, known: Iterable[str]) -> str | None:
    """The longest of the known paths that the path is, or lies in."""
    inside = [one for one in known if path == one or path.startswith((f"{one}.", f"{one}["))]
    return max(inside, key=len, default=None)


def held(row: QLayout) -> QWidget:
    """Fields side by side as one widget."""
    box = QWidget()
    row.setContentsMargins(0, 0, 0, 0)
    box.setLayout(row)
    return box


def scrolled(sheet: QWidget) -> QScrollArea:
    """What may be higher than its window."""
    area = QScrollArea()
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setWidget(sheet)
    return area


def words_listed(typed: str) -> list[str]:
    """What stands between commas, of either language's kind."""
    separated = re.split(r"[,，;；、]", typed)
    return [one.strip() for one in separated if one.strip()]
