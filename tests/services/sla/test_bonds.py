"""The most specific policy wins by the device and contract a ticket really has, and keeps up."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from dispatch_console.domain.cover import Contract
from dispatch_console.domain.ids import AssetId, ContractId, CustomerId
from dispatch_console.domain.service_level.choosing import Trait
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.context import Context
from dispatch_console.services.customers import editing, uniting
from dispatch_console.services.sla.explaining import explain
from dispatch_console.services.sla.settling import settle_all
from dispatch_console.services.tickets import NewTicket, create
from dispatch_console.services.undo import undo
from dispatch_console.storage.unit_of_work import Unit
from tests.services.company import ticket as read
from tests.services.customers.clientele import Clientele, settled
from tests.services.sla.levels import hours, keep_policy, policy

MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture
def hotel(context: Context) -> Clientele:
    """A customer with a lift of a model, and a policy for each way to be bound to one."""
    made = settled(context)
    lift = editing.save(context, uuid4(), replace(made.asset, model="LEHY-III"))
    for code, applies, within in (
        ("asset", {"assets": [lift.id]}, "1h"),
        ("model", {"assets": ["LEHY-III"], "types": ["general"]}, "2h"),
        ("number", {"contracts": ["C-1"]}, "3h"),
        ("level", {"contracts": ["gold"], "types": ["general"]}, "4h"),
        ("customer", {"customers": [made.customer.id]}, "5h"),
    ):
        keep_policy(
            context, policy(code, applies=applies, targets={"resolution": {"within": within}})
        )
    return replace(made, asset=lift)


def contract(customer: CustomerId, **fields: object) -> Contract:
    row = Contract(
        id=ContractId(0), number="C-2", customer_id=customer, starts_on=date(2026, 1, 1), sla="gold"
    )
    return replace(row, **fields)  # pyright: ignore[reportArgumentType]


def made(ctx: Context, customer: CustomerId | None) -> Ticket:
    new = NewTicket(title="Lift stuck", customer_id=customer)
    return create(ctx, uuid4(), new, occurred_at=MONDAY)


def due_after(ctx: Context, ticket: Ticket) -> float:
    """Hours from the creation to the deadline, once the duty has been round."""
    settle_all(ctx)
    due = read(ctx, ticket.id).resolution_due
    assert due is not None
    return (due - MONDAY) / hours(1)


def off(ctx: Context, code: str) -> None:
    with ctx.database.snapshot() as snap:
        document = snap.levels.policies()[code].document
    keep_policy(ctx, document | {"active": False})


def test_device_model_contract_level_and_customer_come_in_this_order(
    context: Context, hotel: Clientele
) -> None:
    editing.save(context, uuid4(), contract(hotel.customer.id))
    editing.save(context, uuid4(), contract(hotel.customer.id, number="C-1", sla="silver"))
    ticket = made(context, hotel.customer.id)
    editing.set_asset(context, uuid4(), ticket.id, hotel.asset.id)
    # Of two that name the device, as of two that name the contract, one with a type comes first.
    for code, within in (("model", 2), ("asset", 1), ("level", 4), ("number", 3), ("customer", 5)):
        assert due_after(context, ticket) == within, code
        assert explain(context, ticket.id).policy is not None
        off(context, code)


def test_a_new_ticket_of_a_customer_with_a_contract_has_its_deadline_at_once(
    context: Context, hotel: Clientele
) -> None:
    editing.save(context, uuid4(), contract(hotel.customer.id))
    ticket = made(context, hotel.customer.id)
    assert ticket.resolution_due == MONDAY + hours(4)
    assert ticket.version == 1
    assert Trait.CONTRACT in explain(context, ticket.id).by
    assert made(context, settled(context, "Mall").customer.id).resolution_due != MONDAY + hours(4)


def test_the_deadline_follows_the_device_and_the_customer(
    context: Context, hotel: Clientele
) -> None:
    editing.save(context, uuid4(), contract(hotel.customer.id))
    mall = settled(context, "Mall").customer.id
    ticket = made(context, mall)
    usual = due_after(context, ticket)

    def give(customer: CustomerId, asset: AssetId | None) -> None:
        def work(unit: Unit) -> None:
            row = unit.tickets.get([ticket.id])[ticket.id]
            unit.tickets.update([replace(row, customer_id=customer, asset_id=asset)])

        context.database.run(work, user="tester")

    give(hotel.customer.id, None)
    assert due_after(context, ticket) == 4
    give(hotel.customer.id, hotel.asset.id)
    assert due_after(context, ticket) == 2
    give(mall, None)
    assert due_after(context, ticket) == usual


def test_open_tickets_follow_their_customer_s_contracts_and_devices(
    context: Context, hotel: Clientele
) -> None:
    ticket = made(context, hotel.customer.id)
    assert due_after(context, ticket) == 5
    held = editing.save(context, uuid4(), contract(hotel.customer.id))
    assert due_after(context, ticket) == 4
    held = editing.save(context, uuid4(), replace(held, number="C-1", sla=""))
    assert due_after(context, ticket) == 3
    held = editing.save(context, uuid4(), replace(held, ends_on=date(2026, 3, 1)))
    assert due_after(context, ticket) == 5
    editing.save(context, uuid4(), replace(held, ends_on=None, assets=(hotel.asset.id,)))
    assert due_after(context, ticket) == 5
    for code in ("asset", "model"):
        off(context, code)
    editing.set_asset(context, uuid4(), ticket.id, hotel.asset.id)
    assert due_after(context, ticket) == 3


def test_another_model_of_the_device_counts(context: Context, hotel: Clientele) -> None:
    off(context, "asset")
    ticket = made(context, hotel.customer.id)
    editing.set_asset(context, uuid4(), ticket.id, hotel.asset.id)
    assert due_after(context, ticket) == 2
    editing.save(context, uuid4(), replace(hotel.asset, model="ELENESSA"))
    assert due_after(context, ticket) == 5


def test_what_was_promised_to_a_customer_or_device_holds_after_they_were_merged(
    context: Context, hotel: Clientele
) -> None:
    off(context, "level")
    other = settled(context, "Hotel Ltd", phone="021-1234 9876")
    ticket = made(context, other.customer.id)
    assert due_after(context, ticket) == 48
    command = uuid4()
    uniting.merge(context, command, hotel.customer.id, other.customer)
    assert due_after(context, ticket) == 5
    undo(context, uuid4(), command, "customer.merge")
    assert due_after(context, ticket) == 48
    with context.database.snapshot() as snap:
        now = snap.customers.get([other.customer.id])[other.customer.id]
    uniting.merge(context, uuid4(), hotel.customer.id, now)
    with_lift = create(
        context,
        uuid4(),
        NewTicket(title="Stuck", customer_id=now.id, asset_id=other.asset.id),
        occurred_at=MONDAY,
    )
    off(context, "model")
    assert due_after(context, with_lift) == 5
    with context.database.snapshot() as snap:
        lift = snap.assets.get([other.asset.id])[other.asset.id]
    uniting.merge(context, uuid4(), hotel.asset.id, lift)
    assert due_after(context, with_lift) == 1
