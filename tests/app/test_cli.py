"""Every failure is one clear line in the user's language, with an exit code; never a traceback."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dispatch_console.app import cli
from dispatch_console.app.cli import CRASHED, FAILED, INTERRUPTED, main
from dispatch_console.support.i18n import system_language

COMMANDS = [
    "",
    "demo",
    "import",
    "export",
    "solve",
    "check",
    "replay",
    "admin",
    "admin migrate",
    "doctor",
    "report",
]
FULL = Path("/dev/full")


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    told = capsys.readouterr()
    assert told.out == ""
    (line,) = told.err.splitlines()
    return line


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_in_both_languages(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main([*command.split(), "--help"]) == 0
    assert capsys.readouterr().out.startswith("usage: dispatch-console")
    monkeypatch.setenv("DISPATCH_LANGUAGE", "zh_CN")
    assert main([*command.split(), "--help"]) == 0
    chinese = capsys.readouterr().out
    assert chinese.startswith("用法：dispatch-console")
    assert "显示此帮助后退出" in chinese
    assert "show" not in chinese


@pytest.mark.parametrize(
    ("arguments", "english", "chinese"),
    [
        ("solve", "the following arguments are required: PROBLEM, -o/--out", "缺少必需的参数"),
        ("fly", "invalid choice: 'fly'", "'fly' 不可选"),
        ("doctor --fast", "unrecognized arguments: --fast", "无法识别的参数：--fast"),
        ("solve x --out y --seconds soon", "must be more than 0", "必须大于 0"),
        ("solve x --out y --seconds nan", "must be more than 0", "必须大于 0"),
        ("solve x --out y --cores 99999999999999999999", "from 1 to 64", "1 到 64 之间"),
        ("demo --seed -3", "whole number from 0", "0 到"),
        ("solve x --out", "expected one argument", "需要一个值"),
    ],
)
def test_wrong_arguments_are_one_line_in_the_users_language(
    arguments: str,
    english: str,
    chinese: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert main(arguments.split()) == 2
    assert english in one_line(capsys)
    monkeypatch.setenv("DISPATCH_LANGUAGE", "zh_CN")
    assert main(arguments.split()) == 2
    assert chinese in one_line(capsys)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "is damaged"),
        ("3", "is damaged"),
        ('{"solve_seconds": "soon"}', "solve_seconds is “soon”"),
        ('{"solve_seconds": 0}', "(possible: 1 … 3600)"),
        ('{"theme": "pink"}', '"light", "dark"'),
        ('{"time_zone": "Mars/Base"}', "time_zone is “Mars/Base”"),
    ],
)
def test_broken_settings_are_named(
    content: str, words: str, own_settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (own_settings / "settings.json").write_text(content)
    assert main(["export", "tickets", "out.csv"]) == FAILED
    line = one_line(capsys)
    assert words in line
    assert "settings.json" in line


def test_broken_settings_speak_the_language_of_the_environment(
    own_settings: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (own_settings / "settings.json").write_text("{")
    monkeypatch.setenv("DISPATCH_LANGUAGE", "zh_CN")
    assert main(["export", "tickets", "out.csv"]) == FAILED
    assert "已损坏" in one_line(capsys)
    assert main(["--version"]) == 0


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://u:secret@127.0.0.1:1/x", "127.0.0.1:1 cannot be reached"),
        ("mysql://u:secret@127.0.0.1/x", "not PostgreSQL"),
        ("%%%", "address cannot be read"),
    ],
)
def test_a_database_that_cannot_be_used_is_named_without_its_password(
    url: str, words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPATCH_DATABASE_URL", url)
    for command in (["admin", "migrate"], ["export", "tickets", "x.csv"]):
        assert main(command) == FAILED
        line = one_line(capsys)
        assert words in line
        assert "secret" not in line


def test_a_data_folder_that_is_a_file_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("DISPATCH_DATA_DIR", str(tmp_path / "file"))
    assert main(["export", "tickets", str(tmp_path / "x.csv")]) == FAILED
    assert "cannot be written" in one_line(capsys)


def test_nothing_unforeseen_reaches_the_terminal_as_a_traceback(
    own_settings: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise ZeroDivisionError("hidden\x1b[2J")

    monkeypatch.setattr("dispatch_console.app.commands.admin.load_settings", fail)
    assert main(["admin", "migrate"]) == CRASHED
    line = one_line(capsys)
    assert "Details are in the log" in line
    assert "hidden" not in line
    assert "ZeroDivisionError" in (own_settings / "logs" / "console.log").read_text()


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (KeyboardInterrupt(), INTERRUPTED, "Stopped."),
        (MemoryError(), CRASHED, "not enough memory"),
        (ImportError("libGL.so.1"), FAILED, "libGL.so.1"),
        (PermissionError(13, "Permission denied", "/x\x07"), FAILED, "/x\ufffd: Permission denied"),
    ],
)
def test_what_the_system_refuses_is_said(
    error: BaseException,
    code: int,
    words: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr("dispatch_console.app.commands.admin.load_settings", fail)
    assert main(["admin", "migrate"]) == code
    assert words in one_line(capsys)


def test_a_window_without_a_display_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.setattr("dispatch_console.app.commands.window.has_display", lambda: False)
    assert main([]) == FAILED
    assert "demo --headless" in one_line(capsys)


def test_headless_results_need_a_folder_that_can_be_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert main(["demo", "--headless", "--out", str(tmp_path / "file")]) == FAILED
    assert "cannot be written: File exists" in one_line(capsys)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "zh_TW.UTF-8", "LC_ALL": ""}, "zh_CN"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
    ],
)
def test_the_environments_language_counts_even_if_its_locale_is_not_installed(
    environment: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert system_language() == expected


def run(*arguments: str, **options: Any) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "dispatch_console", *arguments]
    return subprocess.run(command, stderr=subprocess.PIPE, text=True, timeout=60, **options)


def test_a_reader_that_goes_away_is_no_failure_to_talk_about() -> None:
    read, write = os.pipe()
    os.close(read)
    done = run("--help", stdout=write)
    os.close(write)
    assert (done.returncode, done.stderr) == (FAILED, "")


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
def test_output_that_finds_no_room_is_a_failure() -> None:
    with FULL.open("w") as full:
        done = run("--help", stdout=full)
    assert done.returncode == FAILED
    assert done.stderr.splitlines() == [
        "The system refused: No space left on device. Details are in the log."
    ]


def test_importing_the_command_line_loads_no_qt() -> None:
    code = f"import sys, {cli.__name__}; print([m for m in sys.modules if 'PySide' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_ctrl_c_while_loading_is_no_failure_to_trace() -> None:
    code = (
        "import sys, dispatch_console.__main__ as entry\n"
        "class Interrupted:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'dispatch_console.app': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupted())\n"
        "sys.exit(entry.main())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (INTERRUPTED, "")
