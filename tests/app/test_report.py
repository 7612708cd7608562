"""`report` prints the very figures that the window shows."""

import csv
import io
import json
from datetime import timedelta

import pytest

from dispatch_console.app.cli import main
from dispatch_console.services.context import Context
from tests.factories import DAY, make_ticket
from tests.services.company import found
from tests.services.costing.served import serve

WEEK = ("--from", "2026-03-02", "--to", "2026-03-08")


@pytest.fixture
def where(context: Context) -> tuple[str, str]:
    company = found(context, make_ticket(), make_ticket(2, customer_name="=1+1"))
    serve(context, company.tickets[0], company.engineers[0], DAY + timedelta(hours=2))
    return ("--database-url", context.database.url)


def test_json_has_all_figures_and_groups(
    where: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", *WEEK, *where]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["from"], told["before"]) == ("2026-03-02", "2026-02-23/2026-03-01")
    created = told["figures"]["created"]
    assert created["value"] == 2
    assert [one["value"] for one in created["groups"]] == [2, 0, 0, 0, 0, 0, 0]
    assert created["groups"][0]["group"] == "2026-03-02"
    assert told["figures"]["fcr"]["value"] == 1
    assert told["figures"]["csat"]["value"] is None


def test_csv_has_a_line_for_each_group_and_no_formula(
    where: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", *WEEK, "--format", "csv", "--group", "customer", *where]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    created = {row["group"]: row["value"] for row in rows if row["figure"] == "created"}
    assert created == {"": "2.0", "Customer 1": "1.0", "'=1+1": "1.0"}


def test_filters_are_names_that_there_are(
    where: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", *WEEK, "--filter", "customer=Customer 1", *where]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["figures"]["created"]["value"] == 1
    assert told["filters"] == {"customer": "Customer 1"}
    for wrong in ("customer=Nobody", "time=x", "region"):
        assert main(["report", *WEEK, "--filter", wrong, *where]) == 1
        assert "is no filter" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [("2026-03-08", "2026-03-02", "before the first"), ("yesterday", "2026-03-02", "not a day")],
)
def test_days_that_are_none_are_refused(
    first: str, last: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", "--from", first, "--to", last]) != 0
    assert words in capsys.readouterr().err
