"""Which fields each kind of row has, and the row that they come to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from dispatch_console.domain.asset import Asset, Meter
from dispatch_console.domain.cover import Contract, Shares
from dispatch_console.domain.customer import Contact, Customer, Site
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import CustomerId
from dispatch_console.domain.skill import MAX_LEVEL, MIN_LEVEL, Skill, SkillLevel
from dispatch_console.domain.ticket import Priority
from dispatch_console.domain.upkeep import MOST_LEAD_DAYS, Upkeep
from dispatch_console.services.customers.reading import Directory
from dispatch_console.support.i18n import tr
from dispatch_console.ui.customers import form_fields as of
from dispatch_console.ui.customers.form_fields import Field
from dispatch_console.words import text
from dispatch_console.words.customers import (
    device_names,
    language_names,
    row_name,
    status_names,
    tier_names,
    unit_names,
)

Values = dict[str, Any]

TYPE_WIDTH = 290
"""The names of ticket types are long."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form's title, its fields in one or two columns, and what they make of the row."""

    title: str
    columns: Sequence[Sequence[Field]]
    made: Callable[[Values], Any]


def form_for(
    row: Any,
    known: Directory,
    meters: Sequence[Meter],
    skills: Mapping[str, Skill],
    types: Mapping[str, str],
    teams: Mapping[str, str],
) -> Form:
    """The form for a row, a new one (id 0) or one that is there; `types` of tickets with names,
    `teams` that can be told by their addresses."""
    forms: dict[type[Any], Callable[[], Form]] = {
        Customer: lambda: _customer(row, known),
        Contact: lambda: _contact(row, known),
        Site: lambda: _site(row),
        Asset: lambda: _asset(row, known),
        Meter: lambda: _meter(row),
        Contract: lambda: _contract(row, known),
        Upkeep: lambda: _upkeep(row, known, meters, skills, types, teams),
    }
    return forms[type(row)]()


def _plain(row: Any) -> Callable[[Values], Any]:
    return lambda said: replace(row, **said)


def _sites(known: Directory, customer: CustomerId) -> dict[Any, str]:
    own = {key: row_name(site) for key, site in known.sites.items() if site.customer_id == customer}
    return {None: "–", **own}


def _assets(known: Directory, customer: CustomerId, but: int = 0) -> dict[Any, str]:
    own = (a for k, a in known.assets.items() if a.customer_id == customer and k != but)
    return dict(device_names(own))


def _customer(row: Customer, known: Directory) -> Form:
    others = {key: one.name for key, one in known.customers.items() if key != row.id}
    fields = [
        of.line("name", tr("Name"), row.name),
        of.line("phone", tr("Phone"), row.phone),
        of.choice("tier", tr("Tier"), tier_names(), row.tier),
        of.choice("language", tr("Language"), language_names(), row.language),
        of.choice("parent_id", tr("Belongs to"), {None: "–", **others}, row.parent_id),
        of.words("note", tr("Note"), row.note),
    ]
    return Form(tr("Customer"), [fields], _plain(row))


def _contact(row: Contact, known: Directory) -> Form:
    fields = [
        of.line("name", tr("Name"), row.name),
        of.line("position", tr("Position"), row.position),
        of.line("phone", tr("Phone"), row.phone),
        of.line("email", tr("E-mail"), row.email),
        of.line("wechat", tr("WeChat id"), row.wechat),
        of.choice("language", tr("Language"), language_names(), row.language),
        of.choice("site_id", tr("At the site"), _sites(known, row.customer_id), row.site_id),
        of.check("main", tr("Is asked first"), row.main),
        of.check("active", tr("Still works there"), row.active),
    ]
    return Form(tr("Contact"), [fields], _plain(row))


def _site(row: Site) -> Form:
    fields = [
        of.line("name", tr("Name"), row.name),
        of.line("address", tr("Address"), row.address),
        of.place("location", tr("Coordinates"), row.location),
        of.words("access", tr("How to get in"), row.access),
    ]
    return Form(tr("Site"), [fields], _plain(row))


def _asset(row: Asset, known: Directory) -> Form:
    whole = {None: "–", **_assets(known, row.customer_id, row.id)}
    left = [
        of.line("name", tr("Name"), row.name),
        of.line("category", tr("Category"), text.device_category_name(row.category)),
        of.line("maker", tr("Maker"), row.maker),
        of.line("model", tr("Model"), row.model),
        of.line("serial", tr("Serial number"), row.serial),
        of.words("note", tr("Note"), row.note),
    ]
    right = [
        of.choice("site_id", tr("Site"), _sites(known, row.customer_id), row.site_id),
        of.choice("parent_id", tr("Part of"), whole, row.parent_id),
        of.choice("status", tr("State"), status_names(), row.status),
        of.day("installed_on", tr("Installed on"), row.installed_on),
        of.day("warranty_until", tr("Warranty until"), row.warranty_until),
    ]

    def made(said: Values) -> Asset:
        return replace(row, **said | {"category": text.device_category(said["category"])})

    return Form(tr("Device"), [left, right], made)


def _meter(row: Meter) -> Form:
    fields = [
        of.line("name", tr("Name"), row.name, tr("operating hours, trips, prints…")),
        of.line("unit", tr("Unit"), row.unit, "h"),
    ]
    return Form(tr("Meter"), [fields], _plain(row))


def _contract(row: Contract, known: Directory) -> Form:
    covers = row.covers
    left = [
        of.line("number", tr("contract.its_number"), row.number),
        of.line("name", tr("Name"), row.name),
        of.day("starts_on", tr("First day"), row.starts_on),
        of.day("ends_on", tr("Last day"), row.ends_on),
        of.line("sla", tr("Service level"), row.sla),
        of.amount("price", tr("contract.its_price"), row.price),
        of.line("currency", tr("Currency"), row.currency),
    ]
    right = [
        of.whole("labour", tr("Covers labour"), (0, 100), round(covers.labour * 100), " %"),
        of.whole("parts", tr("Covers parts"), (0, 100), round(covers.parts * 100), " %"),
        of.whole("travel", tr("Covers travel"), (0, 100), round(covers.travel * 100), " %"),
        of.several("assets", tr("Only for"), _assets(known, row.customer_id), row.assets),
        of.words("note", tr("Note"), row.note),
    ]

    def made(said: Values) -> Contract:
        shares = {name: Decimal(said.pop(name)) / 100 for name in ("labour", "parts", "travel")}
        _require_day(said["starts_on"])
        return replace(row, **said, covers=Shares(**shares))

    return Form(tr("Contract"), [left, right], made)


def _upkeep(
    row: Upkeep,
    known: Directory,
    meters: Sequence[Meter],
    skills: Mapping[str, Skill],
    types: Mapping[str, str],
    teams: Mapping[str, str],
) -> Form:
    told = row.template
    need = told.skills[0] if told.skills else SkillLevel("", MIN_LEVEL)
    named = {"": tr("no special skill")} | {code: text.skill_name(skills, code) for code in skills}
    counted = {None: "–", **{m.id: f"{_asset_name(known, m)}: {m.name}" for m in meters}}
    devices = {None: "–", **_assets(known, row.customer_id)}
    ahead = (0, MOST_LEAD_DAYS)
    told_teams = {"": tr("nobody"), row.tell_team: row.tell_team or tr("nobody"), **teams}
    named_types = {told.type: told.type, **types}
    kind = of.choice("type", tr("Type of the ticket"), named_types, told.type)
    kind.widget.setMinimumWidth(TYPE_WIDTH)
    left = [
        of.line("name", tr("Name"), row.name),
        of.choice("asset_id", tr("Device"), devices, row.asset_id),
        of.choice("site_id", tr("Site"), _sites(known, row.customer_id), row.site_id),
        of.whole("every", tr("Every"), (1, 1_000_000), row.every),
        of.choice("unit", tr("Counted in"), unit_names(), row.unit),
        of.day("starts_on", tr("First on"), row.starts_on),
        of.day("ends_on", tr("Last on"), row.ends_on),
        of.choice("meter_id", tr("Meter"), counted, row.meter_id),
        of.amount("starts_at", tr("First at a reading of"), row.starts_at),
        of.whole("lead_days", tr("Ticket ahead by"), ahead, row.lead_days, tr(" days")),
        of.choice("tell_team", tr("Team that is told"), told_teams, row.tell_team),
        of.whole("tell_days", tr("Told ahead by"), ahead, row.tell_days, tr(" days")),
    ]
    right = [
        of.line("title", tr("Title of the ticket"), told.title),
        kind,
        of.choice(
            "priority", tr("Priority"), {p: text.priority_name(p) for p in Priority}, told.priority
        ),
        of.whole("minutes", tr("Duration"), (5, 24 * 60), told.duration_s // 60, tr(" min")),
        of.choice("skill", tr("Skill"), named, need.code),
        of.whole("level", tr("Level"), (MIN_LEVEL, MAX_LEVEL), need.level),
        of.words("checklist", tr("Checklist, a line each"), "\n".join(told.checklist)),
        of.words("description", tr("Description"), told.description),
        of.check("tell_customer", tr("The customer is told, too"), row.tell_customer),
        of.check("active", tr("In force"), row.active),
    ]

    def made(said: Values) -> Upkeep:
        _require_day(said["starts_on"])
        skill = said.pop("skill")
        template = replace(
            told,
            title=said.pop("title"),
            type=said.pop("type"),
            priority=Priority(said.pop("priority")),
            duration_s=said.pop("minutes") * 60,
            skills=_skills(told.skills, SkillLevel(skill, said.pop("level"))),
            checklist=tuple(line for line in said.pop("checklist").splitlines() if line.strip()),
            description=said.pop("description"),
        )
        said["starts_at"] = said["starts_at"] or Decimal(0)
        return replace(row, **said, template=template)

    return Form(tr("Maintenance plan"), [left, right], made)


def _skills(were: Sequence[SkillLevel], first: SkillLevel) -> tuple[SkillLevel, ...]:
    """The first is what the form says; others that somebody entered elsewhere stay."""
    rest = [need for need in were[1:] if need.code != first.code]
    return (*([first] if first.code else []), *rest)


def _asset_name(known: Directory, meter: Meter) -> str:
    asset = known.assets.get(meter.asset_id)
    return asset.name if asset is not None else ""


def _require_day(day: date | None) -> None:
    if day is None:
        raise DomainError("customers.no_day")
