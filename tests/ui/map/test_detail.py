"""The ground from near by: what is shipped, and that the page fetches what it shows."""

import json
from itertools import accumulate, pairwise
from pathlib import Path

import pytest

from dispatch_console.support.resources import resource
from dispatch_console.ui.map import assets
from dispatch_console.ui.map.assets import shipped_file as assets_shipped_file
from tests.ui.map.conftest import OpenMap

DETAIL = resource("basemap", "detail")
INDEX = json.loads((DETAIL / "index.json").read_text(encoding="utf-8"))
KINDS = {"land", "lakes", "coast", "rivers", "lines", "names"}


def test_every_cell_of_the_list_is_there_and_lies_where_it_says() -> None:
    assert len(INDEX["cells"]) == len(list(DETAIL.glob("*_*.json")))
    for name in INDEX["cells"]:
        cell = json.loads((DETAIL / f"{name}.json").read_text(encoding="utf-8"))
        assert cell.keys() <= KINDS
        for shape in (*cell.get("land", ()), *cell.get("lakes", ())):
            for ring in shape:
                for steps in (ring[::2], ring[1::2]):
                    places = list(accumulate(steps))
                    assert min(places) >= -200, name
                    assert max(places) <= 50_200, name
        for x, y, zoom, en, zh in cell.get("names", ()):
            assert 0 <= x <= 50_000
            assert 0 <= y <= 50_000
            assert 5 <= zoom < 15
            assert en or zh


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("120_30", {("The Bund", "外滩"), ("Nanxiang", "南翔")}),
        ("-75_40", {("Manhattan", "曼哈顿"), ("Long Island City", "长岛市")}),
    ],
)
def test_one_finds_the_quarters_of_a_city(cell: str, names: set[tuple[str, str]]) -> None:
    found = json.loads((DETAIL / f"{cell}.json").read_text(encoding="utf-8"))["names"]
    shown = {(en, zh) for *_, en, zh in found}
    assert {en for en, _ in names} <= {en for en, _ in shown}
    assert len(shown & names) >= len(names) - 1


def test_no_line_follows_the_border_between_the_united_states_and_canada() -> None:
    """Along 49 degrees north, between the Lake of the Woods and the Rocky Mountains."""
    for west in (-105, -110):
        for south in (45, 50):
            path = DETAIL / f"{west}_{south}.json"
            cell = json.loads(path.read_text(encoding="utf-8"))
            for line in (*cell.get("lines", ()), *cell.get("coast", ())):
                ys = [south + y / 10_000 for y in accumulate(line[1::2])]
                assert not any(
                    abs(one - 49) < 0.005 and abs(other - 49) < 0.005 for one, other in pairwise(ys)
                ), path


def test_cells_are_fetched_as_they_come_into_view(
    open_map: OpenMap, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def shipped_file(path: str) -> Path | None:
        asked.append(path)
        return assets_shipped_file(path)

    monkeypatch.setattr(assets, "shipped_file", shipped_file)
    open_map.ask("DISPATCH.map.setView([40.7, -73.95], 11, {animate: false}); 1")
    cell = "/basemap/detail/-75_40.json"
    open_map.qtbot.waitUntil(lambda: cell in asked, timeout=10_000)
    open_map.settle()
    assert open_map.requests == []
