"""The window of satisfaction: figures by month, region, engineer or category, and the answers."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTabWidget, QVBoxLayout, QWidget

from dispatch_console.domain.board import Board
from dispatch_console.domain.survey import State
from dispatch_console.insight import satisfaction
from dispatch_console.insight.satisfaction import Satisfaction
from dispatch_console.storage.repositories.surveys import Said
from dispatch_console.support.i18n import pick, tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs import fields
from dispatch_console.ui.satisfaction import words
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.warehouse.table import Cell, Row, Table
from dispatch_console.ui.widgets.dialog import Dialog
from dispatch_console.ui.widgets.label import label
from dispatch_console.words import text


class SatisfactionWindow(Dialog):
    """`period_wanted(days)`, `ticket_wanted(ticket id)`, `settings_wanted()`,
    `letters_wanted()`."""

    period_wanted = Signal(int)
    ticket_wanted = Signal(object)
    settings_wanted = Signal()
    letters_wanted = Signal()

    def __init__(self, board: Board, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board, self._zone = board, zone
        self._said: tuple[Said, ...] = ()
        self.setWindowTitle(tr("Satisfaction"))
        self.resize(900, 540)
        periods = {30: tr("30 days"), 90: tr("90 days"), 365: tr("A year")}
        groups = {
            "month": tr("By month"),
            "region": tr("By region"),
            "engineer": tr("By engineer"),
            "category": tr("By category"),
        }
        self.period = fields.choice(tr("Period"), periods, 90)
        self.period.currentIndexChanged.connect(
            lambda _: self.period_wanted.emit(self.period.currentData())
        )
        self.group = fields.choice(tr("Grouped"), groups)
        self.group.currentIndexChanged.connect(lambda _: self._fill_figures())
        heads = [tr("Group"), tr("Surveys sent"), tr("Response rate"), tr("CSAT"), "", tr("NPS")]
        empty = tr(
            "No surveys in this time. “Survey settings…” says whether and when they are sent."
        )
        self.figures = Table(tr("Figures"), heads, 0, (1, 2, 3, 5), empty)
        more = [tr("Sent"), tr("Ticket"), tr("Customer"), tr("State"), tr("CSAT"), tr("NPS")]
        self.answers = Table(tr("Answers"), [*more, tr("Comment")], 6, (4, 5), empty)
        self.answers.sortByColumn(0, Qt.SortOrder.DescendingOrder)
        self.answers.itemActivated.connect(lambda _: self.ticket_wanted.emit(self.answers.chosen))
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.figures, tr("Figures"))
        self.tabs.addTab(self.answers, tr("Answers"))
        self._sum = label("heading", wraps=True)
        self._told = label("caption", wraps=True)
        self.settings = QPushButton(tr("Survey settings…"))
        self.settings.clicked.connect(lambda: self.settings_wanted.emit())
        self.letters = QPushButton(tr("Survey letters…"))
        self.letters.clicked.connect(lambda: self.letters_wanted.emit())
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.reject)
        head = QHBoxLayout()
        head.setSpacing(2 * SPACE)
        head.addWidget(self.period)
        head.addWidget(self.group)
        head.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(2 * SPACE)
        foot.addWidget(self._told, 1)
        foot.addWidget(self.letters)
        foot.addWidget(self.settings)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        layout.setSpacing(2 * SPACE)
        layout.addLayout(head)
        layout.addWidget(self._sum)
        layout.addWidget(self.tabs, 1)
        layout.addLayout(foot)
        self.tell(tr("Reading the answers…"))

    def show_said(self, said: Sequence[Said], now: datetime) -> None:
        """The surveys of the period."""
        self._said = tuple(said)
        self.tell("")
        self._sum.setText(words.figures(satisfaction.total(one.survey for one in said)))
        self.answers.show_rows([self._row(one, now) for one in said])
        self._fill_figures()

    def tell(self, sentence: str) -> None:
        """What was done, or why not."""
        self._told.setText(sentence)

    def _fill_figures(self) -> None:
        keys: Mapping[str, Callable[[Said], str]] = {
            "month": lambda one: f"{one.survey.created_at.astimezone(self._zone):%Y-%m}",
            "region": self._region,
            "engineer": self._engineer,
            "category": lambda one: text.category_name(one.category) if one.category else "–",
        }
        by = keys[self.group.currentData()]
        found = satisfaction.grouped(self._said, lambda one: one.survey, by)
        self.figures.show_rows([_figures(name, of) for name, of in found.items()])

    def _region(self, one: Said) -> str:
        known = None if one.region is None else self._board.regions.get(one.region)
        return pick(known.name_en, known.name_zh) if known else "–"

    def _engineer(self, one: Said) -> str:
        known = None if one.engineer is None else self._board.engineers.get(one.engineer)
        return known.name if known else "–"

    def _row(self, one: Said, now: datetime) -> Row:
        survey = one.survey
        state, low = survey.state(now), survey.csat is not None and survey.csat <= 2
        colour = theme.current().danger if low else ""
        return Row(
            survey.ticket_id,
            (
                Cell(text.day_and_time(survey.created_at, self._zone), survey.created_at),
                Cell(one.number),
                Cell(one.customer),
                Cell(words.state_name(state)),
                Cell("" if survey.csat is None else str(survey.csat), colour=colour),
                Cell("" if survey.nps is None else str(survey.nps)),
                Cell(survey.words.replace("\n", " ")),
            ),
            strong=state is State.ANSWERED and low,
        )


def _figures(name: str, of: Satisfaction) -> Row:
    return Row(
        name,
        (
            Cell(name),
            Cell(str(of.sent), of.sent),
            Cell(words.rate(of.response_rate), of.response_rate or 0),
            Cell(words.rate(of.csat), of.csat or 0),
            Cell(words.bar(of.csat), of.csat or 0, colour=theme.current().accent),
            Cell(words.points(of.nps), of.nps or 0),
        ),
    )
