"""Who may do what, held by the database itself; see `storage.rights`.

Expands only: the owner of the tables goes on as before, which on the embedded server everybody is.

Revision ID: 0005
"""

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"

_HERE = Path(__file__).parent
_GUARDED = ("ticket", "site", "visit", "audit")
_TRIGGERS = (("command", "who"), ("plan", "who"), ("visit", "c_rights"), ("shift", "c_rights"))
_FUNCTIONS = (
    "is_owner(), acting_user(), may(text), my_regions(), sees_all(), my_seat(), sign_command(),"
    " sign_plan(), guard_override(), guard_lending(), group_of(text), require_users(text),"
    " add_seat(text, text, bigint[], text), set_seat(text, text, bigint[]),"
    " lock_seat(text, boolean), set_password(text, text), drop_seat(text), list_seats()"
)


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    assert connection is not None
    # As bytes to the driver itself: several statements, and % is just a character.
    connection.execute((_HERE / "0005_rights.sql").read_bytes())


def downgrade() -> None:
    for table in _GUARDED:
        op.execute(f"DROP POLICY by_region ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    for table, trigger in _TRIGGERS:
        op.execute(f"DROP TRIGGER {trigger} ON {table}")
    source = (_HERE / "0001_triggers.sql").read_text(encoding="utf-8")
    start = source.index("CREATE FUNCTION record_changes()")
    body = source[start : source.index("$$;", start) + 3]
    op.get_bind().exec_driver_sql(
        body.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1).replace("%", "%%")
    )
    op.execute("GRANT EXECUTE ON FUNCTION record_changes() TO PUBLIC")
    op.execute(f"DROP FUNCTION {_FUNCTIONS}")
    op.execute("DROP TABLE seat, role_right")
