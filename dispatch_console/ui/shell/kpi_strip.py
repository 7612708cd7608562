"""The figures at the top: what waits, what is in danger, how the day is used. Each filters."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from dispatch_console.domain.lifecycle import OPEN
from dispatch_console.domain.sla import SlaState
from dispatch_console.domain.ticket import Status
from dispatch_console.insight.kpi import Kpis, kpis
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.background import Background
from dispatch_console.ui.latest import Latest
from dispatch_console.ui.store import BoardFilter, BoardStore
from dispatch_console.ui.theme.palette import SPACE, Palette

TICK_MS = 30_000
SETTLE_MS = 80
"""Changes that come in a burst are counted once."""

PLANNED = OPEN - {Status.NEW, Status.REOPENED, Status.ON_HOLD}


@dataclass(frozen=True, slots=True)
class Figure:
    """One KPI: its caption, how it is shown, its colour when not nought, what a click filters."""

    caption: str
    shown: Callable[[Kpis], str]
    hint: str
    filters: BoardFilter
    alarm: Callable[[Palette], str] | None = None


def figures() -> tuple[Figure, ...]:
    """The strip from left to right, in the current language."""
    return (
        Figure(
            tr("Unassigned"),
            lambda k: str(k.unassigned),
            tr("Tickets that nobody has yet"),
            BoardFilter(unassigned_only=True, statuses=frozenset({Status.NEW, Status.REOPENED})),
            lambda palette: palette.info,
        ),
        Figure(
            tr("At risk"),
            lambda k: str(k.at_risk),
            tr("Tickets close to their deadline, or planned after it"),
            BoardFilter(sla=frozenset({SlaState.AT_RISK})),
            lambda palette: palette.warning,
        ),
        Figure(
            tr("Breached"),
            lambda k: str(k.breached),
            tr("Tickets past their deadline"),
            BoardFilter(sla=frozenset({SlaState.BREACHED})),
            lambda palette: palette.danger,
        ),
        Figure(
            tr("On site"),
            lambda k: str(k.on_site),
            tr("Tickets an engineer is working on now"),
            BoardFilter(statuses=frozenset({Status.IN_PROGRESS})),
        ),
        Figure(
            tr("Utilisation"),
            lambda k: f"{k.utilisation:.0%}",
            tr("Planned work by time on duty, in the days shown. A click shows what is planned."),
            BoardFilter(statuses=PLANNED),
        ),
        Figure(
            tr("Travel share"),
            lambda k: f"{k.travel_share:.0%}",
            tr("Travel by travel and work, in the days shown. A click shows what is planned."),
            BoardFilter(statuses=PLANNED),
        ),
    )


def is_chosen(store: BoardStore, wanted: BoardFilter) -> bool:
    """Whether the board is filtered so, whatever the regions."""
    return replace(store.filter, regions=wanted.regions) == wanted


def toggle(store: BoardStore, wanted: BoardFilter) -> None:
    """Filter the board so, or if it is, no more; the regions chosen stay."""
    now = BoardFilter() if is_chosen(store, wanted) else wanted
    fields = {name: getattr(now, name) for name in BoardFilter.__slots__}
    store.set_filter(**{**fields, "regions": store.filter.regions})


class KpiStrip(QWidget):
    """The KPIs of the store's board, counted off this thread; `counted(Kpis)`."""

    counted = Signal(object)

    def __init__(
        self, store: BoardStore, background: Background, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._count = Latest(background.free, self)
        self._figures = figures()
        self._buttons = [FigureButton(figure) for figure in self._figures]
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE // 2)
        for figure, button in zip(self._figures, self._buttons, strict=True):
            button.clicked.connect(lambda _=False, f=figure: toggle(store, f.filters))
            layout.addWidget(button)
        self._settle = _timer(self, SETTLE_MS, self._ask, once=True)
        self._tick = _timer(self, TICK_MS, self._ask, once=False)
        self._tick.start()
        for signal in (store.reset, store.changed, store.horizon_changed):
            signal.connect(self._settle.start)
        store.filter_changed.connect(self._show_filter)
        self._settle.start()

    def _ask(self) -> None:
        board, now, (start, end) = self._store.board, self._store.clock(), self._store.horizon
        self._count.ask(lambda: kpis(board, now, start, end), self._show)

    def _show(self, found: Kpis) -> None:
        for button in self._buttons:
            button.show_value(found)
        self.counted.emit(found)

    def _show_filter(self) -> None:
        for figure, button in zip(self._figures, self._buttons, strict=True):
            button.setChecked(is_chosen(self._store, figure.filters))


class FigureButton(QPushButton):
    """A figure in bold over its caption."""

    def __init__(self, figure: Figure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure = figure
        self._value, self._caption = QLabel("–"), QLabel(figure.caption)
        theme.dress(self._value, role="figure")
        theme.dress(self._caption, role="caption")
        layout = self._rows = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, SPACE // 2, 2 * SPACE, SPACE // 2)
        layout.setSpacing(0)
        for label in (self._value, self._caption):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            layout.addWidget(label)
        self.setCheckable(True)
        self.setToolTip(figure.hint)
        self.setAccessibleName(figure.caption)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        theme.dress(self, kind="figure")

    def show_value(self, found: Kpis) -> None:
        """Show the figure."""
        shown = self._figure.shown(found)
        self._value.setText(shown)
        alarm = self._figure.alarm
        palette = theme.current()
        colour = alarm(palette) if alarm is not None and shown != "0" else palette.text
        self._value.setStyleSheet(f"color: {colour};")
        self.setAccessibleName(f"{self._figure.caption}: {shown}")

    def sizeHint(self) -> QSize:
        return self._rows.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


def _timer(parent: QWidget, interval: int, then: Callable[[], None], *, once: bool) -> QTimer:
    timer = QTimer(parent)
    timer.setInterval(interval)
    timer.setSingleShot(once)
    timer.timeout.connect(then)
    return timer
