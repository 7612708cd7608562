"""What a rule can know of a ticket: the names of `vocabulary` filled in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from dispatch_console.domain.asset import Asset
from dispatch_console.domain.customer import Customer, Site
from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.ids import QueueId, RegionId
from dispatch_console.domain.rules.evaluating import Facts
from dispatch_console.domain.rules.rule import Happening
from dispatch_console.domain.ticket import GENERAL, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """What of the house is named by a code. No `queues`: there are none here yet; `types` are those
    that a new ticket may have."""

    regions: Mapping[str, RegionId] = field(default_factory=dict)
    skills: frozenset[str] = frozenset()
    queues: Mapping[str, QueueId] = field(default_factory=dict)
    types: frozenset[str] = frozenset({GENERAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Who and what a ticket is about, as far as it is known."""

    codes: Codes = Codes()
    customer: Customer | None = None
    site: Site | None = None
    asset: Asset | None = None
    engineer: Engineer | None = None


def facts_of(ticket: Ticket, scene: Scene, what: Happening, now: datetime, zone: ZoneInfo) -> Facts:
    """What a condition goes by at this moment."""
    customer, asset, engineer = scene.customer, scene.asset, scene.engineer
    said = [ticket.title, ticket.description, *(str(v) for _, v in ticket.custom if v)]
    regions = {key: code for code, key in scene.codes.regions.items()}
    queues = {key: code for code, key in scene.codes.queues.items()}
    return Facts(
        now=now,
        zone=zone,
        custom=dict(ticket.custom),
        changed=what.fields,
        values={
            "number": ticket.number,
            "title": ticket.title,
            "description": ticket.description,
            "text": "\n".join(said),
            "status": ticket.status.value,
            "status_before": what.before,
            "hold_reason": ticket.hold_reason.value,
            "priority": float(ticket.priority),
            "impact": None if ticket.impact is None else float(ticket.impact),
            "urgency": None if ticket.urgency is None else float(ticket.urgency),
            "channel": ticket.channel.value,
            "category": ticket.category,
            "type": ticket.type,
            "phone": ticket.phone,
            "address": ticket.address,
            "region": "" if ticket.region_id is None else regions.get(ticket.region_id, ""),
            "skills": tuple(skill.code for skill in ticket.skills),
            "queue": "" if ticket.queue_id is None else queues.get(ticket.queue_id, ""),
            "owner": ticket.owner,
            "assigned": ticket.visit is not None,
            "engineer": "" if engineer is None else engineer.name,
            "crew": float(ticket.crew_size),
            "duration_minutes": ticket.duration_s / 60,
            "has_place": ticket.location is not None,
            "has_parent": ticket.parent_id is not None,
            "created": ticket.created_at,
            "response_due": ticket.response_due,
            "resolution_due": ticket.resolution_due,
            "visit_start": None if ticket.visit is None else ticket.visit.start,
            "customer": ticket.customer_name if customer is None else customer.name,
            "customer_tier": "" if customer is None else customer.tier.value,
            "customer_language": "" if customer is None else customer.language.value,
            "site": "" if scene.site is None else scene.site.name,
            "asset": "" if asset is None else asset.name,
            "asset_category": "" if asset is None else asset.category,
            "asset_maker": "" if asset is None else asset.maker,
            "asset_model": "" if asset is None else asset.model,
            "asset_serial": "" if asset is None else asset.serial,
            "asset_in_warranty": (
                asset is not None
                and asset.warranty_until is not None
                and now.astimezone(zone).date() <= asset.warranty_until
            ),
            "now": now,
        },
    )
