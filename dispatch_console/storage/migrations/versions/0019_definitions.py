"""Types of tickets have an order and are retired.

Expands only.

Revision ID: 0019
"""

from pathlib import Path

from alembic import op

revision = "0019"
down_revision = "0018"

_FILES = ("0019_types.sql",)


def upgrade() -> None:
    for name in _FILES:
        _run(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def downgrade() -> None:
    op.execute("ALTER TABLE ticket_type DROP COLUMN position, DROP COLUMN active")


def _run(sql: str) -> None:
    """As it stands: a colon in it is no parameter."""
    connection = op.get_bind().connection.driver_connection
    assert connection is not None
    connection.execute(sql.encode())
