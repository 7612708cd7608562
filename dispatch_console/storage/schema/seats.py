"""Who sits where and what a role may do; written by the functions of `storage.rights` alone."""

from sqlalchemy import BigInteger, Column, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY

from dispatch_console.storage.schema.base import metadata

seat = Table(
    "seat",
    metadata,
    Column("login", Text, primary_key=True),
    Column("role", Text, nullable=False),
    # Region ids; none: all of them.
    Column("regions", ARRAY(BigInteger), nullable=False, server_default=text("'{}'")),
)

role_right = Table(
    "role_right",
    metadata,
    Column("role", Text, primary_key=True),
    Column("right", Text, primary_key=True),
)
