"""Spare parts, where they lie, what moves them, and who asked for them.

Stock is kept in double entry: a `stock_move` has `stock_line`s that sum to zero for each part, and
both are never changed. `stock` is what the lines come to, kept by a trigger, as `serial.place_id`
is; `reserved` in it is what requisitions are promised. See revision 0011.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY

from dispatch_console.storage.schema.base import key, metadata, version, words
from dispatch_console.storage.schema.record import NOW

_QUANTITY = Numeric(14, 3)
_MONEY = Numeric(14, 4)


def _amount(name: str) -> Column[object]:
    return Column(name, _QUANTITY, nullable=False, server_default=text("0"))


part = Table(
    "part",
    metadata,
    key(),
    Column("number", Text, nullable=False, unique=True),
    words("name_en"),
    words("name_zh"),
    Column("unit", Text, nullable=False, server_default=text("'pcs'")),
    # Of one unit.
    Column("cost", _MONEY, nullable=False, server_default=text("0")),
    Column("currency", Text, nullable=False, server_default=text("'CNY'")),
    Column("serialised", Boolean, nullable=False, server_default=text("false")),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    version(),
    CheckConstraint("cost >= 0", name="cost"),
)

# What it is sold at from a day on; NULL: by the markup again.
part_price = Table(
    "part_price",
    metadata,
    key(),
    Column("part_id", BigInteger, ForeignKey("part.id"), nullable=False),
    Column("currency", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("price", _MONEY),
    version(),
    UniqueConstraint("part_id", "currency", "since"),
    CheckConstraint("price >= 0", name="price"),
)

stock_place = Table(
    "stock_place",
    metadata,
    key(),
    Column("code", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    words("name_en"),
    words("name_zh"),
    # Whose van it is.
    Column("engineer_id", BigInteger, ForeignKey("engineer.id"), unique=True),
    Column("may_be_negative", Boolean, nullable=False, server_default=text("false")),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    version(),
    CheckConstraint("(engineer_id IS NULL) OR kind = 'van'", name="van"),
)

reorder_point = Table(
    "reorder_point",
    metadata,
    key(),
    Column("part_id", BigInteger, ForeignKey("part.id"), nullable=False),
    Column("place_id", BigInteger, ForeignKey("stock_place.id"), nullable=False),
    Column("point", _QUANTITY, nullable=False),
    Column("quantity", _QUANTITY, nullable=False),
    version(),
    UniqueConstraint("part_id", "place_id"),
    CheckConstraint("point >= 0 AND quantity > 0", name="lot"),
)

serial = Table(
    "serial",
    metadata,
    key(),
    Column("part_id", BigInteger, ForeignKey("part.id"), nullable=False),
    Column("number", Text, nullable=False),
    Column("place_id", BigInteger, ForeignKey("stock_place.id"), nullable=False),
    version(),
    UniqueConstraint("part_id", "number"),
    UniqueConstraint("id", "part_id"),
)

stock = Table(
    "stock",
    metadata,
    key(),
    Column("part_id", BigInteger, ForeignKey("part.id"), nullable=False),
    Column("place_id", BigInteger, ForeignKey("stock_place.id"), nullable=False),
    _amount("quantity"),
    _amount("reserved"),
    version(),
    UniqueConstraint("part_id", "place_id"),
    CheckConstraint("reserved >= 0", name="reserved"),
)

requisition = Table(
    "requisition",
    metadata,
    key(),
    Column(
        "number", Text, nullable=False, unique=True, server_default=text("requisition_number()")
    ),
    Column("ticket_id", BigInteger, ForeignKey("ticket.id"), nullable=False, index=True),
    Column("part_id", BigInteger, ForeignKey("part.id"), nullable=False),
    Column("quantity", _QUANTITY, nullable=False),
    Column("state", Text, nullable=False, server_default=text("'requested'"), index=True),
    Column("place_id", BigInteger, ForeignKey("stock_place.id")),
    Column("target_id", BigInteger, ForeignKey("stock_place.id")),
    Column("expected_at", DateTime(timezone=True)),
    _amount("used"),
    Column("serials", ARRAY(BigInteger), nullable=False, server_default=text("'{}'")),
    words("note"),
    words("why"),
    words("requested_by"),
    Column("requested_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    words("decided_by"),
    version(),
    CheckConstraint("quantity > 0 AND used BETWEEN 0 AND quantity", name="quantity"),
    CheckConstraint(
        "state NOT IN ('reserved', 'picked', 'handed_out', 'shipped') OR place_id IS NOT NULL",
        name="place",
    ),
)

stock_move = Table(
    "stock_move",
    metadata,
    key(),
    Column("kind", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=NOW),
    words("who"),
    words("why"),
    Column("ticket_id", BigInteger, ForeignKey("ticket.id"), index=True),
    Column("requisition_id", BigInteger, ForeignKey("requisition.id"), index=True),
    version(),
)

stock_line = Table(
    "stock_line",
    metadata,
    key(),
    Column("move_id", BigInteger, ForeignKey("stock_move.id"), nullable=False, index=True),
    Column("part_id", BigInteger, ForeignKey("part.id"), nullable=False),
    Column("place_id", BigInteger, ForeignKey("stock_place.id"), nullable=False),
    Column("quantity", _QUANTITY, nullable=False),
    Column("unit_cost", _MONEY, nullable=False, server_default=text("0")),
    Column("currency", Text, nullable=False, server_default=text("'CNY'")),
    Column("serial_id", BigInteger),
    ForeignKeyConstraint(["serial_id", "part_id"], ["serial.id", "serial.part_id"]),
    CheckConstraint("quantity <> 0", name="quantity"),
    CheckConstraint("serial_id IS NULL OR abs(quantity) = 1", name="serial"),
    Index(None, "part_id", "place_id"),
)

tool = Table(
    "tool",
    metadata,
    key(),
    Column("number", Text, nullable=False, unique=True),
    words("name_en"),
    words("name_zh"),
    Column("place_id", BigInteger, ForeignKey("stock_place.id"), nullable=False),
    # Who has it; none: it lies at its place.
    Column("engineer_id", BigInteger, ForeignKey("engineer.id")),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    version(),
)

approval_limit = Table(
    "approval_limit",
    metadata,
    key(),
    Column("role", Text, nullable=False, unique=True),
    # None: any amount.
    Column("amount", _MONEY),
    Column("currency", Text, nullable=False, server_default=text("'CNY'")),
    version(),
)
