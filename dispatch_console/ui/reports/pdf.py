"""A report as a PDF: all figures, then of each its chart and table. May run off the GUI thread."""

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QRectF, Qt, QUrl
from PySide6.QtGui import QFont, QImage, QPainter, QTextDocument

from dispatch_console.insight.reports.facts import Dimension
from dispatch_console.insight.reports.figures import Figure
from dispatch_console.insight.reports.report import NOTHING
from dispatch_console.ui.pdf import write_document
from dispatch_console.ui.reports.drawing import BAR_PX, paint
from dispatch_console.ui.reports.words import FLOW, Drawing, Words
from dispatch_console.ui.theme.look import FONT_FAMILIES
from dispatch_console.ui.theme.palette import LIGHT

MARGIN_MM = 16
CHART = (660, 230)
"""Of a chart, in dots of the screen; it is painted `FINE` times as fine."""
FINE = 3
MOST_BARS = 30
"""Groups that a chart on paper shows; the table below has all."""

STYLE = (
    ".title { font-size: 18pt; font-weight: bold; } .about { font-size: 9pt; color: #4a5563; }"
    " h2 { font-size: 12pt; margin-top: 14px; margin-bottom: 2px; }"
    " table { border-collapse: collapse; }"
    " th { text-align: left; font-size: 8.5pt; background: #e8ecf1; }"
    " td { font-size: 8.5pt; } p { font-size: 9pt; }"
)
TABLE = '<table border="1" cellspacing="0" cellpadding="3" width="100%">'


def write_report(words: Words, path: Path, zone: ZoneInfo) -> None:
    """Write it into one file, over what was there. Raises `pdf.unwritable`."""

    def fill(document: QTextDocument) -> None:
        kind = int(QTextDocument.ResourceType.ImageResource.value)
        for figure in figures(words):
            image = chart_image(words.drawing(figure))
            document.addResource(kind, QUrl(f"chart:{figure.value}"), image)
        document.setDefaultStyleSheet(STYLE)
        document.setHtml(page(words, zone))

    title = f"{words.tr('Service report of all figures')} {words.days()}"
    write_document(path, title, fill, margin_mm=MARGIN_MM)


def page(words: Words, zone: ZoneInfo) -> str:
    """The report as HTML; whatever people have typed is text in it."""
    tr, query = words.tr, words.report.query
    made = f"{words.report.made_at.astimezone(zone):%Y-%m-%d %H:%M}"
    about = (
        words.days(),
        tr("Against {days}", days=words.days(query.period.before())),
        words.chosen(),
        tr("as of {time}", time=made),
    )
    parts = [
        f'<p class="title">{escape(tr("Service report of all figures"))}</p>',
        f'<p class="about">{escape(" · ".join(one for one in about if one))}</p>',
        _summary(words),
        *(_section(words, figure) for figure in figures(words)),
    ]
    return "".join(parts)


def chart_image(drawing: Drawing) -> QImage:
    """The chart as it is on the screen, on white."""
    wide, high = _size(drawing)
    image = QImage(wide * FINE, high * FINE, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    font = QFont(list(FONT_FAMILIES))
    font.setPixelSize(12)
    painter = QPainter(image)
    painter.scale(FINE, FINE)
    paint(painter, QRectF(4, 4, wide - 8, high - 8), drawing, LIGHT, font)
    painter.end()
    return image


def figures(words: Words) -> list[Figure]:
    """Those with a chart each: all there is anything of. By time, that of the first of `FLOW` tells
    of the others too."""
    report = words.report
    told = FLOW[1:] if report.query.group is Dimension.TIME else ()
    return [
        figure
        for figure, lines in report.lines.items()
        if figure not in told and any(one.now != NOTHING or one.before != NOTHING for one in lines)
    ]


def _size(drawing: Drawing) -> tuple[int, int]:
    wide, high = CHART
    return wide, (min(len(drawing.keys), MOST_BARS) + 2) * BAR_PX if drawing.across else high


def _summary(words: Words) -> str:
    tr, rows = words.tr, list[Sequence[str]]()
    for figure, line in words.report.totals.items():
        before = words.says(figure, line.before.value(figure))
        row = (words.caption(figure), words.value(figure), before, words.change(figure)[0])
        rows.append(row)
    heads = (tr("report.figure"), tr("report.now"), tr("Before"), tr("report.change"))
    return _table(heads, rows)


def _section(words: Words, figure: Figure) -> str:
    grid = words.grid(figure)
    wide, high = _size(words.drawing(figure))
    return (
        f"<h2>{escape(grid.title)}</h2>"
        f'<p class="about">{escape(words.formula(figure))}</p>'
        f'<p><img src="chart:{figure.value}" width="{wide}" height="{high}"></p>'
        f"{_table(grid.heads, (row.shown for row in grid.rows))}"
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    def cell(kind: str, column: int, words: str) -> str:
        align = ' align="right"' if column else ""
        return f"<{kind}{align}>{escape(words)}</{kind}>"

    top = "".join(cell("th", n, words) for n, words in enumerate(heads))
    lines = "".join(
        f"<tr>{''.join(cell('td', n, words) for n, words in enumerate(row))}</tr>" for row in rows
    )
    return f"{TABLE}<thead><tr>{top}</tr></thead>{lines}</table>"
