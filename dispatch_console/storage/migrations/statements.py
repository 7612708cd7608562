"""Statements given to the driver itself."""

from alembic import op


def run(sql: str) -> None:
    """As it stands, several statements at once: neither a colon nor % in it is a parameter."""
    connection = op.get_bind().connection.driver_connection
    assert connection is not None
    connection.execute(sql.encode())
