"""The demo company's customers in depth: people, devices and their parts, contracts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from dispatch_console.app.demo.sources import MARK, chance
from dispatch_console.domain.asset import Asset
from dispatch_console.domain.cover import Contract, Shares
from dispatch_console.domain.customer import Contact, Customer, Language, Site, Tier
from dispatch_console.domain.ids import (
    AssetId,
    ContactId,
    ContractId,
    CustomerId,
    SiteId,
    TicketId,
)
from dispatch_console.domain.ticket import Ticket
from dispatch_console.storage.unit_of_work import Unit as Work

DEVICES = 60


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of device: the skill it takes, names in Chinese and English, maker, models."""

    category: str
    skill: str
    zh: str
    en: str
    maker: str
    models: tuple[str, ...]


_KINDS = (
    _Kind("lift", "lift", "{n} 号客梯", "Lift {n}", "三菱电梯", ("ELENESSA-1050", "LEHY-III-800")),
    _Kind("hvac", "hvac", "{n} 号多联机", "Air conditioner {n}", "大金", ("VRV-X7", "VRV-P-16")),
    _Kind(
        "network",
        "network",
        "{n} 层交换机",
        "Switch, floor {n}",
        "华为",
        ("S5735-L48", "S6730-H24"),
    ),
    _Kind("printer", "it", "{n} 号复印机", "Copier {n}", "Canon", ("iR-ADV C3830", "iR 2645")),
)

SKILL_OF = {kind.category: kind.skill for kind in _KINDS}
"""The skill that a device of each category takes."""

_KIND_FOR = {kind.skill: kind for kind in _KINDS}

_PARTS = {
    "lift": (("门机", "door drive"), ("控制柜", "controller")),
    "hvac": (("室外机", "outdoor unit"), ("室内机组", "indoor units")),
}

_PEOPLE = (
    ("陈国强", "设备部经理", "Grace Chen", "Facility manager"),
    ("李晓雯", "行政主管", "Mark Olsen", "Office manager"),
    ("赵建华", "物业工程师", "Helen Ward", "Building engineer"),
)


def add(
    unit: Work, sites: Sequence[Site], tickets: Mapping[TicketId, TicketId], today: date
) -> Sequence[Asset]:
    """All of it, once; on later days only the day's tickets are given their devices.

    Returns the devices that are new, without their parts.
    """
    calls = list(unit.tickets.get(tickets.values()).values())
    fresh: Sequence[Asset] = ()
    if not unit.assets.find([_mark("A", 1)]):
        fresh = _settle(unit, sites, calls, today)
    held = [a for a in unit.assets.every().values() if (a.external_id or "").startswith(MARK)]
    _link(unit, held, calls)
    return fresh


def _settle(
    unit: Work, sites: Sequence[Site], calls: Sequence[Ticket], today: date
) -> Sequence[Asset]:
    """What somebody has called about is there; the other places have devices of any kind."""
    rng = chance("devices")
    customers = unit.customers.get({s.customer_id for s in sites if s.customer_id is not None})
    _know(unit, list(customers.values()))
    wanted = _wanted(calls)
    assets = [
        _device(
            number,
            site,
            customers[site.customer_id],
            next(wanted.get(site.id, iter(())), None) or rng.choice(_KINDS),
            today,
        )
        for number, site in enumerate((list(sites) * DEVICES)[:DEVICES], 1)
        if site.customer_id is not None
    ]
    made = unit.assets.add(assets)
    unit.assets.add([part for whole in made for part in _parts_of(whole, customers)])
    _contracts(unit, list(customers.values()), made, today)
    return made


def _wanted(calls: Sequence[Ticket]) -> Mapping[SiteId, Iterator[_Kind]]:
    """The kinds of devices that calls from a site are about, each once, the first call first."""
    kinds: dict[SiteId, dict[str, _Kind]] = {}
    for ticket in sorted(calls, key=lambda one: one.id):
        for need in ticket.skills[:1]:
            if ticket.site_id is not None and need.code in _KIND_FOR:
                kinds.setdefault(ticket.site_id, {})[need.code] = _KIND_FOR[need.code]
    return {site: iter(found.values()) for site, found in kinds.items()}


def _know(unit: Work, customers: Sequence[Customer]) -> None:
    """Tiers, languages, and one or two people each."""
    tiers = (Tier.STANDARD, Tier.STANDARD, Tier.SILVER, Tier.GOLD, Tier.STANDARD, Tier.VIP)
    people: list[Contact] = []
    known: list[Customer] = []
    for number, customer in enumerate(customers):
        english = customer.name.isascii()
        language = Language.ENGLISH if english else Language.CHINESE
        known.append(replace(customer, tier=tiers[number % len(tiers)], language=language))
        for place in range(1 + number % 2):
            zh, zh_title, en, en_title = _PEOPLE[(number + place) % len(_PEOPLE)]
            key = 2 * number + place + 1
            people.append(
                Contact(
                    id=ContactId(0),
                    external_id=_mark("P", key),
                    customer_id=customer.id,
                    name=en if english else zh,
                    position=en_title if english else zh_title,
                    phone=f"139 0000 {key:04d}",
                    email=f"p{key}@example.com",
                    wechat=f"demo_{key}",
                    language=language,
                    main=place == 0,
                )
            )
    unit.customers.save(known)
    unit.contacts.upsert(people)


def _device(number: int, site: Site, customer: Customer, kind: _Kind, today: date) -> Asset:
    years = 1 + number % 7
    installed = today - timedelta(days=365 * years + 11 * number)
    name = kind.en if customer.name.isascii() else kind.zh
    return Asset(
        id=AssetId(0),
        external_id=_mark("A", number),
        customer_id=customer.id,
        site_id=site.id,
        name=name.format(n=1 + number % 6),
        category=kind.category,
        maker=kind.maker,
        model=kind.models[number % len(kind.models)],
        serial=f"{kind.skill[:2].upper()}{installed:%Y}-{number:04d}",
        installed_on=installed,
        warranty_until=installed + timedelta(days=3 * 365),
    )


def _parts_of(whole: Asset, customers: Mapping[CustomerId, Customer]) -> list[Asset]:
    """What a lift or an air conditioner is made of, where its parts are told apart."""
    names = _PARTS.get(whole.category, ())
    number = int((whole.external_id or "")[-3:])
    if number % 2 or whole.customer_id is None:
        return []
    english = customers[whole.customer_id].name.isascii()
    return [
        replace(
            whole,
            id=AssetId(0),
            external_id=_mark("A", 100 * place + number),
            parent_id=whole.id,
            name=f"{whole.name}{', ' if english else ''}{en if english else zh}",
            serial=f"{whole.serial}-{place}",
            warranty_until=None,
        )
        for place, (zh, en) in enumerate(names, 1)
    ]


def _contracts(
    unit: Work, customers: Sequence[Customer], assets: Sequence[Asset], today: date
) -> None:
    """Every third customer: in turn for all, for one device, and one that has run out."""
    rows: list[Contract] = []
    for number, customer in enumerate(customers[::3]):
        own = [asset.id for asset in assets if asset.customer_id == customer.id]
        full = number % 3 != 1
        ended = number % 3 == 2
        start = date(today.year - (2 if ended else 0), 1, 1)
        rows.append(
            Contract(
                id=ContractId(0),
                number=f"WB-{start.year}-{number + 1:03d}",
                customer_id=customer.id,
                name="全包维保" if full else "单机维保",
                assets=() if full else tuple(own[:1]),
                starts_on=start,
                ends_on=date(start.year, 12, 31),
                covers=Shares(
                    labour=Decimal(1),
                    parts=Decimal("0.5") if full else Decimal(0),
                    travel=Decimal(1),
                ),
                sla="gold" if full else "standard",
                price=Decimal(12_000 + 3_000 * number),
            )
        )
    unit.contracts.add(rows)


def _link(unit: Work, assets: Sequence[Asset], tickets: Iterable[Ticket]) -> None:
    """Open tickets at a device's site that take its skill are about that device."""
    by_site: dict[tuple[SiteId | None, str], Asset] = {
        (asset.site_id, SKILL_OF.get(asset.category, "")): asset
        for asset in assets
        if asset.parent_id is None
    }
    rows = [
        replace(ticket, asset_id=asset.id)
        for ticket in tickets
        if ticket.crew_of is None and ticket.asset_id is None
        for need in ticket.skills[:1]
        if (asset := by_site.get((ticket.site_id, need.code))) is not None
    ]
    unit.tickets.update(rows)


def _mark(kind: str, number: int) -> str:
    return f"{MARK}{kind}{number:03d}"
