"""What people lay down about tickets: types, the editions of their workflows, custom fields."""

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB

from dispatch_console.storage.schema.base import key, metadata, version, words
from dispatch_console.storage.schema.record import NOW

ticket_type = Table(
    "ticket_type",
    metadata,
    key(),
    Column("code", Text, nullable=False, unique=True),
    Column("name_en", Text, nullable=False),
    Column("name_zh", Text, nullable=False),
    version(),
    Column("position", Integer, nullable=False, server_default="0"),
    Column("active", Boolean, nullable=False, server_default=true()),
)

# A row never changes: a new edition is a new row, and tickets keep theirs.
workflow = Table(
    "workflow",
    metadata,
    key(),
    Column("type", Text, ForeignKey("ticket_type.code"), nullable=False),
    Column("edition", Integer, nullable=False),
    # {"steps": [{"before", "after", "roles", "needs", …}], "children_first", "ended_outside"}; see
    # `repositories.workflows`
    Column("definition", JSONB, nullable=False),
    Column("published_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    words("published_by"),
    version(),
    UniqueConstraint("type", "edition"),
)

custom_field = Table(
    "custom_field",
    metadata,
    key(),
    Column("type", Text, ForeignKey("ticket_type.code"), nullable=False),
    Column("code", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("name_zh", Text, nullable=False),
    Column("kind", Text, nullable=False),
    # [[code, name_en, name_zh], …]
    Column("choices", JSONB, nullable=False, server_default=text("'[]'")),
    # What a reference names.
    Column("target", Text),
    # Statuses
    Column("required_in", JSONB, nullable=False, server_default=text("'[]'")),
    Column("searchable", Boolean, nullable=False, server_default=text("true")),
    words("preset"),
    Column("position", Integer, nullable=False, server_default=text("0")),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    version(),
    UniqueConstraint("type", "code"),
)
