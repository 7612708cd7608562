"""The database itself refuses the writes of consoles that are too old for it.

Expands only: consoles up to schema 7 state none, and write until `min_writer` is above 7.

Revision ID: 0008
"""

from alembic import op

revision = "0008"
down_revision = "0007"

_TABLES = (
    *("skill", "region", "engineer", "shift", "customer", "site", "visit", "ticket"),
    *("command", "plan"),
)
_LAST_SILENT = 7


def upgrade() -> None:
    op.execute(
        f"""
        CREATE FUNCTION require_writer() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            needed integer := (SELECT min_writer FROM public.meta);
            stated integer := coalesce(
                nullif(current_setting('dispatch.schema', true), '')::integer, {_LAST_SILENT});
        BEGIN
            IF stated < needed THEN
                RAISE object_not_in_prerequisite_state USING
                    MESSAGE = format('writing takes a console of schema %s, this is one of %s',
                                     needed, stated),
                    CONSTRAINT = 'min_writer';
            END IF;
            RETURN NULL;
        END
        $$
        """
    )
    for table in _TABLES:
        op.execute(
            f"CREATE TRIGGER a_writer BEFORE INSERT OR UPDATE OR DELETE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION require_writer()"
        )


def downgrade() -> None:
    for table in _TABLES:
        op.execute(f"DROP TRIGGER a_writer ON {table}")
    op.execute("DROP FUNCTION require_writer()")
