"""A small house with customers, parts and people, and a ticket of it followed through the window.

Steps are written down by the server's own clock, so the clock of these journeys is the real one,
put ahead by hours for a visit and by days for what comes round.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TypeVar
from uuid import uuid4
from zoneinfo import ZoneInfo

import psycopg
from PySide6.QtCore import QObject
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from dispatch_console.domain.asset import Asset
from dispatch_console.domain.conversation import Entry
from dispatch_console.domain.cost import CostKind, Rate, RateKind
from dispatch_console.domain.custom import CustomField
from dispatch_console.domain.customer import Contact, Customer, Site
from dispatch_console.domain.ids import (
    AssetId,
    ContactId,
    CustomerId,
    EngineerId,
    PartId,
    PlaceId,
    RateId,
    RequisitionId,
    SiteId,
    TicketId,
)
from dispatch_console.domain.message import Medium
from dispatch_console.domain.part import Part
from dispatch_console.domain.place import Location
from dispatch_console.domain.queue import Queue
from dispatch_console.domain.requisition import State
from dispatch_console.domain.service_level.clock import Deadline
from dispatch_console.domain.service_level.policy import Goal
from dispatch_console.domain.step import Step
from dispatch_console.domain.stock import Place, PlaceKind
from dispatch_console.domain.survey import Answer, Survey
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.services import (
    chores,
    definitions,
    departments,
    sealing,
    survey,
    ticket_timeline,
)
from dispatch_console.services.context import Context
from dispatch_console.services.costing import keeping
from dispatch_console.services.costing.reckoning import TicketCost, of_ticket
from dispatch_console.services.parts import asking, moving, reading, serving
from dispatch_console.services.parts.moving import Item
from dispatch_console.services.sla.explaining import Explanation, explain
from dispatch_console.ui.inspector.closed_dialog import ClosedTicketDialog
from dispatch_console.ui.inspector.ticket_tabs import TicketTabs
from dispatch_console.ui.lifecycle.step_dialog import StepDialog
from dispatch_console.ui.shell import MainWindow
from dispatch_console.words.lifecycle import step_name
from tests.factories import SKILLS, make_engineer, make_region, make_shift
from tests.services.sla.levels import keep_policy, policy

WAIT = 60_000
HERE = Location(31.14, 121.34)
URL = "https://service.example.org/"
ADDRESS = "li@hotel.example.org"
SERIAL = "SN1"
PART_COST = Decimal("1500.00")
RATES: Mapping[RateKind, Decimal] = {
    RateKind.LABOUR: Decimal(60),
    RateKind.TRAVEL_TIME: Decimal(45),
    RateKind.TRAVEL_DISTANCE: Decimal("0.8"),
}
ZONE = ZoneInfo("Asia/Shanghai")
D = TypeVar("D", bound=QDialog)


@dataclass
class Ahead:
    """The real clock, put ahead by hand."""

    by: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.by

    def go_to(self, moment: datetime) -> None:
        self.by = max(self.by, moment - datetime.now(UTC))

    def wait(self, **time: float) -> None:
        self.by += timedelta(**time)


@dataclass(frozen=True)
class House:
    """What `furnished` put there."""

    engineer: EngineerId
    asset: AssetId
    part: PartId
    warehouse: PlaceId
    van: PlaceId


def furnished(ctx: Context, type_: str, queue: str, *, covered: bool = False) -> House:
    """An engineer on duty now and in eight days, a customer with a device, a part not in stock, a
    policy that pauses while a part is waited for, rates, and a department with a member, "zhao"."""
    now = ctx.clock()
    with ctx.database.unit(user="setup") as unit:
        unit.skills.upsert(list(SKILLS.values()))
        region = unit.regions.add([make_region()])[0].id
        engineer = unit.engineers.add([make_engineer(1, regions=(region,))])[0].id
        for day in (0, 8):
            start = now + timedelta(days=day) - timedelta(hours=1)
            fields = {"start": start, "end": start + timedelta(hours=12), "breaks": ()}
            unit.shifts.add([replace(make_shift(**fields), engineer_id=engineer)])
        customer = unit.customers.add([Customer(id=CustomerId(0), name="Hotel 外滩")])[0].id
        site = Site(id=SiteId(0), name="Bund 外滩", customer_id=customer, location=HERE)
        site_id = unit.sites.add([site])[0].id
        phone, contact = "021 5888 1234", ContactId(0)
        person = Contact(
            id=contact, customer_id=customer, name="Li", phone=phone, email=ADDRESS, main=True
        )
        unit.contacts.add([person])
        until = now.date() + timedelta(days=365) if covered else None
        device = Asset(
            id=AssetId(0),
            customer_id=customer,
            site_id=site_id,
            name="Lift 电梯 1",
            warranty_until=until,
        )
        asset = unit.assets.add([device])[0].id
        places = unit.places.add(
            [
                Place(id=PlaceId(0), code="MAIN", kind=PlaceKind.WAREHOUSE, name_en="Main"),
                Place(
                    id=PlaceId(0),
                    code="VAN-1",
                    kind=PlaceKind.VAN,
                    name_en="Van",
                    engineer_id=engineer,
                ),
            ]
        )
        wanted = Part(
            id=PartId(0),
            number="B-77",
            name_en="Control board",
            name_zh="控制板",
            cost=PART_COST,
            serialised=True,
        )
        part = unit.parts.add([wanted])[0].id
        unit.commit()
    mail = CustomField(
        type=type_, code="email", name_en="E-mail", name_zh="电子邮箱", required_in=NEW
    )
    definitions.save_field(ctx, uuid4(), mail)
    keep_policy(ctx, policy(applies={"types": [type_]}, targets=TARGETS, pauses=["part"]))
    for kind, cost in RATES.items():
        since = now.date() - timedelta(days=30)
        rate = Rate(id=RateId(0), kind=kind, cost=cost, price=cost * 2, since=since)
        keeping.set_rate(ctx, uuid4(), rate)
    base = department(ctx, queue)
    departments.save(ctx, uuid4(), base, replace(base, members=("zhao",), owner="zhao"))
    now_sent = survey.settings(ctx)
    wanted = replace(now_sent, base_url=URL, reopen=True, quiet_days=0)
    survey.set_settings(ctx, uuid4(), wanted, now_sent)
    return House(engineer, asset, part, places[0].id, places[1].id)


NEW = frozenset({Status.NEW})
TARGETS = {"response": {"within": "4h"}, "resolution": {"within": "10h"}}


def department(ctx: Context, code: str) -> Queue:
    """The queue of that code."""
    return next(one for one in departments.read(ctx).queues if one.code == code)


class Journey:
    """One ticket, in the window and from behind it."""

    def __init__(self, qtbot: QtBot, window: MainWindow, ctx: Context, house: House) -> None:
        self.qtbot, self.window, self.ctx, self.house = qtbot, window, ctx, house
        self.id = TicketId(0)

    # In the window

    def until(self, condition: Callable[[], object]) -> None:
        """Wait for it, however busy the machine is."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=WAIT)

    def begin(self, ticket: TicketId) -> None:
        """Have the ticket in the inspector from now on."""
        self.id = ticket
        self.until(lambda: ticket in self.window.store.board.tickets)
        self.window.open_ticket(ticket)
        self.until(lambda: self.window.inspector.ticket)

    def on_board(self, status: Status) -> None:
        """Wait until the board shows the ticket in that status."""

        def there() -> bool:
            found = self.window.store.board.tickets.get(self.id)
            return found is not None and found.status is status

        self.until(there)

    def left_board(self, status: Status) -> None:
        """Wait until the ticket has that status and the board does without it."""
        self.until(lambda: self.ticket.status is status)
        self.until(lambda: self.id not in self.window.store.board.tickets)

    def assign(self) -> None:
        """Give it to the engineer where it fits best."""
        self.window.intents.ask_assign((self.id,), self.house.engineer, None)
        self.on_board(Status.ASSIGNED)

    def step(self, *statuses: Status) -> None:
        """Take steps that ask for nothing."""
        for status in statuses:
            self.window.intents.ask_status((self.id,), status)
            self.on_board(status)

    def step_with_form(self, status: Status, *custom: str, hold: object = None) -> None:
        """Take a step of a ticket on the board by its form, whose own fields say `custom`."""
        self.window.intents.ask_status((self.id,), status)
        form = self.dialog(StepDialog)
        fill(form.custom.widgets, custom)
        if hold is not None:
            assert form.hold is not None
            form.hold.setCurrentIndex(form.hold.findData(hold))
        form.take.click()

    def closed(self) -> ClosedTicketDialog:
        """The window of the ticket, which is on the board no more."""
        self.window.intents.open_ticket.emit(self.id)

        def tells() -> bool:
            found = self.window.findChild(ClosedTicketDialog)
            shown = found.ticket if found is not None and found.isVisible() else None
            return shown is not None and shown.id == self.id

        self.until(tells)
        return self.dialog(ClosedTicketDialog)

    def step_from_closed(self, status: Status) -> None:
        """Take a step in that window."""
        self.press(self.closed(), step_name(status))

    def press(self, window: QWidget, name: str) -> None:
        """Press the button of that name, once it is there."""

        def offered() -> list[QPushButton]:
            buttons = window.findChildren(QPushButton)
            return [one for one in buttons if one.text() == name and one.isVisible()]

        self.until(offered)
        offered()[0].click()

    def dialog(self, kind: type[D]) -> D:
        """The dialog of that kind, once it is open."""

        def visible() -> list[D]:
            return [one for one in self.window.findChildren(kind) if one.isVisible()]

        self.until(visible)
        return visible()[0]

    def look(self, panel: QWidget, told: Callable[[], object]) -> None:
        """Turn to this tab of a ticket, and wait until it tells what it is to tell."""
        tabs: QObject | None = panel
        while not isinstance(tabs, TicketTabs):
            assert tabs is not None
            tabs = tabs.parent()
        tabs.setCurrentIndex(0)
        tabs.setCurrentWidget(panel)
        self.until(told)

    def said(self, tabs: TicketTabs | None = None) -> tuple[Entry, ...]:
        """What is told of the conversation in these tabs (the inspector's) now."""
        it = (tabs or self.window.inspector.tabs).conversation.conversation
        return () if it is None else it.entries

    # Behind it

    @property
    def ticket(self) -> Ticket:
        with self.ctx.database.snapshot() as snap:
            return snap.tickets.get([self.id])[self.id]

    @property
    def steps(self) -> tuple[Step, ...]:
        with self.ctx.database.snapshot() as snap:
            return snap.steps.of([self.id]).get(self.id, ())

    @property
    def explanation(self) -> Explanation:
        return explain(self.ctx, self.id)

    def deadline(self, goal: Goal) -> Deadline:
        """The ticket's deadline of that goal."""
        return next(one for one in self.explanation.deadlines if one.goal is goal)

    @property
    def costs(self) -> TicketCost:
        return of_ticket(self.ctx, self.id, ZONE)

    def as_(self, who: str) -> Context:
        """Somebody elsewhere."""
        return replace(self.ctx, user=who)

    def round(self) -> None:
        """All duties, begun a day before: the server's clock cannot be put ahead."""
        with psycopg.connect(self.ctx.database.url) as connection:
            connection.execute("UPDATE chore SET begun_at = begun_at - interval '1 day'")
        chores.carry_out(self.as_("duty"))

    def requisition(self, state: State) -> RequisitionId:
        """The ticket's requisition, once it is in that state."""

        def found() -> list[RequisitionId]:
            rows = reading.of_ticket(self.ctx, self.id).requisitions
            return [row.id for row in rows if row.state is state]

        self.until(found)
        return found()[0]

    def ask_for_part(self) -> RequisitionId:
        """Ask in the window; the warehouse approves."""
        panel = self.window.inspector.tabs.parts
        self.look(panel, lambda: panel.shown is not None)
        panel.request_wanted.emit(self.house.part, Decimal(1))
        key = self.requisition(State.REQUESTED)
        asking.approve(self.as_("keeper"), uuid4(), key)
        return key

    def goods_arrive(self) -> None:
        """A piece of the part comes into the warehouse."""
        item = Item(self.house.part, Decimal(1), (SERIAL,))
        moving.receive(self.as_("keeper"), uuid4(), self.house.warehouse, [item])

    def hand_out(self, key: RequisitionId) -> None:
        """What is reserved gets into the van."""
        keeper = self.as_("keeper")
        serving.pick(keeper, uuid4(), key, (SERIAL,))
        serving.hand_out(keeper, uuid4(), key, self.house.van)

    def use(self, key: RequisitionId) -> None:
        """The engineer builds it in."""
        serving.use(self.as_("engineer"), uuid4(), key, Decimal(1), (SERIAL,))

    def link(self, what: str) -> str:
        """The token of the last letter about that."""
        mark = f"{URL}{what}/"
        found = [body for medium, body, _ in self.outbox() if medium == "email" and mark in body]
        return found[-1].split(mark)[1].split()[0]

    def answer(self, csat: int, words: str) -> str:
        """The requester answers by the link, which is returned."""
        signed = self.link("survey")
        survey.answer(self.as_("web"), signed, Answer(csat=csat, nps=csat * 2, words=words))
        return signed

    @property
    def survey(self) -> Survey | None:
        return survey.of_ticket(self.ctx, self.id)

    def outbox(self) -> list[tuple[str, str, bool]]:
        """Medium, body and whether it was sent, of all messages about the ticket."""
        query = (
            "SELECT medium, body, sent_at IS NOT NULL AS sent FROM outbox"
            " WHERE ticket_id = :ticket ORDER BY id"
        )
        with self.ctx.database.snapshot() as snap:
            rows = snap._connection.execute(text(query), {"ticket": self.id})
            return [(row.medium, row.body, row.sent) for row in rows]

    # What must hold at the end

    def ended(self, told: Iterable[Sequence[str]], *, visits: int, covered: bool) -> None:
        """The ticket is archived and every book about it is closed; each of `told` is
        an order in which its line of time tells of things.

        Surveys go by the clock that is ahead here, so their place among steps says nothing.
        """
        self.round()
        assert self.ticket.status is Status.ARCHIVED
        self._steps_are_legal()
        self._sums_are_right(visits, covered=covered)
        assert {sent for medium, _, sent in self.outbox() if medium == Medium.CONSOLE} == {True}
        assert {medium for medium, _, sent in self.outbox() if not sent} <= {Medium.EMAIL}
        entries = ticket_timeline.read(self.ctx, self.id).entries
        assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
        codes = [entry.code for entry in entries]
        for line in told:
            left = iter(codes)
            assert all(code in left for code in line), (line, codes)
        while sealing.seal(self.ctx):
            pass
        verdict = sealing.verify(self.ctx)
        assert (verdict.broken, verdict.unsealed, verdict.unguarded) == (None, 0, ())
        assert verdict.rows > 0

    def _steps_are_legal(self) -> None:
        """Each begins where the one before ended, is one of the workflow's, and says what that asks
        for."""
        with self.ctx.database.snapshot() as snap:
            workflow = snap.workflows.definitions().workflow_of(self.ticket)
        assert workflow.type == self.ticket.type
        at = Status.NEW
        for step in self.steps:
            assert step.before is at
            legal = workflow.step(step.before, step.after)
            assert legal is not None, (step.before, step.after)
            assert step.reason or not legal.reason, (step.before, step.after)
            assert step.data.get("signature") or not legal.signature, (step.before, step.after)
            at = step.after
        assert at is Status.ARCHIVED

    def _sums_are_right(self, visits: int, *, covered: bool) -> None:
        """Nothing is made or lost in the warehouse, and the costs are those of what was done."""
        found = reading.of_ticket(self.ctx, self.id)
        assert [row.state for row in found.requisitions] == [State.USED]
        for move in found.moves:
            assert sum(line.quantity for line in move.lines) == 0
        with self.ctx.database.snapshot() as snap:
            everywhere = snap.stocks.every().values()
            works = snap.works.of([self.id])[self.id]
        assert sum(stock.quantity for stock in everywhere) == 0
        assert not any(stock.reserved for stock in everywhere)
        costs = self.costs
        assert costs.missing == ()
        assert len(works) == visits
        kinds = {kind: _sum(costs, kind) for kind in CostKind}
        hours = sum(((work.end - work.start).total_seconds() for work in works), 0.0) / 3600
        assert abs(kinds[CostKind.LABOUR] - Decimal(60) * Decimal(hours)) < Decimal("0.5") * visits
        spent = (CostKind.LABOUR, CostKind.TRAVEL_TIME, CostKind.TRAVEL_DISTANCE)
        assert all(kinds[kind] > 0 for kind in spent)
        assert kinds[CostKind.PART] == PART_COST
        total = costs.totals["CNY"]
        assert total.cost == sum(kinds.values())
        assert total.covered == (total.price if covered else 0)


def _sum(costs: TicketCost, kind: CostKind) -> Decimal:
    return sum((line.cost for line in costs.lines if line.kind is kind), Decimal(0))


def fill(widgets: Sequence[QWidget], values: Sequence[str]) -> None:
    """Give a form's own fields these values, in their order."""
    assert len(widgets) == len(values)
    for widget, value in zip(widgets, values, strict=True):
        if isinstance(widget, QComboBox):
            assert widget.findData(value) >= 0
            widget.setCurrentIndex(widget.findData(value))
        else:
            assert isinstance(widget, QLineEdit)
            widget.setText(value)


def shown(tree: QTreeWidget) -> str:
    """All that a list shows, at the first level."""
    items = (tree.topLevelItem(row) for row in range(tree.topLevelItemCount()))
    return "\n".join(
        item.text(column) for item in items if item for column in range(tree.columnCount())
    )


def told(panel: QWidget) -> str:
    """All words that a panel shows now."""
    return "\n".join(one.text() for one in panel.findChildren(QLabel) if one.isVisible())


def spoken(words: str, language: str) -> bool:
    """Whether the words are in that language, as far as letters tell."""
    return bool(re.search("[\u4e00-\u9fff]", words)) == (language == "zh_CN")
