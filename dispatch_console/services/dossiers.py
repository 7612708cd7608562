"""Tickets for other programs: each with whatever it names, so that names and numbers can be told
in place of keys."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from dispatch_console.domain.asset import Asset
from dispatch_console.domain.custom import CustomField, FieldKind, Target, read
from dispatch_console.domain.customer import Customer, Site
from dispatch_console.domain.definitions import Definitions
from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import (
    AssetId,
    CustomerId,
    EngineerId,
    QueueId,
    RegionId,
    SiteId,
    TicketId,
)
from dispatch_console.domain.queue import Queue
from dispatch_console.domain.region import Region
from dispatch_console.domain.ticket import CustomValue, Ticket
from dispatch_console.domain.ticket_filter import TicketFilter
from dispatch_console.services import lifecycle
from dispatch_console.services.context import Context
from dispatch_console.storage.unit_of_work import Repositories, Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossiers:
    """`tickets` in order, and by key what they name; `updated`: when each was changed last."""

    tickets: tuple[Ticket, ...]
    definitions: Definitions
    customers: Mapping[CustomerId, Customer] = field(default_factory=dict)
    sites: Mapping[SiteId, Site] = field(default_factory=dict)
    assets: Mapping[AssetId, Asset] = field(default_factory=dict)
    engineers: Mapping[EngineerId, Engineer] = field(default_factory=dict)
    queues: Mapping[QueueId, Queue] = field(default_factory=dict)
    regions: Mapping[RegionId, Region] = field(default_factory=dict)
    numbers: Mapping[TicketId, str] = field(default_factory=dict)
    updated: Mapping[TicketId, datetime] = field(default_factory=dict)
    more: bool = False
    """Whether there are others after these."""

    def custom(self, ticket: Ticket) -> dict[str, CustomValue | None]:
        """The ticket's custom fields by code; references by the number of what they name."""
        found = lifecycle.as_plain(ticket, self.definitions)
        for one in self.definitions.fields_of(ticket.type):
            value = found[one.code]
            if one.kind is FieldKind.REFERENCE and isinstance(value, int):
                found[one.code] = self._named(one, value)
        return found

    def _named(self, one: CustomField, key: int) -> str | None:
        if one.target is Target.TICKET:
            return self.numbers.get(TicketId(key))
        engineer = self.engineers.get(EngineerId(key))
        return None if engineer is None else engineer.number


def page(
    ctx: Context, wanted: TicketFilter, after: TicketId | None, most: int, *, newest_first: bool
) -> Dossiers:
    """The first `most` tickets that fit and come after one, by id."""
    with ctx.database.snapshot() as snap:
        found = snap.ticket_lists.page(wanted, after, most + 1, newest_first=newest_first)
        return _gathered(snap, found[:most], more=len(found) > most)


def one(ctx: Context, ticket: TicketId) -> Dossiers:
    """The ticket alone. Raises `ticket.gone`."""
    with ctx.database.snapshot() as snap:
        found = tuple(snap.tickets.get([ticket]).values())
        if not found:
            raise DomainError("ticket.gone", number=ticket)
        return _gathered(snap, found, more=False)


def understood(
    rows: Repositories, fields: Iterable[CustomField], said: Mapping[str, object]
) -> dict[str, object]:
    """What was said of custom fields, with keys in place of the numbers (or external ids) of what
    references name. Raises `field.reference` for what is not there."""
    known = {one.code: one for one in fields}
    values = dict(said)
    for code, word in said.items():
        one = known.get(code)
        if one is None or one.kind is not FieldKind.REFERENCE or word in (None, ""):
            continue
        values[code] = key_of(rows, one, str(word))
    return values


def key_of(rows: Repositories, reference: CustomField, word: str) -> int:
    """The key of the ticket or engineer of that number or external id. Raises `field.reference`."""
    table = rows.tickets if reference.target is Target.TICKET else rows.engineers
    found = table.find([word], "number") or table.find([word])
    if not found:
        raise DomainError(
            "field.reference",
            custom=reference.code,
            name_en=reference.name_en,
            name_zh=reference.name_zh,
        )
    return next(iter(found.values())).id


def wanted_values(
    rows: Repositories, definitions: Definitions, code: str, word: str
) -> tuple[CustomValue, ...]:
    """What tickets have in the field of that code if they have what was typed, whatever kinds of
    fields the types have under it.

    Raises `field.unknown` for a code no type has, and as `domain.custom.read` where none of them
    can have it.
    """
    fields = [one for one in definitions.fields if one.active and one.code == code]
    if not fields:
        raise DomainError("field.unknown", field=code)
    found: list[CustomValue] = []
    refused: DomainError | None = None
    for one in fields:
        try:
            is_key = one.kind is FieldKind.REFERENCE
            value = key_of(rows, one, word) if is_key else read(one, word)
        except DomainError as error:
            refused = error
            continue
        if value is not None:
            found.append(value)
    if not found and refused is not None:
        raise refused
    return tuple(dict.fromkeys(found))


def _gathered(snap: Snapshot, tickets: Sequence[Ticket], *, more: bool) -> Dossiers:
    definitions = snap.workflows.definitions()
    customers = {one.customer_id for one in tickets if one.customer_id is not None}
    sites = {one.site_id for one in tickets if one.site_id is not None}
    assets = {one.asset_id for one in tickets if one.asset_id is not None}
    regions = {one.region_id for one in tickets if one.region_id is not None}
    engineers = {one.visit.engineer_id for one in tickets if one.visit is not None}
    named = {key for one in tickets for key in (one.parent_id, one.merged_into, *one.after)}
    for ticket in tickets:
        values = dict(ticket.custom)
        for one_field in definitions.fields_of(ticket.type):
            key = values.get(one_field.code)
            if one_field.kind is FieldKind.REFERENCE and isinstance(key, int):
                if one_field.target is Target.TICKET:
                    named.add(TicketId(key))
                else:
                    engineers.add(EngineerId(key))
    others = snap.tickets.get(key for key in named if key is not None)
    last = snap.trail.last_by("ticket", [one.id for one in tickets])
    return Dossiers(
        tickets=tuple(tickets),
        definitions=definitions,
        customers=snap.customers.get(customers),
        sites=snap.sites.get(sites),
        assets=snap.assets.get(assets),
        engineers=snap.engineers.get(engineers),
        queues=snap.queues.all(),
        regions=snap.regions.get(regions),
        numbers={key: one.number for key, one in others.items()},
        updated={TicketId(key): at for key, (_, at) in last.items()},
        more=more,
    )
