"""One step of a workflow as a form: who takes it, what it needs, what it sets off."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QFormLayout, QMenu, QWidget

from dispatch_console.domain.definitions import Definitions
from dispatch_console.domain.roles import Role
from dispatch_console.domain.ticket import Status
from dispatch_console.domain.workflow import CUSTOM, Need, Reason, Transition, Trigger
from dispatch_console.domain.workflow_rules import LONGEST_DAYS, STEPPERS
from dispatch_console.support.i18n import tr
from dispatch_console.ui.dialogs.fields import choice, line, number, side_by_side
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.menu_choice import MenuChoice
from dispatch_console.words import text
from dispatch_console.words.lifecycle import need_name, trigger_name


class Ticks(MenuChoice):
    """A button with a menu of things to tick; its text says which are. `edited`."""

    edited = Signal()

    def __init__(self, name: str, none: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._none = none
        self._actions: dict[str, QAction] = {}
        self.setAccessibleName(name)
        self.setMenu(QMenu(self))

    def offer(self, options: Iterable[tuple[str, str]], ticked: Iterable[str]) -> None:
        """These values with their names; those in `ticked` are on."""
        menu, on = self.menu(), set(ticked)
        menu.clear()
        self._actions = {}
        for value, name in options:
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(value in on)
            action.toggled.connect(self._told)
            self._actions[value] = action
        self._say()

    @property
    def ticked(self) -> tuple[str, ...]:
        """The values that are on, in the order offered."""
        return tuple(value for value, action in self._actions.items() if action.isChecked())

    def _told(self) -> None:
        self._say()
        self.edited.emit()

    def _say(self) -> None:
        on = [action.text() for action in self._actions.values() if action.isChecked()]
        if len(on) > 2:
            self.setText(tr("{first} and {count} more", first=on[0], count=len(on) - 1))
        else:
            self.setText(tr("list.comma").join(on) or self._none)


class StepForm(QWidget):
    """`edited`: `step` says something else now."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quiet = True
        names = {status: text.status_name(status) for status in Status}
        self.before, self.after = choice(tr("From state"), names), choice(tr("To state"), names)
        self.roles = Ticks(tr("Who may"), tr("everybody who edits tickets"))
        self.needs = Ticks(tr("Needs"), tr("nothing"))
        self.triggers = Ticks(tr("Sets off"), tr("nothing"))
        self.reason, self.signature = QCheckBox(tr("Reason")), QCheckBox(tr("Signature"))
        self.undoable = QCheckBox(tr("can be undone"))
        self.reasons = line(tr("Usual reasons"), "Wrong call | 误报; …")
        self.days = number(tr("By itself after"), 0, LONGEST_DAYS, 0, tr(" days"))
        self.days.setSpecialValueText(tr("never by itself"))
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(3 * SPACE)
        form.setVerticalSpacing(SPACE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("From, to"), side_by_side(self.before, self.after))
        form.addRow(tr("Who may"), side_by_side(self.roles, self.days))
        form.addRow(tr("Needs"), side_by_side(self.needs, self.reason, self.signature))
        form.addRow(tr("Usual reasons"), self.reasons)
        form.addRow(tr("Sets off"), side_by_side(self.triggers, self.undoable))
        for box in (self.before, self.after):
            box.currentIndexChanged.connect(self._tell)
        for ticks in (self.roles, self.needs, self.triggers):
            ticks.edited.connect(self._tell)
        for check in (self.reason, self.signature, self.undoable):
            check.toggled.connect(self._tell)
        self.reasons.textEdited.connect(self._tell)
        self.days.valueChanged.connect(self._tell)

    def show_step(self, step: Transition, type_: str, definitions: Definitions) -> None:
        """Fill the form; custom fields are those of the type."""
        self._quiet = True
        self.before.setCurrentIndex(self.before.findData(step.before))
        self.after.setCurrentIndex(self.after.findData(step.after))
        roles = sorted(STEPPERS | step.roles)
        self.roles.offer([(role.value, text.role_name(role)) for role in roles], step.roles)
        custom = [CUSTOM + field.code for field in definitions.fields_of(type_)]
        names = dict.fromkeys((*Need, *custom, *step.needs))
        self.needs.offer([(str(one), need_name(one, definitions)) for one in names], step.needs)
        self.triggers.offer([(one.value, trigger_name(one)) for one in Trigger], step.triggers)
        self.reason.setChecked(step.reason)
        self.signature.setChecked(step.signature)
        self.undoable.setChecked(step.undoable)
        self.reasons.setText("; ".join(f"{one.name_en} | {one.name_zh}" for one in step.reasons))
        self.reasons.setCursorPosition(0)
        self.days.setValue(step.after_days or 0)
        self._quiet = False

    @property
    def step(self) -> Transition:
        """As the form says."""
        return Transition(
            before=self.before.currentData(),
            after=self.after.currentData(),
            roles=frozenset(map(Role, self.roles.ticked)),
            needs=self.needs.ticked,
            reason=self.reason.isChecked(),
            reasons=_reasons(self.reasons.text()),
            signature=self.signature.isChecked(),
            triggers=tuple(map(Trigger, self.triggers.ticked)),
            after_days=self.days.value() or None,
            undoable=self.undoable.isChecked(),
        )

    def _tell(self) -> None:
        if not self._quiet:
            self.edited.emit()


def _reasons(typed: str) -> tuple[Reason, ...]:
    """``English | 中文; …``; one that is in one language alone is shown in both."""
    found: list[Reason] = []
    for part in typed.replace("；", ";").split(";"):
        english, _, chinese = (one.strip() for one in part.partition("|"))
        if english or chinese:
            found.append(Reason(english or chinese, chinese or english))
    return tuple(found)
