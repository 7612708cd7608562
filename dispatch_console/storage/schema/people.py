"""Who works, where, when and with what skills.

Values without an identity of their own (skill levels, regions served, breaks) are columns of their
owner, so that one row is one thing with one version; a trigger checks what they refer to.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
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
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from dispatch_console.storage.schema.base import (
    degrees,
    external_id,
    key,
    metadata,
    version,
    words,
)

skill = Table(
    "skill",
    metadata,
    key(),
    Column("code", Text, nullable=False, unique=True),
    words("name_en"),
    words("name_zh"),
    version(),
)

region = Table(
    "region",
    metadata,
    key(),
    Column("code", Text, nullable=False, unique=True),
    words("name_en"),
    words("name_zh"),
    # GeoJSON order: rings of [lon, lat] pairs.
    Column("rings", JSONB, nullable=False, server_default=text("'[]'")),
    degrees("centre_lat"),
    degrees("centre_lon"),
    Column("exclusive", Boolean, nullable=False, server_default=text("false")),
    version(),
)

engineer = Table(
    "engineer",
    metadata,
    key(),
    Column("number", Text, nullable=False, unique=True),
    external_id(),
    Column("name", Text, nullable=False),
    degrees("home_lat", nullable=False),
    degrees("home_lon", nullable=False),
    # [[code, level], …]
    Column("skills", JSONB, nullable=False, server_default=text("'[]'")),
    # region ids, the preferred one first
    Column("regions", ARRAY(BigInteger), nullable=False, server_default=text("'{}'")),
    words("team"),
    words("phone"),
    words("email"),
    words("wecom"),
    # By which the engineer logs in to a console, if at all.
    words("login"),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    version(),
    Index("engineer_login_index", "login", unique=True, postgresql_where=text("login <> ''")),
)

shift = Table(
    "shift",
    metadata,
    key(),
    Column("engineer_id", BigInteger, ForeignKey("engineer.id"), nullable=False),
    Column("start_at", DateTime(timezone=True), nullable=False),
    Column("end_at", DateTime(timezone=True), nullable=False),
    Column("overtime_s", Integer, nullable=False, server_default=text("0")),
    # [[earliest, latest, seconds], …], times in ISO 8601
    Column("breaks", JSONB, nullable=False, server_default=text("'[]'")),
    Column("max_tickets", Integer),
    # Absent from then on; the roster above stays as it was, whatever an import says of it.
    Column("off_from", DateTime(timezone=True)),
    # The region that counts as the engineer's own for this shift.
    Column("lent_to", BigInteger, ForeignKey("region.id")),
    version(),
    UniqueConstraint("engineer_id", "start_at"),
    CheckConstraint("end_at > start_at", name="span"),
)
