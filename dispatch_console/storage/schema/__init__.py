"""The tables, by subject: `people`, `work`, `service`, `definitions`, `record`, `seals`, `seats`.

Triggers are in the migrations.
"""

from dispatch_console.storage.schema.base import metadata
from dispatch_console.storage.schema.definitions import custom_field, ticket_type, workflow
from dispatch_console.storage.schema.people import engineer, region, shift, skill
from dispatch_console.storage.schema.record import audit, change_log, command, meta, plan, presence
from dispatch_console.storage.schema.seals import audit_digest, audit_seal
from dispatch_console.storage.schema.seats import role_right, seat
from dispatch_console.storage.schema.service import chore, outbox, step
from dispatch_console.storage.schema.work import customer, site, ticket, ticket_link, visit

__all__ = [
    "audit",
    "audit_digest",
    "audit_seal",
    "change_log",
    "chore",
    "command",
    "custom_field",
    "customer",
    "engineer",
    "meta",
    "metadata",
    "outbox",
    "plan",
    "presence",
    "region",
    "role_right",
    "seat",
    "shift",
    "site",
    "skill",
    "step",
    "ticket",
    "ticket_link",
    "ticket_type",
    "visit",
    "workflow",
]
