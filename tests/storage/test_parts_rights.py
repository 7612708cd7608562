"""Who may move stock, ask for parts and grant them: the database holds to it."""

from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import psycopg
import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import PlaceId, RequisitionId
from dispatch_console.domain.requisition import State
from dispatch_console.domain.stock import Place, PlaceKind
from dispatch_console.domain.ticket import Status
from dispatch_console.services import dispatch
from dispatch_console.services.context import Context
from dispatch_console.services.parts import asking, moving, reading, serving
from dispatch_console.services.parts.ending import cancel_left
from dispatch_console.services.parts.moving import Item
from dispatch_console.storage.database import Database
from tests.factories import NOW
from tests.storage.people import ask_for_part
from tests.storage.test_rights import Office, ask, office

__all__ = ["office"]


def desk(office: Office, who: str) -> Context:
    return Context(database=Database.open(office.as_(who)), user="whoever", clock=lambda: NOW)


def requisition(office: Office, cost: int, quantity: int = 1) -> RequisitionId:
    whole = Database.open(office.url)
    with whole.unit(user="setup") as unit:
        key = ask_for_part(unit, office.company.tickets[1].id, cost, quantity)
        unit.commit()
    whole.close()
    return key


def places(office: Office) -> tuple[PlaceId, PlaceId]:
    """A warehouse and a van."""
    whole = Database.open(office.url)
    with whole.unit(user="setup") as unit:
        made = unit.places.add(
            [
                Place(id=PlaceId(0), code="W", kind=PlaceKind.WAREHOUSE),
                Place(id=PlaceId(0), code="V", kind=PlaceKind.VAN),
            ]
        )
        unit.commit()
    whole.close()
    return made[0].id, made[1].id


def test_above_the_limit_of_the_warehouse_a_supervisor_approves(office: Office) -> None:
    keeper, boss = desk(office, "warehouse"), desk(office, "supervisor")
    first, second = requisition(office, 1200), requisition(office, 900)
    asking.approve(keeper, uuid4(), first)
    with pytest.raises(DomainError, match=r"requisition\.limit"):
        asking.approve(keeper, uuid4(), second)
    asking.approve(boss, uuid4(), second)
    with boss.database.snapshot() as snap:
        found = snap.requisitions.get([first, second])
    assert {row.state for row in found.values()} == {State.APPROVED}
    assert found[second].decided_by == office.login("supervisor")
    for one in (keeper, boss):
        one.database.close()


def test_a_dispatcher_asks_and_records_the_use_and_the_warehouse_does_the_rest(
    office: Office,
) -> None:
    front, keeper = desk(office, "dispatcher"), desk(office, "warehouse")
    main, van = places(office)
    key = requisition(office, 100)
    with front.database.snapshot() as snap:
        part = snap.requisitions.get([key])[key].part_id
    asking.request(front, uuid4(), office.company.tickets[1].id, part, Decimal(2))
    for step in (
        lambda ctx: asking.approve(ctx, uuid4(), key),
        lambda ctx: moving.receive(ctx, uuid4(), main, [Item(part, Decimal(5))]),
        lambda ctx: serving.reserve(ctx, uuid4(), key, main),
        lambda ctx: serving.pick(ctx, uuid4(), key),
        lambda ctx: serving.hand_out(ctx, uuid4(), key, van),
    ):
        with pytest.raises(DomainError, match=r"database\.rights|requisition\.step"):
            step(front)
        step(keeper)
    serving.use(front, uuid4(), key, Decimal(1))
    move = reading.stores(front).moves[0]
    assert (move.who, move.ticket_id) == (office.login("dispatcher"), office.company.tickets[1].id)
    for one in (front, keeper):
        one.database.close()


def test_the_warehouse_holds_a_ticket_for_a_part_and_cannot_touch_it_otherwise(
    office: Office,
) -> None:
    owner = replace(desk(office, "admin"), user="x")
    ticket = office.company.tickets[1].id
    dispatch.assign(owner, uuid4(), [ticket], office.company.engineers[0].id, None)
    keeper = desk(office, "warehouse")
    main, _ = places(office)
    key = requisition(office, 100)
    asking.approve(keeper, uuid4(), key)
    serving.wait(keeper, uuid4(), key, None)
    with owner.database.snapshot() as snap:
        held = snap.tickets.get([ticket])[ticket]
        part = snap.requisitions.get([key])[key].part_id
    assert (held.status, held.hold_reason) == (Status.ON_HOLD, "part")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(office.as_("warehouse"), "UPDATE ticket SET status = 'new'")
    moving.receive(keeper, uuid4(), main, [Item(part, Decimal(1))])
    with owner.database.snapshot() as snap:
        assert snap.tickets.get([ticket])[ticket].hold_reason == ""
    for one in (owner, keeper):
        one.database.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stock SET quantity = 1000",
        "UPDATE serial SET place_id = 1",
        "INSERT INTO stock_move (kind) VALUES ('receipt')",
        "UPDATE requisition SET state = 'handed_out', place_id = 1",
        "UPDATE approval_limit SET amount = NULL",
        "UPDATE part SET cost = 0",
    ],
)
def test_a_dispatcher_gets_at_neither_stock_nor_limits(office: Office, statement: str) -> None:
    with (
        psycopg.connect(office.as_("dispatcher")) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())


def test_the_use_of_a_part_cannot_be_told_to_come_from_a_warehouse(office: Office) -> None:
    main, _ = places(office)
    key = requisition(office, 100)
    keeper = desk(office, "warehouse")
    with keeper.database.snapshot() as snap:
        part = snap.requisitions.get([key])[key].part_id
        used = snap.places.of_kind(PlaceKind.USED).id
    moving.receive(keeper, uuid4(), main, [Item(part, Decimal(1))])
    keeper.database.close()
    with (
        psycopg.connect(office.as_("dispatcher")) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(
            "WITH m AS (INSERT INTO stock_move (kind) VALUES ('use') RETURNING id)"
            " INSERT INTO stock_line (move_id, part_id, place_id, quantity)"
            " SELECT m.id, %(part)s, x.place, x.n FROM m,"
            " (VALUES (%(main)s, -1), (%(used)s, 1)) AS x (place, n)",
            {"part": part, "main": main, "used": used},
        )


def test_a_dispatcher_of_a_region_sees_the_requisitions_of_its_tickets_alone(
    office: Office,
) -> None:
    whole = Database.open(office.url)
    with whole.unit(user="setup") as unit:
        far = ask_for_part(unit, office.company.tickets[-1].id, 5)
        near = ask_for_part(unit, office.company.tickets[0].id, 6)
        unit.commit()
    whole.close()
    front = desk(office, "north")
    with front.database.snapshot() as snap:
        found = snap.requisitions.every()
        assert near in found
        assert far not in found
        assert snap.trail.about("requisition", near)
        assert not snap.trail.about("requisition", far)
    front.database.close()


def test_a_dispatcher_s_console_frees_what_was_asked_for_a_ticket_that_was_cancelled(
    office: Office,
) -> None:
    keeper, desk_ = desk(office, "warehouse"), desk(office, "dispatcher")
    key = requisition(office, 100)
    asking.approve(keeper, uuid4(), key)
    ticket = office.company.tickets[1].id
    dispatch.set_status(desk_, uuid4(), [ticket], Status.CANCELLED)
    with psycopg.connect(office.url) as owner:
        owner.execute("UPDATE step SET at = now() - interval '2 hours'")
    assert cancel_left(desk_) == 1
    with keeper.database.snapshot() as snap:
        assert snap.requisitions.get([key])[key].state is State.CANCELLED
    for ctx in (keeper, desk_):
        ctx.database.close()
