"""Addresses of engineers, prices of parts, and who hears of maintenance.

Expands only.

Revision ID: 0024
"""

from pathlib import Path

from alembic import op

from dispatch_console.storage.migrations.statements import run

revision = "0024"
down_revision = "0023"

_ADDRESSEES = """
CREATE OR REPLACE FUNCTION addressees(address text) RETURNS SETOF text LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.login FROM seat s
    WHERE may('read') AND address LIKE 'role:%' AND s.role = substr(address, 6)
    UNION
    SELECT m.login FROM queue_member m
    WHERE may('read') AND address LIKE 'queue:%' AND m.queue_id::text = substr(address, 7)
    UNION
    SELECT address WHERE address NOT LIKE 'role:%' AND address NOT LIKE 'queue:%'
$$
"""
"""As revision 0015 has it."""


def upgrade() -> None:
    run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    run(_ADDRESSEES)
    op.execute("DROP TABLE part_price, upkeep_told")
    for column in ("tell_customer", "tell_team", "tell_days"):
        op.execute(f"ALTER TABLE upkeep DROP COLUMN {column}")
    for column in ("email", "wecom", "login"):
        op.execute(f"ALTER TABLE engineer DROP COLUMN {column}")
