"""Spare parts, their stock in double entry, requisitions, tools.

Expands only: a console of an older revision plans a ticket that waits for a part as any other.

Revision ID: 0011
"""

from pathlib import Path

from alembic import op

revision = "0011"
down_revision = "0010"

_TABLES = (
    "stock_line, stock_move, requisition, stock, serial, reorder_point, tool, stock_place, part,"
    " approval_limit"
)
_FUNCTIONS = (
    "requisition_number, refuse_stock_change, enter_lines, guard_stock, sign_move,"
    " guard_requisition, keep_reserved, hold_for_parts, bump_plan_version_of_parts, within_limit"
)


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    assert connection is not None
    connection.execute(Path(__file__).with_name("0011_parts.sql").read_bytes())


def downgrade() -> None:
    op.execute("DROP POLICY parts_by_ticket ON audit")
    op.execute("DROP TRIGGER a_version_of_parts ON ticket")
    op.execute(f"DROP TABLE {_TABLES} CASCADE")
    op.execute(f"DROP FUNCTION {_FUNCTIONS}")
    op.execute("DROP SEQUENCE requisition_number_seq")
    op.execute("ALTER TABLE ticket DROP COLUMN not_before")
