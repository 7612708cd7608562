"""Service levels follow contracts and devices; what was said and sent is personal data.

Expands only.

Revision ID: 0018
"""

from pathlib import Path

from alembic import op

from dispatch_console.storage.migrations.statements import run

revision = "0018"
down_revision = "0017"

_FILES = ("0018_contract_levels.sql", "0018_personal.sql")


def upgrade() -> None:
    for name in _FILES:
        run(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def downgrade() -> None:
    op.execute("DROP FUNCTION apply_retention(boolean), erase_rows(jsonb)")
    op.execute("DROP FUNCTION erase_attachments(bigint[])")
    op.execute("ALTER FUNCTION erase_rows_before_18(jsonb) RENAME TO erase_rows")
    run(_earlier("0017_data_life.sql", "CREATE FUNCTION apply_retention"))
    op.execute("DROP FUNCTION settle_help() CASCADE")
    run(_earlier("0015_collaboration.sql", "CREATE FUNCTION settle_help", "\n-- "))
    op.execute("DROP FUNCTION personal_columns()")
    op.execute("ALTER FUNCTION personal_columns_before_18() RENAME TO personal_columns")
    op.execute("ALTER TABLE notice_contact DROP COLUMN id")
    op.execute("DROP TRIGGER f_stale_changed ON asset")
    op.execute("DROP TRIGGER f_stale_changed ON contract")
    op.execute("DROP TRIGGER f_stale ON contract")
    op.execute("DROP FUNCTION note_customer_stale()")


def _earlier(file: str, start: str, end: str | None = None) -> str:
    """What an earlier revision says from `start` up to `end`, or to its own end."""
    whole = Path(__file__).with_name(file).read_text(encoding="utf-8")
    found = whole[whole.index(start) :]
    return found if end is None else found[: found.index(end)]
