"""The filter row: a text to search for and chips. It shows and sets the store's one filter."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from dispatch_console.domain.lifecycle import OPEN
from dispatch_console.domain.sla import SlaState
from dispatch_console.domain.ticket import Priority, Status
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.store import BoardFilter, BoardStore
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.chips import ChoiceChip, ToggleChip
from dispatch_console.ui.widgets.flow_layout import FlowLayout
from dispatch_console.words import text
from dispatch_console.words.text import queue_name

_BY_COMMAND = ("skills", "engineers", "customers")
"""What the command bar filters by; their chips show only while they do."""

TYPING_MS = 120
"""The search starts when the typing rests for so long."""


class FilterRow(QWidget):
    """Search field, chips for region, status, priority, SLA and more, and a way to clear.

    `head` is the line of the search field, to which the board adds what belongs beside it.
    """

    def __init__(self, store: BoardStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search tickets"))
        self.search.setToolTip(
            tr(
                "Search open and closed tickets. One field: floor:3, floor>3, floor: for any value,"
                " floor:- for none, queue:repair."
            )
        )
        self.search.setAccessibleName(tr("Search tickets"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(
            theme.icon("search", theme.current().muted), QLineEdit.ActionPosition.LeadingPosition
        )
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(TYPING_MS)
        self._rest.timeout.connect(self._search_now)
        self.search.textChanged.connect(self._rest.start)
        self.search.returnPressed.connect(self._search_now)
        self._chips = self._make_chips()
        self._unassigned = ToggleChip(tr("Unassigned"))
        self._unassigned.toggled.connect(lambda on: store.set_filter(unassigned_only=on))
        self._clear = QPushButton(tr("Clear filter"))
        self._clear.clicked.connect(self.clear)
        theme.dress(self._clear, kind="quiet")
        self._due = ToggleChip(tr("Days shown"))
        self._due.setToolTip(tr("Due before the days shown are over, or planned or wanted in them"))
        self._due.toggled.connect(lambda on: store.set_filter(due_in_days=on))
        self._against = ToggleChip(tr("Against rules"))
        self._against.toggled.connect(lambda on: store.set_filter(overridden_only=on))
        chips = QWidget()
        flow = FlowLayout(chips, SPACE)
        for chip in (
            self._unassigned,
            *self._chips.values(),
            self._due,
            self._against,
            self._clear,
        ):
            flow.addWidget(chip)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        layout.setSpacing(2 * SPACE)
        self.head = QHBoxLayout()
        self.head.setSpacing(SPACE)
        self.head.addWidget(self.search, 1)
        layout.addLayout(self.head)
        layout.addWidget(chips)
        store.filter_changed.connect(self._show)
        for changed in (store.reset, store.changed):
            changed.connect(self._show_against)
        self._show()

    def chip(self, name: str) -> ChoiceChip:
        """The chip of a set of the filter, by that set's name."""
        return self._chips[name]

    def clear(self) -> None:
        """Show every ticket again."""
        everything = BoardFilter()
        self._store.set_filter(
            **{name: getattr(everything, name) for name in BoardFilter.__slots__}
        )

    def _make_chips(self) -> dict[str, ChoiceChip]:
        store = self._store
        chips = {
            "regions": ChoiceChip(tr("Region"), self._regions),
            "statuses": ChoiceChip(
                tr("Status"), lambda: [(s, text.status_name(s)) for s in Status if s in OPEN]
            ),
            "priorities": ChoiceChip(
                tr("Priority"), lambda: [(p, text.priority_name(p)) for p in Priority]
            ),
            "sla": ChoiceChip(tr("SLA"), lambda: [(s, text.sla_name(s)) for s in SlaState]),
        }
        chips["queues"] = ChoiceChip(tr("Queue"), self._queues)
        chips["skills"] = ChoiceChip(tr("Skill"), self._skills)
        chips["engineers"] = ChoiceChip(tr("Engineer"), self._engineers)
        chips["customers"] = ChoiceChip(tr("Customer"), self._customers)
        for name, chip in chips.items():
            chip.chosen_changed.connect(
                lambda chosen, name=name: store.set_filter(**{name: chosen})
            )
        return chips

    def _regions(self) -> list[tuple[object, str]]:
        regions = sorted(self._store.board.regions.values(), key=lambda r: r.code)
        return [(region.id, text.region_name(region)) for region in regions]

    def _queues(self) -> list[tuple[object, str]]:
        queues = self._store.board.queues.values()
        found = [(one.id, queue_name(one)) for one in queues]
        return [*sorted(found, key=lambda one: one[1].casefold()), (None, tr("No queue"))]

    def _skills(self) -> list[tuple[object, str]]:
        skills = self._store.board.skills
        found = [(code, text.skill_name(skills, code)) for code in skills]
        return sorted(found, key=lambda one: one[1].casefold())

    def _engineers(self) -> list[tuple[object, str]]:
        found = [(one.id, one.name) for one in self._store.board.engineers.values()]
        return sorted(found, key=lambda one: one[1].casefold())

    def _customers(self) -> list[tuple[object, str]]:
        """Those chosen: of all customers there would be thousands."""
        return [(name, name) for name in sorted(self._store.filter.customers)]

    def _search_now(self) -> None:
        self._rest.stop()
        if self.search.text() != self._store.filter.text:
            self._store.set_filter(text=self.search.text())

    def _show(self) -> None:
        chosen = self._store.filter
        if self.search.text() != chosen.text and not self._rest.isActive():
            self.search.setText(chosen.text)
            self._rest.stop()
        for name, chip in self._chips.items():
            chip.set_chosen(getattr(chosen, name))
        for chip, on in (
            (self._unassigned, chosen.unassigned_only),
            (self._due, chosen.due_in_days),
            (self._against, chosen.overridden_only),
        ):
            chip.blockSignals(True)
            chip.setChecked(on)
            theme.dress(chip, active="true" if on else "false")
            chip.blockSignals(False)
        self._clear.setVisible(chosen != BoardFilter())
        self._show_against()

    def _show_against(self) -> None:
        """Rare enough to be offered only where there is any."""
        some = any(ticket.override is not None for ticket in self._store.board.tickets.values())
        self._against.setVisible(some or self._store.filter.overridden_only)
        chosen = bool(self._store.filter.queues)
        self._chips["queues"].setVisible(chosen or bool(self._store.board.queues))
        for name in _BY_COMMAND:
            self._chips[name].setVisible(bool(getattr(self._store.filter, name)))
