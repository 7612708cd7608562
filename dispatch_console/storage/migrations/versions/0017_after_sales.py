"""What tickets cost, how satisfied requesters are, and how long data lives.

Expands only.

Revision ID: 0017
"""

from pathlib import Path

from alembic import op

revision = "0017"
down_revision = "0016"

_FILES = ("0017_cost.sql", "0017_survey.sql", "0017_data_life.sql")


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    assert connection is not None
    for name in _FILES:
        connection.execute(Path(__file__).with_name(name).read_bytes())


def downgrade() -> None:
    op.execute(
        "DROP FUNCTION apply_retention(boolean), erase_rows(jsonb), erase_row(text, bigint),"
        " personal_columns()"
    )
    op.execute("ALTER FUNCTION personal_columns_before_17() RENAME TO personal_columns")
    op.execute("DROP TABLE data_deed, legal_hold, retention")
    op.execute("DROP FUNCTION sign_deed()")
    op.execute("DROP POLICY with_surveys ON audit")
    op.execute("DROP TABLE survey, survey_setting, survey_secret")
    op.execute("DROP POLICY with_costs ON audit")
    op.execute("DROP TABLE cost_entry, rate")
    op.execute("DROP FUNCTION sign_cost()")
