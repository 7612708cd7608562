"""What is to be done, for whom, and the visits that serve it.

`ticket.visit_id` is the one place that says which visit is active: a compound foreign key makes
sure it is a visit of that ticket and an active one. Needed skills and windows are columns of the
ticket, so that every change that matters to a plan is a change of one row.

A crew of n is n rows: the ticket and n - 1 mates with `crew_of` the ticket, so that each engineer
has a visit, a status and a lock; a trigger makes the mates and has them follow the ticket.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSTZRANGE, UUID, ExcludeConstraint

from dispatch_console.storage.schema.base import (
    degrees,
    external_id,
    key,
    metadata,
    version,
    words,
)

customer = Table(
    "customer",
    metadata,
    key(),
    external_id(),
    Column("name", Text, nullable=False),
    words("phone"),
    Column("tier", Text, nullable=False, server_default=text("'standard'")),
    words("language"),
    Column("parent_id", BigInteger, ForeignKey("customer.id"), index=True),
    words("note"),
    # The customer that this one turned out to be.
    Column("merged_into", BigInteger, ForeignKey("customer.id")),
    version(),
    Index(None, "name"),
)

site = Table(
    "site",
    metadata,
    key(),
    external_id(),
    Column("customer_id", BigInteger, ForeignKey("customer.id")),
    words("name"),
    words("address"),
    degrees("lat"),
    degrees("lon"),
    Column("region_id", BigInteger, ForeignKey("region.id")),
    words("access"),
    Column("merged_into", BigInteger, ForeignKey("site.id")),
    version(),
    Index(None, "customer_id"),
)

ticket = Table(
    "ticket",
    metadata,
    key(),
    Column("number", Text, nullable=False, unique=True, server_default=text("ticket_number()")),
    external_id(),
    # What the last import said of this ticket, so that repeating it overwrites nothing.
    Column("import_digest", Text),
    Column("title", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("priority", SmallInteger, nullable=False),
    Column("channel", Text, nullable=False),
    words("category"),
    words("description"),
    Column("customer_id", BigInteger, ForeignKey("customer.id")),
    words("customer_name"),
    words("phone"),
    Column("site_id", BigInteger, ForeignKey("site.id")),
    words("address"),
    degrees("lat"),
    degrees("lon"),
    Column("region_id", BigInteger, ForeignKey("region.id")),
    # [[code, level], …]
    Column("skills", JSONB, nullable=False, server_default=text("'[]'")),
    Column("duration_s", Integer, nullable=False),
    # [[start, end], …], times in ISO 8601
    Column("windows", JSONB, nullable=False, server_default=text("'[]'")),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("response_due", DateTime(timezone=True)),
    Column("resolution_due", DateTime(timezone=True)),
    Column("lock", Text, nullable=False, server_default=text("'none'")),
    Column("crew_size", SmallInteger, nullable=False, server_default=text("1")),
    Column("crew_of", BigInteger, ForeignKey("ticket.id")),
    Column("crew_place", SmallInteger, nullable=False, server_default=text("1")),
    # Ids of the tickets that must be done before it; their engineer comes again if that is wanted.
    Column("after", ARRAY(BigInteger), nullable=False, server_default=text("'{}'")),
    Column("same_engineer", Boolean, nullable=False, server_default=text("false")),
    # When the last part is expected that it waits for.
    Column("not_before", DateTime(timezone=True)),
    # The service: what kind of ticket, by which definitions, whose it is.
    Column("type", Text, nullable=False, server_default=text("'general'")),
    Column("workflow_id", BigInteger, ForeignKey("workflow.id")),
    # code of a custom field → its value
    Column("custom", JSONB, nullable=False, server_default=text("'{}'")),
    Column("parent_id", BigInteger, ForeignKey("ticket.id"), index=True),
    Column("merged_into", BigInteger, ForeignKey("ticket.id"), index=True),
    words("hold_reason"),
    Column("sla_policy_id", BigInteger, ForeignKey("sla_policy.id")),
    Column("asset_id", BigInteger, ForeignKey("asset.id"), index=True),
    Column("queue_id", BigInteger, ForeignKey("queue.id"), index=True),
    words("owner"),
    Column("impact", SmallInteger),
    Column("urgency", SmallInteger),
    Column("visit_id", BigInteger),
    Column("visit_active", Boolean, Computed("CASE WHEN visit_id IS NOT NULL THEN true END", True)),
    version(),
    version("plan_version"),
    ForeignKeyConstraint(
        ["visit_id", "id", "visit_active"],
        ["visit.id", "visit.ticket_id", "visit.active"],
        name="ticket_visit_fk",
        deferrable=True,
        initially="DEFERRED",
        use_alter=True,
    ),
    CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="place"),
    CheckConstraint("char_length(title) <= 200", name="title"),
    CheckConstraint("duration_s >= 0", name="duration"),
    CheckConstraint("priority BETWEEN 1 AND 4", name="priority"),
    CheckConstraint(
        "crew_size BETWEEN 1 AND 9 AND (crew_of IS NULL) = (crew_place = 1)", name="crew"
    ),
    CheckConstraint("impact BETWEEN 1 AND 3 AND urgency BETWEEN 1 AND 3", name="impact"),
    UniqueConstraint("crew_of", "crew_place"),
    Index(None, "status"),
    Index("ticket_after_index", "after", postgresql_using="gin"),
)

ticket_link = Table(
    "ticket_link",
    metadata,
    key(),
    Column("ticket_id", BigInteger, ForeignKey("ticket.id"), nullable=False),
    Column("other_id", BigInteger, ForeignKey("ticket.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    version(),
    UniqueConstraint("ticket_id", "other_id", "kind"),
    CheckConstraint("ticket_id <> other_id", name="other"),
)

visit = Table(
    "visit",
    metadata,
    key(),
    Column("ticket_id", BigInteger, ForeignKey("ticket.id"), nullable=False),
    Column("engineer_id", BigInteger, ForeignKey("engineer.id"), nullable=False),
    Column("shift_id", BigInteger, ForeignKey("shift.id"), nullable=False),
    Column("during", TSTZRANGE, nullable=False),
    Column("travel_s", Integer, nullable=False, server_default=text("0")),
    Column("travel_m", Integer, nullable=False, server_default=text("0")),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column("plan_id", UUID(as_uuid=True), ForeignKey("plan.id")),
    # {"reason", "words", "rules": […], "by", "at"}; see `domain.override`
    Column("override", JSONB),
    version(),
    UniqueConstraint("id", "ticket_id", "active"),
    CheckConstraint("NOT isempty(during)", name="span"),
    Index("visit_active_ticket_key", "ticket_id", unique=True, postgresql_where=text("active")),
)
visit.append_constraint(
    # The range of one number stands for equality, which gist has only in an extension.
    ExcludeConstraint(
        (func.int8range(visit.c.engineer_id, visit.c.engineer_id, text("'[]'")), "&&"),
        (visit.c.during, "&&"),
        name="visit_no_double_booking",
        using="gist",
        where=text("active"),
    )
)
