"""Who signed for a step, and how.

Expands only.

Revision ID: 0020
"""

from pathlib import Path

from alembic import op

from dispatch_console.storage.migrations.statements import run

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    run(Path(__file__).with_name("0020_signatures.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    op.execute("DROP FUNCTION erase_row(text, bigint)")
    op.execute("ALTER FUNCTION erase_row_before_20(text, bigint) RENAME TO erase_row")
    op.execute("DROP FUNCTION personal_columns()")
    op.execute("ALTER FUNCTION personal_columns_before_20() RENAME TO personal_columns")
    earlier = Path(__file__).with_name("0019_whole_statements.sql").read_text(encoding="utf-8")
    start = earlier.index("CREATE OR REPLACE FUNCTION record_step")
    run(earlier[start : earlier.index("$$;", start) + len("$$;")])
    op.execute("DROP TABLE signature")
    op.execute("DROP FUNCTION keep_signature()")
