"""What the service around the tickets leans on: their steps, messages to people, duties."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from dispatch_console.storage.schema.base import key, metadata, version, words
from dispatch_console.storage.schema.record import NOW

# A trigger writes a row at each change of a ticket's status.
step = Table(
    "step",
    metadata,
    key(),
    Column("ticket_id", BigInteger, ForeignKey("ticket.id"), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=NOW),
    words("who"),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    words("reason"),
    words("hold_reason"),
    # What was said with it: {"signature": name, "custom", "by": "undo" | "duty", …}
    Column("data", JSONB, nullable=False, server_default=text("'{}'")),
    Index(None, "ticket_id", "at"),
)

# Written with its step; nothing of it changes, but what is personal is erased on request.
signature = Table(
    "signature",
    metadata,
    key(),
    Column("ticket_id", BigInteger, ForeignKey("ticket.id"), nullable=False, index=True),
    Column("step_id", BigInteger, ForeignKey("step.id"), nullable=False, unique=True),
    words("name"),
    Column("way", Text, nullable=False),
    words("drawing"),
    words("why"),
    version(),
    CheckConstraint("way IN ('drawn', 'typed', 'paper', 'link')", name="way"),
    CheckConstraint("length(name) <= 120 AND length(why) <= 300", name="words"),
    CheckConstraint(
        "drawing = '' OR (way = 'drawn' AND length(drawing) <= 8000"
        " AND drawing ~ '^[0-9]{1,3},[0-9]{1,3}([ ;][0-9]{1,3},[0-9]{1,3})*$')",
        name="drawing",
    ),
)

# Written in the transaction of what it tells of; whoever sends it claims the row first.
outbox = Table(
    "outbox",
    metadata,
    key(),
    # The same message is put in once, however often it is asked for.
    Column("key", Text, nullable=False, unique=True),
    Column("medium", Text, nullable=False),
    Column("address", Text, nullable=False),
    words("subject"),
    words("body"),
    Column("data", JSONB, nullable=False, server_default=text("'{}'")),
    Column("ticket_id", BigInteger, ForeignKey("ticket.id")),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    Column("due_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    Column("tries", SmallInteger, nullable=False, server_default=text("0")),
    Column("sent_at", DateTime(timezone=True)),
    # Why the last try failed.
    words("failure"),
    # Given up after too many tries, or kept back after a restore: until somebody says so.
    Column("held", Boolean, nullable=False, server_default=text("false")),
    Index(
        "outbox_waiting_index",
        "due_at",
        postgresql_where=text("sent_at IS NULL AND NOT held"),
    ),
    Index("outbox_console_index", "due_at", postgresql_where=text("medium = 'console'")),
    Index(None, "ticket_id"),
)

# One row: what holds for all of the installation.
installation = Table(
    "installation",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False, server_default=text("1")),
    # Of messages to those whose language is not known.
    Column("language", Text, nullable=False, server_default=text("'zh_CN'")),
    version(),
    CheckConstraint("id = 1", name="one_row"),
    CheckConstraint("language IN ('en', 'zh_CN')", name="language"),
)

chore = Table(
    "chore",
    metadata,
    Column("name", Text, primary_key=True),
    Column("begun_at", DateTime(timezone=True), nullable=False),
)
