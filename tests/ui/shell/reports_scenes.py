"""The window of reports with each kind of chart, and what it says where there is none."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from dispatch_console.domain.ids import EngineerId, RegionId
from dispatch_console.domain.service_level.policy import Goal
from dispatch_console.insight.reports.facts import (
    Dimension,
    Facts,
    Name,
    Promise,
    Said,
    TicketFact,
)
from dispatch_console.insight.reports.figures import Figure
from dispatch_console.insight.reports.period import Period, Preset, period_of
from dispatch_console.insight.reports.report import Query, report
from dispatch_console.services.reporting import Listed
from dispatch_console.ui.reports.ticket_list import TicketList
from dispatch_console.ui.reports.window import ReportsWindow
from tests.factories import make_ticket
from tests.insight.reports.made import ZONE, at, duty, facts, ticket, worked
from tests.ui.shell.stage import LONG, Seen, Stage

TODAY = date(2026, 3, 30)
MONTH = period_of(Preset.MONTH_OF_DAYS, TODAY)
NAMES = {
    Dimension.REGION: {
        number: Name(f"Region {number} with a long name of its own", f"浦东新区第{number}片区")
        for number in range(1, 30)
    },
    Dimension.ENGINEER: {n: Name(f"Anna Berg {n}", f"Anna Berg {n}") for n in range(1, 12)},
    Dimension.TYPE: {"it": Name("IT service", "IT 服务")},
}


def _tickets() -> Iterator[TicketFact]:
    for number in range(1, 160):
        created = at(number % 30, 9 + number % 7)
        done = created + timedelta(hours=5 + number % 40) if number % 6 else None
        yield ticket(
            number,
            region=RegionId(1 + number * number % 23),
            engineer=EngineerId(1 + number % 11),
            type="it",
            category="repair" if number % 3 else "Moving house",
            customer=f"Customer {number % 40}",
            created_at=created,
            left=(done,) if done else (),
            first_resolved=done,
            resolved=done,
            closed=done,
            visits=1 + (number % 5 == 0),
            hands_on_s=1800 * (1 + number % 4),
            promises=tuple(
                Promise(goal, created + timedelta(hours=20 + 8 * place), done)
                for place, goal in enumerate(Goal)
            ),
            said=Said(created, answered=True, csat=1 + number % 5, nps=number % 11),
            costs={"CNY": Decimal(90 + number), **({"USD": Decimal(5)} if number == 7 else {})},
        )


def service_facts() -> Facts:
    """A month of service with every figure in it."""
    days = range(1, 31)
    return facts(
        *_tickets(),
        now=at(30, 12),
        duties=tuple(duty(who, day) for who in range(1, 12) for day in days),
        worked=tuple(
            worked(who, day, 9.5, 11 + who / 4, travel_s=1500)
            for who in range(1, 12)
            for day in days
        ),
        with_costs=True,
        names=NAMES,
    )


def reports(stage: Stage) -> Seen:
    main, known = stage.main, service_facts()
    window = ReportsWindow(TODAY, costs=True, parent=main)
    window.resize(window.size().boundedTo(main.size()))
    window.show()
    yield "reports-reading", window
    window.show_failure(LONG)
    yield "reports-failed", window
    window.show_report(report(known, Query(MONTH), ZONE), known)
    for figure in (Figure.CREATED, Figure.FIRST_CONTACT, Figure.HANDLING, Figure.NPS, Figure.COST):
        window.buttons[figure].setChecked(True)
        yield f"reports-time-{figure.value}", window
    window.asked.group.blockSignals(True)
    for group in (Dimension.REGION, Dimension.ENGINEER, Dimension.CATEGORY):
        window.asked.group.setCurrentIndex(window.asked.group.findData(group))
        window.show_report(report(known, Query(MONTH, group), ZONE), known)
        for figure in (Figure.CLOSED, Figure.RESOLUTION, Figure.UTILISATION, Figure.NPS):
            window.buttons[figure].setChecked(True)
            window.chart.show_current(1)
            yield f"reports-{group.value}-{figure.value}", window
    window.asked.group.blockSignals(False)
    window.resize(main.width(), main.height() - 60)
    window.buttons[Figure.CREATED].setChecked(True)
    quarter = Period(MONTH.first - timedelta(days=62), MONTH.last)
    window.show_report(report(known, Query(quarter), ZONE), known)
    yield "reports-quarter", window
    none = facts(now=at(30))
    window.show_report(report(none, Query(MONTH), ZONE), none)
    yield "reports-none", window
    window.tell(LONG)
    yield "reports-said", window
    window.close()


def tickets_behind(stage: Stage) -> Seen:
    rows = tuple(make_ticket(number) for number in range(1, 40))
    for name, listed in (("all", Listed(rows, 39)), ("some", Listed(rows, 1234))):
        window = TicketList("First-contact resolution · 2026-03-02", listed, ZONE, stage.main)
        window.show()
        window.table.setCurrentItem(window.table.topLevelItem(0))
        yield f"reports-tickets-{name}", window
        window.close()


REPORTS_SCENES = (reports, tickets_behind)
