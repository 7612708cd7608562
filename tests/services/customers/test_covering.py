"""What is covered of many tickets is what is covered of each."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from dispatch_console.domain.asset import Asset
from dispatch_console.domain.cover import Contract, Shares
from dispatch_console.domain.ids import AssetId, ContractId, TicketId
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.context import Context
from dispatch_console.services.customers.covering import cover_on, covers
from tests.services.customers.clientele import settled

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


def test_many_tickets_are_covered_as_each_by_itself(context: Context) -> None:
    hotel, bank = settled(context, "Hotel"), settled(context, "Bank")
    with context.database.unit(user="setup") as unit:
        (board,) = unit.assets.add([part_of(hotel.asset)])
        (lamp,) = unit.assets.add([part_of(board)])
        contract = Contract(
            id=ContractId(0),
            number="C-1",
            customer_id=hotel.customer.id,
            assets=(hotel.asset.id,),
            starts_on=date(2026, 1, 1),
            covers=Shares(labour=Decimal(1)),
        )
        unit.contracts.add([contract])
        unit.commit()
    subjects = [
        (hotel.customer.id, lamp.id),
        (hotel.customer.id, board.id),
        (hotel.customer.id, None),
        (bank.customer.id, bank.asset.id),
        (bank.customer.id, lamp.id),
        (None, None),
    ]
    tickets = [
        Ticket(
            id=TicketId(number),
            number="",
            title="",
            created_at=NOON + timedelta(days=60 * number),
            customer_id=customer,
            asset_id=asset,
        )
        for number, (customer, asset) in enumerate(subjects)
    ]
    with context.database.snapshot() as snap:
        found = covers(snap, tickets, ZONE)
        for one in tickets:
            on = one.created_at.astimezone(ZONE).date()
            assert found[one.id] == cover_on(snap, one.customer_id, one.asset_id, on)
    assert found[TicketId(0)].contracts
    assert found[TicketId(1)].shares.labour == 1
    assert not found[TicketId(2)].contracts
    assert found[TicketId(5)].shares == Shares()


def part_of(whole: Asset) -> Asset:
    """A device that is a part of that one."""
    return replace(
        whole, id=AssetId(0), parent_id=whole.id, serial=f"{whole.serial}-1", warranty_until=None
    )
