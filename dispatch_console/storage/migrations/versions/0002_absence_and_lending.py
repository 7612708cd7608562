"""Shifts know from when on their engineer is off, and to which region they are lent.

Expands only: a console of revision 0001 goes on reading and writing.

Revision ID: 0002
"""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("ALTER TABLE shift ADD COLUMN off_from TIMESTAMP WITH TIME ZONE")
    op.execute(
        "ALTER TABLE shift ADD COLUMN lent_to BIGINT"
        " CONSTRAINT shift_lent_to_fk REFERENCES region (id)"
    )


def downgrade() -> None:
    op.execute("ALTER TABLE shift DROP COLUMN off_from, DROP COLUMN lent_to")
