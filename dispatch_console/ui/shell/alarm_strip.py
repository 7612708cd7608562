"""Small chips beside the menus: what is about to go wrong or has, each only while there is any."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from dispatch_console.domain.sla import SlaState
from dispatch_console.domain.ticket import Priority, Status
from dispatch_console.insight.kpi import Kpis
from dispatch_console.services.alarms import Alarms
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.shell.kpi_strip import is_chosen, toggle
from dispatch_console.ui.store import BoardFilter, BoardStore
from dispatch_console.ui.theme.palette import SPACE

MOST = 99

SLA = BoardFilter(sla=frozenset({SlaState.AT_RISK, SlaState.BREACHED}))
URGENT = BoardFilter(
    unassigned_only=True,
    statuses=frozenset({Status.NEW, Status.REOPENED}),
    priorities=frozenset({Priority.P1}),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a chip says: its count, and the sentence that tells what is counted."""

    count: int
    sentence: str
    grave: bool = True


class AlarmChip(QToolButton):
    """An icon and a count; hidden while that is nought."""

    def __init__(self, icon: str, deed: Callable[[], object]) -> None:
        super().__init__()
        self._icon = icon
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(16, 16))
        theme.dress(self, kind="quiet")
        self.clicked.connect(deed)
        self.hide()

    def show_alarm(self, shown: Shown) -> None:
        """So it stands."""
        palette = theme.current()
        colour = palette.danger if shown.grave else palette.warning
        self.setIcon(theme.icon(self._icon, colour))
        self.setText(f"{MOST}+" if shown.count > MOST else str(shown.count))
        self.setToolTip(shown.sentence)
        self.setAccessibleName(shown.sentence)
        self.setVisible(shown.count > 0)


class AlarmStrip(QWidget):
    """`show_kpis` and `show_alarms` give it what it shows; two chips filter the board, two open
    windows."""

    def __init__(
        self,
        store: BoardStore,
        messages: Callable[[], object],
        duties: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self.sla = AlarmChip("clock", lambda: self._toggle(SLA))
        self.urgent = AlarmChip("warning", lambda: self._toggle(URGENT))
        self.dead, self.lost = AlarmChip("error", messages), AlarmChip("refresh", duties)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 2 * SPACE, 0)
        row.setSpacing(SPACE // 2)
        for chip in (self.sla, self.urgent, self.dead, self.lost):
            row.addWidget(chip)
        for chip in (self.sla, self.urgent):
            chip.setCheckable(True)
        # The window below does not jump when the first chip comes.
        self.sla.setText("0")
        self.sla.ensurePolished()
        self.setMinimumHeight(self.sla.sizeHint().height())
        theme.dress(self, role="bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        store.filter_changed.connect(self._show_filter)

    def show_kpis(self, found: Kpis) -> None:
        """Counted from the board."""
        self.sla.show_alarm(
            Shown(
                found.at_risk + found.breached,
                tr(
                    "Deadlines: {breached} broken, {at_risk} about to be. A click shows them.",
                    breached=found.breached,
                    at_risk=found.at_risk,
                ),
                grave=found.breached > 0,
            )
        )
        self.urgent.show_alarm(
            Shown(
                found.unassigned_p1,
                tr("P1 that nobody has: {count}. A click shows them.", count=found.unassigned_p1),
            )
        )

    def show_alarms(self, found: Alarms) -> None:
        """Counted in the database."""
        self.dead.show_alarm(
            Shown(
                found.dead, tr("Messages given up: {count}. A click lists them.", count=found.dead)
            )
        )
        self.lost.show_alarm(
            Shown(
                found.lost, tr("Duties nobody does: {count}. A click lists them.", count=found.lost)
            )
        )

    def _toggle(self, wanted: BoardFilter) -> None:
        toggle(self._store, wanted)
        self._show_filter()

    def _show_filter(self) -> None:
        self.sla.setChecked(is_chosen(self._store, SLA))
        self.urgent.setChecked(is_chosen(self._store, URGENT))
