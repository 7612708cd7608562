"""Drafts outlive their console, are readable to nobody else, and are never deleted unread."""

import json
import os
import signal
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import keyring
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from keyring.backend import KeyringBackend

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.drafts import key as keys
from dispatch_console.services.drafts.sealing import new_key, seal, unseal
from dispatch_console.services.drafts.shelf import Kept, Kind, Shelf, State
from tests.factories import NOW

URL = "postgresql://anna:secret@db.example/dispatch"
CALL = Kept(
    id=UUID(int=1),
    command=UUID(int=2),
    kind=Kind.CALL,
    state=State.WAITING,
    at=NOW,
    fields={"phone": "13800001111", "customer_name": "王芳", "title": "Lift stuck"},
)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    key = new_key()
    return Shelf(URL, "anna", lambda: key, tmp_path / "drafts")


def test_what_is_kept_is_found_again(shelf: Shelf) -> None:
    shelf.keep(CALL)
    shelf.keep(replace(CALL, state=State.DONE, outcome="T-00001"))
    assert shelf.recall().drafts == (replace(CALL, state=State.DONE, outcome="T-00001"),)
    shelf.drop(CALL.id)
    assert shelf.recall().drafts == ()


def test_nothing_of_it_can_be_read_in_the_file(shelf: Shelf) -> None:
    shelf.keep(CALL)
    (file,) = shelf.folder.iterdir()
    content = file.read_bytes() + file.name.encode()
    for word in ("13800001111", "王芳", "Lift", "stuck", "phone", "anna", "secret", "db.example"):
        assert word.encode() not in content
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_drafts_of_others_and_of_other_databases_are_left_alone(shelf: Shelf) -> None:
    shelf.keep(CALL)
    assert replace(shelf, user="tom").recall().drafts == ()
    assert replace(shelf, url=URL.replace("dispatch", "other")).recall().drafts == ()
    assert replace(shelf, url=URL.replace("secret", "new")).recall().drafts == (CALL,)


@pytest.mark.parametrize("harm", ["key", "bytes", "cut", "name", "empty"])
def test_what_cannot_be_opened_is_put_aside_and_told_and_never_deleted(
    shelf: Shelf, harm: str
) -> None:
    shelf.keep(CALL)
    (file,) = shelf.folder.iterdir()
    good = file.read_bytes()
    other = replace(CALL, id=UUID(int=9))
    harmed = {
        "bytes": good[:-1] + bytes([good[-1] ^ 1]),
        "cut": good[:-20],
        "empty": b"",
    }.get(harm, good)
    if harm == "name":
        file = file.replace(file.with_name(f"{other.id}.draft"))
    file.write_bytes(harmed)
    reader = shelf if harm != "key" else Shelf(URL, "anna", new_key, shelf.folder)
    found = reader.recall()
    assert found.drafts == ()
    assert [path.read_bytes() for path in found.unreadable] == [harmed]
    assert reader.recall().unreadable == (), "it is told once"
    if harm == "key":
        assert shelf.recall().drafts == (CALL,), "with the right key it is back"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(plain=st.binary(max_size=300), place=st.integers(0, 400), bit=st.integers(0, 7))
def test_a_sealed_draft_opens_as_it_was_or_not_at_all(plain: bytes, place: int, bit: int) -> None:
    key = new_key()
    sealed = bytearray(seal(key, plain, "a"))
    assert unseal(key, bytes(sealed), "a") == plain
    sealed[place % len(sealed)] ^= 1 << bit
    with pytest.raises(DomainError, match="unreadable"):
        unseal(key, bytes(sealed), "a")


def test_a_draft_survives_the_death_of_its_console(shelf: Shelf, tmp_path: Path) -> None:
    """Typed in another process, killed without warning; it is found once that is gone."""
    key = new_key()
    shelf = Shelf(URL, "anna", lambda: key, tmp_path / "drafts")
    code = f"""
import os, signal
from datetime import datetime
from pathlib import Path
from uuid import UUID
from dispatch_console.services.drafts.shelf import Kept, Kind, Shelf, State
shelf = Shelf({URL!r}, "anna", lambda: bytes.fromhex({key.hex()!r}), Path({str(shelf.folder)!r}))
shelf.keep(Kept(id=UUID(int=1), command=UUID(int=2), kind=Kind.CALL, state=State.TYPED,
    at=datetime.fromisoformat({NOW.isoformat()!r}), fields={json.dumps(dict(CALL.fields))}))
print("kept", flush=True)
signal.pause()
"""
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "kept\n"
    assert shelf.recall().drafts == (), "another console is still typing it"
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert shelf.recall().drafts == (replace(CALL, state=State.TYPED),)


class Remembering(KeyringBackend):
    """A keyring in memory; `forgetful` takes everything and keeps nothing."""

    priority = 1  # pyright: ignore[reportAssignmentType]

    def __init__(self, *, forgetful: bool = False, broken: bool = False) -> None:
        super().__init__()
        self.held: dict[tuple[str, str], str] = {}
        self.forgetful, self.broken = forgetful, broken

    def get_password(self, service: str, username: str) -> str | None:
        if self.broken:
            raise RuntimeError("locked")
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.broken:
            raise RuntimeError("locked")
        if not self.forgetful:
            self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.held.pop((service, username), None)


@pytest.mark.parametrize("kind", ["good", "forgetful", "broken"])
def test_the_key_is_in_the_keyring_or_else_in_a_file_of_the_user(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPATCH_DATA_DIR", str(tmp_path))
    before = keyring.get_keyring()
    keyring.set_keyring(Remembering(forgetful=kind == "forgetful", broken=kind == "broken"))
    try:
        first = keys.draft_key()
        assert keys.draft_key() == first
    finally:
        keyring.set_keyring(before)
    file = tmp_path / "config" / "drafts.key"
    assert file.exists() == (kind != "good")
    if file.exists() and os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
