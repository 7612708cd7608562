"""Parts by phone: asked for, withdrawn, used from what was handed out and from the van."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import uuid4

import pytest

from dispatch_console.domain.ids import PartId, PlaceId, RequisitionId
from dispatch_console.domain.part import Part
from dispatch_console.domain.requisition import Requisition, State
from dispatch_console.domain.stock import MoveKind, Place, PlaceKind
from dispatch_console.services.parts import asking, moving, reading, serving
from dispatch_console.services.parts.moving import Item
from tests.gateway.engineer.conftest import Field


@dataclass(frozen=True)
class Store:
    """A warehouse with both parts, and a van that has a fuse and a board."""

    main: PlaceId
    van: PlaceId
    fuse: Part
    board: Part


@pytest.fixture
def store(field_work: Field) -> Store:
    engineer = field_work.company.engineers[0].id
    with field_work.office.database.unit(user="office") as unit:
        places = [
            Place(id=PlaceId(0), code="MAIN", kind=PlaceKind.WAREHOUSE, name_en="Main"),
            Place(
                id=PlaceId(0), code="V1", kind=PlaceKind.VAN, name_en="Van", engineer_id=engineer
            ),
        ]
        main, van = (place.id for place in unit.places.add(places))
        parts = [
            Part(id=PartId(0), number="F-10", name_en="Fuse", name_zh="保险丝"),
            Part(id=PartId(0), number="B-77", name_en="Board", name_zh="控制板", serialised=True),
        ]
        fuse, board = unit.parts.add(parts)
        unit.commit()
    for place, number in ((main, "SN1"), (van, "SN2")):
        items = [Item(fuse.id, Decimal(3)), Item(board.id, Decimal(1), (number,))]
        moving.receive(field_work.office, uuid4(), place, items)
    return Store(main, van, fuse, board)


def rows(field_work: Field) -> tuple[Requisition, ...]:
    """The ticket's requisitions."""
    return reading.of_ticket(field_work.office, field_work.key()).requisitions


def used(field_work: Field) -> list[tuple[str, Decimal]]:
    """Who used how much for the ticket."""
    moves = reading.of_ticket(field_work.office, field_work.key()).moves
    return [
        (move.who, max(line.quantity for line in move.lines))
        for move in moves
        if move.kind is MoveKind.USE
    ]


def asked(field_work: Field, part: Part, quantity: str = "1") -> Requisition:
    """Asked for by phone."""
    page = field_work.page(f"/parts?q={part.number}")
    answer = field_work.send("/parts/ask", page, part=str(part.id), quantity=quantity, q="F")
    assert answer.status_code == 303, answer.text
    return rows(field_work)[-1]


def test_a_part_is_found_asked_for_and_withdrawn(field_work: Field, store: Store) -> None:
    page = field_work.page("/parts?q=保险")
    assert "F-10 · Fuse" in page
    assert "free in all stores: 6 pcs" in page
    row = asked(field_work, store.fuse, "1,5")
    assert (row.quantity, row.requested_by) == (Decimal("1.5"), "engineer:E001")
    field_work.send(f"/parts/{row.id}/cancel", field_work.page("/parts"))
    assert rows(field_work)[0].state is State.CANCELLED


def test_what_the_warehouse_asked_for_is_not_the_engineers_to_withdraw(
    field_work: Field, store: Store
) -> None:
    asking.request(field_work.office, uuid4(), field_work.key(), store.fuse.id, Decimal(1))
    (row,) = rows(field_work)
    page = field_work.page("/parts")
    assert "/cancel" not in page
    command = {"command": str(uuid4())}
    address = f"/engineer/tickets/{field_work.key()}/parts/{row.id}/cancel"
    assert field_work.client.post(address, data=command).status_code == 404
    assert rows(field_work)[0].state is State.REQUESTED


@pytest.mark.parametrize(
    ("quantity", "sentence"),
    [("none", "Enter a quantity"), ("0", "Enter a quantity"), ("-1", "Enter a quantity")],
)
def test_an_amount_that_is_none_is_refused_and_the_search_stays(
    field_work: Field, store: Store, quantity: str, sentence: str
) -> None:
    page = field_work.page("/parts?q=fuse")
    part = str(store.fuse.id)
    answer = field_work.send("/parts/ask", page, part=part, quantity=quantity, q="fuse")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{quantity}"' in answer.text
    assert not rows(field_work)


def test_what_was_handed_out_is_used_piece_by_piece(field_work: Field, store: Store) -> None:
    key = RequisitionId(asked(field_work, store.board).id)
    office = field_work.office
    asking.approve(office, uuid4(), key)
    serving.reserve(office, uuid4(), key, store.main)
    serving.pick(office, uuid4(), key, ("SN1",))
    serving.hand_out(office, uuid4(), key, store.van)
    page = field_work.page("/parts")
    wrong = field_work.send(f"/parts/{key}/use", page, quantity="1", serials="SN2")
    assert wrong.status_code == 422
    right = field_work.send(f"/parts/{key}/use", page, quantity="1", serials="SN1")
    assert right.status_code == 303, right.text
    assert rows(field_work)[0].state is State.USED
    assert used(field_work) == [("engineer:E001", Decimal(1))]


def test_what_lies_in_the_van_is_used_once(field_work: Field, store: Store) -> None:
    page = field_work.page("/parts")
    assert "SN2" in page
    for _ in range(2):
        field_work.send("/parts/van", page, part=str(store.fuse.id), quantity="2")
    assert used(field_work) == [("engineer:E001", Decimal(2))]
    short = field_work.send("/parts/van", page, part=str(store.fuse.id), quantity="3")
    assert short.status_code == 422
    assert len(used(field_work)) == 1


def test_a_requisition_of_another_ticket_is_not_there(field_work: Field, store: Store) -> None:
    asking.request(field_work.office, uuid4(), field_work.key(2), store.fuse.id, Decimal(1))
    with field_work.office.database.snapshot() as snap:
        other = max(snap.requisitions.every())
    sent = {"command": str(uuid4()), "quantity": "1"}
    address = f"/engineer/tickets/{field_work.key()}/parts/{other}/use"
    assert field_work.client.post(address, data=sent).status_code == 404
