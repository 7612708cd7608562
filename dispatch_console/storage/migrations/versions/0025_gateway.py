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

_SIGNING = (
    "sign_command",
    "sign_words",
    "settle_help",
    "sign_use",
    "sign_move",
    "guard_requisition",
)
"""Functions of triggers that write down who did it."""


def upgrade() -> None:
    run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    _sign("session_user", "acting_user()")


def downgrade() -> None:
    _sign("acting_user()", "session_user")
    run(_ACTING_USER)
    op.execute("DROP TABLE access_key")


def _sign(before: str, after: str) -> None:
    """Have these functions write down the one name for the other."""
    for name in _SIGNING:
        run(
            "DO $do$ BEGIN EXECUTE replace("
            f"pg_get_functiondef('{name}'::regproc), '{before}', '{after}'); END $do$"
        )
