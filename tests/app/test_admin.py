"""`admin` and `doctor`: a shared database made ready, and what is wrong said line by line."""

from pathlib import Path

import pytest

from dispatch_console.app.cli import FAILED, main


def test_a_shared_database_is_migrated_and_found_well_but_for_its_roles(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["admin", "migrate", "--database-url", database_url]) == 0
    assert "is up to date." in capsys.readouterr().out
    assert main(["doctor", "--database-url", database_url]) == FAILED
    told = capsys.readouterr()
    assert "0 open tickets, 0 engineers" in told.out
    *well, roles = told.out.splitlines()[1:]
    assert all(line.startswith("[ok]") for line in well)
    assert roles.startswith("[!!] Roles: 7 roles are missing")


def test_a_database_that_is_not_there_is_named(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["admin", "migrate", "--database-url", f"{database_url}_gone"]) == FAILED
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_doctor_goes_on_after_what_is_wrong(
    tmp_path: Path,
    own_settings: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (own_settings / "settings.json").write_text('{"solve_seconds": -1}')
    monkeypatch.setenv("DISPATCH_LANGUAGE", "zh_CN")
    assert main(["doctor"]) == FAILED
    told = capsys.readouterr()
    assert "[!!] 设置文件: 设置项 solve_seconds 的值“-1”无效" in told.out
    assert "[ok] 数据文件夹" in told.out
    assert told.err.splitlines() == ["有 3 项异常，请看带 !! 的行"]


def test_the_doctor_names_a_data_folder_that_cannot_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("DISPATCH_DATA_DIR", str(tmp_path / "file"))
    assert main(["doctor"]) == FAILED
    assert f"[!!] Data folder: {tmp_path / 'file'}: File exists" in capsys.readouterr().out
