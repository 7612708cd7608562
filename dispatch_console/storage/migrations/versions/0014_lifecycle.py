"""Types of tickets with their workflows and custom fields, links between tickets, steps' data.

Begins with the definitions in ``0014_definitions.json``. Expands only: older consoles see tickets
of the general type, whose steps are those they know.

Revision ID: 0014
"""

import json
from pathlib import Path

from alembic import op
from sqlalchemy import text

revision = "0014"
down_revision = "0013"

_HERE = Path(__file__).parent
_TABLES = ("ticket_type", "workflow", "custom_field", "ticket_link")

_SEED = (
    ("types", "ticket_type (code, name_en, name_zh)", "code, name_en, name_zh"),
    ("workflows", "workflow (type, edition, definition)", "type, 1, definition"),
    (
        "fields",
        "custom_field (type, code, name_en, name_zh, kind, choices, target, required_in, position)",
        "type, code, name_en, name_zh, kind, choices, target, required_in, position",
    ),
)
_COLUMNS = (
    "code text, name_en text, name_zh text, type text, definition jsonb, kind text, choices jsonb,"
    " target text, required_in jsonb, position int"
)


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    assert connection is not None
    connection.execute((_HERE / "0014_lifecycle.sql").read_bytes())
    seed = json.loads((_HERE / "0014_definitions.json").read_text(encoding="utf-8"))
    for name, into, values in _SEED:
        op.get_bind().execute(
            text(
                f"INSERT INTO {into} SELECT {values} FROM"
                f" jsonb_to_recordset(CAST(:rows AS jsonb)) AS given ({_COLUMNS})"
            ),
            {"rows": json.dumps(seed[name])},
        )
    for table in _TABLES:
        op.execute(f"SELECT keep_account_of('{table}')")
    op.execute(
        "CREATE TRIGGER who BEFORE INSERT ON workflow FOR EACH ROW EXECUTE FUNCTION sign_workflow()"
    )
    op.execute(
        "ALTER TABLE ticket"
        " ADD CONSTRAINT ticket_workflow_id_fk FOREIGN KEY (workflow_id) REFERENCES workflow (id)"
    )


def downgrade() -> None:
    source = (_HERE / "0009_service.sql").read_text(encoding="utf-8")
    start = source.index("CREATE FUNCTION record_step()")
    body = source[start : source.index("$$;", start) + 3]
    op.get_bind().exec_driver_sql(
        body.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1).replace("%", "%%")
    )
    for trigger in ("b_steps", '"0_standing"', '"0_workflow"', "a_workflow"):
        op.execute(f"DROP TRIGGER {trigger} ON ticket")
    op.execute("DROP FUNCTION guard_steps(), step_legal(ticket, ticket), keep_standing()")
    op.execute("DROP FUNCTION keep_workflow()")
    op.execute("ALTER TABLE ticket DROP CONSTRAINT ticket_workflow_id_fk")
    op.execute("ALTER TABLE step DROP COLUMN data")
    op.execute("DROP TABLE " + ", ".join(reversed(_TABLES)))
    op.execute("DROP FUNCTION sign_workflow()")
