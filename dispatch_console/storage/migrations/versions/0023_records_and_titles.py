"""Commands and plans cannot be changed, and are sealed in a hash chain; see
`storage.repositories.record_seals`. Titles have an end.

Expands only.

Revision ID: 0023
"""

from pathlib import Path

from alembic import op

from dispatch_console.storage.migrations.statements import run

revision = "0023"
down_revision = "0022"

_FILES = ("0023_record_seals.sql", "0023_titles.sql")
_RECORDS = ("command", "plan")


def upgrade() -> None:
    for name in _FILES:
        run(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def downgrade() -> None:
    op.execute("ALTER TABLE ticket DROP CONSTRAINT ticket_title_check")
    op.execute("DROP FUNCTION seal_record()")
    op.execute("DROP TABLE record_digest, record_seal")
    for table in _RECORDS:
        for trigger in ("keep", "keep_all", "xid"):
            op.execute(f"DROP TRIGGER {trigger} ON {table}")
        op.execute(f"ALTER TABLE {table} DROP COLUMN xid")
    op.execute("DROP FUNCTION number_record()")
