"""The audit trail cannot be changed, and is sealed in a hash chain; see `storage.seals`.

Expands only.

Revision ID: 0007
"""

from pathlib import Path

from alembic import op

revision = "0007"
down_revision = "0006"

_FUNCTIONS = (
    "seal_audit(integer), erase_from_audit(text, bigint), refuse_change(), only_erasing(),"
    " only_unsalting(), erased(jsonb, jsonb), personal_columns(), sealed_text(text[]),"
    " microseconds(timestamptz)"
)


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    assert connection is not None
    # As bytes to the driver itself: several statements, and % is just a character.
    connection.execute(Path(__file__).with_name("0007_seals.sql").read_bytes())


def downgrade() -> None:
    op.execute("DROP TABLE audit_digest, audit_seal")
    op.execute("DROP TRIGGER keep ON audit")
    op.execute("DROP TRIGGER keep_all ON audit")
    op.execute(f"DROP FUNCTION {_FUNCTIONS}")
    op.execute("DROP INDEX audit_kind_at_index")
    op.execute("ALTER TABLE audit DROP COLUMN xid")
