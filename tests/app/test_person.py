"""A person's data on the command line: shown with a code, given out, erased with it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from dispatch_console.app.cli import main
from dispatch_console.services.context import Context
from tests.factories import NOW, make_ticket
from tests.services.company import found
from tests.services.costing.served import serve

HER = ["--phone", "13800138000"]


@pytest.fixture
def url(context: Context) -> str:
    company = found(context, make_ticket(1, phone="138 0013 8000"))
    serve(context, company.tickets[0], company.engineers[0], NOW + timedelta(hours=1))
    return context.database.url


def run(url: str, action: str, *more: str) -> int:
    return main(["admin", "person", action, *HER, "--database-url", url, *more])


def test_a_person_s_data_is_exported_and_erased_in_two_steps(
    url: str, context: Context, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "her.zip"
    assert run(url, "export", str(path)) == 0
    assert path.stat().st_size > 0
    assert run(url, "erase") == 0
    code = re.search(r"--code (\w{8})", capsys.readouterr().out)
    assert code is not None
    assert run(url, "erase", "--code", "WRONG") != 0
    assert run(url, "erase", "--code", code[1]) == 0
    with context.database.snapshot() as snap:
        assert [ticket.phone for ticket in snap.tickets.every().values()] == [""]
        assert [deed.kind for deed in snap.data_life.deeds()] == ["erase", "export"]


def test_nobody_is_said_so(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["admin", "person", "erase", "--name", "x", "--database-url", url]) != 0
    assert capsys.readouterr().err
