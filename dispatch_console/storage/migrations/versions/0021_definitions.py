"""Types of tickets have an order and are retired; logs end by policies.

Expands only.

Revision ID: 0021
"""

from pathlib import Path

from alembic import op

from dispatch_console.storage.migrations.statements import run

revision = "0021"
down_revision = "0020"

_FILES = ("0021_types.sql", "0021_retention.sql")


def upgrade() -> None:
    for name in _FILES:
        run(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def downgrade() -> None:
    op.execute("DROP FUNCTION apply_retention(boolean)")
    op.execute("ALTER FUNCTION apply_retention_before_21(boolean) RENAME TO apply_retention")
    op.execute("GRANT EXECUTE ON FUNCTION apply_retention(boolean) TO PUBLIC")
    op.execute("DELETE FROM retention WHERE kind IN ('rule_log', 'undelivered', 'notices')")
    op.execute("ALTER TABLE ticket_type DROP COLUMN position, DROP COLUMN active")
