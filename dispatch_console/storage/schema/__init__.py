"""The tables, by subject: `people`, `work`, `service`, `after_sales`, `record`, `seals`, `seats`.

Triggers are in the migrations.
"""

from dispatch_console.storage.schema.after_sales import (
    cost_entry,
    data_deed,
    legal_hold,
    rate,
    retention,
    survey,
    survey_secret,
    survey_setting,
)
from dispatch_console.storage.schema.base import metadata
from dispatch_console.storage.schema.people import engineer, region, shift, skill
from dispatch_console.storage.schema.record import audit, change_log, command, meta, plan, presence
from dispatch_console.storage.schema.seals import audit_digest, audit_seal
from dispatch_console.storage.schema.seats import role_right, seat
from dispatch_console.storage.schema.service import chore, outbox, step
from dispatch_console.storage.schema.work import customer, site, ticket, visit

__all__ = [
    "audit",
    "audit_digest",
    "audit_seal",
    "change_log",
    "chore",
    "command",
    "cost_entry",
    "customer",
    "data_deed",
    "engineer",
    "legal_hold",
    "meta",
    "metadata",
    "outbox",
    "plan",
    "presence",
    "rate",
    "region",
    "retention",
    "role_right",
    "seat",
    "shift",
    "site",
    "skill",
    "step",
    "survey",
    "survey_secret",
    "survey_setting",
    "ticket",
    "visit",
]
