"""Queues of departments, comments, files, hand-overs, help, watchers, and who hears of what.

Expands only: older consoles see tickets without all this.

Revision ID: 0015
"""

from pathlib import Path

from alembic import op

revision = "0015"
down_revision = "0014"

_HERE = Path(__file__).parent


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    assert connection is not None
    connection.execute((_HERE / "0015_collaboration.sql").read_bytes())


def downgrade() -> None:
    for trigger in ("feed_insert", "feed_update"):
        op.execute(f"DROP TRIGGER {trigger} ON outbox")
    op.execute("DROP POLICY by_region ON outbox")
    op.execute("ALTER TABLE outbox DISABLE ROW LEVEL SECURITY")
    op.execute("DROP INDEX outbox_console_index")
    _as_before()
    op.execute("ALTER TABLE ticket DROP CONSTRAINT ticket_queue_id_fk")
    op.execute(
        "DROP TABLE notice_read, notice_choice, notice_contact, watcher, help_request, hand_over,"
        " attachment, blob, comment, queue_member, queue CASCADE"
    )
    op.execute(
        "DROP FUNCTION feed_outbox(), colleagues(), addressees(text), end_hand_overs(),"
        " settle_hand_over(bigint, boolean, text), settle_help(), sign_words(), my_asked(),"
        " queue_bound(), my_queues()"
    )


def _as_before() -> None:
    """Policies and function as revision 0005 made them."""
    op.execute(
        "ALTER POLICY by_region ON ticket USING ("
        "(SELECT sees_all()) OR (region_id IS NULL AND (SELECT may('read')))"
        " OR region_id = ANY ((SELECT my_regions())::bigint[]))"
    )
    op.execute(
        "ALTER POLICY by_region ON audit USING ("
        "(SELECT sees_all()) OR kind NOT IN ('ticket', 'site', 'visit')"
        " OR (kind = 'ticket' AND row_id IN (SELECT id FROM ticket))"
        " OR (kind = 'site' AND row_id IN (SELECT id FROM site))"
        " OR (kind = 'visit' AND row_id IN (SELECT id FROM visit)))"
    )
    op.execute(
        "CREATE OR REPLACE FUNCTION sees_all() RETURNS boolean LANGUAGE sql STABLE"
        " SECURITY DEFINER SET search_path = public, pg_temp AS $$"
        " SELECT is_owner() OR EXISTS ("
        " SELECT FROM seat WHERE login = session_user AND regions = '{}') $$"
    )
