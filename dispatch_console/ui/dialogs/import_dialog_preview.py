"""Import dialog, right: what importing would do, before anything is written."""

from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QStackedLayout,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.services.importing.issues import Severity
from dispatch_console.services.importing.results import Outcome, Report
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs.import_dialog_rows import (
    ISSUE,
    OUTCOME_ICONS,
    ROW,
    SEVERITY_ICONS,
    IssuesModel,
    RowsModel,
    outcome_colour,
    severity_colour,
)
from dispatch_console.ui.dialogs.import_text import outcome_name
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.empty_state import EmptyState

ROW_HEIGHT = 26
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class PreviewPanel(QFrame):
    """Counts, the rows with their outcome, and the issues; an empty state without a report.

    `file_wanted`: the button of the empty state.
    """

    file_wanted = Signal()

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.dress(self, role="card")
        self._report: Report | None = None
        self._rows, self._issues = RowsModel(zone, self), IssuesModel(self)
        self._figures = {outcome: _Figure(outcome) for outcome in Outcome}
        self._only = QCheckBox(tr("Only rows with issues"))
        self._only.toggled.connect(self._show_rows)
        self._row_view, self._issue_view = QTableView(), QTableView()
        self._row_view.setAccessibleName(tr("Rows as they will be read"))
        self._issue_view.setAccessibleName(tr("Issues"))
        self._row_view.setModel(self._rows)
        self._issue_view.setModel(self._issues)
        self._issue_view.activated.connect(lambda index: self._go_to(self._issues.first_row(index)))
        self._tabs = QTabWidget()
        self._empty = EmptyState("import")
        self._build()
        self.show_report(None)

    @property
    def report(self) -> Report | None:
        """What is shown."""
        return self._report

    def show_report(self, report: Report | None) -> None:
        """Show another preview or the result; None for none."""
        self._report = report
        if report is None:
            self.say_nothing_chosen()
        self._stack.setCurrentIndex(0 if report is None else 1)
        self._show_rows()
        issues = report.issues if report is not None else ()
        self._issues.show_issues(issues)
        if report is None:
            return
        counts = report.counts
        for outcome, count in (
            (Outcome.CREATED, counts.created),
            (Outcome.UPDATED, counts.updated),
            (Outcome.UNCHANGED, counts.unchanged),
            (Outcome.REFUSED, counts.refused),
        ):
            self._figures[outcome].show_count(count)
        worst = next((s for s in Severity if report.count(s)), None)
        self._tabs.setTabText(0, tr("Rows ({count})", count=counts.rows))
        self._tabs.setTabText(1, tr("Issues ({count})", count=len(issues)))
        icon = "check" if worst is None else SEVERITY_ICONS[worst]
        colour = theme.current().ok if worst is None else severity_colour(worst)
        self._tabs.setTabIcon(1, theme.icon(icon, colour))
        self._issue_view.resizeRowsToContents()

    def say_nothing_chosen(self) -> None:
        """Say what to do first."""
        self._say(
            tr("Nothing chosen yet"),
            tr("Choose a file, or drop it here. Nothing is written before you press Import."),
        )
        self._empty.offer((tr("Choose a file"), self.file_wanted.emit))

    def say_busy(self, words: str) -> None:
        """Say what is being done."""
        self._say(words, "", busy=True)

    def say_stopped(self) -> None:
        """Say that the work was stopped by hand."""
        self._say(tr("Stopped"), tr("Press F5 to read the file again."))

    def say_stuck(self) -> None:
        """Say that there is nothing to show until the error above is dealt with."""
        self._say(tr("No preview"), tr("See the message above."))

    def _say(self, heading: str, sentence: str, *, busy: bool = False) -> None:
        self._empty.offer()
        self._empty.say(heading, sentence, busy=busy)
        self._stack.setCurrentIndex(0)

    def _build(self) -> None:
        for view in (self._row_view, self._issue_view):
            view.setAlternatingRowColors(True)
            view.setShowGrid(False)
            view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
            view.verticalHeader().hide()
            view.setTabKeyNavigation(False)
            view.horizontalHeader().setDefaultAlignment(LEFT)
        self._row_view.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self._row_view.setWordWrap(False)
        self._row_view.horizontalHeader().setDefaultSectionSize(150)
        header = self._issue_view.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        self._issue_view.setWordWrap(True)
        header.sectionResized.connect(lambda *_: self._issue_view.resizeRowsToContents())
        self._tabs.addTab(self._row_view, tr("Rows"))
        self._tabs.addTab(self._issue_view, tr("Issues"))
        figures = QHBoxLayout()
        figures.setSpacing(5 * SPACE)
        for figure in self._figures.values():
            figures.addWidget(figure)
        figures.addStretch(1)
        figures.addWidget(self._only)
        filled = QWidget()
        column = QVBoxLayout(filled)
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addLayout(figures)
        column.addWidget(self._tabs, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(filled)

    def _show_rows(self) -> None:
        self._rows.show_report(self._report, only_issues=self._only.isChecked())
        header = self._row_view.horizontalHeader()
        header.resizeSection(ROW, 56)
        header.resizeSection(1, 104)
        header.resizeSection(ISSUE, 260)

    def _go_to(self, number: int | None) -> None:
        """Show the row of the file an issue is about."""
        if number is None or self._report is None:
            return
        self._only.setChecked(False)
        place = next(n for n, draft in enumerate(self._report.drafts) if draft.row == number)
        self._tabs.setCurrentIndex(0)
        self._row_view.selectRow(place)
        self._row_view.scrollTo(self._rows.index(place, 0))


class _Figure(QWidget):
    """One count with the icon and the word of its outcome."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        picture = QLabel()
        picture.setPixmap(theme.pixmap(OUTCOME_ICONS[outcome], 20, outcome_colour(outcome)))
        self._count, self._word = QLabel("0"), QLabel(outcome_name(outcome))
        theme.dress(self._count, role="figure")
        theme.dress(self._word, role="caption")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        for label in (picture, self._count, self._word):
            layout.addWidget(label, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_count(self, count: int) -> None:
        self._count.setText(f"{count:,}")
        self.setAccessibleName(f"{self._word.text()}: {count}")
