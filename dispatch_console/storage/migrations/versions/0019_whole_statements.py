"""Steps, stale clocks and events for rules are noted once per statement, not once per ticket.

Functions only.

Revision ID: 0019
"""

from pathlib import Path

from alembic import op

from dispatch_console.storage.migrations.statements import run

revision = "0019"
down_revision = "0018"

_NAME = "0019_whole_statements.sql"

_BEFORE = (
    ("0014_lifecycle.sql", "CREATE OR REPLACE FUNCTION record_step()", "$$;"),
    ("0009_service.sql", "CREATE TRIGGER e_step", ";"),
    ("0010_service_levels.sql", "CREATE FUNCTION note_stale()", "$$;"),
    ("0010_service_levels.sql", "CREATE TRIGGER f_stale_new", ";"),
    ("0010_service_levels.sql", "CREATE TRIGGER f_stale AFTER UPDATE ON ticket", ";"),
    ("0016_rules.sql", "CREATE FUNCTION queue_rule_events()", "$$;"),
    ("0016_rules.sql", "CREATE TRIGGER f_rules AFTER INSERT OR UPDATE ON ticket", ";"),
)
"""File, and from where to where in it, of what was there before."""


def upgrade() -> None:
    run(_text(_NAME))


def downgrade() -> None:
    for trigger in ("a_step", "f_stale_new", "f_stale", "f_rules_new", "f_rules"):
        op.execute(f"DROP TRIGGER {trigger} ON ticket")
    for name, start, end in _BEFORE:
        whole = _text(name)
        begin = whole.index(start)
        statement = whole[begin : whole.index(end, begin) + len(end)]
        run(statement.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1))


def _text(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
