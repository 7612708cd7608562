"""One tile of a server, and of a server that does not give one."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from dispatch_console.domain.datum import bd09_to_wgs84
from dispatch_console.domain.errors import DomainError
from dispatch_console.services.tiles.grid import centre_of, tile_at
from dispatch_console.services.tiles.source import TileSource
from dispatch_console.services.tiles.trying import try_source
from tests.tile_files import png

SHANGHAI = (31.23, 121.47)


class Server(BaseHTTPRequestHandler):
    asked: ClassVar[list[str]] = []
    answer: ClassVar[tuple[int, bytes]] = (200, b"")

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(self.answer[0])
        self.end_headers()
        self.wfile.write(self.answer[1])

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def server() -> Iterator[str]:
    Server.asked, Server.answer = [], (200, png(1, 2, 3))
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as made:
        thread = threading.Thread(target=made.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{made.server_port}"
        made.shutdown()
        thread.join()


def test_the_tile_of_the_place_is_asked_for(server: str) -> None:
    sample = try_source(TileSource(kind="xyz", address=f"{server}/{{z}}/{{x}}/{{y}}"), *SHANGHAI)
    assert sample.data == png(1, 2, 3)
    assert Server.asked == ["/11/1715/836"]


def test_rows_may_count_from_the_south(server: str) -> None:
    try_source(TileSource(kind="xyz", address=f"{server}/{{z}}/{{x}}/{{-y}}"), *SHANGHAI)
    assert Server.asked == [f"/11/1715/{2**11 - 1 - 836}"]


def test_baidu_s_grid_is_numbered_from_the_equator() -> None:
    """Tian'anmen's tile at zoom 4, from the README of leaflet-baidu."""
    lon, lat = bd09_to_wgs84(116.404, 39.915)
    assert tile_at(TileSource(kind="xyz", address="", datum="bd09mc"), lat, lon, 4) == (3, 1)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((404, b""), "tiles.refused"),
        ((200, b"<html>log in</html>"), "tiles.not_picture"),
        ((200, b""), "tiles.not_picture"),
    ],
)
def test_an_answer_that_is_no_tile_is_told(
    server: str, answer: tuple[int, bytes], code: str
) -> None:
    Server.answer = answer
    with pytest.raises(DomainError) as raised:
        try_source(TileSource(kind="xyz", address=f"{server}/{{z}}/{{x}}/{{y}}"), *SHANGHAI)
    assert raised.value.code == code


def test_a_server_that_is_not_there_is_told() -> None:
    source = TileSource(kind="xyz", address="http://127.0.0.1:9/{z}/{x}/{y}")
    with pytest.raises(DomainError, match="unreachable"):
        try_source(source, *SHANGHAI)


def test_the_middle_of_a_tile_lies_in_it() -> None:
    source = TileSource(kind="xyz", address="")
    for tile in ((5, 3, 7), (11, 1715, 836), (0, 0, 0)):
        assert tile_at(source, *centre_of(*tile), tile[0]) == tile[1:]
