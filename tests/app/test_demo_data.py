"""The shipped data behind demo and basemap: there, right, small, and with its licences."""

import csv
import json
from collections import Counter
from itertools import pairwise

import pytest

from dispatch_console.app.demo import sources
from dispatch_console.domain.datum import gcj02_to_wgs84
from dispatch_console.domain.region import contains
from dispatch_console.support.resources import resource
from installer.data.places import LANDMARKS
from installer.data.topology import clipped, polygons, without_seam


def test_every_place_lies_in_the_district_it_is_said_to() -> None:
    regions = {region.code: region for region in sources.regions()}
    places = sources.places()
    assert len(places) >= 150
    for place in places:
        assert contains(regions[place.district], place.location), place
    assert min(Counter(place.district for place in places).values()) >= 5
    assert set(regions) == {place.district for place in places}


def test_all_landmarks_are_shipped() -> None:
    with LANDMARKS.open(encoding="utf-8", newline="") as file:
        names = {row["name_zh"] for row in csv.DictReader(file)}
    assert names <= {place.name_zh for place in sources.places()}


def test_labels_of_districts_lie_inside_them() -> None:
    for region in sources.regions():
        assert region.centre is not None
        assert contains(region, region.centre), region.name_en


def test_rings_are_closed_and_in_the_city() -> None:
    for region in sources.regions():
        for ring in region.rings:
            assert ring[0] == ring[-1]
            assert all(120.8 < lon < 122.3 and 30.6 < lat < 32.0 for lon, lat in ring)


@pytest.mark.parametrize(
    ("job", "fields"),
    [(job, {"n", "tag", "floor", "temp", "code"}) for job in sources.jobs()],
    ids=lambda value: value.title_en if isinstance(value, sources.Job) else "",
)
def test_every_job_can_be_told_in_both_languages(job: sources.Job, fields: set[str]) -> None:
    words = dict.fromkeys(fields, "1")
    for text in (job.title_zh, job.text_zh, job.title_en, job.text_en):
        assert text.format(**words)
    assert job.skill in {skill.code for skill in sources.skills()}


def test_the_basemap_is_small_and_draws_no_border() -> None:
    folder = resource("basemap")
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 20_000_000
    assert sum(path.stat().st_size for path in folder.glob("*.json")) < 3_000_000
    assert resource("basemap", "local", "shanghai.geojson").stat().st_size < 300_000
    kinds: set[str] = set()
    for path in folder.rglob("*.geojson"):
        for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
            kinds.add(feature["properties"]["kind"])
    assert kinds == {"land", "river"}


def test_no_land_ring_jumps_across_the_map() -> None:
    text = resource("basemap", "land.geojson").read_text(encoding="utf-8")
    (land,) = json.loads(text)["features"]
    for polygon in land["geometry"]["coordinates"]:
        for ring in polygon:
            assert ring[0] == ring[-1]
            steps = pairwise(ring)
            # The one long step there may be runs along the bottom of the southern continent.
            assert all(abs(b[0] - a[0]) < 180 or a[1] == b[1] <= -60 for a, b in steps)


def test_place_labels_have_english_names_for_provinces_and_most_cities() -> None:
    labels = json.loads(resource("basemap", "places.json").read_text(encoding="utf-8"))["places"]
    assert len(labels) > 3000
    provinces = [label for label in labels if label["rank"] == 1]
    cities = [label for label in labels if label["rank"] == 2]
    assert len(provinces) == 34
    assert all(label["name_en"] for label in provinces)
    assert sum(bool(label["name_en"]) for label in cities) > 0.85 * len(cities)
    assert {
        "name_zh": "上海市",
        "name_en": "Shanghai",
        "lat": 31.2323,
        "lon": 121.4691,
        "rank": 1,
    } in labels


@pytest.mark.parametrize(
    "path",
    [
        "README.md",
        "regions/LICENSE",
        "regions/NOTICE",
        "basemap/LICENSE-world-atlas",
        "basemap/LICENSE-places",
        "basemap/NOTICE",
        "demo/NOTICE",
    ],
)
def test_licences_and_notices_are_shipped(path: str) -> None:
    assert resource(*path.split("/")).stat().st_size > 100


def test_the_shifted_datum_is_undone() -> None:
    lon, lat = gcj02_to_wgs84(121.473662, 31.230372)
    assert lon == pytest.approx(121.4691, abs=2e-4)
    assert lat == pytest.approx(31.2323, abs=2e-4)


def test_a_ring_across_the_antimeridian_becomes_two() -> None:
    ring = [(170.0, 10.0), (-170.0, 10.0), (-170.0, 20.0), (170.0, 20.0), (170.0, 10.0)]
    parts = without_seam(ring)
    assert sorted(max(x for x, _ in part) for part in parts) == [-170.0, 180.0]


def test_clipping_keeps_what_is_in_the_box() -> None:
    square = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]
    assert set(clipped(square, (1.0, 1.0, 2.0, 2.0))) == {(1, 1), (2, 1), (2, 2), (1, 2)}
    assert clipped(square, (5.0, 5.0, 6.0, 6.0)) == []


def test_arcs_run_backwards_where_their_index_says_so() -> None:
    topology = {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": [[[0, 0], [2, 0], [0, 2]], [[0, 0], [2, 2]]],
        "objects": {"land": {"geometries": [{"type": "Polygon", "arcs": [[0, ~1]]}]}},
    }
    ((ring,),) = polygons(topology, "land")
    assert ring == [(0, 0), (2, 0), (2, 2), (0, 0)]
