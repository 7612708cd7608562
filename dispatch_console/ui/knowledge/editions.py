"""The editions of an article, and what each changed."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.knowledge.article import Content
from dispatch_console.domain.knowledge.differences import Change, Difference, differences
from dispatch_console.domain.skill import Skill
from dispatch_console.services.knowledge.articles import Dossier
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.knowledge.words import edition_words, language_name
from dispatch_console.ui.theme.palette import SPACE, Palette
from dispatch_console.words import text

_MARKS = {Change.SAME: "  ", Change.ADDED: "+ ", Change.REMOVED: "− "}
LEFT_PX = 230


class EditionsView(QWidget):
    """The text worked on, where it differs, then the editions, the newest first; beside each its
    difference from the one before."""

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self.list, self.changes = QListWidget(), QTextEdit()
        self.list.setAccessibleName(tr("Editions"))
        self.changes.setAccessibleName(tr("What changed"))
        self.changes.setReadOnly(True)
        self.changes.document().setDocumentMargin(2 * SPACE)
        both = QSplitter(Qt.Orientation.Horizontal)
        both.addWidget(self.list)
        both.addWidget(self.changes)
        both.setChildrenCollapsible(False)
        both.setStretchFactor(1, 1)
        both.setSizes([LEFT_PX, 3 * LEFT_PX])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2 * SPACE, 0, 0)
        layout.addWidget(both)
        self._texts: list[Content] = []
        self._skills: Mapping[str, Skill] = {}
        self.list.currentRowChanged.connect(self._show)

    def show_dossier(self, dossier: Dossier, skills: Mapping[str, Skill]) -> None:
        """All editions of this article."""
        self._skills = skills
        self.list.clear()
        self._texts = []
        article, editions = dossier.article, dossier.editions
        if not editions or article.content != editions[0].content:
            self._add(tr("Being worked on"), article.written_by, article.content)
        for edition in editions:
            at = text.day_and_time(edition.published_at, self._zone)
            said = f"{at} · {edition.published_by}"
            self._add(edition_words(edition.edition), said, edition.content)
        self.list.setCurrentRow(0)

    def _add(self, name: str, said: str, content: Content) -> None:
        item = QListWidgetItem(f"{name}\n{said}")
        item.setToolTip(f"{name}\n{said}")
        self.list.addItem(item)
        self._texts.append(content)

    def _show(self, row: int) -> None:
        self.changes.clear()
        if not 0 <= row < len(self._texts):
            return
        before = self._texts[row + 1] if row + 1 < len(self._texts) else Content()
        found = differences(before, self._texts[row])
        _tell(self.changes, found, self._skills, theme.current())


def _tell(
    page: QTextEdit,
    found: Sequence[Difference],
    skills: Mapping[str, Skill],
    palette: Palette,
) -> None:
    cursor = QTextCursor(page.document())
    looks = {
        Change.SAME: (palette.text, ""),
        Change.ADDED: (palette.ok, palette.raised),
        Change.REMOVED: (palette.danger, palette.raised),
    }
    for difference in found:
        name = language_name(difference.language) if difference.language else tr("What it is about")
        _line(cursor, name, palette.muted, "")
        for line in difference.lines:
            words = line.text if difference.language else _tag(line.text, skills)
            _line(cursor, _MARKS[line.change] + words, *looks[line.change])
    if not found:
        _line(cursor, tr("Nothing differs."), palette.muted, "")
    page.verticalScrollBar().setValue(0)


def _tag(code: str, skills: Mapping[str, Skill]) -> str:
    """A category or a skill by its name, a model as it is."""
    return text.skill_name(skills, code) if code in skills else text.category_name(code)


def _line(cursor: QTextCursor, words: str, colour: str, ground: str) -> None:
    layout, look = QTextBlockFormat(), QTextCharFormat()
    look.setForeground(QColor(colour))
    if ground:
        layout.setBackground(QColor(ground))
    if cursor.position():
        cursor.insertBlock(layout, look)
    else:
        cursor.setBlockFormat(layout)
    cursor.insertText(words, look)
