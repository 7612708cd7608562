"""The shipped files the demo company is made from, and the seeded chance it is made with."""

import csv
import json
import random
from dataclasses import dataclass
from typing import Any

from dispatch_console.domain.ids import RegionId
from dispatch_console.domain.place import Location
from dispatch_console.domain.region import Region
from dispatch_console.domain.skill import Skill
from dispatch_console.support.resources import resource

SEED = 20260302

MARK = "DEMO-"
"""What the external ids of everything in the demo company begin with."""

EXCLUSIVE = frozenset({"310151"})
"""Chongming: islands behind a long tunnel, served by a team of their own."""


@dataclass(frozen=True, slots=True)
class Place:
    """A real named place; `district` is the code of the region it lies in."""

    district: str
    name_zh: str
    name_en: str
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A kind of work. `work` is urgent, reactive or planned; `level` and `minutes` are ranges.

    Titles and texts may name {n} (a small count), {tag} (an asset number), {floor}, {temp}, {code}.
    """

    skill: str
    category: str
    work: str
    level: tuple[int, int]
    minutes: tuple[int, int]
    weight: int
    at: tuple[str, ...]
    title_zh: str
    text_zh: str
    title_en: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Team:
    """A team of `engineers` people that serves `regions`, and some of `near` beside them."""

    team: str
    engineers: int
    regions: tuple[str, ...]
    near: tuple[str, ...]


def chance(part: str) -> random.Random:
    """The chance of one part of the company: changing one part leaves the others as they were."""
    return random.Random(f"{SEED}:{part}")


def read(name: str) -> Any:
    """The content of one JSON file of `resources/demo`."""
    return json.loads(resource("demo", name).read_text(encoding="utf-8"))


def regions() -> tuple[Region, ...]:
    """The districts of Shanghai in the order of their codes, numbered from 1."""
    text = resource("regions", "shanghai.geojson").read_text(encoding="utf-8")
    found: list[Region] = []
    for number, feature in enumerate(json.loads(text)["features"], 1):
        about = feature["properties"]
        lon, lat = about["centre"]
        found.append(
            Region(
                id=RegionId(number),
                code=about["code"],
                name_en=about["name_en"],
                name_zh=about["name_zh"],
                rings=tuple(
                    tuple((x, y) for x, y in polygon[0])
                    for polygon in feature["geometry"]["coordinates"]
                ),
                centre=Location(lat, lon),
                exclusive=about["code"] in EXCLUSIVE,
            )
        )
    return tuple(found)


def skills() -> tuple[Skill, ...]:
    """The catalogue of skills."""
    return tuple(Skill(**row) for row in read("skills.json"))


def places() -> tuple[Place, ...]:
    """The real places, by district."""
    with resource("demo", "places.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Place(
                row["district"],
                row["name_zh"],
                row["name_en"],
                Location(float(row["lat"]), float(row["lon"])),
            )
            for row in csv.DictReader(file)
        )


def jobs() -> tuple[Job, ...]:
    """The kinds of work."""
    return tuple(
        Job(
            **row
            | {
                "level": tuple(row["level"]),
                "minutes": tuple(row["minutes"]),
                "at": tuple(row["at"]),
            }
        )
        for row in read("jobs.json")
    )


def teams() -> tuple[Team, ...]:
    """The teams of engineers."""
    return tuple(
        Team(row["team"], row["engineers"], tuple(row["regions"]), tuple(row["near"]))
        for row in read("teams.json")
    )
