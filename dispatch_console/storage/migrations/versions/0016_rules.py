"""Rules: their definitions and versions, the events they wait for, what they did, whose turn it is.

Expands only. A fresh database has rules that classify and prioritise what comes in by itself.

Revision ID: 0016
"""

from pathlib import Path

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    assert connection is not None
    connection.execute(Path(__file__).with_name("0016_rules.sql").read_bytes())


def downgrade() -> None:
    op.execute("DROP TRIGGER f_rules ON ticket")
    op.execute("DROP FUNCTION queue_rule_events()")
    op.execute("DROP FUNCTION queue_comment_event() CASCADE")
    op.execute("DROP TABLE rule_turn, rule_firing, rule_deed, rule_event, rule_log, rule_version")
    op.execute("DROP TABLE rule")
    op.execute("DROP FUNCTION keep_rule_version()")
