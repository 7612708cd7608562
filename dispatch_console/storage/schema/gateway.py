"""Who asks the gateway."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    LargeBinary,
    Table,
    Text,
    text,
)

from dispatch_console.storage.schema.base import key, metadata, version, words
from dispatch_console.storage.schema.record import NOW

# A key itself is kept nowhere, only its SHA-256.
access_key = Table(
    "access_key",
    metadata,
    key(),
    Column("kind", Text, nullable=False),
    words("name"),
    Column("engineer_id", BigInteger, ForeignKey("engineer.id"), index=True),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("read_only", Boolean, nullable=False, server_default=text("false")),
    words("made_by"),
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=NOW),
    Column("expires_at", DateTime(timezone=True)),
    Column("ended_at", DateTime(timezone=True)),
    version(),
    CheckConstraint("kind IN ('engineer', 'program')", name="kind"),
    CheckConstraint("(kind = 'engineer') = (engineer_id IS NOT NULL)", name="holder"),
)
