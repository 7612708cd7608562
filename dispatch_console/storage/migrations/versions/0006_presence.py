"""Who is there, and a change feed that can be trimmed.

Expands only. Presence is unlogged: after a crash of the server nobody is there.

Revision ID: 0006
"""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.execute("ALTER TABLE change_log ADD COLUMN at TIMESTAMPTZ NOT NULL DEFAULT now()")
    op.execute("CREATE INDEX change_log_at_index ON change_log (at)")
    op.execute("ALTER TABLE meta ADD COLUMN trimmed_to XID8")
    op.execute(
        "CREATE UNLOGGED TABLE presence ("
        " seat INTEGER GENERATED ALWAYS AS IDENTITY (CYCLE) CONSTRAINT presence_pk PRIMARY KEY,"
        " who TEXT NOT NULL DEFAULT '',"
        " since TIMESTAMPTZ NOT NULL DEFAULT now(),"
        " ticket_id BIGINT,"
        " edits BOOLEAN NOT NULL DEFAULT false)"
    )


def downgrade() -> None:
    op.execute("DROP TABLE presence")
    op.execute("ALTER TABLE meta DROP COLUMN trimmed_to")
    op.execute("ALTER TABLE change_log DROP COLUMN at")
