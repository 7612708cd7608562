"""Customers of the demo company and their sites. All names are made up; the places are real."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from dispatch_console.app.demo.sources import MARK, Place, chance, read
from dispatch_console.domain.customer import Customer, Site
from dispatch_console.domain.ids import CustomerId, SiteId
from dispatch_console.domain.place import Location
from dispatch_console.domain.region import Region, contains

ENGLISH_SPEAKING = 0.3
SITES_EACH = (1, 1, 2, 2, 3)
SCATTER_DEGREES = 0.006
"""Sites lie up to this (some 600 m) around the named place."""

CENTRE = Location(31.2330, 121.4705)
NEAR_CENTRE_DEGREES = 0.12
"""Within a district, a place this far from the centre draws half as many sites."""


@dataclass(frozen=True, slots=True)
class Client:
    """A customer of a kind (see `customers.json`); `english` says which language they write in."""

    customer: Customer
    kind: str
    english: bool


def clients() -> tuple[Client, ...]:
    """The customers, numbered from 1, kind by kind."""
    rng = chance("customers")
    lists = read("customers.json")
    kinds: Mapping[str, dict] = lists["kinds"]
    names = _names(lists["stems"], kinds, rng)
    found: list[Client] = []
    for kind in [kind for kind, about in kinds.items() for _ in range(about["share"])]:
        number = len(found) + 1
        zh, en = names[kind].pop()
        english = rng.random() < ENGLISH_SPEAKING
        found.append(
            Client(
                Customer(
                    id=CustomerId(number),
                    external_id=f"{MARK}C{number:03d}",
                    name=en if english else zh,
                    phone=f"021-0{rng.randrange(100, 1000)}-{rng.randrange(10000):04d}",
                ),
                kind,
                english,
            )
        )
    return tuple(found)


def _names(
    stems: Sequence[Sequence[str]], kinds: Mapping[str, dict], rng: Random
) -> dict[str, list[tuple[str, str]]]:
    """Every possible (Chinese, English) name of each kind, in a random order."""
    names: dict[str, list[tuple[str, str]]] = {}
    for kind, forms in kinds.items():
        names[kind] = [
            (zh.format(stem[0]), en.format(stem[1]))
            for zh, en in zip(forms["zh"], forms["en"], strict=True)
            for stem in stems
        ]
        rng.shuffle(names[kind])
    return names


def sites(
    given: Sequence[Client], places: Sequence[Place], areas: Mapping[str, Region]
) -> tuple[Site, ...]:
    """The sites, numbered from 1: one to three a customer, where the demand is."""
    rng = chance("sites")
    demand: Mapping[str, int] = read("demand.json")
    weights = [_pull(place, places, demand) for place in places]
    found: list[Site] = []
    for client in given:
        for _ in range(rng.choice(SITES_EACH)):
            place = rng.choices(places, weights)[0]
            found.append(_site(len(found) + 1, client, place, areas[place.district], rng))
    return tuple(found)


def _site(number: int, client: Client, place: Place, area: Region, rng: Random) -> Site:
    name = client.customer.name
    return Site(
        id=SiteId(number),
        external_id=f"{MARK}S{number:03d}",
        customer_id=client.customer.id,
        name=f"{name}, {place.name_en}" if client.english else f"{name}（{place.name_zh}）",
        address=_address(client, place, area, rng),
        location=_nearby(place, area, rng),
        region_id=area.id,
    )


def _pull(place: Place, places: Sequence[Place], demand: Mapping[str, int]) -> float:
    """The place's part of its district's demand, more towards the centre."""
    pulls = [_centrality(p.location) for p in places if p.district == place.district]
    return demand[place.district] * _centrality(place.location) / sum(pulls)


def _centrality(here: Location) -> float:
    away = abs(here.lat - CENTRE.lat) + abs(here.lon - CENTRE.lon)
    return 1 / (1 + away / NEAR_CENTRE_DEGREES)


def _nearby(place: Place, area: Region, rng: Random) -> Location:
    """A point around the place and in its region."""
    for _ in range(20):
        point = Location(
            round(place.location.lat + rng.uniform(-1, 1) * SCATTER_DEGREES, 5),
            round(place.location.lon + rng.uniform(-1, 1) * SCATTER_DEGREES, 5),
        )
        if contains(area, point):
            return point
    return place.location


def _address(client: Client, place: Place, area: Region, rng: Random) -> str:
    """A made-up house beside a real place: no real customer lives there."""
    house, block = rng.randrange(8, 1400), rng.randrange(1, 9)
    if client.english:
        return f"Block {block}, No. {house}, near {place.name_en}, {area.name_en} District"
    return f"{area.name_zh}{place.name_zh}附近{house}号{block}号楼"
