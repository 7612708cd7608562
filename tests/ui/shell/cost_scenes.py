"""A ticket's costs in the inspector, the window of rates and their forms."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from dispatch_console.domain.cost import CostKind, Cover, Line, Rate, RateKind, Scope
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import RateId, TicketId
from dispatch_console.services.costing.reckoning import TicketCost
from dispatch_console.ui.cost import forms
from dispatch_console.ui.cost.rates_window import RatesWindow
from dispatch_console.ui.widgets.form import FormDialog
from tests.factories import make_ticket
from tests.ui.shell.stage import LONG, NONE, Seen, Stage

DAY = date(2026, 3, 2)
LINE = Line(
    key="visit 1 labour",
    kind=CostKind.LABOUR,
    what="Anna Berg 1",
    on=DAY,
    quantity=Decimal("1.2500"),
    unit="h",
    currency="CNY",
    cost=Decimal("75.00"),
    price=Decimal("187.50"),
    covered=Decimal("93.75"),
    reason="Half an hour was spent on another ticket",
    by="li.wei",
)
LINES = (
    LINE,
    replace(LINE, key="b", kind=CostKind.TRAVEL_DISTANCE, quantity=Decimal("12.3"), unit="km"),
    replace(
        LINE,
        key="c",
        kind=CostKind.OUTSIDE,
        what="上海某某起重设备租赁有限公司",
        cost=Decimal("12345.60"),
        document="INV-2026-0007",
        reason="",
    ),
    replace(LINE, key="d", currency="USD"),
)
RATES = (
    Rate(id=RateId(1), kind=RateKind.LABOUR, cost=Decimal(60), price=Decimal(150), since=DAY),
    Rate(
        id=RateId(2),
        kind=RateKind.TRAVEL_DISTANCE,
        scope=Scope.TEAM,
        of="Lifts north",
        cost=Decimal("0.8"),
        price=Decimal(2),
        since=DAY,
        until=DAY,
    ),
    Rate(id=RateId(3), kind=RateKind.PARTS, cost=Decimal(1), price=Decimal("1.3"), since=DAY),
)


def rates(stage: Stage) -> Seen:
    main = stage.main
    window = RatesWindow(main.intents.gate, DAY, main)
    window.show()
    yield "rates-reading", window
    window.show_rates(RATES)
    window.past.setChecked(True)
    window.table.setCurrentIndex(window.table.model().index(0, 0))
    yield "rates", window
    window.tell(LONG)
    yield "rates-said", window
    window.close()


def cost_forms(stage: Stage) -> Seen:
    main = stage.main
    zone, key = main.session.zone, TicketId(1)
    made = (
        forms.rate_form(RATES[1], DAY),
        forms.markup_form(Decimal("1.25"), DAY),
        forms.end_form(RATES[0], DAY),
        forms.remove_form(RATES[0]),
        forms.outside_form(key, DAY),
        forms.correct_form(key, LINE, zone),
        forms.take_back_form(key, LINE, zone),
    )
    for number, given in enumerate(made):
        form = FormDialog(
            given.title,
            given.about,
            given.fields,
            given.verb,
            NONE,
            zone,
            main,
            destroys=given.destroys,
        )
        form.show()
        form.refuse(DomainError("cost.rate_later", day=DAY))
        yield f"cost-form-{number}", form
        form.reject()


def costs_of_a_ticket(stage: Stage) -> Seen:
    main, panel = stage.main, stage.main.inspector.tabs.costs
    main.selection.select_tickets([stage.ticket(visited=True)])
    tabs = main.inspector.tabs
    # What is shown is given below, not read.
    tabs.blockSignals(True)
    tabs.setCurrentWidget(panel)
    stage.wait(panel.isVisible)
    panel.show_reading()
    yield "costs-reading", main
    panel.show_failure(LONG)
    yield "costs-failed", main
    panel.show_costs(TicketCost(make_ticket(), (), Cover(), tuple(RateKind)))
    yield "costs-none", main
    cover = Cover(labour=Decimal("0.5"), travel=Decimal(1))
    panel.show_costs(TicketCost(make_ticket(), LINES, cover, (RateKind.TRAVEL_TIME,)))
    panel.table.setCurrentIndex(panel.table.model().index(0, 0))
    yield "costs", main
    tabs.setCurrentIndex(0)
    tabs.blockSignals(False)
    main.selection.select_tickets([])


COST_SCENES = (rates, cost_forms, costs_of_a_ticket)
