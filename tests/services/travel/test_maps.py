"""Real roads through the engines' own bindings: Liechtenstein, by OSRM and by Valhalla."""

import subprocess
import zipfile
from pathlib import Path

import numpy as np
import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.problem import Matrices
from dispatch_console.planning.travel import CALIBRATED, UNREACHABLE, legs
from dispatch_console.services.travel import osrm, valhalla
from dispatch_console.services.travel.osrm import OsrmExtract
from dispatch_console.services.travel.provider import TravelProvider
from dispatch_console.services.travel.road_book import RoadBook
from dispatch_console.services.travel.valhalla import ValhallaExtract

ROADS = Path(__file__).parents[2] / "data" / "roads"
MAP = ROADS / "liechtenstein-2013-08-03.osm.pbf"
TILES = ROADS / "liechtenstein-2013-08-03.valhalla.zip"

VADUZ, SCHAAN, RUGGELL, BALZERS, MALBUN = (
    (47.1410, 9.5215),
    (47.1660, 9.5100),
    (47.2420, 9.5260),
    (47.0660, 9.5050),
    (47.1030, 9.6090),
)
TOWNS = (VADUZ, SCHAAN, RUGGELL, BALZERS, MALBUN)


@pytest.fixture(scope="module")
def by_valhalla(tmp_path_factory: pytest.TempPathFactory) -> TravelProvider:
    pytest.importorskip("valhalla", reason="pyvalhalla is not installed")
    folder = tmp_path_factory.mktemp("tiles")
    with zipfile.ZipFile(TILES) as file:
        file.extractall(folder)
    return ValhallaExtract(folder)


@pytest.fixture(scope="module")
def by_osrm(tmp_path_factory: pytest.TempPathFactory) -> TravelProvider:
    package = pytest.importorskip("osrm", reason="osrm-bindings is not installed")
    home = Path(package.__file__).parent
    folder = tmp_path_factory.mktemp("osrm")
    profile = home / "share" / "profiles" / "car.lua"
    (folder / "map.osm.pbf").write_bytes(MAP.read_bytes())
    for command in (("osrm-extract", "-p", profile, "map.osm.pbf"), ("osrm-contract", "map.osrm")):
        program = home / "bin" / command[0]
        subprocess.run([program, *command[1:]], cwd=folder, check=True, capture_output=True)
    return OsrmExtract(folder / "map.osrm")


@pytest.fixture(params=["by_osrm", "by_valhalla"])
def provider(request: pytest.FixtureRequest) -> TravelProvider:
    return request.getfixturevalue(request.param)


def test_ways_between_towns_are_as_long_as_the_road(provider):
    found = provider.legs(TOWNS, TOWNS)
    assert found.distances[0, 1] == pytest.approx(3_200, rel=0.1)
    assert found.distances[0, 3] == pytest.approx(9_300, rel=0.1)
    # Malbun lies up in the mountains, nearer than Balzers as the crow flies.
    assert found.distances[0, 4] > found.distances[0, 3]
    off = ~np.eye(5, dtype=bool)
    kmh = found.distances[off] / found.durations[off] * 3.6
    assert (kmh > 20).all()
    assert (kmh < 90).all()


def test_one_question_gives_what_the_other_way_round_gives(provider):
    whole = provider.legs(TOWNS, TOWNS)
    part = provider.legs(TOWNS[3:], TOWNS[:2])
    assert np.array_equal(part.durations, whole.durations[3:, :2])
    assert np.array_equal(part.distances, whole.distances[3:, :2])


def test_the_reckoned_model_is_near_the_roads_in_the_valley(provider):
    valley = TOWNS[:4]
    found = provider.legs(valley, valley)
    times, ways = legs(CALIBRATED, valley, valley)
    off = ~np.eye(4, dtype=bool)
    assert np.median(abs(times - found.durations)[off] / found.durations[off]) < 0.6
    assert np.median(abs(ways - found.distances)[off] / found.distances[off]) < 0.25


def test_a_road_book_plans_by_the_map(provider, tmp_path):
    book = RoadBook(lambda: provider, folder=tmp_path)
    assert book.learn(TOWNS) is None
    found = book.travel(TOWNS)
    assert isinstance(found, Matrices)
    assert found.source.startswith(provider.name)


def test_nothing_leads_to_a_place_off_the_map(provider):
    zurich = (47.3769, 8.5417)
    book = RoadBook(lambda: provider)
    assert book.learn((VADUZ, SCHAAN, zurich)) is None
    found = book.travel((VADUZ, SCHAAN, zurich))
    assert isinstance(found, Matrices)
    assert (found.durations[:2, 2] == UNREACHABLE).all()
    assert 0 < found.durations[0, 1] < 600


@pytest.mark.parametrize(("module", "kind"), [("osrm", OsrmExtract), ("valhalla", ValhallaExtract)])
def test_a_map_that_is_not_there_is_refused(module, kind, tmp_path):
    pytest.importorskip(module, reason="its binding is not installed")
    with pytest.raises(DomainError) as error:
        kind(tmp_path / "nothing")
    assert error.value.code == "travel.extract"


@pytest.mark.parametrize(
    ("module", "kind", "package"),
    [(osrm, OsrmExtract, "osrm-bindings"), (valhalla, ValhallaExtract, "pyvalhalla")],
)
def test_a_missing_binding_says_what_to_install(module, kind, package, tmp_path, monkeypatch):
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(module, "import_module", missing)
    with pytest.raises(DomainError) as error:
        kind(tmp_path)
    assert (error.value.code, error.value.params["package"]) == ("travel.package", package)
