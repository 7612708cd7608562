"""The board that a start shows is the one last seen, or none."""

import pickle
import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from dispatch_console.services import last_seen
from tests.factories import make_board

BOARD = replace(make_board(), cursor="epoch/1:1:")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DISPATCH_DATA_DIR", str(tmp_path))
    return tmp_path


def the_file(folder: Path) -> Path:
    (found,) = (folder / "cache" / "boards").iterdir()
    return found


def test_what_was_kept_is_recalled_without_its_place_in_the_feed() -> None:
    last_seen.keep("", "Wang", BOARD)
    assert last_seen.recall("", "Wang") == replace(BOARD, cursor="")


def test_another_user_or_database_has_another_board() -> None:
    last_seen.keep("", "Wang", BOARD)
    assert last_seen.recall("", "Li") is None
    assert last_seen.recall("demo", "Wang") is None


@pytest.mark.skipif(sys.platform == "win32", reason="folders there are their user's already")
def test_nobody_else_can_read_it(folder: Path) -> None:
    last_seen.keep("", "Wang", BOARD)
    assert stat.S_IMODE(the_file(folder).stat().st_mode) == 0o600


@pytest.mark.parametrize("harm", ["cut", "other form", "no board"])
def test_a_file_that_cannot_be_read_is_no_board(folder: Path, harm: str) -> None:
    last_seen.keep("", "Wang", BOARD)
    path = the_file(folder)
    form, _, kept = path.read_bytes().partition(b"\n")
    changed = {
        "cut": form + b"\n" + kept[:100],
        "other form": b"x" + form[1:] + b"\n" + kept,
        "no board": form + b"\n" + pickle.dumps([1, 2]),
    }
    path.write_bytes(changed[harm])
    assert last_seen.recall("", "Wang") is None


def test_a_file_can_make_nothing_but_boards(folder: Path) -> None:
    last_seen.keep("", "Wang", BOARD)
    path = the_file(folder)
    form = path.read_bytes().partition(b"\n")[0]
    proof = folder / "proof"

    class Harmful:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return Path.mkdir, (proof,)  # pyright: ignore[reportReturnType]

    path.write_bytes(form + b"\n" + pickle.dumps(Harmful()))
    assert last_seen.recall("", "Wang") is None
    assert not proof.exists()
