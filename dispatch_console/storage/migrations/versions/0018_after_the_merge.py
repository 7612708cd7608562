"""Service levels follow contracts and devices.

Expands only.

Revision ID: 0018
"""

from pathlib import Path

from alembic import op

revision = "0018"
down_revision = "0017"

_FILES = ("0018_contract_levels.sql",)


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    assert connection is not None
    for name in _FILES:
        connection.execute(Path(__file__).with_name(name).read_bytes())


def downgrade() -> None:
    op.execute("DROP TRIGGER f_stale_changed ON asset")
    op.execute("DROP TRIGGER f_stale_changed ON contract")
    op.execute("DROP TRIGGER f_stale ON contract")
    op.execute("DROP FUNCTION note_customer_stale()")
