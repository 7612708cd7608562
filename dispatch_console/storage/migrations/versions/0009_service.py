"""What the ticket service leans on: more of a ticket, its steps, messages to people, duties.

Expands only: older consoles see tickets of the general type.

Revision ID: 0009
"""

from pathlib import Path

from alembic import op

revision = "0009"
down_revision = "0008"

_HERE = Path(__file__).parent
_COLUMNS = (
    *("type", "workflow_id", "custom", "parent_id", "merged_into", "hold_reason"),
    *("sla_policy_id", "asset_id", "queue_id", "owner", "impact", "urgency"),
)


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    assert connection is not None
    connection.execute((_HERE / "0009_service.sql").read_bytes())


def downgrade() -> None:
    source = (_HERE / "0005_rights.sql").read_text(encoding="utf-8")
    start = source.index("CREATE FUNCTION acting_user()")
    body = source[start : source.index("$$;", start) + 3]
    op.get_bind().exec_driver_sql(
        body.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1).replace("%", "%%")
    )
    op.execute("DROP FUNCTION keep_account_of(text)")
    op.execute("DROP TABLE chore, outbox, step")
    for trigger in ("e_step", "d_crew_served"):
        op.execute(f"DROP TRIGGER {trigger} ON ticket")
    op.execute("DROP FUNCTION record_step(), keep_crew_served()")
    op.execute("ALTER TABLE ticket " + ", ".join(f"DROP COLUMN {name}" for name in _COLUMNS))
