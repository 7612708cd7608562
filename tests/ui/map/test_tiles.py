"""Tiles of servers and files upon the ground, the shifted datums, and what happens without them."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import hypot
from pathlib import Path
from typing import ClassVar

import pytest
from PySide6.QtGui import QColor

from dispatch_console.domain.datum import bd09_to_bd09mc, wgs84_to_bd09, wgs84_to_gcj02
from dispatch_console.services.tiles.grid import tile_at
from dispatch_console.services.tiles.source import TileSource
from dispatch_console.ui.map.look import look as colours
from dispatch_console.ui.theme.palette import DARK
from tests.tile_files import png, vector_tile, write_mbtiles, write_pmtiles
from tests.ui.conftest import StrayRecords
from tests.ui.map.conftest import OpenMap

SHANGHAI = (31.23, 121.47)
COVERED = "document.querySelectorAll('.leaflet-tile-loaded').length > 0"
NOTICE = "document.querySelector('.notice').textContent"
RED = png(200, 30, 60)
EVERYWHERE = {(z, x, y): RED for z in range(4) for x in range(2**z) for y in range(2**z)}
PROTOMAPS = {"vector_layers": [{"id": name} for name in ("earth", "water", "roads")]}


class TileServer(BaseHTTPRequestHandler):
    """Answers every request with one tile, or with `status`."""

    asked: ClassVar[list[str]] = []
    status: ClassVar[int] = 200

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(self.status)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        if self.status == 200:
            self.wfile.write(RED)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    TileServer.asked = []
    TileServer.status = 200
    with ThreadingHTTPServer(("127.0.0.1", 0), TileServer) as made:
        thread = threading.Thread(target=made.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{made.server_port}"
        made.shutdown()
        thread.join()


@pytest.fixture
def tiles(request: pytest.FixtureRequest, server: str, tmp_path: Path) -> TileSource:
    """What each test names."""
    what = request.param
    xyz = TileSource(kind="xyz", address=f"{server}/{{z}}/{{x}}/{{y}}.png")
    if what == "failing":
        TileServer.status = 503
        return xyz
    if what in ("gcj02", "bd09", "bd09mc"):
        return replace(xyz, datum=what)
    if what == "wmts":
        address = f"{server}/wmts/{{TileMatrix}}/{{TileRow}}/{{TileCol}}.png"
        return TileSource(kind="wmts", address=address)
    if what == "mbtiles":
        path = write_mbtiles(tmp_path / "a.mbtiles", EVERYWHERE, format="png")
        return TileSource(kind="mbtiles", address=str(path), attribution="The makers")
    if what == "vector":
        path = write_pmtiles(
            tmp_path / "a.pmtiles",
            {(0, 0, 0): vector_tile("earth")},
            kind=1,
            metadata=PROTOMAPS,
        )
        return TileSource(kind="pmtiles", address=str(path))
    if what == "missing":
        return TileSource(kind="mbtiles", address=str(tmp_path / "gone.mbtiles"))
    return xyz


def wait(opened: OpenMap, script: str) -> None:
    opened.qtbot.waitUntil(lambda: opened.ask(script) is True, timeout=20_000)


@pytest.mark.parametrize("tiles", ["xyz"], indirect=True)
def test_tiles_come_from_the_server_of_the_settings(open_map: OpenMap) -> None:
    wait(open_map, COVERED)
    assert open_map.requests == []
    assert open_map.ask(NOTICE) == ""


@pytest.mark.parametrize("tiles", ["wmts"], indirect=True)
def test_a_wmts_server_is_asked_by_level_row_and_column(open_map: OpenMap) -> None:
    wait(open_map, COVERED)
    zoom, row, column = map(int, TileServer.asked[-1].removesuffix(".png").split("/")[2:])
    x, y = tile_at(TileSource(kind="wmts", address=""), *SHANGHAI, zoom)
    assert abs(column - x) < 8
    assert abs(row - y) < 8


@pytest.mark.parametrize("tiles", ["failing"], indirect=True)
def test_a_server_that_fails_leaves_the_bundled_map_and_a_notice(
    open_map: OpenMap, log_records: StrayRecords
) -> None:
    wait(open_map, f"{NOTICE} !== ''")
    assert "does not answer" in str(open_map.ask(NOTICE))
    shown = open_map.panel.grab().toImage()
    colours = {QColor(shown.pixel(x, y)).name() for x in range(0, 700, 7) for y in range(0, 500, 7)}
    assert len(colours) > 20
    TileServer.status = 200
    open_map.ask("DISPATCH.map.setZoom(DISPATCH.map.getZoom() - 1, {animate: false}); 1")
    wait(open_map, f"{NOTICE} === ''")


@pytest.mark.parametrize("tiles", ["mbtiles"], indirect=True)
def test_tiles_of_a_file_are_drawn_and_credited(open_map: OpenMap) -> None:
    wait(open_map, COVERED)
    wait(open_map, "document.querySelector('.sources').textContent === 'The makers'")
    shown = open_map.panel.grab().toImage()
    assert QColor(shown.pixel(300, 100)).red() > 150
    assert open_map.requests == []


@pytest.mark.parametrize("tiles", ["vector"], indirect=True)
def test_vector_tiles_are_painted_by_day_and_by_night(open_map: OpenMap) -> None:
    canvas = "document.querySelectorAll('.leaflet-tile-pane canvas').length > 0"
    wait(open_map, canvas)
    assert open_map.requests == []
    look = (
        "DISPATCH.map.eachLayer((layer) => {"
        "  if (layer.paintRules) window.ground = layer.backgroundColor; });"
    )
    by_day = open_map.ask(f"{look} window.ground")
    assert isinstance(by_day, str)
    open_map.web.bridge.send({"look": colours(DARK)})
    wait(open_map, f"{look} window.ground !== '{by_day}'")


@pytest.mark.parametrize("tiles", ["missing"], indirect=True)
def test_a_file_that_is_gone_leaves_the_bundled_map_and_says_so(
    open_map: OpenMap, log_records: StrayRecords
) -> None:
    log_records.expect("cannot be used")
    assert "gone.mbtiles" in str(open_map.ask(NOTICE))
    assert open_map.ask("DISPATCH.tiles.url") == ""


@pytest.mark.parametrize("tiles", ["gcj02", "bd09", "bd09mc"], indirect=True)
def test_on_shifted_tiles_everything_lies_where_they_show_it(
    open_map: OpenMap, tiles: TileSource
) -> None:
    lat, lon = SHANGHAI
    script = (
        "(() => { const m = DISPATCH.map; const p = m.project([{lat}, {lon}], 18);"
        "const b = m.unproject(p, 18);"
        "return JSON.stringify([p.x, p.y, b.lat, b.lng]); })()"
    )
    x, y, back_lat, back_lon = json.loads(
        str(open_map.ask(script.replace("{lat}", str(lat)).replace("{lon}", str(lon))))
    )
    if tiles.datum == "bd09mc":
        east, north = bd09_to_bd09mc(*wgs84_to_bd09(lon, lat))
        assert hypot(x - east, y + north) < 1
    else:
        shown_lon, shown_lat = {"gcj02": wgs84_to_gcj02, "bd09": wgs84_to_bd09}[tiles.datum](
            lon, lat
        )
        plain = json.loads(
            str(
                open_map.ask(
                    "JSON.stringify(L.CRS.EPSG3857.latLngToPoint("
                    f"L.latLng({shown_lat}, {shown_lon}), 18))"
                )
            )
        )
        assert hypot(x - plain["x"], y - plain["y"]) < 1
    assert hypot(back_lat - lat, back_lon - lon) * 111_000 < 0.01
    wait(open_map, COVERED)
    zoom, column, row = map(
        int, TileServer.asked[-1].removesuffix(".png").removeprefix("/").split("/")
    )
    wanted = tile_at(tiles, lat, lon, zoom)
    assert max(abs(column - wanted[0]), abs(row - wanted[1])) < 8
