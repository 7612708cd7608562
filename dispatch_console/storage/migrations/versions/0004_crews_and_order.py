"""Tickets that take a crew, and tickets that come after others.

Expands only: to a console of an older revision the mates of a crew are tickets like any other.

Revision ID: 0004
"""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"

_COLUMNS = ("crew_size", "crew_of", "crew_place", "after", "same_engineer")


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    assert connection is not None
    connection.execute(Path(__file__).with_name("0004_crews.sql").read_bytes())


def downgrade() -> None:
    op.execute("DROP FUNCTION keep_crew, require_after, bump_plan_version_of_crew CASCADE")
    op.execute(
        "UPDATE visit SET active = false FROM ticket"
        " WHERE ticket_id = ticket.id AND crew_of IS NOT NULL"
    )
    op.execute("UPDATE ticket SET visit_id = NULL, status = 'cancelled' WHERE crew_of IS NOT NULL")
    op.execute("ALTER TABLE ticket " + ", ".join(f"DROP COLUMN {name}" for name in _COLUMNS))
