"""What comes after the work: its cost, what the requester says of it, and how long it is kept."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    Numeric,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from dispatch_console.storage.schema.base import key, metadata, version, words

rate = Table(
    "rate",
    metadata,
    key(),
    Column("kind", Text, nullable=False),
    Column("scope", Text, nullable=False),
    words("of"),
    Column("cost", Numeric, nullable=False),
    Column("price", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    Column("overtime", Numeric, nullable=False, server_default=text("1")),
    Column("since", Date, nullable=False),
    Column("until", Date),
    version(),
    CheckConstraint("until >= since", name="span"),
    CheckConstraint("cost >= 0 AND price >= 0 AND overtime >= 1", name="amounts"),
)

cost_entry = Table(
    "cost_entry",
    metadata,
    key(),
    Column("ticket_id", BigInteger, ForeignKey("ticket.id"), nullable=False),
    Column("corrects", Text),
    words("what"),
    words("document"),
    Column("on", Date, nullable=False),
    Column("cost", Numeric, nullable=False),
    Column("price", Numeric, nullable=False),
    Column("currency", Text, nullable=False),
    words("why"),
    words("entered_by"),
    version(),
    UniqueConstraint("ticket_id", "corrects"),
    CheckConstraint("cost >= 0 AND price >= 0", name="amounts"),
)

survey = Table(
    "survey",
    metadata,
    key(),
    Column("ticket_id", BigInteger, ForeignKey("ticket.id"), nullable=False, unique=True),
    Column("person", Text, nullable=False, server_default=text("''"), index=True),
    Column("medium", Text, nullable=False),
    words("address"),
    words("language"),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("skipped", Boolean, nullable=False, server_default=text("false")),
    Column("reminders", SmallInteger, nullable=False, server_default=text("0")),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("answered_at", DateTime(timezone=True)),
    words("answered_by"),
    Column("csat", SmallInteger),
    Column("nps", SmallInteger),
    words("words"),
    version(),
    CheckConstraint("csat BETWEEN 1 AND 5 AND nps BETWEEN 0 AND 10", name="answer"),
)

survey_setting = Table(
    "survey_setting",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False, server_default=text("1")),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    words("base_url"),
    Column("expires_days", SmallInteger, nullable=False, server_default=text("14")),
    Column("reminders", SmallInteger, nullable=False, server_default=text("2")),
    Column("reminder_days", SmallInteger, nullable=False, server_default=text("3")),
    Column("quiet_days", SmallInteger, nullable=False, server_default=text("30")),
    Column("low_csat", SmallInteger, nullable=False, server_default=text("2")),
    Column("reopen", Boolean, nullable=False, server_default=text("false")),
    # language → name → template
    Column("texts", JSONB, nullable=False),
    Column("since", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    version(),
    CheckConstraint("id = 1", name="one_row"),
)

survey_secret = Table(
    "survey_secret",
    metadata,
    Column("only", Boolean, primary_key=True, server_default=text("true")),
    Column("secret", LargeBinary, nullable=False),
    CheckConstraint('"only"', name="one_row"),
)

retention = Table(
    "retention",
    metadata,
    key(),
    Column("kind", Text, nullable=False, unique=True),
    # NULL: for ever
    Column("days", Integer),
    version(),
    CheckConstraint("days BETWEEN 1 AND 36500", name="days"),
)

legal_hold = Table(
    "legal_hold",
    metadata,
    key(),
    # A phone's digits, an e-mail address or a customer's name, as `domain.person` spells them.
    Column("subject", Text, nullable=False, unique=True),
    Column("reason", Text, nullable=False),
    Column("placed_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    version(),
)

data_deed = Table(
    "data_deed",
    metadata,
    key(),
    Column("at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    words("who"),
    Column("kind", Text, nullable=False),
    words("code"),
    Column("counts", JSONB, nullable=False, server_default=text("'{}'")),
)
