"""What is known of customers beyond name and place: people, devices, contracts, maintenance."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from dispatch_console.storage.schema.base import external_id, key, metadata, version, words

contact = Table(
    "contact",
    metadata,
    key(),
    external_id(),
    Column("customer_id", BigInteger, ForeignKey("customer.id"), nullable=False, index=True),
    Column("site_id", BigInteger, ForeignKey("site.id")),
    Column("name", Text, nullable=False),
    words("position"),
    words("phone"),
    words("email"),
    words("wechat"),
    words("language"),
    Column("main", Boolean, nullable=False, server_default=text("false")),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    version(),
)

asset = Table(
    "asset",
    metadata,
    key(),
    external_id(),
    # What its label says; it means nothing and cannot be guessed.
    Column("code", Text, nullable=False, unique=True, server_default=text("asset_code()")),
    Column("customer_id", BigInteger, ForeignKey("customer.id"), nullable=False, index=True),
    Column("site_id", BigInteger, ForeignKey("site.id"), index=True),
    Column("parent_id", BigInteger, ForeignKey("asset.id")),
    Column("name", Text, nullable=False),
    words("category"),
    words("maker"),
    words("model"),
    words("serial"),
    Column("status", Text, nullable=False, server_default=text("'in_service'")),
    Column("installed_on", Date),
    Column("warranty_until", Date),
    words("note"),
    # The device that this one turned out to be.
    Column("merged_into", BigInteger, ForeignKey("asset.id")),
    version(),
    Index(None, "serial"),
)

meter = Table(
    "meter",
    metadata,
    key(),
    Column("asset_id", BigInteger, ForeignKey("asset.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    words("unit"),
    version(),
)

reading = Table(
    "reading",
    metadata,
    key(),
    Column("meter_id", BigInteger, ForeignKey("meter.id"), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("value", Numeric, nullable=False),
    version(),
    UniqueConstraint("meter_id", "at"),
)

contract = Table(
    "contract",
    metadata,
    key(),
    Column("number", Text, nullable=False, unique=True),
    Column("customer_id", BigInteger, ForeignKey("customer.id"), nullable=False, index=True),
    words("name"),
    # Ids of the devices it is for; none: all of the customer's.
    Column("assets", ARRAY(BigInteger), nullable=False, server_default=text("'{}'")),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date),
    # The part of each cost that is covered.
    Column("labour", Numeric, nullable=False, server_default=text("0")),
    Column("parts", Numeric, nullable=False, server_default=text("0")),
    Column("travel", Numeric, nullable=False, server_default=text("0")),
    words("sla"),
    Column("price", Numeric),
    Column("currency", Text, nullable=False, server_default=text("'CNY'")),
    words("note"),
    version(),
    CheckConstraint("ends_on >= starts_on", name="span"),
    CheckConstraint(
        "labour BETWEEN 0 AND 1 AND parts BETWEEN 0 AND 1 AND travel BETWEEN 0 AND 1",
        name="shares",
    ),
)

# A maintenance plan.
upkeep = Table(
    "upkeep",
    metadata,
    key(),
    Column("name", Text, nullable=False),
    Column("customer_id", BigInteger, ForeignKey("customer.id"), nullable=False, index=True),
    Column("site_id", BigInteger, ForeignKey("site.id")),
    Column("asset_id", BigInteger, ForeignKey("asset.id")),
    Column("unit", Text, nullable=False),
    Column("every", Integer, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date),
    Column("meter_id", BigInteger, ForeignKey("meter.id")),
    Column("starts_at", Numeric, nullable=False, server_default=text("0")),
    Column("lead_days", SmallInteger, nullable=False, server_default=text("0")),
    Column("zone", Text, nullable=False),
    # See `domain.upkeep.Template`.
    Column("template", JSONB, nullable=False),
    # Who hears of it, so many days before: a team by its address of the outbox.
    Column("tell_customer", Boolean, nullable=False, server_default=text("false")),
    words("tell_team"),
    Column("tell_days", SmallInteger, nullable=False, server_default=text("7")),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    version(),
    CheckConstraint("every > 0", name="every"),
    CheckConstraint("asset_id IS NOT NULL OR site_id IS NOT NULL", name="target"),
)

# A time a plan came round and was answered: once, whoever asks.
occasion = Table(
    "occasion",
    metadata,
    key(),
    Column("plan_id", BigInteger, ForeignKey("upkeep.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("value", Numeric),
    Column("passed", Integer, nullable=False, server_default=text("0")),
    Column("outcome", Text, nullable=False),
    Column("ticket_id", BigInteger, ForeignKey("ticket.id")),
    version(),
    UniqueConstraint("plan_id", "place"),
)

# An occasion that was told of: once, whoever looks.
upkeep_told = Table(
    "upkeep_told",
    metadata,
    key(),
    Column("plan_id", BigInteger, ForeignKey("upkeep.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("due_on", Date, nullable=False),
    version(),
    UniqueConstraint("plan_id", "place"),
)
