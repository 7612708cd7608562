"""The tables, by subject: `people`, `work`, `clientele`, `service`, `rules`, `record`, `seals`,
`seats`.

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
from dispatch_console.storage.schema.work import customer, site, ticket, visit

__all__ = [
    "asset",
    "audit",
    "audit_digest",
    "audit_seal",
    "change_log",
    "chore",
    "command",
    "contact",
    "contract",
    "customer",
    "engineer",
    "meta",
    "metadata",
    "meter",
    "occasion",
    "outbox",
    "plan",
    "presence",
    "reading",
    "region",
    "role_right",
    "rule",
    "rule_deed",
    "rule_event",
    "rule_firing",
    "rule_log",
    "rule_turn",
    "rule_version",
    "seat",
    "shift",
    "site",
    "skill",
    "step",
    "ticket",
    "upkeep",
    "visit",
]
