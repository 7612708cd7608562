"""Costs and personal data are for those who have the right: the database holds to it."""

from typing import LiteralString

import psycopg
import pytest

from tests.storage.test_rights import Office, ask, office

__all__ = ["office"]

RATE: LiteralString = (
    "INSERT INTO rate (kind, scope, cost, price, currency, since)"
    " VALUES ('labour', 'all', 85, 240, 'CNY', '2026-01-01')"
)


def test_rates_and_their_trail_are_seen_by_who_may_see_costs(office: Office) -> None:
    with psycopg.connect(office.as_("supervisor")) as connection:
        connection.execute(RATE)
    for who, seen in (("supervisor", 1), ("dispatcher", 0), ("viewer", 0)):
        assert ask(office.as_(who), "SELECT FROM rate") == seen
        assert ask(office.as_(who), "SELECT FROM audit WHERE kind = 'rate'") == seen


def test_who_entered_a_cost_is_who_logged_in(office: Office) -> None:
    with psycopg.connect(office.as_("supervisor")) as connection:
        made = connection.execute(
            'INSERT INTO cost_entry (ticket_id, "on", cost, price, currency, entered_by)'
            " SELECT min(id), '2026-03-02', 1, 1, 'CNY', 'boss' FROM ticket RETURNING entered_by"
        )
        assert made.fetchone() == (office.login("supervisor"),)


REFUSED: tuple[LiteralString, ...] = (
    """SELECT erase_rows('{"ticket": [1]}')""",
    "SELECT erase_row('ticket', 1)",
    "UPDATE retention SET days = 1",
    "DELETE FROM outbox",
    "UPDATE data_deed SET who = 'x'",
    "DELETE FROM survey",
)


@pytest.mark.parametrize("statement", REFUSED)
def test_nobody_below_an_administrator_erases(office: Office, statement: LiteralString) -> None:
    for who in ("viewer", "dispatcher", "supervisor"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(office.as_(who), statement)


def test_the_secret_of_links_is_not_a_viewer_s(office: Office) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(office.as_("viewer"), "SELECT FROM survey_secret")


def test_an_administrator_erases_and_a_dispatcher_s_console_carries_out_policies(
    office: Office,
) -> None:
    with psycopg.connect(office.as_("admin")) as connection:
        connection.execute("""SELECT erase_rows('{"ticket": [1]}')""")
        assert connection.execute("SELECT title FROM ticket WHERE id = 1").fetchone() == ("",)
    with psycopg.connect(office.as_("dispatcher")) as connection:
        connection.execute("SELECT * FROM apply_retention(false)")
