import json
import re

import pytest

from dispatch_console.domain.board import Board
from dispatch_console.ui.map.delta import region_feature
from dispatch_console.ui.map.look import look, words
from dispatch_console.ui.map.shell import refuse_links, tile_sources, write_shell
from dispatch_console.ui.map.tile_layer import TileLayer
from dispatch_console.ui.theme.palette import LIGHT
from tests.factories import make_region

TILES = TileLayer(
    url="https://{s}.tiles.example/{z}/{x}/{y}.png?key=1&style=day",
    attribution='<a href="https://tiles.example/who">us</a>',
)


def shell(board: Board, tiles: TileLayer | None = None) -> str:
    return write_shell(
        regions=[region_feature(region) for region in board.regions.values()],
        look=look(LIGHT),
        words=words(),
        tiles=tiles,
    )


def test_the_page_names_no_address_on_a_network(board: Board) -> None:
    assert not re.findall(r"https?:", shell(board))


def test_with_tiles_pictures_come_from_their_host_alone(board: Board) -> None:
    page = shell(board, TILES)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert re.findall(r"https?:[^\s;]+", policy[1]) == ["https://*.tiles.example"]
    assert "img-src app: data: blob: https://*.tiles.example;" in policy[1]


@pytest.mark.parametrize(
    ("template", "host"),
    [
        ("http://user:word@tiles.example:81/{z}/{x}/{y}", "http://tiles.example:81"),
        ("app://dispatch/tiles/{z}/{x}/{y}", ""),
        ("", ""),
    ],
)
def test_the_policy_names_no_more_than_the_host(template: str, host: str) -> None:
    assert tile_sources(template) == host


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://cdn.example/x.js"></script>',
        '<link href="http://cdn.example/x.css">',
        '<img src="//cdn.example/x.png">',
        "<style>a { background: url(//cdn.example/x.png) }</style>",
        '<script>fetch("HTTPS://cdn.example")</script>',
    ],
)
def test_a_link_to_a_network_is_refused(html: str) -> None:
    with pytest.raises(ValueError, match="would load"):
        refuse_links(html)


def test_a_region_may_be_called_anything() -> None:
    name = '</script><img src="https://evil.example/x" onerror=alert(1)>'
    region = make_region()
    feature = region_feature(region)
    feature["properties"] = {"id": 1, "en": name, "zh": name, "centre": None}
    page = write_shell(regions=[feature], look=look(LIGHT), words=words())
    assert "<img" not in page
    assert page.count("</script>") == page.count("<script")


def test_the_page_may_load_bundled_files_only(board: Board) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', shell(board))
    assert policy is not None
    assert "default-src 'none'" in policy[1]
    scripts = re.search(r"script-src ([^;]+)", policy[1])
    assert scripts is not None
    assert "unsafe" not in scripts[1]


def test_a_board_without_regions_makes_a_page() -> None:
    assert "geo_json_dispatch" in write_shell(look=look(LIGHT), words=words())


def test_what_the_page_says_fits_into_json() -> None:
    json.dumps([look(LIGHT), words()])
