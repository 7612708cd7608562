"""A policy: for which tickets it is, what is promised, what pauses, whom to tell when."""

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QTabWidget, QWidget

from dispatch_console.domain.service_level.policy import Goal
from dispatch_console.domain.ticket import HoldReason, Priority
from dispatch_console.services.sla.names import Names
from dispatch_console.support.i18n import tr
from dispatch_console.ui.dialogs.fields import choice, line, number
from dispatch_console.ui.lifecycle.step_form import Ticks
from dispatch_console.ui.sla.picks import Picks
from dispatch_console.ui.sla.row_pane import RowPane
from dispatch_console.ui.sla.rung_form import BLANK, RungForm, rung_words
from dispatch_console.ui.sla.sheet import Sheet, held, scrolled
from dispatch_console.ui.sla.words import goal_name
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.words import text
from dispatch_console.words.lifecycle import types_of

MOST_POSITION = 9_999


class PolicyForm(QTabWidget):
    """`document` is the policy as docs/sla.md has it. `edited`: by hand."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quiet = False
        self._types: Mapping[str, str] = {}
        self.code = line(tr("Code"), "gold-hospitals")
        self.name_en, self.name_zh = line(tr("English name")), line(tr("Chinese name"))
        self.position = number(tr("Place among equals"), -MOST_POSITION, MOST_POSITION, 0)
        self.active = QCheckBox(tr("in force"))
        self.targets = {goal: _Target(goal) for goal in Goal}
        self.pauses = Ticks(tr("Pauses while it waits for"), tr("nothing"))
        self.priorities = Ticks(tr("Priorities"), tr("any"))
        self.types = Ticks(tr("Types"), tr("any"))
        self.customers = Picks(tr("Customers"), free=False)
        self.contracts = Picks(tr("Contracts and their levels"), free=True)
        self.assets = Picks(tr("Devices and models"), free=True)
        self.notices = RowPane(
            tr("Reminders and escalations"),
            (tr("Deadline"), tr("When"), tr("Who is told"), tr("How")),
            RungForm(),
            rung_words,
            BLANK,
            tr("Add rung"),
        )
        self._general, self._applies = Sheet(), Sheet()
        self._lay_out()
        for field in (self.code, self.name_en, self.name_zh):
            field.textEdited.connect(self._tell)
        for widget in (self.pauses, self.priorities, self.types):
            widget.edited.connect(self._tell)
        for picks in (self.customers, self.contracts, self.assets):
            picks.edited.connect(self._tell)
        for target in self.targets.values():
            target.edited.connect(self._tell)
        self.notices.edited.connect(self._tell)
        self.position.valueChanged.connect(self._tell)
        self.active.toggled.connect(self._tell)

    def offer(self, names: Names, calendars: Mapping[str, str]) -> None:
        """What may be named; `calendars` by code."""
        self._quiet = True
        self._types = types_of(names.definitions)
        self._show_types(self.types.ticked)
        self.customers.offer(names.customers)
        self.contracts.offer(names.contracts)
        self.assets.offer(names.devices)
        for target in self.targets.values():
            target.offer(calendars)
        self._quiet = False

    def show_document(self, document: Mapping[str, Any], *, new: bool) -> None:
        """Fill the form; the code of one that is kept stays."""
        self._quiet = True
        self.unmark()
        self.code.setText(document["code"])
        self.code.setReadOnly(not new)
        self.name_en.setText(document["name_en"])
        self.name_zh.setText(document["name_zh"])
        self.position.setValue(document["position"])
        self.active.setChecked(document["active"])
        applies = document["applies"]
        self.priorities.offer(
            [(str(int(one)), text.priority_name(one)) for one in Priority],
            map(str, applies["priorities"]),
        )
        self._show_types(applies["types"])
        self.customers.show_values(applies["customers"])
        self.contracts.show_values(applies["contracts"])
        self.assets.show_values(applies["assets"])
        for goal, target in self.targets.items():
            target.show_target(document["targets"].get(goal.value))
        reasons = [one for one in HoldReason if one]
        self.pauses.offer(
            [(one.value, tr(f"sla.hold.{one.value}")) for one in reasons], document["pauses"]
        )
        self.notices.show_rows(document["notices"])
        self._quiet = False

    @property
    def document(self) -> dict[str, Any]:
        """As the form says, checked by nobody."""
        return {
            "code": self.code.text().strip(),
            "name_en": self.name_en.text().strip(),
            "name_zh": self.name_zh.text().strip(),
            "position": self.position.value(),
            "active": self.active.isChecked(),
            "applies": {
                "assets": self.assets.values,
                "contracts": self.contracts.values,
                "customers": self.customers.values,
                "types": list(self.types.ticked),
                "priorities": [int(one) for one in self.priorities.ticked],
            },
            "targets": {
                goal.value: found
                for goal, target in self.targets.items()
                if (found := target.target) is not None
            },
            "pauses": list(self.pauses.ticked),
            "notices": self.notices.rows,
        }

    def unmark(self) -> None:
        """Nothing is wrong."""
        for sheet in (self._general, self._applies, self.notices.form):
            sheet.unmark()

    def mark(self, path: str, why: str) -> bool:
        """Say it at the field of that path, and show the field; whether there is one."""
        if path.startswith("notices["):
            found = self.notices.mark(path.removeprefix("notices"), why)
            at = 2
        else:
            at = int(path.startswith("applies"))
            found = (self._general, self._applies)[at].mark(path, why)
        if found:
            self.setCurrentIndex(at)
        return found

    def _lay_out(self) -> None:
        general, applies = self._general, self._applies
        general.add(tr("Code"), self.code, "code")
        general.add(tr("English name"), self.name_en, "name_en")
        general.add(tr("Chinese name"), self.name_zh, "name_zh")
        for goal, target in self.targets.items():
            path = f"targets.{goal.value}"
            # What is said of all targets is said at the first.
            every = ("targets",) if goal is Goal.RESPONSE else ()
            general.add(goal_name(goal), target, path, *every)
        general.add(tr("Pauses while it waits for"), self.pauses, "pauses")
        order = QHBoxLayout()
        order.addWidget(self.position)
        order.addWidget(self.active, 1)
        order.setSpacing(2 * SPACE)
        general.add(tr("Place among equals"), held(order), "position", "active")
        applies.add(tr("Priorities"), self.priorities, "applies.priorities", "applies")
        applies.add(tr("Types"), self.types, "applies.types")
        applies.add(tr("Customers"), self.customers, "applies.customers")
        applies.add(tr("Contracts and their levels"), self.contracts, "applies.contracts")
        applies.add(tr("Devices and models"), self.assets, "applies.assets")
        self.addTab(scrolled(general), tr("Targets"))
        self.addTab(scrolled(applies), tr("For which tickets"))
        self.addTab(self.notices, tr("Reminders, escalation"))

    def _show_types(self, named: Iterable[str]) -> None:
        """One that is named and no longer there is offered too, so that it can be taken out."""
        ticked = list(named)
        known = dict.fromkeys((*self._types, *ticked))
        self.types.offer([(one, self._types.get(one, one)) for one in known], ticked)

    def _tell(self) -> None:
        if not self._quiet:
            self.edited.emit()


class _Target(QWidget):
    """A deadline that is promised, or not: within how long, counted by which calendar."""

    edited = Signal()

    def __init__(self, goal: Goal) -> None:
        super().__init__()
        name = goal_name(goal)
        self.promised = QCheckBox(tr("within"))
        self.promised.setAccessibleName(tr("{goal}: promised", goal=name))
        self.within = line(tr("{goal}: within", goal=name), "8h, 30m")
        self.calendar = choice(tr("{goal}: counted by", goal=name), {"": tr("every hour counts")})
        self.calendar.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.calendar.currentTextChanged.connect(self.calendar.setToolTip)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addWidget(self.promised)
        row.addWidget(self.within, 1)
        row.addWidget(self.calendar, 2)
        self.promised.toggled.connect(self._tell)
        self.within.textEdited.connect(self._tell)
        self.calendar.currentIndexChanged.connect(self._tell)
        self._fit()

    def offer(self, calendars: Mapping[str, str]) -> None:
        """The calendars there are."""
        chosen = self.calendar.currentData()
        self.calendar.blockSignals(True)
        self.calendar.clear()
        self.calendar.addItem(tr("every hour counts"), "")
        for code, name in calendars.items():
            self.calendar.addItem(name, code)
        self.calendar.setCurrentIndex(max(0, self.calendar.findData(chosen)))
        self.calendar.blockSignals(False)

    def show_target(self, target: Mapping[str, str] | None) -> None:
        """This one; None: nothing is promised."""
        self.promised.setChecked(target is not None)
        self.within.setText("" if target is None else target.get("within", ""))
        code = "" if target is None else target.get("calendar", "")
        if self.calendar.findData(code) < 0:
            self.calendar.addItem(code, code)
        self.calendar.setCurrentIndex(self.calendar.findData(code))
        self._fit()

    @property
    def target(self) -> dict[str, str] | None:
        """As it is to be written."""
        if not self.promised.isChecked():
            return None
        code = self.calendar.currentData()
        return {"within": self.within.text().strip()} | ({"calendar": code} if code else {})

    def _tell(self) -> None:
        self._fit()
        self.edited.emit()

    def _fit(self) -> None:
        for field in (self.within, self.calendar):
            field.setEnabled(self.promised.isChecked())
