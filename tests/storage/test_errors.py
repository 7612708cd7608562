"""What goes wrong in the database reaches people as a code they can act on, without secrets."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import URL

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.storage import version
from dispatch_console.storage.database import Database
from dispatch_console.storage.errors import CODES, as_domain_error
from dispatch_console.storage.unit_of_work import Snapshot
from dispatch_console.storage.url import parse_url, plain_url, server_name
from dispatch_console.support import i18n
from tests.database import GUARDED, TestCluster
from tests.storage.people import settle


@contextmanager
def guarded_role(cluster: TestCluster) -> Iterator[None]:
    cluster.execute(f"CREATE ROLE {GUARDED} LOGIN PASSWORD 'right'")
    try:
        yield
    finally:
        cluster.execute(f"DROP ROLE {GUARDED}")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "database.url"),
        ("not an address", "database.url"),
        ("postgresql://host:port/x", "database.url"),
        ("sqlite:///file.db", "database.dialect"),
        ("mysql://host/x", "database.dialect"),
        ("postgresql+asyncpg://host/x", "database.dialect"),
        ("postgres://nobody@127.0.0.1:1/x", "database.nobody_there"),
        ("postgresql://nobody@no-such-host.invalid/x", "database.host_unknown"),
        ("postgresql://nobody@/x?host=/no/such/folder", "database.unreachable"),
    ],
)
def test_an_address_that_leads_nowhere_is_named(url: str, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        Database.open(url)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ('root certificate file "/ca.pem" does not exist', "database.certificate"),
        ("SSL error: certificate verify failed", "database.certificate"),
        ('server certificate for "a" does not match host name "b"', "database.certificate_name"),
        ("server does not support SSL, but SSL was required", "database.no_tls"),
        ('FATAL:  role "li" is not permitted to log in', "database.login_locked"),
        ("could not receive data: timeout expired", "database.unreachable"),
    ],
)
def test_what_is_wrong_before_a_connection_stands_is_told_by_its_words(
    words: str, code: str
) -> None:
    error = psycopg.OperationalError(f"connection failed: {words}")
    assert as_domain_error(error, parse_url("postgresql://li@db/x")).code == code


def test_a_database_that_does_not_exist_is_named(cluster: TestCluster) -> None:
    with pytest.raises(DomainError, match=r"database\.missing") as refused:
        Database.open(cluster.url("nowhere"))
    assert refused.value.params["database"] == "nowhere"


@pytest.mark.parametrize(
    ("password", "code"),
    [(":wr0ng-secret", "database.password"), ("", "database.no_password")],
)
def test_a_wrong_password_is_named_and_never_shown(
    cluster: TestCluster, caplog: pytest.LogCaptureFixture, password: str, code: str
) -> None:
    caplog.set_level(logging.DEBUG)
    url = cluster.url(user=GUARDED + password)
    with guarded_role(cluster), pytest.raises(DomainError) as refused:
        Database.open(url)
    assert refused.value.code == code
    shown = f"{refused.value!r} {refused.value} {refused.value.__cause__} {caplog.text}"
    assert "wr0ng-secret" not in shown


def test_the_server_is_shown_without_user_and_password() -> None:
    assert server_name(parse_url("postgres://me:secret@db.example.org:6432/x")) == (
        "db.example.org:6432"
    )


def test_a_socket_folder_with_odd_characters_survives_the_address() -> None:
    folder = "/home/a b/1+1=2/王芳 & 'co' \"%41\"?"
    address = URL.create("postgresql", username="me", database="x", query={"host": folder})
    assert conninfo_to_dict(plain_url(address))["host"] == folder
    assert parse_url(plain_url(address)).query["host"] == folder


def test_a_server_that_is_too_old_is_named(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(version, "OLDEST_SERVER", 99)
    with pytest.raises(DomainError, match=r"database\.server_old") as refused:
        Database.open(database_url)
    assert refused.value.params["needed"] == 99


def test_a_full_disk_in_mid_work_is_named(database: Database) -> None:
    with pytest.raises(DomainError, match=r"database\.disk_full"), database.unit(user="Li") as unit:
        unit._connection.exec_driver_sql("DO $$ BEGIN RAISE disk_full; END $$")


def test_a_lock_held_too_long_is_named(database: Database) -> None:
    company = settle(database)
    key = company.tickets[0].id
    with database.unit(user="first") as first:
        first.tickets.lock([key])
        with pytest.raises(DomainError, match=r"database\.busy"):
            _lock_impatiently(database, key)


def test_a_connection_lost_while_reading_is_named_and_the_next_works(database: Database) -> None:
    with pytest.raises(DomainError, match=r"database\.lost"), database.snapshot() as snap:
        _read_after_a_cut(snap, database.url)
    with database.snapshot() as snap:
        snap.now()


def test_connections_say_who_they_are_and_use_utc(database: Database) -> None:
    with database.snapshot() as snap:
        found = snap._connection.exec_driver_sql(
            "SELECT current_setting('application_name'), current_setting('TimeZone')"
        ).one()
    assert tuple(found) == ("dispatch-console unit", "UTC")


@pytest.mark.parametrize("code", sorted(CODES))
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_code_has_a_sentence_that_its_parameters_fill(language: str, code: str) -> None:
    i18n.set_language(language)
    try:
        params = {"server": "s", "database": "d", "user": "u", "what": "w"}
        assert i18n.tr(code, **params) != code
    finally:
        i18n.set_language("en")


def _lock_impatiently(database: Database, key: TicketId) -> None:
    with database.unit(user="second") as unit:
        unit._connection.exec_driver_sql("SET LOCAL lock_timeout = 20")
        unit.tickets.lock([key])


def _read_after_a_cut(snap: Snapshot, url: str) -> None:
    with psycopg.connect(url) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    snap.now()
