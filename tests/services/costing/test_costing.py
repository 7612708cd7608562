"""A ticket's costs come from what was done for it, and stay as they were reckoned."""

import csv
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from dispatch_console.domain.cost import CostKind, Cover, Rate, RateKind, Scope
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import RateId, TicketId
from dispatch_console.domain.part_price import Worth
from dispatch_console.domain.ticket import Status
from dispatch_console.services import undo
from dispatch_console.services.context import Context
from dispatch_console.services.costing import finance, keeping, sources
from dispatch_console.services.costing.reckoning import TicketCost, of_ticket
from dispatch_console.storage.unit_of_work import Repositories
from tests.factories import DAY, make_ticket
from tests.services.company import Company, found
from tests.services.costing.served import DONE, serve, step

ZONE = ZoneInfo("Asia/Shanghai")
TEN = DAY + timedelta(hours=2)
TODAY = date(2026, 3, 2)
LABOUR = Rate(
    id=RateId(0),
    kind=RateKind.LABOUR,
    cost=Decimal(60),
    price=Decimal(150),
    overtime=Decimal("1.5"),
    since=date(2026, 1, 1),
)
ROAD = replace(LABOUR, kind=RateKind.TRAVEL_TIME, cost=Decimal(45), price=Decimal(90))
WAY = replace(LABOUR, kind=RateKind.TRAVEL_DISTANCE, cost=Decimal("0.8"), price=Decimal(2))


@pytest.fixture
def company(context: Context) -> Company:
    made = found(context, make_ticket(), make_ticket(2))
    for rate in (LABOUR, ROAD, WAY):
        keeping.set_rate(context, uuid4(), rate)
    return made


def costs(ctx: Context, ticket: TicketId) -> TicketCost:
    return of_ticket(ctx, ticket, ZONE)


def outside(ctx: Context, ticket: TicketId, **given: Any) -> None:
    said: Mapping[str, Any] = {
        "what": "Crane hire",
        "document": "INV-7",
        "on": TODAY,
        "cost": Decimal(800),
        "price": Decimal(1000),
        "currency": "CNY",
    }
    keeping.add_outside(ctx, uuid4(), ticket, **{**said, **given})


def test_a_visit_that_took_place_costs_labour_and_travel(
    context: Context, company: Company
) -> None:
    key = company.tickets[0]
    serve(context, key, company.engineers[0], TEN, until=(Status.EN_ROUTE,))
    assert costs(context, key).lines == ()
    step(context, key, *DONE[1:])
    total = costs(context, key).totals["CNY"]
    assert (total.cost, total.price) == (Decimal("84.60"), Decimal("204.00"))
    assert total.margin == Decimal("119.40")


def test_the_first_visit_of_a_ticket_that_came_back_costs_too(
    context: Context, company: Company
) -> None:
    key = company.tickets[0]
    serve(context, key, company.engineers[0], TEN, until=DONE[:3])
    before = costs(context, key).totals["CNY"]
    step(context, key, Status.REOPENED)
    serve(context, key, company.engineers[1], TEN + timedelta(hours=3), minutes=60)
    after = costs(context, key).totals["CNY"]
    assert after.cost == 2 * before.cost


def test_a_new_rate_ends_the_old_one_and_leaves_what_was_reckoned(
    context: Context, company: Company
) -> None:
    key = company.tickets[0]
    serve(context, key, company.engineers[0], TEN)
    before = costs(context, key)
    keeping.set_rate(context, uuid4(), replace(LABOUR, cost=Decimal(99), since=date(2026, 3, 3)))
    assert costs(context, key) == before
    ended = [rate for rate in keeping.rates(context) if rate.until]
    assert [(rate.kind, rate.until) for rate in ended] == [(RateKind.LABOUR, TODAY)]
    with pytest.raises(DomainError, match=r"cost\.rate_later"):
        keeping.set_rate(context, uuid4(), replace(LABOUR, since=TODAY))


def test_without_a_rate_it_is_said_what_is_missing(context: Context) -> None:
    company = found(context, make_ticket())
    serve(context, company.tickets[0], company.engineers[0], TEN)
    assert costs(context, company.tickets[0]).missing == tuple(
        kind for kind in RateKind if kind is not RateKind.PARTS
    )


def test_a_rate_entered_by_mistake_goes_with_a_reason_and_one_is_ended(
    context: Context, company: Company
) -> None:
    labour = next(r for r in keeping.rates(context) if r.kind is RateKind.LABOUR)
    keeping.end_rate(context, uuid4(), labour.id, TODAY)
    with pytest.raises(DomainError, match=r"cost\.dates"):
        keeping.end_rate(context, uuid4(), labour.id, date(2025, 1, 1))
    with pytest.raises(DomainError, match=r"cost\.reason"):
        keeping.remove_rate(context, uuid4(), labour.id, " ")
    keeping.remove_rate(context, uuid4(), labour.id, "typing error")
    with pytest.raises(DomainError, match=r"cost\.gone"):
        keeping.remove_rate(context, uuid4(), labour.id, "typing error")
    own = replace(LABOUR, scope=Scope.ENGINEER, of="E1")
    keeping.set_rate(context, uuid4(), own)


def test_outside_services_are_entered_corrected_and_taken_back(
    context: Context, company: Company
) -> None:
    key = company.tickets[0]
    outside(context, key)
    outside(context, key, currency="USD", cost=Decimal(10), price=Decimal(0))
    first = costs(context, key)
    assert {code: total.margin for code, total in first.totals.items()} == {"CNY": 200, "USD": -10}
    line = first.lines[0]
    assert line.by == "tester"
    change = {"cost": Decimal(700), "price": Decimal(900), "zone": ZONE}
    for reason in ("agreed later", "agreed again"):
        keeping.correct(context, uuid4(), key, line.key, reason=reason, **change)
    fixed = costs(context, key).lines[0]
    assert (fixed.cost, fixed.price, fixed.reason) == (700, 900, "agreed again")
    keeping.take_back(context, uuid4(), key, line.key, "wrong after all", ZONE)
    assert costs(context, key) == first
    keeping.take_back(context, uuid4(), key, line.key, "another ticket's", ZONE)
    assert costs(context, key).totals.keys() == {"USD"}
    with pytest.raises(DomainError, match=r"cost\.gone"):
        keeping.take_back(context, uuid4(), key, line.key, "again", ZONE)


def test_what_is_reckoned_cannot_be_taken_away_and_needs_a_reason_to_be_corrected(
    context: Context, company: Company
) -> None:
    key = company.tickets[0]
    serve(context, key, company.engineers[0], TEN)
    line = costs(context, key).lines[0].key
    with pytest.raises(DomainError, match=r"cost\.nothing_entered"):
        keeping.take_back(context, uuid4(), key, line, "too dear", ZONE)
    change = {"price": Decimal(0), "zone": ZONE}
    with pytest.raises(DomainError, match=r"cost\.reason"):
        keeping.correct(context, uuid4(), key, line, cost=Decimal(1), reason="", **change)
    with pytest.raises(DomainError, match=r"cost\.amount"):
        keeping.correct(context, uuid4(), key, line, cost=Decimal(-1), reason="x", **change)
    with pytest.raises(DomainError, match=r"cost\.what"):
        outside(context, key, what=" ")


def test_a_correction_cannot_be_undone_as_if_it_had_no_reason(
    context: Context, company: Company
) -> None:
    command = uuid4()
    keeping.set_rate(context, command, replace(LABOUR, since=date(2026, 5, 1)))
    with pytest.raises(DomainError, match=r"undo\.kind"):
        undo.undo(context, uuid4(), command, "rate.set")


def test_parts_and_cover_come_from_their_sources(
    context: Context, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = company.tickets[0]

    def parts(
        rows: Repositories, days: Mapping[TicketId, date]
    ) -> dict[TicketId, dict[str, Worth]]:
        used = Decimal("100.01")
        return {one: {"CNY": Worth(used, used)} for one in days if one == key}

    monkeypatch.setattr(sources, "PARTS", (parts,))
    half, travel = Cover(parts=Decimal("0.5")), Cover(travel=Decimal(1))
    monkeypatch.setattr(sources, "COVERS", (lambda *_: {key: half}, lambda *_: {key: travel}))
    serve(context, key, company.engineers[0], TEN)
    one = costs(context, key)
    assert one.cover == Cover(parts=Decimal("0.5"), travel=Decimal(1))
    assert {line.kind.value: line.charged for line in one.lines} == {
        "labour": Decimal("150.00"),
        "travel_time": 0,
        "travel_distance": 0,
        "part": Decimal("62.50"),
    }


def test_parts_are_charged_at_the_markup_of_the_day_the_ticket_came_in(
    context: Context, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = company.tickets[0]
    hundred = Worth(Decimal(100), Decimal(100))
    monkeypatch.setattr(sources, "PARTS", (lambda *_: {key: {"CNY": hundred}},))

    def charged() -> Decimal:
        return next(one.price for one in costs(context, key).lines if one.kind is CostKind.PART)

    def mark_up(price: str, since: date) -> None:
        made = Rate(
            id=RateId(0), kind=RateKind.PARTS, cost=Decimal(1), price=Decimal(price), since=since
        )
        keeping.set_rate(context, uuid4(), made)

    assert charged() == 125
    mark_up("1.4", date(2020, 1, 1))
    assert charged() == 140
    mark_up("2", date(2090, 1, 1))
    assert charged() == 140
    with pytest.raises(DomainError, match=r"cost\.markup"):
        mark_up("0", date(2091, 1, 1))


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_finance_gets_one_row_for_each_line_of_the_tickets_closed_in_the_period(
    context: Context, company: Company, tmp_path: Path, suffix: str
) -> None:
    first, second = company.tickets
    serve(context, first, company.engineers[0], TEN)
    serve(context, second, company.engineers[1], TEN, until=DONE[:3])
    outside(context, first, what="=1+1", cost=Decimal("10.05"), price=Decimal(0))
    path = tmp_path / f"costs{suffix}"
    assert finance.export(context, path, TODAY, TODAY, ZONE) == 4
    if suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            table: list[list[Any]] = list(csv.reader(file))
    else:
        table = [list(row) for row in load_workbook(path).active.values]  # pyright: ignore
    assert tuple(table[0]) == finance.COLUMNS
    rows = [dict(zip(finance.COLUMNS, row, strict=True)) for row in table[1:]]
    assert rows[-1]["What"] == "'=1+1"
    assert [float(row["Margin"]) for row in rows] == [90.0, 15.0, 14.4, -10.05]
    assert len({row["Ticket"] for row in rows}) == 1
    assert finance.export(context, path, TODAY + timedelta(1), TODAY + timedelta(9), ZONE) == 0


def test_what_finance_gets_sums_up_to_what_the_window_shows(
    context: Context, company: Company, tmp_path: Path
) -> None:
    for place, key in enumerate(company.tickets):
        minutes = 47 + 13 * place
        serve(context, key, company.engineers[place], TEN, minutes)
        outside(context, key, cost=Decimal("10.05"), price=Decimal("33.33"))
        outside(context, key, what="Crane", cost=Decimal(7), price=Decimal("9.99"), currency="EUR")
    path = tmp_path / "costs.csv"
    finance.export(context, path, TODAY, TODAY, ZONE)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for key in company.tickets:
        shown = costs(context, key)
        assert set(shown.totals) == {"CNY", "EUR"}
        for currency, total in shown.totals.items():
            own = [
                row
                for row in rows
                if (row["Ticket"], row["Currency"]) == (shown.ticket.number, currency)
            ]
            assert len(own) == total.lines
            for column in ("cost", "price", "covered", "charged", "margin"):
                told = sum(Decimal(row[column.title()]) for row in own)
                assert told == getattr(total, column), (currency, column)


def test_a_period_that_ends_before_it_begins_or_another_format_is_refused(
    context: Context, tmp_path: Path
) -> None:
    with pytest.raises(DomainError, match=r"cost\.dates"):
        finance.export(context, tmp_path / "a.csv", TODAY, TODAY - timedelta(1), ZONE)
    with pytest.raises(DomainError, match=r"export\.format"):
        finance.export(context, tmp_path / "a.pdf", TODAY, TODAY, ZONE)
