"""`import` and `export` on the command line: exit codes and one clear line on failure."""

from pathlib import Path

import pytest

from dispatch_console.app.cli import main
from tests.services.importing.files import EXCERPT, text_file


@pytest.fixture(autouse=True)
def _own_database(
    database_url: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPATCH_DATABASE_URL", database_url)
    monkeypatch.setenv("DISPATCH_DATA_DIR", str(tmp_path_factory.mktemp("data")))
    monkeypatch.setenv("DISPATCH_LANGUAGE", "en")


def test_a_dry_run_writes_nothing_and_the_import_everything(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    command = ["import", "tickets", str(EXCERPT)]
    for _ in range(2):
        assert main([*command, "--dry-run"]) == 0
        assert "43 rows: 43 new, 0 changed, 0 unchanged, 0 refused" in capsys.readouterr().out
    assert main([*command, "--report", str(tmp_path / "issues.csv")]) == 0
    assert "43 rows: 43 new" in capsys.readouterr().out
    assert "import.warning.no_location" in (tmp_path / "issues.csv").read_text("utf-8-sig")
    assert main([*command, "--mapping", "service-requests"]) == 0
    assert "43 rows: 0 new, 0 changed, 43 unchanged" in capsys.readouterr().out


def test_a_bad_row_fails_the_import_unless_good_rows_are_enough(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = str(text_file(tmp_path, "id,title,created\n1,a,2026-03-01\n2,b,soon\n"))
    assert main(["import", "tickets", path]) == 1
    told = capsys.readouterr()
    assert "Row 3: “soon” in created cannot be read as a date." in told.out
    assert told.err.startswith("Nothing was imported: 1 of 2 rows have errors.")
    assert main(["import", "tickets", path, "--dry-run"]) == 1
    assert main(["import", "tickets", path, "--good-rows-only"]) == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["tickets", "none.csv"], "There is no file"),
        (["tickets", str(EXCERPT), "--encoding", "klingon"], "no encoding known here"),
        (["tickets", str(EXCERPT), "--mapping", "engineers-zh"], "This mapping is for engineers"),
        (["tickets", str(EXCERPT), "--mapping", "nonsense"], "There is no mapping file"),
        (["engineers", str(EXCERPT)], "No column is chosen for"),
        (["tickets", str(EXCERPT), "--time-zone", "Mars"], "no time zone"),
    ],
)
def test_a_failure_is_one_clear_line(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", *arguments]) == 1
    told = capsys.readouterr()
    assert words in told.err
    assert len(told.err.strip().splitlines()) == 1


def test_an_export_is_read_back(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["import", "tickets", str(EXCERPT)]) == 0
    path = str(tmp_path / "out.xlsx")
    assert main(["export", "tickets", path]) == 0
    capsys.readouterr()
    assert main(["import", "tickets", path]) == 0
    assert "43 rows: 0 new, 0 changed, 43 unchanged" in capsys.readouterr().out
    assert main(["export", "tickets", str(tmp_path / "out.pdf")]) == 1


def test_devices_and_parts_go_in_and_out_by_command(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    devices = text_file(tmp_path, "id,name,customer,parent\n1,Lift,Mill,\n2,Door,Mill,1\n")
    assert main(["import", "devices", str(devices)]) == 0
    assert "2 rows: 2 new" in capsys.readouterr().out
    parts = text_file(tmp_path, "number,name,cost\nR-1,Roller,12.50\n", name="parts.csv")
    assert main(["import", "parts", str(parts)]) == 0
    for kind, rows in (("devices", 2), ("parts", 1), ("contacts", 0), ("contracts", 0)):
        out = tmp_path / f"{kind}.xlsx"
        assert main(["export", kind, str(out)]) == 0
        assert f"{rows} rows" in capsys.readouterr().out
        if rows:
            assert main(["import", kind, str(out)]) == 0
            assert f"{rows} unchanged" in capsys.readouterr().out
    assert main(["import", "contracts", str(devices)]) == 1
    assert "A new contract needs its first day." in capsys.readouterr().out
