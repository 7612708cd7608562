"""Keys for the gateway, and in whose name it acts.

Expands only.

Revision ID: 0025
"""

from pathlib import Path

from alembic import op

from dispatch_console.storage.migrations.statements import run

revision = "0025"
down_revision = "0024"

_ACTING_USER = """
CREATE OR REPLACE FUNCTION acting_user() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT CASE WHEN is_owner()
        THEN coalesce(nullif(current_setting('dispatch.who', true), ''), session_user::text)
        ELSE session_user::text END
$$
"""
"""As revision 0009 has it."""


def upgrade() -> None:
    run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    run(_ACTING_USER)
    op.execute("DROP TABLE access_key")
