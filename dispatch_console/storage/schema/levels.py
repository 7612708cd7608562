"""Service levels: what people define, and what follows from it for each ticket."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from dispatch_console.storage.schema.base import key, metadata, version, words
from dispatch_console.storage.schema.record import NOW

calendar = Table(
    "calendar",
    metadata,
    key(),
    Column("code", Text, nullable=False, unique=True),
    # As docs/sla.md has it; so are policies.
    Column("definition", JSONB, nullable=False),
    version(),
)

sla_policy = Table(
    "sla_policy",
    metadata,
    key(),
    Column("code", Text, nullable=False, unique=True),
    Column("definition", JSONB, nullable=False),
    version(),
)

# A policy with its calendars as it was when tickets were reckoned by it.
sla_edition = Table(
    "sla_edition",
    metadata,
    key(),
    Column("digest", Text, nullable=False, unique=True),
    Column("policy_id", BigInteger, ForeignKey("sla_policy.id"), nullable=False),
    Column("definition", JSONB, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=NOW),
)

sla_clock = Table(
    "sla_clock",
    metadata,
    Column("ticket_id", BigInteger, ForeignKey("ticket.id"), primary_key=True, autoincrement=False),
    Column("edition_id", BigInteger, ForeignKey("sla_edition.id")),
    Column("response_due", DateTime(timezone=True)),
    Column("arrival_due", DateTime(timezone=True)),
    Column("resolution_due", DateTime(timezone=True)),
    Column("response_met", DateTime(timezone=True)),
    Column("arrival_met", DateTime(timezone=True)),
    Column("resolution_met", DateTime(timezone=True)),
    Column("board_response", DateTime(timezone=True)),
    Column("board_resolution", DateTime(timezone=True)),
    words("failure"),
)

sla_notice = Table(
    "sla_notice",
    metadata,
    key(),
    Column("ticket_id", BigInteger, ForeignKey("ticket.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("goal", Text, nullable=False),
    Column("escalates", Boolean, nullable=False),
    Column("recipients", ARRAY(Text), nullable=False),
    Column("media", ARRAY(Text), nullable=False),
    Column("done_at", DateTime(timezone=True)),
    UniqueConstraint("ticket_id", "key"),
    Index("sla_notice_waiting_index", "at", postgresql_where=text("done_at IS NULL")),
)

# A trigger puts tickets here of which something changed that their clock goes by.
sla_stale = Table(
    "sla_stale",
    metadata,
    Column("ticket_id", BigInteger, ForeignKey("ticket.id"), primary_key=True, autoincrement=False),
)
