"""The editor of one rule: when, if, then."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QMenu,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import RuleId
from dispatch_console.domain.message import Medium
from dispatch_console.domain.queue import Queue
from dispatch_console.domain.rules.effects import (
    Assign,
    Classify,
    Effect,
    Field,
    HandOver,
    MakeChild,
    NeedSkill,
    Notify,
    Prioritise,
    SetField,
    Way,
    Webhook,
)
from dispatch_console.domain.rules.judging import faults
from dispatch_console.domain.rules.rule import Event, Rule, Trigger
from dispatch_console.domain.rules.scene import Codes
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs.fields import foot, line
from dispatch_console.ui.rules.condition_edit import ConditionEdit
from dispatch_console.ui.rules.effect_dialog import EffectDialog
from dispatch_console.ui.rules.trigger_form import TriggerForm
from dispatch_console.ui.rules.words import Known, effect_kinds, effect_sentence
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.words import text

EFFECTS_SHOWN = 3


def new_rule(zone: str) -> Rule:
    """What the form begins with."""
    return Rule(id=RuleId(0), name=tr("New rule"), trigger=Trigger(event=Event.CREATED), zone=zone)


class RuleEditor(QWidget):
    """`save_wanted(Rule)`: it makes sense. `changed`: something else stands in the form."""

    save_wanted = Signal(object)
    delete_wanted = Signal(object)
    changed = Signal()

    def __init__(self, board: Board, zone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known, self._codes = Known(board), Codes()
        self._rule = new_rule(zone)
        self._effects: list[Effect] = []
        self._filling = False
        self.name = line(tr("Name"))
        self.trigger, self.condition = TriggerForm(self.name), ConditionEdit()
        self.effects = QListWidget()
        self.effects.setAccessibleName(tr("Then"))
        self.effects.setWordWrap(True)
        self.effects.setFixedHeight(self.fontMetrics().lineSpacing() * 2 * EFFECTS_SHOWN)
        self.effects.itemActivated.connect(lambda _: self._change())
        self.stop = QCheckBox(tr("Leave out the rules after this one when it fires"))
        self.said = QLabel()
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setWordWrap(True)
        theme.dress(self.said, role="caption")
        self.save, self.remove = QPushButton(tr("Save")), QPushButton(tr("Delete"))
        theme.dress(self.save, kind="primary")
        theme.dress(self.remove, kind="danger")
        self.save.clicked.connect(lambda: self.save_wanted.emit(self.rule))
        self.remove.clicked.connect(lambda: self.delete_wanted.emit(self._rule))
        self._lay_out()
        self.name.textChanged.connect(self._judge)
        self.trigger.changed.connect(self._judge)
        self.condition.changed.connect(self._judge)
        self.stop.toggled.connect(self._judge)
        self._show_effects()
        self.said.clear()

    def know(self, queues: Sequence[Queue]) -> None:
        """By these names."""
        self._known = replace(self._known, queues=queues)

    @property
    def rule(self) -> Rule:
        """The rule as it stands in the form."""
        return replace(
            self._rule,
            name=self.name.text().strip(),
            trigger=self.trigger.trigger,
            condition=self.condition.condition,
            effects=tuple(self._effects),
            stop=self.stop.isChecked(),
        )

    @property
    def dirty(self) -> bool:
        """Whether the form says something else than what was shown."""
        return self.rule != self._rule

    def show_rule(self, rule: Rule, codes: Codes) -> None:
        """Fill the form."""
        self._filling = True
        self._rule, self._codes, self._effects = rule, codes, list(rule.effects)
        self.name.setText(rule.name)
        self.trigger.show_trigger(rule.trigger)
        self.condition.show_condition(rule.condition)
        self.stop.setChecked(rule.stop)
        self.remove.setVisible(bool(rule.id))
        self._filling = False
        self._show_effects()

    def show_failure(self, sentence: str) -> None:
        """It could not be saved."""
        self.said.setText(sentence)
        theme.dress(self.said, role="error")

    def edit_effect(self, place: int, effect: Effect) -> EffectDialog:
        """Open the form of an effect, which goes to this place in the list."""
        dialog = EffectDialog(effect, self._known, self._codes, self.window())
        dialog.effect_chosen.connect(partial(self._put, place))
        dialog.open()
        return dialog

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 2 * SPACE, 0)
        column.setSpacing(3 * SPACE)
        for heading, part in (
            ("", self.trigger),
            (tr("If"), self.condition),
            (tr("Then"), self._effects_part()),
        ):
            if heading:
                title = QLabel(heading)
                theme.dress(title, role="heading")
                column.addWidget(title)
            column.addWidget(part)
        column.addWidget(self.stop)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        scroll.setAccessibleName(tr("Rule"))
        layout = QVBoxLayout(self)
        layout.setSpacing(2 * SPACE)
        layout.addWidget(scroll, 1)
        layout.addWidget(self.said)
        layout.addLayout(foot(self.remove, self.save))

    def _effects_part(self) -> QWidget:
        part = QWidget()
        self.add = QPushButton(theme.icon("plus"), tr("Add"))
        menu = QMenu(self.add)
        for kind, words in effect_kinds().items():
            action = menu.addAction(words)
            action.triggered.connect(lambda _=False, kind=kind: self._add(kind))
        self.add.setMenu(menu)
        self._edit, self._drop = QPushButton(tr("Change…")), QPushButton(tr("Take out"))
        self._edit.clicked.connect(self._change)
        self._drop.clicked.connect(self._take_out)
        buttons = QHBoxLayout()
        buttons.setSpacing(2 * SPACE)
        for button in (self.add, self._edit, self._drop):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addWidget(self.effects)
        column.addLayout(buttons)
        return part

    def _add(self, kind: str) -> None:
        blank: dict[str, Effect] = {
            SetField.do: SetField(Field.PRIORITY, "2"),
            NeedSkill.do: NeedSkill(""),
            Classify.do: Classify(),
            Prioritise.do: Prioritise(),
            Assign.do: Assign(Way.LEAST_LOAD),
            Notify.do: Notify(Medium.CONSOLE, "role:supervisor", "{number} {title}"),
            Webhook.do: Webhook(""),
            MakeChild.do: MakeChild(""),
            HandOver.do: HandOver(""),
        }
        self.edit_effect(len(self._effects), blank[kind])

    def _change(self) -> None:
        place = self.effects.currentRow()
        if 0 <= place < len(self._effects):
            self.edit_effect(place, self._effects[place])

    def _take_out(self) -> None:
        place = self.effects.currentRow()
        if 0 <= place < len(self._effects):
            del self._effects[place]
            self._show_effects()

    def _put(self, place: int, effect: Effect) -> None:
        self._effects[place : place + 1] = [effect]
        self._show_effects()
        self.effects.setCurrentRow(min(place, len(self._effects) - 1))

    def _show_effects(self) -> None:
        self.effects.clear()
        for effect in self._effects:
            self.effects.addItem(effect_sentence(effect, self._known))
        if self._effects:
            self.effects.setCurrentRow(0)
        for button in (self._edit, self._drop):
            button.setEnabled(bool(self._effects))
        self._judge()

    def _judge(self) -> None:
        if self._filling:
            return
        found = faults(self.rule, self._codes)
        # What is wrong with the condition stands below it.
        others = [one for one in found if "column" not in one.params]
        self.save.setEnabled(not found and (self.dirty or not self._rule.id))
        if others:
            self.show_failure(text.error_sentence(others[0]))
        else:
            theme.dress(self.said, role="caption")
            self.said.setText(tr("Weekdays and hours are those of {zone}.", zone=self._rule.zone))
        self.changed.emit()
