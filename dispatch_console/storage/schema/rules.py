"""Rules: definitions, versions, events, what is left to be done, the log, and whose turn it is."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from dispatch_console.storage.schema.base import key, metadata, version, words
from dispatch_console.storage.schema.record import NOW


def _at(name: str = "at") -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=False, server_default=NOW)


def _number(name: str) -> Column[int]:
    return Column(name, SmallInteger, nullable=False, server_default=text("0"))


def _ticket() -> Column[int]:
    return Column("ticket_id", BigInteger, ForeignKey("ticket.id"), nullable=False)


def _chain() -> Column[object]:
    return Column("chain", ARRAY(BigInteger), nullable=False, server_default=text("'{}'"))


rule = Table(
    "rule",
    metadata,
    key(),
    Column("name", Text, nullable=False),
    Column("position", Integer, nullable=False, server_default=text("0")),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column("event", Text, nullable=False),
    Column("definition", JSONB, nullable=False),
    version(),
)

# Every version there was; a trigger writes it. It outlives its rule.
rule_version = Table(
    "rule_version",
    metadata,
    Column("rule_id", BigInteger, primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True, autoincrement=False),
    _at(),
    words("who"),
    Column("name", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("definition", JSONB, nullable=False),
)

rule_log = Table(
    "rule_log",
    metadata,
    key(),
    _at(),
    Column("rule_id", BigInteger, nullable=False),
    Column("rule_version", Integer, nullable=False),
    Column("rule_name", Text, nullable=False),
    _ticket(),
    Column("event", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("changes", JSONB, nullable=False, server_default=text("'{}'")),
    Column("deeds", JSONB, nullable=False, server_default=text("'[]'")),
    Column("stopped", Boolean, nullable=False, server_default=text("false")),
    words("error"),
    Index(None, "at"),
    Index(None, "ticket_id"),
    Index(None, "rule_id", "at"),
)

# Written by a trigger at every change of a ticket that some rule waits for; whoever handles one
# deletes it in the transaction of its effects.
rule_event = Table(
    "rule_event",
    metadata,
    key(),
    _ticket(),
    Column("event", Text, nullable=False),
    _at(),
    Column("fields", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    words("before"),
    words("after"),
    _chain(),
    _number("depth"),
    Column("rule_id", BigInteger),
    _number("tries"),
    _at("due_at"),
    Index(None, "ticket_id"),
)

# What takes a transaction of its own: assignments and hand-overs, each under its command's id.
rule_deed = Table(
    "rule_deed",
    metadata,
    key(),
    Column(
        "command_id",
        UUID(as_uuid=True),
        nullable=False,
        unique=True,
        server_default=text("gen_random_uuid()"),
    ),
    _ticket(),
    Column("rule_id", BigInteger, nullable=False),
    Column("rule_version", Integer, nullable=False),
    Column("rule_name", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("deed", JSONB, nullable=False),
    _chain(),
    _number("depth"),
    _number("tries"),
    _at("due_at"),
    Index(None, "ticket_id"),
)

# The last occasion for which a timed rule fired at a ticket.
rule_firing = Table(
    "rule_firing",
    metadata,
    Column("rule_id", BigInteger, primary_key=True, autoincrement=False),
    Column("ticket_id", BigInteger, ForeignKey("ticket.id"), primary_key=True, autoincrement=False),
    Column("occasion", Text, nullable=False),
    Index(None, "ticket_id"),
)

# The number of each engineer's last turn: the lowest is next.
rule_turn = Table(
    "rule_turn",
    metadata,
    Column("rule_id", BigInteger, primary_key=True, autoincrement=False),
    Column(
        "engineer_id", BigInteger, ForeignKey("engineer.id"), primary_key=True, autoincrement=False
    ),
    Column("turn", BigInteger, nullable=False),
)
