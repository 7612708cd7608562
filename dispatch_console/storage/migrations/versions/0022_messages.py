"""Messages in their readers' language; what people do with messages that were not sent.

Expands only.

Revision ID: 0022
"""

from pathlib import Path

from alembic import op

from dispatch_console.storage.migrations.statements import run

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    op.execute("DROP FUNCTION guard_outbox() CASCADE")
    op.execute("ALTER TABLE notice_contact ALTER COLUMN language SET DEFAULT 'zh_CN'")
    op.execute("UPDATE notice_contact SET language = 'zh_CN' WHERE language = ''")
    op.execute("DROP TABLE installation")
