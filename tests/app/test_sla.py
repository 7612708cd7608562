"""`sla due` and `sla elapsed`: JSON on the terminal, refusals in one line."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dispatch_console.app.arguments import USAGE_ERROR
from dispatch_console.app.cli import FAILED, main
from dispatch_console.support.resources import resource

OFFICE: dict[str, Any] = {
    "name": "Office",
    "zone": "Europe/Berlin",
    "week": {"mon-fri": ["09:00-17:00"]},
    "breaks": {"mon-fri": ["12:00-13:00"]},
    "holidays": ["DE"],
    "day": "7h",
}


@pytest.fixture
def office(tmp_path: Path) -> str:
    path = tmp_path / "office.json"
    path.write_text(json.dumps(OFFICE), encoding="utf-8")
    return str(path)


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["sla", *arguments]) == 0
    return json.loads(capsys.readouterr().out)


def test_due_tells_the_deadline_each_span_and_what_pauses_took(
    office: str, capsys: pytest.CaptureFixture[str]
) -> None:
    # Thu 2026-04-02 15:00: 2 h; Good Friday to Easter Monday off; Tue 9 to 10 1 h, paused until 11,
    # 11 to 12 1 h, lunch, 1 h: 5 h are up at 14:00 CEST.
    found = answer(
        capsys,
        *("due", "--calendar", office, "--start", "2026-04-02T15:00", "--target", "5h"),
        *("--pause", "2026-04-07T10:00/2026-04-07T11:00"),
    )
    assert found["due"] == {"utc": "2026-04-07T12:00:00Z", "local": "2026-04-07T14:00:00+02:00"}
    assert found["target_s"] == 5 * 3600
    assert [span["seconds"] for span in found["spans"]] == [7200, 3600, 3600, 3600]
    assert [one["seconds"] for one in found["pauses"]] == [3600]
    assert [one["date"] for one in found["days"]] == ["2026-04-03", "2026-04-06"]
    assert found["calendar"] == {"name": "Office", "zone": "Europe/Berlin"}


def test_elapsed_is_what_due_added(office: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(
        capsys,
        *("elapsed", "--calendar", office, "--start", "2026-04-02T13:00Z"),
        *("--end", "2026-04-07T12:00:00Z", "--pause", "2026-04-07T10:00/PT1H"),
    )
    assert (found["elapsed_s"], found["elapsed"]) == (5 * 3600, "PT5H0M0S")


def test_days_and_backward_targets(office: str, capsys: pytest.CaptureFixture[str]) -> None:
    days = answer(
        capsys, "due", "--calendar", office, "--start", "2026-03-02T09:00", "--target", "2d"
    )
    assert days["due"]["local"] == "2026-03-03T17:00:00+01:00"
    back = answer(
        capsys, "due", "--calendar", office, "--start", "2026-03-03T10:00", "--target=-2h"
    )
    assert back["due"]["local"] == "2026-03-02T16:00:00+01:00"


def test_a_pause_that_goes_on_leaves_nothing_due(
    office: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answer(
        capsys,
        *("due", "--calendar", office, "--start", "2026-03-02T09:00", "--target", "2h"),
        *("--pause", "2026-03-02T10:00/.."),
    )
    assert found["due"] is None
    assert [span["seconds"] for span in found["spans"]] == [3600]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["due", "--start", "2026-03-02T09:00", "--target", "8 bananas"], FAILED),
        (["due", "--start", "yesterday", "--target", "8h"], FAILED),
        (["due", "--start", "9999-01-01", "--target", "8h"], FAILED),
        (["due", "--start", "2026-03-02", "--target", "8h", "--pause", "noon"], FAILED),
        (
            ["due", "--start", "2026-03-02", "--target", "8h", "--pause", "2026-03-02/2026-03-01"],
            FAILED,
        ),
        (
            ["due", "--start", "2026-03-02", "--target", "8h", "--pause", "9998-01-01/P3650D"],
            FAILED,
        ),
        (["due", "--start", "2026-03-02T09:00:60", "--target", "8h"], FAILED),
        (["due", "--start", "", "--target", "8h"], FAILED),
        (["due", "--start", "2026-03-02", "--target", "8d8d"], FAILED),
        (["elapsed", "--start", "2026-03-02", "--end", "2026-03-01"], FAILED),
        (["elapsed", "--start", "2026-03-02"], USAGE_ERROR),
    ],
)
def test_what_is_wrong_is_one_line_and_an_exit_code(
    arguments: list[str], code: int, office: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sla", arguments[0], "--calendar", office, *arguments[1:]]) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert not re.search(r"Traceback|\w+\.\w+\(", told.err)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"zone": "UTC"}', "\x00", "[" * 100_000])
def test_a_file_that_is_no_calendar_is_refused(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "calendar.json"
    path.write_text(text, encoding="utf-8")
    start = ["--start", "2026-03-02", "--target", "1h"]
    assert main(["sla", "due", "--calendar", str(path), *start]) == FAILED
    assert len(capsys.readouterr().err.splitlines()) == 1


NAMED: list[tuple[str, str]] = [
    ('{"zone": "Mars/Olympus", "week": {}}', "zone"),
    ('{"zone": ["UTC"], "week": {}}', "zone"),
    ('{"zone": "UTC", "week": {"mon": "09:00-17:00"}}', "week.mon"),
    ('{"zone": "UTC", "week": {"mon": ["9-17"]}}', "week.mon[0]"),
    ('{"zone": "UTC", "week": {"mon": ["09:00-17:00"], "mon": []}}', "mon"),
    ('{"zone": "UTC", "week": {}, "week": {}}', "week"),
    ('{"zone": "UTC", "week": {}, "breaks": {"mon": [1]}}', "breaks.mon[0]"),
    ('{"zone": "UTC", "week": {}, "holidays": ["Germany"]}', "holidays[0].country"),
    ('{"zone": "UTC", "week": {}, "holidays": ["DE-XX"]}', "holidays[0].subdivision"),
    ('{"zone": "UTC", "week": {}, "day": "long"}', "day"),
    ('{"zone": "UTC", "week": {}, "day": NaN}', "day"),
    ('{"zone": "UTC", "week": {}, "closed": [{"from": "2026-01-01"}]}', "closed[0]"),
    ('{"zone": "UTC", "week": {}, "special": [{"date": "2026-01-01"}]}', "special[0].hours"),
    ('{"zone": "UTC", "week": {}, "shifts": []}', "shifts"),
    (json.dumps({"zone": "UTC", "week": {}, "closed": ["12-25"] * 5001}), "closed"),
]


@pytest.mark.parametrize(("text", "field"), NAMED)
def test_what_is_wrong_with_a_calendar_is_named_by_its_field(
    text: str, field: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "calendar.json"
    path.write_text(text, encoding="utf-8")
    start = ["--start", "2026-03-02", "--target", "1h"]
    assert main(["sla", "due", "--calendar", str(path), *start]) == FAILED
    told = capsys.readouterr()
    assert told.out == ""
    assert field in told.err
    assert len(told.err.splitlines()) == 1


def test_files_that_end_nowhere_or_hold_no_text_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "latin.json").write_bytes('{"name": "Büro"}'.encode("latin-1"))
    (tmp_path / "large.json").write_bytes(b" " * (5 << 20))
    wrong = [tmp_path, tmp_path / "none.json", tmp_path / "latin.json", tmp_path / "large.json"]
    endless = Path("/dev/zero")
    for path in [*wrong, *([endless] if endless.exists() else [])]:
        start = ["--start", "2026-03-02", "--target", "1h"]
        assert main(["sla", "due", "--calendar", str(path), *start]) == FAILED
        assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_example_of_the_documentation_fits_schema_and_program() -> None:
    from dispatch_console.domain.worktime.reading import calendar_from

    docs = Path(__file__).parent.parent.parent / "docs" / "sla.md"
    example = re.findall(r"```json\n(.*?)```", docs.read_text(encoding="utf-8"), re.DOTALL)[0]
    schema = json.loads(resource("schema", "calendar.schema.json").read_text(encoding="utf-8"))
    for document in (json.loads(example), OFFICE):
        jsonschema.validate(document, schema)
        calendar_from(document)
