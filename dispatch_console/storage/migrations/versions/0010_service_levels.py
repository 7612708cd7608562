"""Service levels: calendars, policies, each ticket's clock, and whom to tell when.

Expands only: older consoles set deadlines by priority alone, which the next duty round sets right.

Revision ID: 0010
"""

from pathlib import Path

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    assert connection is not None
    connection.execute(Path(__file__).with_name("0010_service_levels.sql").read_bytes())


def downgrade() -> None:
    for trigger in ("f_stale_new", "f_stale"):
        op.execute(f"DROP TRIGGER {trigger} ON ticket")
    op.execute("DROP TABLE sla_stale, sla_notice, sla_clock, sla_edition")
    op.execute("ALTER TABLE ticket DROP CONSTRAINT ticket_sla_policy_id_fk")
    # The policies go, and later ones would have their numbers. It is no change of a ticket's.
    op.execute("ALTER TABLE ticket DISABLE TRIGGER USER")
    op.execute("UPDATE ticket SET sla_policy_id = NULL WHERE sla_policy_id IS NOT NULL")
    op.execute("ALTER TABLE ticket ENABLE TRIGGER USER")
    op.execute("DROP TABLE sla_policy, calendar")
    op.execute("DROP FUNCTION note_stale(), note_all_stale()")
