"""The window of reports: read off the GUI thread, grouped again without reading, drilled into."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from dispatch_console.domain.roles import Right
from dispatch_console.insight.reports.facts import Facts, Key
from dispatch_console.insight.reports.figures import Figure
from dispatch_console.insight.reports.period import Period, Preset, period_of
from dispatch_console.insight.reports.report import Query, Report, behind, report
from dispatch_console.services import reporting
from dispatch_console.services.context import Context
from dispatch_console.services.exporting.tables import write_table
from dispatch_console.services.reporting import Listed
from dispatch_console.support.i18n import tr
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.reports.pdf import write_report
from dispatch_console.ui.reports.ticket_list import TicketList
from dispatch_console.ui.reports.window import ReportsWindow
from dispatch_console.ui.reports.words import Grid, Words
from dispatch_console.ui.shell.menu_window import MenuWindow

if TYPE_CHECKING:
    from dispatch_console.ui.shell.window import MainWindow

Made = tuple[Facts, Report]


class ReportsFlow(MenuWindow[ReportsWindow, Made]):
    """Everybody may open it; costs are for who may see them. What was read is kept for as long as
    the days stay the same, and is reckoned with on a free thread."""

    open_to_all = True
    long = True

    def __init__(self, main: "MainWindow") -> None:
        super().__init__(main)
        self._facts: Facts | None = None
        self._of: Period | None = None
        self._reckonings = Latest(main.session.background.free, self)

    @property
    def _costs(self) -> bool:
        return self.session.rights.may(Right.COSTS)

    def make(self) -> ReportsWindow:
        self._facts = self._of = None
        today = self.session.context.clock().astimezone(self.session.zone).date()
        window = ReportsWindow(today, costs=self._costs, parent=self.main)
        self._query = Query(period_of(Preset.MONTH_OF_DAYS, today))
        window.wanted.connect(self._want)
        window.tickets_wanted.connect(self._find)
        window.table_wanted.connect(self._ask_table)
        window.paper_wanted.connect(self._ask_paper)
        return window

    def read(self, ctx: Context) -> Made:
        query, zone = self._query, self.session.zone
        facts = reporting.read(ctx, query.period, zone, costs=self._costs)
        return facts, report(facts, query, zone)

    def fill(self, window: ReportsWindow, found: Made) -> None:
        self._facts, made = found
        self._of = made.query.period
        window.show_report(made, self._facts)

    def tell(self, window: ReportsWindow, error: Exception, sentence: str) -> None:
        window.show_failure(sentence)

    def _want(self, query: Query) -> None:
        self._query = query
        facts, zone = self._facts, self.session.zone
        if facts is None or self._of != query.period:
            self._reckonings.drop()
            self.anew()
            return

        def done(made: Report) -> None:
            if self.window is not None and made.query == self._query:
                self.window.show_report(made, facts)

        self._reckonings.ask(lambda: report(facts, query, zone), done, self.fail)

    @property
    def _shown(self) -> Query | None:
        """What the report in the window is about; another may be asked for meanwhile."""
        words = None if self.window is None else self.window.words
        return None if words is None else words.report.query

    # Tickets behind a line

    def _find(self, figure: Figure, key: Key | Period, about: str) -> None:
        facts, query, zone = self._facts, self._shown, self.session.zone
        if facts is None or query is None:
            return

        def read(ctx: Context) -> Listed:
            found = behind(facts, query, zone, figure, key)
            return reporting.tickets(ctx, (one.ticket for one in found))

        self.look_up(read, partial(self._list, about))

    def _list(self, about: str, window: ReportsWindow, listed: Listed) -> None:
        made = TicketList(about, listed, self.session.zone, window)
        made.ticket_wanted.connect(self.main.intents.open_ticket)
        made.finished.connect(made.deleteLater)
        made.show()

    # Files

    def _ask_table(self) -> None:
        window = self.window
        grid = None if window is None else window.grid
        if window is not None and grid is not None:
            filters = ("Excel (*.xlsx)", "CSV (*.csv)")
            write = partial(self.write_table, grid)
            self._ask_file(tr("Save table"), grid.title, filters, write)

    def _ask_paper(self, language: str) -> None:
        query = self._shown
        if query is not None:
            name = f"report-{query.period.first}-{query.period.last}"
            write = partial(self.write_paper, language)
            self._ask_file(tr("Save report"), name, ("PDF (*.pdf)",), write)

    def _ask_file(
        self, title: str, name: str, filters: Sequence[str], write: Callable[[Path], None]
    ) -> None:
        dialog = QFileDialog(self.window, title)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(list(filters))
        dialog.filterSelected.connect(lambda one: dialog.setDefaultSuffix(_suffix(one)))
        dialog.setDefaultSuffix(_suffix(filters[0]))
        dialog.selectFile(name)
        dialog.fileSelected.connect(lambda path: write(Path(path)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write_table(self, grid: Grid, path: Path) -> None:
        """Write the table that is shown, as Excel or CSV by the name of the file."""
        rows = [row.values for row in grid.rows]
        self.session.background.free(
            lambda: write_table(path, grid.columns, rows),
            lambda _: self._say(tr("The table is written to {path}.", path=str(path))),
            self.fail,
        )

    def write_paper(self, language: str, path: Path) -> None:
        """Write the report that is shown, with all of its figures, as a PDF in the language."""
        facts, query, zone = self._facts, self._shown, self.session.zone

        def write() -> None:
            if facts is not None and query is not None:
                words = Words(report(facts, query, zone), facts, language)
                write_report(words, path, zone)

        self.session.background.free(
            write,
            lambda _: self._say(tr("The report is written to {path}.", path=str(path))),
            self.fail,
        )

    def _say(self, sentence: str) -> None:
        if self.window is not None:
            self.window.tell(sentence)


def _suffix(name_filter: str) -> str:
    return name_filter.rpartition("*.")[2].rstrip(")")
