"""The hash chains over the audit trail and over commands and plans; written by the functions of
revisions 0007 and 0023 alone."""

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB, UUID

from dispatch_console.storage.schema.base import metadata
from dispatch_console.storage.schema.record import NOW, Xid8

# One batch of rows; `hash` goes over all other columns, `previous` is the hash of the seal before.
audit_seal = Table(
    "audit_seal",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=NOW),
    # The server's own number: transactions of another server have numbers of their own.
    Column("cluster", BigInteger, nullable=False),
    # All rows before these two in the order of (xid, id) are sealed, by this seal or one before.
    Column("below", Xid8, nullable=False),
    Column("below_id", BigInteger, nullable=False),
    Column("row_count", Integer, nullable=False),
    Column("first_id", BigInteger, nullable=False),
    Column("last_id", BigInteger, nullable=False),
    # What counted as personal: kind → column → what it holds once erased.
    Column("personal", JSONB, nullable=False),
    Column("previous", LargeBinary, nullable=False),
    # Over the digests of the rows in order of their ids.
    Column("digest", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

# One sealed row of the trail.
audit_digest = Table(
    "audit_digest",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("seal", BigInteger, ForeignKey("audit_seal.number"), nullable=False, index=True),
    # Gone with the personal data: without it `secret` tells nothing.
    Column("salt", LargeBinary),
    # Over the salt and the whole row.
    Column("secret", LargeBinary, nullable=False),
    # Over the secret and what is not personal in the row.
    Column("digest", LargeBinary, nullable=False),
)

# Commands and plans written before `below` that no earlier seal has.
record_seal = Table(
    "record_seal",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=NOW),
    Column("cluster", BigInteger, nullable=False),
    Column("below", Xid8, nullable=False),
    Column("row_count", Integer, nullable=False),
    Column("previous", LargeBinary, nullable=False),
    # Over the digests of the rows in order of kind and id.
    Column("digest", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

# One sealed command or plan.
record_digest = Table(
    "record_digest",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("seal", BigInteger, ForeignKey("record_seal.number"), nullable=False, index=True),
    Column("digest", LargeBinary, nullable=False),
)
