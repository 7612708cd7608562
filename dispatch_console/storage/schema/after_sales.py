"""What comes after the work: its cost."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from dispatch_console.storage.schema.base import key, metadata, version, words

rate = Table(
    "rate",
    metadata,
    key(),
    Column("kind", Text, nullable=False),
    Column("scope", Text, nullable=False),
    words("of"),
    Column("cost", Numeric, nullable=False),
    Column("price", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("overtime", Numeric, nullable=False, server_default=text("1")),
    Column("since", Date, nullable=False),
    Column("until", Date),
    version(),
    CheckConstraint("until >= since", name="span"),
    CheckConstraint("cost >= 0 AND price >= 0 AND overtime >= 1", name="amounts"),
)

cost_entry = Table(
    "cost_entry",
    metadata,
    key(),
    Column("ticket_id", BigInteger, ForeignKey("ticket.id"), nullable=False),
    Column("corrects", Text),
    words("what"),
    words("document"),
    Column("on", Date, nullable=False),
    Column("cost", Numeric, nullable=False),
    Column("price", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    words("why"),
    words("entered_by"),
    version(),
    UniqueConstraint("ticket_id", "corrects"),
    CheckConstraint("cost >= 0 AND price >= 0", name="amounts"),
)
