"""Articles, their editions, the words they are found by, and what people say of them."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR

from dispatch_console.storage.schema.base import key, metadata, version, words
from dispatch_console.storage.schema.record import NOW


def _content() -> Column[object]:
    """``{"tellings": {language: [title, body]}, "categories": […], "skills": […], "models": […]}``:
    one value, as an edition is one thing."""
    return Column("content", JSONB, nullable=False)


article = Table(
    "article",
    metadata,
    key(),
    _content(),
    Column("state", Text, nullable=False, server_default=text("'draft'")),
    Column("edition", Integer, nullable=False, server_default=text("0")),
    Column("ticket_id", BigInteger, ForeignKey("ticket.id")),
    words("remark"),
    words("written_by"),
    Column("written_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    version(),
    CheckConstraint("state IN ('draft', 'review', 'published', 'retired')", name="state"),
)

# Append-only: a trigger refuses every other change.
article_edition = Table(
    "article_edition",
    metadata,
    key(),
    Column("article_id", BigInteger, ForeignKey("article.id"), nullable=False),
    Column("edition", Integer, nullable=False),
    _content(),
    words("published_by"),
    Column("published_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    version(),
    UniqueConstraint("article_id", "edition"),
)

# Of the last edition; it follows from that, so nothing records its changes. `cut` says by which
# way of cutting texts into words it was made.
article_words = Table(
    "article_words",
    metadata,
    Column("article_id", BigInteger, ForeignKey("article.id"), primary_key=True),
    Column("words", TSVECTOR, nullable=False),
    Column("cut", Integer, nullable=False),
    Index(None, "words", postgresql_using="gin"),
)

article_use = Table(
    "article_use",
    metadata,
    key(),
    Column("article_id", BigInteger, ForeignKey("article.id"), nullable=False),
    Column("ticket_id", BigInteger, ForeignKey("ticket.id"), nullable=False, index=True),
    words("who"),
    Column("verdict", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=NOW),
    version(),
    UniqueConstraint("article_id", "ticket_id", "who"),
    CheckConstraint("verdict IN ('used', 'helped', 'not_helped')", name="verdict"),
)
