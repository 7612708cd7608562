"""What is exported is read back the same; a file that is no list of regions is refused in words."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import RegionId
from dispatch_console.domain.region import Ring
from dispatch_console.services import region_files
from dispatch_console.services.board import load
from dispatch_console.services.context import Context
from dispatch_console.services.undo import undo
from dispatch_console.support.resources import resource
from tests.factories import make_region, make_ticket
from tests.services.company import command, found


def square(west: float, size: float) -> Ring:
    east, south, north = west + size, 31.1, 31.1 + size
    return ((west, south), (east, south), (east, north), (west, north), (west, south))


def holed(west: float) -> Ring:
    return tuple((lon, lat + 0.02) for lon, lat in square(west + 0.02, 0.05))


def refusal(path: Path, content: object) -> DomainError:
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DomainError) as caught:
        region_files.read(path)
    return caught.value


def test_parts_holes_and_names_survive_a_file(tmp_path: Path):
    path = tmp_path / "regions.geojson"
    first = replace(
        make_region(1, exclusive=True), rings=(square(121.3, 0.1), holed(121.3), square(121.6, 0.1))
    )
    assert region_files.write([first, make_region(2)], path) == 2
    shapes = json.loads(path.read_text(encoding="utf-8"))["features"]
    assert [len(polygon) for polygon in shapes[0]["geometry"]["coordinates"]] == [2, 1]
    back = region_files.read(path)
    assert back[0].rings == (first.rings[0], first.rings[1], first.rings[2])
    assert [replace(each, id=RegionId(n)) for n, each in enumerate(back, 1)] == [
        replace(first, centre=back[0].centre),
        make_region(2),
    ]


def test_the_shipped_districts_are_read():
    found_there = region_files.read(Path(str(resource("regions", "shanghai.geojson"))))
    assert len(found_there) == 16
    assert {region.name_en for region in found_there} >= {"Huangpu", "Pudong"}


def test_an_import_adds_and_changes_by_code_and_is_undone_as_one(context: Context):
    found(context, make_ticket())
    before = load(context).regions
    wider = replace(make_region(1), rings=(square(121.2, 0.3),))
    region_files.save(context, command(1), [wider, make_region(2)])
    after = load(context).regions
    assert len(after) == 2
    assert next(iter(before)) in after
    undo(context, command(2), command(1), "region.import")
    back = load(context).regions
    assert {k: replace(r, version=0) for k, r in back.items()} == {
        k: replace(r, version=0) for k, r in before.items()
    }


def test_a_file_that_is_none_is_refused(tmp_path: Path):
    path = tmp_path / "a.geojson"
    with pytest.raises(DomainError) as caught:
        region_files.read(path)
    assert caught.value.code == "region.file_read"
    for content in ("{", "[]", '{"features": []}', "null"):
        assert refusal(path, content).code == "region.file"
    one = {"type": "Feature", "properties": {"code": "A"}, "geometry": None}
    for feature in (one, None, one | {"geometry": {"type": "Polygon", "coordinates": [[[1]]]}}):
        error = refusal(path, {"features": [feature]})
        assert error.code == "region.file_shape"
    line = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [2, 2]]]}
    error = refusal(path, {"features": [one | {"geometry": line}]})
    assert error.params["reason"] == "region.no_area"
    fine = one | {"geometry": {"type": "Polygon", "coordinates": [square(0, 1)]}}
    assert refusal(path, {"features": [fine, fine]}).code == "region.file"
