"""The knowledge base: articles with editions, their words, and whether they helped.

Expands only.

Revision ID: 0012
"""

from pathlib import Path

from alembic import op

revision = "0012"
down_revision = "0011"

_TABLES = "article_use, article_words, article_edition, article"
_FUNCTIONS = "guard_article(), sign_edition(), sign_use()"


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    assert connection is not None
    # As bytes to the driver itself: several statements, and % is just a character.
    connection.execute(Path(__file__).with_name("0012_knowledge.sql").read_bytes())


def downgrade() -> None:
    op.execute(f"DROP TABLE {_TABLES}")
    op.execute(f"DROP FUNCTION {_FUNCTIONS}")
