"""The database itself refuses a step that a ticket's workflow does not have for the login."""

import psycopg
import pytest

from dispatch_console.domain.roles import Role
from tests.storage.test_rights import Office, ask, office

__all__ = ["office"]


def move(office: Office, who: str, ticket: int, status: str) -> bool:
    """Whether the database let that login write the status."""
    number = office.company.tickets[ticket].id
    statement = f"UPDATE ticket SET status = '{status}' WHERE id = {number}"
    try:
        return ask(office.as_(who), statement) == 1  # pyright: ignore[reportArgumentType]
    except psycopg.errors.InsufficientPrivilege as refused:
        if refused.diag.constraint_name == "step_legal":
            return False
        raise


def as_type(office: Office, ticket: int, code: str) -> None:
    number = office.company.tickets[ticket].id
    ask(office.url, f"UPDATE ticket SET type = '{code}' WHERE id = {number}")  # pyright: ignore[reportArgumentType]


def test_a_dispatcher_takes_the_steps_there_are_and_no_other(office: Office) -> None:
    assert not move(office, Role.DISPATCHER, 1, "closed")
    assert not move(office, Role.ADMIN, 1, "resolved")
    assert move(office, Role.DISPATCHER, 1, "cancelled")
    assert move(office, Role.DISPATCHER, 1, "reopened")
    assert not move(office, Role.DISPATCHER, 1, "in_progress")


def test_a_step_of_supervisors_is_refused_to_a_dispatcher(office: Office) -> None:
    as_type(office, 1, "maintenance")
    ask(
        office.url,
        f"UPDATE ticket SET status = 'resolved' WHERE id = {office.company.tickets[1].id}",  # pyright: ignore[reportArgumentType]
    )
    assert not move(office, Role.DISPATCHER, 1, "confirmed")
    assert move(office, Role.SUPERVISOR, 1, "confirmed")


def test_a_step_goes_back_by_the_way_it_came_where_that_can_be_undone(office: Office) -> None:
    as_type(office, 1, "it_support")
    assert move(office, Role.DISPATCHER, 1, "resolved")
    assert move(office, Role.DISPATCHER, 1, "new")
    for status in ("resolved", "confirmed", "closed", "archived"):
        assert move(office, Role.DISPATCHER, 1, status)
    assert not move(office, Role.DISPATCHER, 1, "closed")


def test_nobody_chooses_the_workflow_a_ticket_goes_by(office: Office) -> None:
    as_type(office, 1, "maintenance")
    number = office.company.tickets[1].id
    statement = (
        "UPDATE ticket SET workflow_id = (SELECT id FROM workflow WHERE type = 'it_support')"
        f" WHERE id = {number}"
    )
    ask(office.as_(Role.DISPATCHER), statement)  # pyright: ignore[reportArgumentType]
    with psycopg.connect(office.url) as connection:
        found = connection.execute(
            "SELECT w.type FROM ticket t JOIN workflow w ON w.id = t.workflow_id WHERE t.id = %s",
            (number,),
        ).fetchone()
    assert found == ("maintenance",)


def test_an_edition_never_changes_and_bears_its_publisher_s_name(office: Office) -> None:
    for statement in (
        "UPDATE workflow SET definition = '{}'",
        "DELETE FROM workflow",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(office.as_(Role.ADMIN), statement)  # pyright: ignore[reportArgumentType]
    published = (
        "INSERT INTO workflow (type, edition, definition, published_by)"
        " SELECT type, 2, definition, 'somebody' FROM workflow WHERE type = 'general'"
    )
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(office.as_(Role.DISPATCHER), published)  # pyright: ignore[reportArgumentType]
    assert ask(office.as_(Role.SUPERVISOR), published) == 1  # pyright: ignore[reportArgumentType]
    with psycopg.connect(office.url) as connection:
        found = connection.execute("SELECT published_by FROM workflow WHERE edition = 2").fetchone()
    assert found == (office.login(Role.SUPERVISOR),)
