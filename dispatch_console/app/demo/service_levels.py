"""Service levels of the demo company: a calendar, contracts, and tickets that wait.

The first duty round after the opening counts the tickets by them, and tells of those that are late.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dispatch_console.domain.cover import Contract, Shares
from dispatch_console.domain.ids import ContractId, TicketId
from dispatch_console.domain.step import Step
from dispatch_console.domain.ticket import HoldReason, Status, Ticket
from dispatch_console.storage.unit_of_work import Unit

CALENDAR = "demo-service"
_CALENDAR: dict[str, Any] = {
    "name": "Service hours, Shanghai / 上海服务时间",
    "zone": "Asia/Shanghai",
    "week": {"mon-fri": ["08:00-20:00"], "sat": ["09:00-17:00"]},
    "breaks": {"mon-sat": ["12:00-13:00"]},
    "holidays": ["CN"],
    "unknown_years": "weekly",
    "day": "11h",
}
_GOLD: dict[str, Any] = {
    "code": "demo-gold",
    "name_en": "Gold contract",
    "name_zh": "金牌合同",
    "position": 10,
    "applies": {"contracts": ["gold"]},
    "targets": {
        "response": {"within": "1h", "calendar": CALENDAR},
        "arrival": {"within": "6h", "calendar": CALENDAR},
        "resolution": {"within": "22h", "calendar": CALENDAR},
    },
    "pauses": ["customer", "part"],
    "notices": [
        {"goal": "arrival", "when": "75%", "to": ["engineer"], "by": ["console"]},
        {"goal": "resolution", "when": "-2h", "to": ["role:dispatcher"], "by": ["console"]},
        {"goal": "resolution", "when": "0m", "to": ["role:supervisor"], "by": ["console"]},
    ],
}
_STANDARD: dict[str, Any] = {
    "code": "demo-standard",
    "name_en": "Standard contract",
    "name_zh": "标准合同",
    "position": 15,
    "applies": {"contracts": ["standard"]},
    "targets": {
        "response": {"within": "4h", "calendar": CALENDAR},
        "arrival": {"within": "16h", "calendar": CALENDAR},
        "resolution": {"within": "44h", "calendar": CALENDAR},
    },
    "pauses": ["customer", "part"],
    "notices": [
        {"goal": "resolution", "when": "0m", "to": ["role:supervisor"], "by": ["console"]},
    ],
}
_HIGH: dict[str, Any] = {
    "code": "demo-high",
    "name_en": "High priority",
    "name_zh": "高优先级报修",
    "position": 20,
    "applies": {"priorities": [2]},
    "targets": {"response": {"within": "4h"}, "resolution": {"within": "24h"}},
    "notices": [
        {"goal": "response", "when": "75%", "to": ["engineer"], "by": ["console"]},
        {"goal": "response", "when": "0m", "to": ["role:supervisor"], "by": ["console", "email"]},
    ],
}
_WAITING = (HoldReason.PART, HoldReason.CUSTOMER)
_UNTIL_HELD = timedelta(minutes=40)


def add(unit: Unit, tickets: Iterable[TicketId], today: date) -> None:
    """Put what waits on hold for a reason, and see that those customers have a gold contract."""
    rows = sorted(unit.tickets.get(tickets).values(), key=lambda ticket: ticket.id)
    held = [ticket for ticket in rows if ticket.status is Status.ON_HOLD]
    _hold(unit, held)
    _contract(unit, held, today)
    _keep(unit)


def _hold(unit: Unit, held: list[Ticket]) -> None:
    reasons = [_WAITING[turn % len(_WAITING)] for turn in range(len(held))]
    unit.tickets.update(
        [replace(ticket, hold_reason=why) for ticket, why in zip(held, reasons, strict=True)]
    )
    unit.steps.add(
        Step(
            ticket_id=ticket.id,
            at=ticket.created_at + _UNTIL_HELD,
            who="demo",
            before=Status.NEW,
            after=Status.ON_HOLD,
            hold_reason=why,
        )
        for ticket, why in zip(held, reasons, strict=True)
    )


def _contract(unit: Unit, held: list[Ticket], today: date) -> None:
    customers = sorted({ticket.customer_id for ticket in held if ticket.customer_id is not None})
    golden = {
        contract.customer_id
        for contract in unit.contracts.of(customers).values()
        if contract.sla == "gold" and not contract.assets and contract.holds(today)
    }
    unit.contracts.add(
        [
            Contract(
                id=ContractId(0),
                number=f"WB-{today.year}-G{customer:03d}",
                customer_id=customer,
                name="金牌服务",
                starts_on=date(today.year, 1, 1),
                ends_on=date(today.year, 12, 31),
                covers=Shares(labour=Decimal(1), travel=Decimal(1)),
                sla="gold",
                price=Decimal(18_000),
            )
            for customer in customers
            if customer not in golden
        ]
    )


def _keep(unit: Unit) -> None:
    """The definitions, over those of the day before."""
    calendar = unit.levels.calendars().get(CALENDAR)
    unit.levels.save_calendar(CALENDAR, _CALENDAR, calendar and calendar.version)
    known = unit.levels.policies()
    for policy in (_GOLD, _STANDARD, _HIGH):
        kept = known.get(policy["code"])
        unit.levels.save_policy(policy["code"], policy, kept and kept.version)
