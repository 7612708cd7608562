"""Stocktake: differences are moves with a reason; the catalogue, reorder points and tools."""

from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import psycopg
import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import PlaceId, ToolId
from dispatch_console.domain.part import Tool
from dispatch_console.domain.requisition import DEFAULT_LIMITS, Limit, State
from dispatch_console.domain.roles import Role
from dispatch_console.domain.stock import MoveKind, Place, PlaceKind
from dispatch_console.services.context import Context
from dispatch_console.services.parts import counting, keeping, moving, reading, serving
from dispatch_console.services.parts.counting import Count
from dispatch_console.services.parts.moving import Item
from tests.services.parts.store import D, Store, approved, furnished, level, row, stocked
from tests.services.parts.test_stock_model import assert_balanced


@pytest.fixture
def store(context: Context) -> Store:
    made = furnished(context)
    stocked(context, made)
    return made


def test_a_count_posts_just_the_differences_with_their_reason(
    context: Context, store: Store
) -> None:
    sheet = counting.sheet(context, store.main)
    assert [(line.part.number, line.expected, line.serials) for line in sheet] == [
        ("B-77", D(2), ("SN1", "SN2")),
        ("F-10", D(10), ()),
    ]
    counts = [
        Count(store.fuse.id, D(10), D(12)),
        Count(store.board.id, D(2), D(2), ("SN2", "SN3")),
    ]
    assert counting.differences(counts) == {store.fuse.id: D(2)}
    counting.count(context, uuid4(), store.main, counts, "yearly stocktake")
    move = reading.stores(context).moves[0]
    assert (move.kind, move.reason, len(move.lines)) == (MoveKind.COUNT, "yearly stocktake", 6)
    assert level(context, store.fuse, store.main) == (12, 0)
    again = {line.part.number: line.serials for line in counting.sheet(context, store.main)}
    assert again["B-77"] == ("SN2", "SN3")
    assert_balanced(context.database.url)


def test_a_count_without_differences_moves_nothing(context: Context, store: Store) -> None:
    before = len(reading.stores(context).moves)
    counting.count(context, uuid4(), store.main, [Count(store.fuse.id, D(10), D(10))], "weekly")
    assert len(reading.stores(context).moves) == before


def test_a_sheet_that_is_older_than_the_stock_is_refused(context: Context, store: Store) -> None:
    moving.transfer(context, uuid4(), store.main, store.east, [Item(store.fuse.id, D(1))])
    with pytest.raises(DomainError, match=r"stock\.moved_meanwhile"):
        counting.count(context, uuid4(), store.main, [Count(store.fuse.id, D(10), D(9))], "x")


def test_what_was_promised_and_is_not_there_is_released_the_last_asked_first(
    context: Context, store: Store
) -> None:
    keys = [approved(context, store, store.fuse, 4, ticket=n) for n in (0, 1)]
    for key in keys:
        serving.reserve(context, uuid4(), key, store.main)
    counting.count(context, uuid4(), store.main, [Count(store.fuse.id, D(10), D(5))], "x")
    states = {row(context, key).state for key in keys}
    assert states == {State.RESERVED, State.APPROVED}
    assert level(context, store.fuse, store.main) == (5, 4)


def test_a_place_may_be_allowed_to_be_negative(context: Context, store: Store) -> None:
    loose = Place(
        id=PlaceId(0), code="LOOSE", kind=PlaceKind.WAREHOUSE, name_en="x", may_be_negative=True
    )
    keeping.save_place(context, uuid4(), loose)
    with context.database.snapshot() as snap:
        key = snap.places.find(["LOOSE"], "code")["LOOSE"].id
    moving.transfer(context, uuid4(), key, store.east, [Item(store.fuse.id, D(3))])
    assert level(context, store.fuse, key) == (-3, 0)
    assert_balanced(context.database.url)


def test_stock_at_or_below_its_point_is_to_be_ordered_in_whole_lots(
    context: Context, store: Store
) -> None:
    keeping.set_reorder(context, uuid4(), store.fuse.id, store.main, D(10), D(4))
    (found,) = reading.stores(context).suggestions
    assert (found.free, found.order) == (D(10), D(4))
    key = approved(context, store, store.fuse, 5)
    serving.reserve(context, uuid4(), key, store.main)
    (found,) = reading.stores(context).suggestions
    assert (found.free, found.order) == (D(5), D(8))
    keeping.set_reorder(context, uuid4(), store.fuse.id, store.main, None)
    assert reading.stores(context).suggestions == ()


def test_a_tool_is_lent_to_one_engineer_at_a_time(context: Context, store: Store) -> None:
    given = Tool(id=ToolId(0), number="T-1", name_en="Torque wrench", place_id=store.main)
    keeping.save_tool(context, uuid4(), given)
    (tool,) = reading.stores(context).tools.values()
    with pytest.raises(DomainError, match=r"tool\.here"):
        keeping.return_tool(context, uuid4(), tool.id)
    keeping.lend_tool(context, uuid4(), tool.id, store.engineers[0])
    with pytest.raises(DomainError, match=r"tool\.lent"):
        keeping.lend_tool(context, uuid4(), tool.id, store.engineers[1])
    keeping.save_tool(context, uuid4(), replace(given, name_zh="扭力扳手"))
    assert reading.stores(context).tools[tool.id].engineer_id == store.engineers[0]
    keeping.return_tool(context, uuid4(), tool.id)
    assert reading.stores(context).tools[tool.id].engineer_id is None


def test_a_part_that_has_moved_stays_with_or_without_numbers(
    context: Context, store: Store
) -> None:
    keeping.save_part(context, uuid4(), replace(store.fuse, cost=D(3)))
    with pytest.raises(DomainError, match=r"part\.serialised"):
        keeping.save_part(context, uuid4(), replace(store.fuse, serialised=True))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"number": " "}, r"part\.number"),
        ({"name_en": "", "name_zh": ""}, r"part\.name"),
        ({"cost": Decimal(-1)}, r"part\.cost"),
        ({"cost": Decimal("NaN")}, r"part\.cost"),
        ({"currency": "yuan"}, r"part\.currency"),
    ],
)
def test_a_part_without_what_it_needs_is_not_kept(
    context: Context, store: Store, fields: dict[str, object], code: str
) -> None:
    with pytest.raises(DomainError, match=code):
        keeping.save_part(
            context,
            uuid4(),
            replace(store.fuse, **fields),  # pyright: ignore[reportArgumentType]
        )


def test_the_limits_of_a_fresh_database_are_those_of_the_domain(
    context: Context, store: Store
) -> None:
    assert reading.stores(context).limits == {one.role: one for one in DEFAULT_LIMITS}
    keeping.set_limits(context, uuid4(), [Limit(Role.WAREHOUSE, D(50))])
    assert reading.stores(context).limits[Role.WAREHOUSE].amount == 50


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stock_line SET quantity = 5",
        "DELETE FROM stock_line",
        "DELETE FROM stock_move",
        "INSERT INTO stock_line (move_id, part_id, place_id, quantity)"
        " SELECT max(move_id), min(part_id), min(place_id), 7 FROM stock_line",
        "UPDATE requisition SET quantity = 99",
    ],
)
def test_the_books_cannot_be_cooked_even_by_the_owner(
    context: Context, store: Store, statement: str
) -> None:
    approved(context, store, store.fuse)
    with (
        psycopg.connect(context.database.url) as connection,
        pytest.raises(psycopg.Error),
    ):
        connection.execute(statement.encode())
    assert_balanced(context.database.url)
