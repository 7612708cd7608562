"""After a restore each role may just what it might before, whoever logs in."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.roles import Role, Seat
from dispatch_console.storage import rights
from dispatch_console.storage.backup.aside import beside, drop, kept_aside
from dispatch_console.storage.backup.making import back_up
from dispatch_console.storage.backup.restoring import restore
from tests.storage import test_rights
from tests.storage.test_rights import PASSWORD, PROBES, Office, ask, office

ORDINARY = (
    "test_each_role_may_in_the_database_just_what_the_matrix_says",
    "test_every_table_but_those_of_the_rights_can_be_read_by_a_viewer",
    "test_the_trail_and_the_command_name_who_logged_in_not_who_is_claimed",
    "test_a_viewer_of_the_console_reads_and_is_refused_every_write",
    "test_a_dispatcher_of_a_region_neither_sees_nor_changes_the_others",
    "test_an_admin_seats_people_and_nobody_else_does",
    "test_whoever_has_a_seat_is_seen_by_the_others",
)
"""Tests of the rights that need nothing but an office."""


@pytest.fixture
def restored(office: Office, file: Path) -> Iterator[Office]:
    """The office after a restore, with what was put aside dropped before its logins are."""
    back_up(office.url, file, by="Li")
    restore(office.url, file, disconnect=True)
    yield office
    forget_asides(office)


def forget_asides(office: Office) -> None:
    with beside(office.url) as connection:
        for aside in kept_aside(connection, office.name):
            drop(connection, aside.name)


@pytest.mark.parametrize("name", ORDINARY)
def test_the_rights_hold_after_a_restore(restored: Office, name: str) -> None:
    getattr(test_rights, name)(restored)


@pytest.mark.parametrize("statement", test_rights.FORGERIES)
def test_forgeries_are_refused_after_a_restore(restored: Office, statement: str) -> None:
    for who in ("viewer", "dispatcher", "supervisor"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(restored.as_(who), statement)  # pyright: ignore[reportArgumentType]


def test_logins_become_what_their_seats_were(office: Office, file: Path) -> None:
    back_up(office.url, file, by="Li")
    rights.change(office.url, Seat(office.login("viewer"), Role.SUPERVISOR))
    rights.drop(office.url, office.login("dispatcher"))
    office.seat("late", Role.SUPERVISOR)
    done = restore(office.url, file, disconnect=True)
    try:
        assert done.logins.made == (office.login("dispatcher"),)
        assert done.logins.shut_out == (office.login("late"),)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(office.as_("viewer"), PROBES[rights.Right.STAFF])
        with pytest.raises(psycopg.OperationalError):  # no way into the database any more
            ask(office.as_("late"), "SELECT")
        with pytest.raises(psycopg.OperationalError):  # locked
            ask(office.as_("dispatcher"), "SELECT")
        rights.set_password(office.url, office.login("dispatcher"), PASSWORD)
        rights.lock(office.url, office.login("dispatcher"), locked=False)
        assert ask(office.as_("dispatcher"), PROBES[rights.Right.TICKETS]) == 1
    finally:
        forget_asides(office)
        with psycopg.connect(office.url) as connection:
            connection.execute(f'DROP ROLE "{office.login("late")}"'.encode())


def test_only_the_owner_restores(office: Office, file: Path) -> None:
    back_up(office.url, file, by="Li")
    with pytest.raises(DomainError, match=r"rights\.owner"):
        restore(office.as_("admin"), file, disconnect=True)


__all__ = ["office"]
