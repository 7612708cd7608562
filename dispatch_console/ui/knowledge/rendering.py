"""An article as a text document: built from words and looks, so that there is nothing in it that
was not written by us; no HTML is read and nothing is fetched."""

from collections.abc import Sequence

from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from dispatch_console.domain.knowledge.article import Telling
from dispatch_console.domain.knowledge.excerpt import marks
from dispatch_console.domain.knowledge.markdown import Block, Kind, Span, read
from dispatch_console.domain.knowledge.segmenting import Term
from dispatch_console.ui import theme
from dispatch_console.ui.theme import type_scale
from dispatch_console.ui.theme.palette import SPACE, Palette

_SIZES = {1: type_scale.TITLE, 2: type_scale.FIGURE, 3: type_scale.HEADING}
STEP_PX = 24


def fill(
    document: QTextDocument,
    telling: Telling,
    terms: Sequence[Term] = (),
    *,
    titled: bool = True,
    palette: Palette | None = None,
) -> None:
    """Have the document tell the article in place of what it told, the terms marked in it."""
    palette = palette or theme.current()
    document.clear()
    cursor = QTextCursor(document)
    if titled and telling.title:
        _add(cursor, Block(Kind.HEADING, (Span(telling.title),), 1), terms, palette, first=True)
    for number, block in enumerate(read(telling.body)):
        first = number == 0 and not (titled and telling.title)
        _add(cursor, block, terms, palette, first=first)


def _add(
    cursor: QTextCursor, block: Block, terms: Sequence[Term], palette: Palette, *, first: bool
) -> None:
    layout, look = _layout(block, palette), _look(block, palette)
    if first:
        cursor.setBlockFormat(layout)
        cursor.setBlockCharFormat(look)
    else:
        cursor.insertBlock(layout, look)
    if block.kind is Kind.BULLET:
        cursor.insertText("•  ", look)
    elif block.kind is Kind.STEP:
        cursor.insertText(f"{block.level}.  ", look)
    for span in block.spans:
        _say(cursor, span, look, terms, palette)


def _say(
    cursor: QTextCursor,
    span: Span,
    look: QTextCharFormat,
    terms: Sequence[Term],
    palette: Palette,
) -> None:
    plain = QTextCharFormat(look)
    if span.bold:
        plain.setFontWeight(QFont.Weight.Bold)
    if span.code:
        plain.setFontFamilies(["monospace"])
        plain.setBackground(QColor(palette.raised))
    marked = QTextCharFormat(plain)
    marked.setBackground(QColor(palette.selected))
    end = 0
    for start, stop in marks(span.text, terms):
        cursor.insertText(_lines(span.text[end:start]), plain)
        cursor.insertText(_lines(span.text[start:stop]), marked)
        end = stop
    cursor.insertText(_lines(span.text[end:]), plain)


def _lines(words: str) -> str:
    """Line ends within a block as Qt has them."""
    return words.replace("\n", "\u2028")


def _layout(block: Block, palette: Palette) -> QTextBlockFormat:
    made = QTextBlockFormat()
    made.setBottomMargin(SPACE)
    made.setLineHeight(135, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    if block.kind is Kind.HEADING:
        made.setTopMargin(2 * SPACE if block.level > 1 else 0)
        made.setHeadingLevel(block.level)
    elif block.kind in (Kind.BULLET, Kind.STEP):
        depth = block.level if block.kind is Kind.BULLET else 0
        made.setLeftMargin(STEP_PX * (depth + 1))
        made.setTextIndent(-STEP_PX * 2 / 3)
    elif block.kind in (Kind.QUOTE, Kind.CODE):
        made.setLeftMargin(STEP_PX)
        made.setBackground(QColor(palette.raised))
    return made


def _look(block: Block, palette: Palette) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(palette.text))
    size = _SIZES[block.level] if block.kind is Kind.HEADING else type_scale.BODY
    made.setProperty(QTextCharFormat.Property.FontPixelSize, size)
    if block.kind is Kind.HEADING:
        made.setFontWeight(QFont.Weight.DemiBold)
    if block.kind is Kind.QUOTE:
        made.setForeground(QColor(palette.muted))
    return made
