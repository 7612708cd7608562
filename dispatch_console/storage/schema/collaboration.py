"""Queues of departments, what people say about tickets, and who hears of it."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from dispatch_console.storage.schema.base import key, metadata, version, words
from dispatch_console.storage.schema.record import NOW


def _ticket() -> Column[int]:
    return Column("ticket_id", BigInteger, ForeignKey("ticket.id"), nullable=False)


def _at() -> Column[object]:
    return Column("at", DateTime(timezone=True), nullable=False, server_default=NOW)


def _state() -> Column[str]:
    return Column("state", Text, nullable=False, server_default=text("'open'"))


def _flag(name: str, default: bool) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default=text(str(default).lower()))


queue = Table(
    "queue",
    metadata,
    key(),
    Column("code", Text, nullable=False, unique=True),
    words("name_en"),
    words("name_zh"),
    words("owner"),
    words("email"),
    words("wecom"),
    words("webhook"),
    _flag("active", True),
    version(),
)

queue_member = Table(
    "queue_member",
    metadata,
    key(),
    Column("queue_id", BigInteger, ForeignKey("queue.id"), nullable=False),
    Column("login", Text, nullable=False, index=True),
    version(),
    UniqueConstraint("queue_id", "login"),
)

comment = Table(
    "comment",
    metadata,
    key(),
    _ticket(),
    words("who"),
    _at(),
    words("body"),
    _flag("public", False),
    version(),
    Index(None, "ticket_id", "at"),
)

# Bytes of files, each once.
blob = Table(
    "blob",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

attachment = Table(
    "attachment",
    metadata,
    key(),
    Column("ticket_id", BigInteger, ForeignKey("ticket.id"), nullable=False, index=True),
    Column("comment_id", BigInteger, ForeignKey("comment.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", Text, ForeignKey("blob.sha256"), nullable=False, index=True),
    version(),
)

hand_over = Table(
    "hand_over",
    metadata,
    key(),
    _ticket(),
    Column("from_queue", BigInteger, ForeignKey("queue.id")),
    Column("to_queue", BigInteger, ForeignKey("queue.id"), nullable=False),
    words("from_owner"),
    words("to_owner"),
    words("who"),
    _at(),
    words("why"),
    _state(),
    words("answer"),
    words("answered_by"),
    Column("answered_at", DateTime(timezone=True)),
    version(),
    CheckConstraint("state IN ('open', 'accepted', 'returned')", name="state"),
    Index(None, "ticket_id", "at"),
    Index(
        "hand_over_open_index", "ticket_id", unique=True, postgresql_where=text("state = 'open'")
    ),
)

# To a queue or to a login.
help_request = Table(
    "help_request",
    metadata,
    key(),
    _ticket(),
    Column("queue_id", BigInteger, ForeignKey("queue.id")),
    words("login"),
    words("who"),
    _at(),
    words("question"),
    Column("due_at", DateTime(timezone=True)),
    _state(),
    words("answer"),
    words("answered_by"),
    Column("answered_at", DateTime(timezone=True)),
    version(),
    CheckConstraint("state IN ('open', 'answered', 'withdrawn')", name="state"),
    CheckConstraint("(queue_id IS NULL) = (login <> '')", name="asked"),
    Index(None, "ticket_id", "at"),
)

watcher = Table(
    "watcher",
    metadata,
    key(),
    _ticket(),
    Column("login", Text, nullable=False),
    version(),
    UniqueConstraint("ticket_id", "login"),
)

notice_read = Table(
    "notice_read",
    metadata,
    Column("outbox_id", BigInteger, ForeignKey("outbox.id", ondelete="CASCADE"), primary_key=True),
    Column("login", Text, primary_key=True),
    _at(),
)

notice_choice = Table(
    "notice_choice",
    metadata,
    Column("login", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    _flag("console", True),
    _flag("email", False),
    _flag("wecom", False),
)

notice_contact = Table(
    "notice_contact",
    metadata,
    Column("login", Text, primary_key=True),
    Column("id", BigInteger, Identity(), nullable=False, unique=True),
    words("email"),
    words("wecom"),
    words("language"),
)
