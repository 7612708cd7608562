"""The tables, by subject: `people`, `work`, `service`, `collaboration`, `record`, `seals`, `seats`.

Triggers are in the migrations.
"""

from dispatch_console.storage.schema.base import metadata
from dispatch_console.storage.schema.collaboration import (
    attachment,
    blob,
    comment,
    hand_over,
    help_request,
    notice_choice,
    notice_contact,
    notice_read,
    queue,
    queue_member,
    watcher,
)
from dispatch_console.storage.schema.people import engineer, region, shift, skill
from dispatch_console.storage.schema.record import audit, change_log, command, meta, plan, presence
from dispatch_console.storage.schema.seals import audit_digest, audit_seal
from dispatch_console.storage.schema.seats import role_right, seat
from dispatch_console.storage.schema.service import chore, outbox, step
from dispatch_console.storage.schema.work import customer, site, ticket, visit

__all__ = [
    "attachment",
    "audit",
    "audit_digest",
    "audit_seal",
    "blob",
    "change_log",
    "chore",
    "command",
    "comment",
    "customer",
    "engineer",
    "hand_over",
    "help_request",
    "meta",
    "metadata",
    "notice_choice",
    "notice_contact",
    "notice_read",
    "outbox",
    "plan",
    "presence",
    "queue",
    "queue_member",
    "region",
    "role_right",
    "seat",
    "shift",
    "site",
    "skill",
    "step",
    "ticket",
    "visit",
    "watcher",
]
