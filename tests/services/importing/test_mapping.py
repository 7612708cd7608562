"""Columns find their fields; mapping files say what is wrong with them."""

import json
from pathlib import Path

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.importing.fields import FIELDS, Kind, normal
from dispatch_console.services.importing.mapping import (
    ColumnMapping,
    DateOrder,
    guess,
    load,
    ready_made_names,
    resolve,
    save,
)
from dispatch_console.services.importing.table import open_table
from tests.services.importing.files import EXCERPT


def test_columns_of_a_citys_requests_are_recognised() -> None:
    mapping = guess(Kind.TICKETS, open_table(EXCERPT).columns)
    assert mapping.columns["external_id"] == ("Unique Key",)
    assert mapping.columns["title"] == ("Complaint Type", "Descriptor")
    assert mapping.columns["resolution_due"] == ("Due Date",)
    assert mapping.time_zone == "America/New_York"


@pytest.mark.parametrize(
    ("columns", "field", "column"),
    [
        (["Ticket ID", "Subject"], "external_id", "Ticket ID"),
        (["工单号", "标题（必填）"], "title", "标题（必填）"),
        (["number", "CREATED_AT"], "created_at", "CREATED_AT"),
        (["title", "LNG", "LAT"], "longitude", "LNG"),
        (["联系电话", "标题"], "phone", "联系电话"),
        (["Descriptor", "Complaint Type"], "title", "Complaint Type"),
    ],
)
def test_names_in_both_languages_are_guessed(columns: list[str], field: str, column: str) -> None:
    assert guess(Kind.TICKETS, columns).columns[field] == (column,)


def test_no_column_is_guessed_for_two_fields() -> None:
    for kind in Kind:
        every = [field.aliases[0] for field in FIELDS[kind]]
        used = [c for columns in guess(kind, every).columns.values() for c in columns]
        assert len(used) == len(set(used))


def test_no_alias_stands_for_two_fields_as_first_choice() -> None:
    for kind in Kind:
        firsts = [field.aliases[0] for field in FIELDS[kind]]
        assert len(firsts) == len(set(firsts))


def test_remarks_in_brackets_do_not_count() -> None:
    assert normal("Created Date (UTC)") == normal("created_date") == "createddate"
    assert normal("(编号)") == "编号"


@pytest.mark.parametrize("name", ready_made_names())
def test_ready_made_mappings_load(name: str) -> None:
    assert load(name).columns


def test_a_mapping_survives_its_file(tmp_path: Path) -> None:
    mapping = ColumnMapping(
        kind=Kind.TICKETS,
        columns={"title": ("甲", "乙"), "status": ("丙",)},
        values={"status": {"Offen": "new"}},
        defaults={"priority": "P2"},
        date_order=DateOrder.DAY_FIRST,
        time_zone="Europe/Berlin",
        name="Test",
    )
    save(mapping, tmp_path / "m.json")
    assert load(str(tmp_path / "m.json")) == mapping


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("{", "import.mapping_file"),
        ('{"format": 2, "kind": "tickets", "columns": {}}', "import.mapping_file"),
        ('{"format": 1, "kind": "tickets", "columns": {}, "x": 1}', "import.mapping_file"),
        ('{"format": 1, "kind": "pizzas", "columns": {}}', "import.mapping_file"),
        ('{"format": 1, "kind": "tickets", "columns": {"tilte": "a"}}', "import.mapping_field"),
        (
            '{"format": 1, "kind": "tickets", "columns": {}, "time_zone": "Mars/Olympus"}',
            "import.time_zone",
        ),
    ],
)
def test_a_wrong_mapping_file_says_what_is_wrong(tmp_path: Path, content: str, code: str) -> None:
    path = tmp_path / "m.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DomainError) as refused:
        load(str(path))
    assert refused.value.code == code


def test_a_missing_mapping_names_the_ready_made_ones() -> None:
    with pytest.raises(DomainError) as refused:
        load("no such mapping")
    assert refused.value.code == "import.mapping_missing"
    assert "service-requests" in str(refused.value.params["names"])


def test_columns_the_file_lacks_are_told() -> None:
    columns = {"title": ("Title", "Sub title"), "phone": ("Telefon",)}
    found, told = resolve(ColumnMapping(kind=Kind.TICKETS, columns=columns), ["TITLE", "x"])
    assert found.columns == {"title": ("TITLE",)}
    assert [i.column for i in told] == ["Sub title", "Telefon"]


def test_the_documented_form_is_the_form(tmp_path: Path) -> None:
    text = (Path(__file__).parents[3] / "docs" / "import.md").read_text(encoding="utf-8")
    example = text.split("```json")[1].split("```")[0]
    path = tmp_path / "m.json"
    path.write_text(example, encoding="utf-8")
    assert load(str(path)).columns == {
        name: (value,) if isinstance(value, str) else tuple(value)
        for name, value in json.loads(example)["columns"].items()
    }
