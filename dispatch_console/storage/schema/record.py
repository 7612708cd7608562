"""What happened: plans published, commands applied, the change feed, the audit trail."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Double,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.types import UserDefinedType

from dispatch_console.storage.schema.base import key, metadata, words


class Xid8(UserDefinedType[str]):
    """PostgreSQL's transaction number of 64 bits."""

    cache_ok = True

    def get_col_spec(self, **_options: object) -> str:
        return "xid8"


NOW = text("now()")

plan = Table(
    "plan",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    words("published_by"),
    Column("published_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    Column("figures", JSONB, nullable=False),
    Column("objective", Double),
    words("input_hash"),
    Column("xid", Xid8, nullable=False, server_default=text("pg_current_xact_id()"), index=True),
)

command = Table(
    "command",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    words("who"),
    Column("at", DateTime(timezone=True), nullable=False, server_default=NOW),
    words("what"),
    Column("xid", Xid8, nullable=False, server_default=text("pg_current_xact_id()"), index=True),
)

change_log = Table(
    "change_log",
    metadata,
    Column("seq", BigInteger, Identity(always=True), primary_key=True),
    Column("xid", Xid8, nullable=False, server_default=text("pg_current_xact_id()")),
    Column("kind", Text, nullable=False),
    Column("row_id", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=NOW, index=True),
    Index(None, "xid", "seq"),
)

audit = Table(
    "audit",
    metadata,
    key(),
    Column("at", DateTime(timezone=True), nullable=False, server_default=NOW),
    words("who"),
    Column("command_id", UUID(as_uuid=True), index=True),
    Column("kind", Text, nullable=False),
    Column("row_id", BigInteger, nullable=False),
    Column("before", JSONB),
    Column("after", JSONB),
    words("why"),
    Column("xid", Xid8, nullable=False, server_default=text("pg_current_xact_id()")),
    Index(None, "kind", "row_id"),
    Index(None, "kind", "at"),
    Index(None, "xid", "id"),
)

meta = Table(
    "meta",
    metadata,
    Column("only", Boolean, primary_key=True, server_default=text("true")),
    # Renewed with every restore: a console that sees another one loads everything anew.
    Column(
        "db_epoch", UUID(as_uuid=True), nullable=False, server_default=text("gen_random_uuid()")
    ),
    # The oldest schema numbers whose consoles may still read and write here.
    Column("min_reader", Integer, nullable=False),
    Column("min_writer", Integer, nullable=False),
    # The highest transaction whose rows were trimmed from the change log; NULL: none were.
    Column("trimmed_to", Xid8),
    CheckConstraint('"only"', name="one_row"),
)

# A row counts only while the seat's session holds the advisory lock of its number.
presence = Table(
    "presence",
    metadata,
    Column("seat", Integer, Identity(always=True, cycle=True), primary_key=True),
    words("who"),
    Column("since", DateTime(timezone=True), nullable=False, server_default=NOW),
    Column("ticket_id", BigInteger),
    Column("edits", Boolean, nullable=False, server_default=text("false")),
    prefixes=["UNLOGGED"],
)
