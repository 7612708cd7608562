"""What somebody has changed about a shared server is found, and nothing where all is well."""

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest

from dispatch_console.domain.roles import Role
from dispatch_console.storage import rights
from dispatch_console.storage.checkup import Finding, State, examine
from dispatch_console.storage.migrate import downgrade
from dispatch_console.support.clock import utc_now


@pytest.fixture
def office(database_url: str) -> Iterator[str]:
    """A database whose roles are set up."""
    name = database_url.partition("?")[0].rpartition("/")[2]
    rights.apply(database_url)
    yield database_url
    with psycopg.connect(database_url) as connection:
        for role in Role:
            group = rights.group_name(name, role)
            connection.execute(f'DROP OWNED BY "{group}"'.encode())
            connection.execute(f'DROP ROLE "{group}"'.encode())


def found(url: str, code: str) -> Finding:
    return next(one for one in examine(url, utc_now) if one.code.startswith(code))


def change(url: str, statement: str) -> None:
    name = url.partition("?")[0].rpartition("/")[2]
    group = rights.group_name(name, Role.VIEWER)
    with psycopg.connect(url) as connection:
        connection.execute(statement.format(group=group, name=name).encode())


def test_a_server_as_it_is_set_up_is_well_in_every_respect(office: str) -> None:
    findings = examine(office, utc_now)
    assert {one.state for one in findings} == {State.OK}
    assert len(findings) == 6


def test_without_roles_nothing_is_said_of_them(database_url: str) -> None:
    assert len(examine(database_url, utc_now)) == 4


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ('GRANT UPDATE ON ticket TO "{group}"', "has UPDATE ON ticket"),
        ('GRANT UPDATE (who) ON audit TO "{group}"', "has UPDATE (who) ON audit"),
        ('REVOKE SELECT ON visit FROM "{group}"', "lacks SELECT ON visit"),
        ("GRANT DELETE ON visit TO PUBLIC", "PUBLIC may DELETE visit"),
        ('GRANT CONNECT ON DATABASE "{name}" TO PUBLIC', "PUBLIC may CONNECT"),
    ],
)
def test_a_right_too_much_or_too_little_is_named_and_put_right_by_init(
    office: str, statement: str, told: str
) -> None:
    change(office, statement)
    finding = found(office, "checkup.grants")
    assert finding.state is State.FAIL
    assert told in finding.params["first"]
    if "DELETE" not in told:
        rights.apply(office)
        assert found(office, "checkup.grants").state is State.OK


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("ALTER TABLE ticket DISABLE ROW LEVEL SECURITY", "row security of ticket"),
        ("DROP POLICY by_region ON site", "row security of site"),
        ("CREATE POLICY open ON visit USING (true)", "row security of visit"),
        ("ALTER POLICY by_region ON ticket USING (true)", "row security of ticket"),
        ("ALTER TABLE visit DISABLE TRIGGER c_rights", "trigger c_rights of visit"),
        ("DROP TRIGGER who ON command", "trigger who of command"),
        ("GRANT EXECUTE ON FUNCTION record_changes() TO PUBLIC", "record_changes"),
    ],
)
def test_a_guard_that_is_gone_or_got_around_is_named(
    office: str, statement: str, told: str
) -> None:
    change(office, statement)
    finding = found(office, "checkup.guards")
    assert finding.state is State.FAIL
    assert told in finding.params["what"]


@pytest.mark.parametrize(
    ("off", "state"),
    [(1, State.OK), (30, State.WARN), (-30, State.WARN), (3600, State.FAIL), (-3600, State.FAIL)],
)
def test_a_clock_that_is_off_is_told(database_url: str, off: int, state: State) -> None:
    by = timedelta(seconds=off)
    (finding,) = (
        one
        for one in examine(database_url, lambda: utc_now() - by)
        if one.code.startswith("checkup.clock")
    )
    assert finding.state is state


def test_tables_of_an_older_console_are_told(database_url: str) -> None:
    downgrade(database_url, "0005")
    finding = found(database_url, "checkup.schema")
    assert finding.state is State.FAIL
    assert finding.params["schema"] == 5
