"""The first tables: people, work, records, and the triggers that keep versions, audit and feed.

Revision ID: 0001
"""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None

_HERE = Path(__file__).parent
_TABLES = (
    "visit, ticket, site, customer, shift, engineer, region, skill,"
    " plan, command, change_log, audit, meta"
)
_FUNCTIONS = (
    "bump_version, bump_ticket_versions, first_version, require_skills, require_regions,"
    " record_changes, ticket_number"
)


def upgrade() -> None:
    # Tables first, with the number sequence and function their defaults call.
    for name in ("0001_numbers.sql", "0001_tables.sql", "0001_triggers.sql"):
        # As bytes to the driver itself: several statements, and % is just a character.
        connection = op.get_bind().connection.driver_connection
        assert connection is not None
        connection.execute((_HERE / name).read_bytes())
    op.execute("INSERT INTO meta (min_reader, min_writer) VALUES (1, 1)")


def downgrade() -> None:
    op.execute(f"DROP TABLE {_TABLES} CASCADE")
    op.execute(f"DROP FUNCTION {_FUNCTIONS}")
    op.execute("DROP SEQUENCE ticket_number_seq")
