"""The fields of a call, from who is calling to how long the work takes."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QPlainTextEdit,
    QWidget,
)

from dispatch_console.domain.asset import Asset
from dispatch_console.domain.board import Board
from dispatch_console.domain.customer import Site
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.phone import digits
from dispatch_console.domain.skill import MAX_LEVEL, MIN_LEVEL, SkillLevel
from dispatch_console.domain.ticket import GENERAL, LARGEST_CREW, Channel, Priority, Status
from dispatch_console.domain.triage import Suggested, Triage
from dispatch_console.services.intake import Caller
from dispatch_console.services.tickets import region_at
from dispatch_console.support.i18n import tr
from dispatch_console.ui import theme
from dispatch_console.ui.dialogs.fields import (
    choice,
    line,
    moment,
    number,
    read_moment,
    show_moment,
    side_by_side,
    title_line,
)
from dispatch_console.ui.intake.device import DeviceField
from dispatch_console.ui.intake.draft import Draft
from dispatch_console.ui.intake.labels import under, wrong
from dispatch_console.ui.intake.suggestion import Suggestion
from dispatch_console.ui.lifecycle.custom_editors import CustomRows
from dispatch_console.ui.theme.palette import SPACE
from dispatch_console.ui.widgets.label import label
from dispatch_console.words import text
from dispatch_console.words.lifecycle import types_of

DESCRIPTION_PX, CHOICE_PX, LEVEL_PX = (34, 58), 160, 92
BY_HAND = [c for c in Channel if c not in (Channel.IMPORT, Channel.API, Channel.DEVICE)]


class IntakeForm(QWidget):
    """`edited`: `draft` says something else now."""

    edited = Signal()

    def __init__(self, board: Board, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board, self._zone = board, zone
        self._quiet = False
        self._draft = Draft()
        self.phone = line(tr("Phone"), tr("as the caller says it"))
        self.customer = line(tr("Customer"), tr("name"))
        self.address = line(tr("Address"))
        self.place = line(tr("Coordinates"), "31.2304, 121.4737")
        self.region, self.device = label("caption"), DeviceField()
        self.title = title_line(
            tr("what is wrong, in a few words"), partial(self._say_wrong, "title")
        )
        self.description = QPlainTextEdit()
        self.type = choice(tr("Type"), types_of(board.definitions))
        self.custom = CustomRows(board, self)
        self.category = QComboBox()
        self.priority = choice(tr("Priority"), {p: text.priority_name(p) for p in Priority})
        self.channel = choice(tr("Channel"), {c: text.channel_name(c) for c in BY_HAND})
        self.skill = choice(tr("Skill"), {"": tr("no special skill")})
        self.level = number(tr("Level"), MIN_LEVEL, MAX_LEVEL, MIN_LEVEL)
        self.minutes = number(tr("Duration"), 5, 24 * 60, 60, tr(" min"))
        self.crew = number(tr("Engineers at once"), 1, LARGEST_CREW, 1)
        self.windowed = QCheckBox(tr("Only between"))
        self.start = moment(tr("Not before"), board.read_at.astimezone(zone))
        self.end = moment(tr("Not after"), board.read_at.astimezone(zone))
        self.category.setEditable(True)
        self.proposals = {
            "category": Suggestion(self.category, self),
            "priority": Suggestion(self.priority, self),
            "skill": Suggestion(self.skill, self),
        }
        self._checked = {"title": self.title, "place": self.place, "window": self.end}
        self._wrong = {name: wrong() for name in self._checked}
        self._build()
        self.show_board(board)
        self.show_draft(self._draft)
        self._connect()

    @property
    def fields(self) -> tuple[QWidget, ...]:
        """All but the phone, in the order they are filled in."""
        return (
            self.customer,
            self.address,
            self.place,
            self.device.box,
            self.title,
            self.description,
            *self.custom.widgets,
            self.category,
            self.priority,
            self.skill,
            self.level,
            self.type,
            self.channel,
            self.minutes,
            self.crew,
            self.windowed,
            self.start,
            self.end,
        )

    @property
    def draft(self) -> Draft:
        """What the fields say now."""
        settled = frozenset(name for name, one in self.proposals.items() if one.settled)
        span = (read_moment(self.start, self._zone), read_moment(self.end, self._zone))
        return replace(
            self._draft,
            phone=self.phone.text(),
            customer_name=self.customer.text(),
            address=self.address.text(),
            place=self.place.text(),
            asset_id=self.device.asset,
            asset_name=self.device.name,
            title=self.title.text(),
            description=self.description.toPlainText(),
            type=self.type.currentData() or GENERAL,
            custom=tuple(sorted(self.custom.said.items())),
            category=self._category(),
            priority=Priority(self.priority.currentData()),
            channel=Channel(self.channel.currentData()),
            skill=self.skill.currentData(),
            level=self.level.value(),
            minutes=self.minutes.value(),
            crew=self.crew.value(),
            window=span if self.windowed.isChecked() else None,
            settled=settled,
        )

    def show_draft(self, draft: Draft) -> None:
        """Fill every field; what is proposed goes by what is asked next."""
        self._quiet = True
        self._draft = draft
        for field, words in (
            (self.phone, draft.phone),
            (self.customer, draft.customer_name),
            (self.address, draft.address),
            (self.place, draft.place),
            (self.title, draft.title),
        ):
            field.setText(words)
        self.device.show_chosen(draft.asset_id, draft.asset_name)
        self.description.setPlainText(draft.description)
        _choose(self.type, draft.type)
        self._show_custom(dict(draft.custom))
        self._set_category(draft.category)
        _choose(self.priority, draft.priority)
        _choose(self.channel, draft.channel)
        _choose(self.skill, draft.skill)
        self.level.setValue(draft.level)
        self.minutes.setValue(draft.minutes)
        self.crew.setValue(draft.crew)
        self._show_window(draft.window)
        for name, one in self.proposals.items():
            one.settle(name in draft.settled)
        self.show_faults({})
        self._quiet = False
        self._edited()

    def show_board(self, board: Board) -> None:
        """Offer the categories, skills and regions of this board; what is chosen stays."""
        self._board = board
        used = {ticket.category for ticket in board.tickets.values() if ticket.category}
        names = {text.category_name(code): code for code in sorted({*text.CATEGORIES, *used})}
        skills = {code: text.skill_name(board.skills, code) for code in sorted(board.skills)}
        was, category, skill = self._quiet, self._category(), self.skill.currentData()
        self._quiet = True
        self.custom.show_board(board)
        kind = self.type.currentData()
        self.type.clear()
        for code, name in types_of(board.definitions).items():
            self.type.addItem(name, code)
        _choose(self.type, kind)
        self.category.clear()
        for name, code in {"": "", **names}.items():
            self.category.addItem(name, code)
        self._set_category(category)
        self.skill.clear()
        for code, name in {"": tr("no special skill"), **skills}.items():
            self.skill.addItem(name, code)
        _choose(self.skill, skill)
        self._quiet = was
        self._show_region()

    def pick(self, caller: Caller, site: Site | None, asset: Asset | None = None) -> None:
        """This customer is calling, about this site and device if they are given.

        A number that is not the customer's own stays as typed: it is where to call back.
        """
        known, typed = digits(caller.phone), self.phone.text()
        draft = replace(
            self.draft,
            customer_id=caller.customer.id if caller.customer else None,
            customer_name=caller.name,
            phone=caller.phone if known.startswith(digits(typed)) else typed,
            site_id=None,
            asset_id=None if asset is None else asset.id,
            asset_name="" if asset is None else asset.name,
        )
        self.device.show_caller(caller)
        if site is not None:
            here = site.location
            draft = replace(
                draft,
                site_id=site.id,
                address=site.address or site.name,
                place=f"{here.lat:.5f}, {here.lon:.5f}" if here else "",
            )
        self.show_draft(draft)

    def promise(self, window: tuple[datetime, datetime] | None) -> None:
        """The window that was agreed on; None takes it back."""
        self._quiet = True
        self._show_window(window)
        self._quiet = False
        self._edited()

    def suggest(self, triage: Triage) -> None:
        """Show what the words propose, where it differs from what is there."""
        draft = self.draft
        self._suggest("category", triage.category, draft.category, text.category_name)
        self._suggest("priority", triage.priority, draft.priority, text.priority_name)
        now = SkillLevel(draft.skill, draft.level) if draft.skill else None
        self._suggest(
            "skill", triage.skill, now, lambda need: text.skill_list(self._board.skills, (need,))
        )

    def show_faults(self, faults: Mapping[str, DomainError]) -> None:
        """Say beside each field what is missing there; the first one gets the keyboard."""
        for name in self._wrong:
            self._say_wrong(name, faults.get(name))
        for name in faults:
            self._checked[name].setFocus()
            break

    # Building

    def _build(self) -> None:
        self.category.setAccessibleName(tr("Category"))
        self.level.setPrefix(tr("level "))
        self.minutes.setSingleStep(15)
        self.crew.setPrefix(tr("crew of "))
        self.description.setAccessibleName(tr("Description"))
        least, most = DESCRIPTION_PX
        self.description.setMinimumHeight(least)
        self.description.setMaximumHeight(most)
        self.description.setTabChangesFocus(True)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(3 * SPACE)
        form.setVerticalSpacing(2 * SPACE - 2)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("Customer"), self.customer)
        form.addRow(tr("Address"), self.address)
        form.addRow(
            tr("Coordinates"), under(side_by_side(self.place, self.region), self._wrong["place"])
        )
        form.addRow(tr("Device"), self.device)
        form.setRowVisible(self.device, False)
        self._rows = form
        form.addRow(tr("Title"), under(side_by_side(self.title), self._wrong["title"]))
        form.addRow(tr("Description"), self.description)
        for name, words, fields in (
            ("category", tr("Category"), (self.category,)),
            ("priority", tr("Priority"), (self.priority,)),
            ("skill", tr("Skill"), (self.skill, self.level)),
        ):
            row = side_by_side(*fields, self.proposals[name].label)
            row.setStretch(0, 0)
            fields[0].setMinimumWidth(CHOICE_PX)
            form.addRow(words, row)
        self.level.setFixedWidth(LEVEL_PX)
        kind = side_by_side(self.type, self.channel)
        kind.setStretch(0, 2)
        form.addRow(tr("Type"), kind)
        form.addRow(tr("Duration"), side_by_side(self.minutes, self.crew))
        form.addRow(self.windowed, under(side_by_side(self.start, self.end), self._wrong["window"]))

    def _connect(self) -> None:
        for field in (self.phone, self.address, self.place, self.title):
            field.textChanged.connect(self._edited)
        self.customer.textEdited.connect(self._another_customer)
        self.address.textEdited.connect(self._another_place)
        self.place.textEdited.connect(self._another_place)
        self.place.textChanged.connect(self._show_region)
        self.device.edited.connect(self._edited)
        self.device.offers.connect(lambda any_: self._rows.setRowVisible(self.device, any_))
        self.description.textChanged.connect(self._edited)
        self.category.currentTextChanged.connect(self._edited)
        self.type.currentIndexChanged.connect(self._another_type)
        self.custom.edited.connect(self._edited)
        for box in (self.priority, self.channel, self.skill):
            box.currentIndexChanged.connect(self._edited)
        for figure in (self.level, self.minutes, self.crew):
            figure.valueChanged.connect(self._edited)
        self.windowed.toggled.connect(self._edited)
        for field in (self.start, self.end):
            field.setEnabled(self.windowed.isChecked())
            self.windowed.toggled.connect(field.setEnabled)
            field.dateTimeChanged.connect(self._edited)
        self.proposals["category"].taken.connect(self._set_category)
        self.proposals["priority"].taken.connect(lambda value: _choose(self.priority, value))
        self.proposals["skill"].taken.connect(self._take_skill)

    def _edited(self) -> None:
        if self._quiet:
            return
        if any(one.text() for one in self._wrong.values()):
            self._forgive()
        self.edited.emit()

    def _forgive(self) -> None:
        """Take back what was said of fields that are right by now."""
        faults = self.draft.faults()
        for name in self._wrong.keys() - faults.keys():
            self._say_wrong(name, None)

    def _say_wrong(self, name: str, fault: DomainError | None) -> None:
        self._wrong[name].setText(text.error_sentence(fault) if fault else "")
        self._wrong[name].setVisible(fault is not None)
        theme.dress(self._checked[name], invalid="true" if fault else "false")

    def _another_type(self) -> None:
        """What such a ticket must say from the first is asked for; what both ask for stays."""
        if not self._quiet:
            self._show_custom(self.custom.said)
            self._edited()

    def _show_custom(self, values: Mapping[str, object]) -> None:
        fields = self._board.definitions.fields_of(self.type.currentData() or GENERAL)
        above = self._rows.getWidgetPosition(self.description)
        at = above[0] + 1  # pyright: ignore[reportIndexIssue]
        asked = [one for one in fields if Status.NEW in one.required_in]
        self.custom.fill(self._rows, at, asked, values)

    def _another_customer(self) -> None:
        """A name typed over a chosen customer's means somebody else."""
        self.device.forget()
        self._draft = replace(self._draft, customer_id=None, site_id=None)
        self._edited()

    def _another_place(self) -> None:
        self._draft = replace(self._draft, site_id=None)

    def _show_region(self) -> None:
        here = region_at(self._board.regions, self.draft.location)
        self.region.setText(text.region_name(self._board.regions[here]) if here else "")

    def _show_window(self, window: tuple[datetime, datetime] | None) -> None:
        self.windowed.setChecked(window is not None)
        for field in (self.start, self.end):
            field.setEnabled(window is not None)
        hour = self._board.read_at.astimezone(self._zone).replace(minute=0)
        first, last = window or (hour + timedelta(hours=1), hour + timedelta(hours=3))
        show_moment(self.start, first.astimezone(self._zone))
        show_moment(self.end, last.astimezone(self._zone))

    def _category(self) -> str:
        """The code of a category chosen by its name, or what was typed."""
        typed = self.category.currentText()
        index = self.category.findText(typed)
        return typed if index < 0 else self.category.itemData(index)

    def _set_category(self, code: object) -> None:
        index = self.category.findData(code)
        self.category.setCurrentIndex(index)
        if index < 0:
            self.category.setEditText(str(code))

    def _take_skill(self, need: SkillLevel) -> None:
        _choose(self.skill, need.code)
        self.level.setValue(need.level)

    def _suggest(
        self, name: str, made: Suggested | None, now: object, named: Callable[[Any], str]
    ) -> None:
        proposal = self.proposals[name]
        if made is None or made.value == now:
            proposal.withdraw()
        else:
            proposal.propose(made.value, named(made.value), made.words)


def _choose(box: QComboBox, value: object) -> None:
    """By value; the first where it is none of them."""
    box.setCurrentIndex(max(0, box.findData(value)))
