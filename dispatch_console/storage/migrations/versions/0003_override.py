"""A visit says why it stands against rules.

Expands only: to a console of revision 0002 such a visit is one that is locked.

Revision ID: 0003
"""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("ALTER TABLE visit ADD COLUMN override JSONB")


def downgrade() -> None:
    op.execute("ALTER TABLE visit DROP COLUMN override")
