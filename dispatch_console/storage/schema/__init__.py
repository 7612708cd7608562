"""The tables, by subject; each module is one.

Triggers are in the migrations.
"""

from dispatch_console.storage.schema.base import metadata
from dispatch_console.storage.schema.clientele import (
    asset,
    contact,
    contract,
    meter,
    occasion,
    reading,
    upkeep,
)
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
from dispatch_console.storage.schema.definitions import custom_field, ticket_type, workflow
from dispatch_console.storage.schema.knowledge import (
    article,
    article_edition,
    article_use,
    article_words,
)
from dispatch_console.storage.schema.levels import (
    calendar,
    sla_clock,
    sla_edition,
    sla_notice,
    sla_policy,
    sla_stale,
)
from dispatch_console.storage.schema.people import engineer, region, shift, skill
from dispatch_console.storage.schema.record import audit, change_log, command, meta, plan, presence
from dispatch_console.storage.schema.rules import (
    rule,
    rule_deed,
    rule_event,
    rule_firing,
    rule_log,
    rule_turn,
    rule_version,
)
from dispatch_console.storage.schema.seals import audit_digest, audit_seal
from dispatch_console.storage.schema.seats import role_right, seat
from dispatch_console.storage.schema.service import chore, outbox, step
from dispatch_console.storage.schema.stores import (
    approval_limit,
    part,
    reorder_point,
    requisition,
    serial,
    stock,
    stock_line,
    stock_move,
    stock_place,
    tool,
)
from dispatch_console.storage.schema.work import customer, site, ticket, ticket_link, visit

__all__ = [
    "approval_limit",
    "article",
    "article_edition",
    "article_use",
    "article_words",
    "asset",
    "attachment",
    "audit",
    "audit_digest",
    "audit_seal",
    "blob",
    "calendar",
    "change_log",
    "chore",
    "command",
    "comment",
    "contact",
    "contract",
    "custom_field",
    "customer",
    "engineer",
    "hand_over",
    "help_request",
    "meta",
    "metadata",
    "meter",
    "notice_choice",
    "notice_contact",
    "notice_read",
    "occasion",
    "outbox",
    "part",
    "plan",
    "presence",
    "queue",
    "queue_member",
    "reading",
    "region",
    "reorder_point",
    "requisition",
    "role_right",
    "rule",
    "rule_deed",
    "rule_event",
    "rule_firing",
    "rule_log",
    "rule_turn",
    "rule_version",
    "seat",
    "serial",
    "shift",
    "site",
    "skill",
    "sla_clock",
    "sla_edition",
    "sla_notice",
    "sla_policy",
    "sla_stale",
    "step",
    "stock",
    "stock_line",
    "stock_move",
    "stock_place",
    "ticket",
    "ticket_link",
    "ticket_type",
    "tool",
    "upkeep",
    "visit",
    "watcher",
    "workflow",
]
