"""What all tables share: naming of constraints and the columns of a business row."""

from sqlalchemy import BigInteger, Column, Double, Identity, Integer, MetaData, Text, text

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pk",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "fk": "%(table_name)s_%(column_0_name)s_fk",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "ix": "%(table_name)s_%(column_0_N_name)s_index",
    }
)


def key() -> Column[int]:
    """The primary key, given by the database."""
    return Column("id", BigInteger, Identity(), primary_key=True)


def version(name: str = "version") -> Column[int]:
    """Counts the changes of a row; kept by a trigger, whatever a statement says."""
    return Column(name, Integer, nullable=False, server_default=text("1"))


def words(name: str) -> Column[str]:
    """Text that may be empty but is never null."""
    return Column(name, Text, nullable=False, server_default=text("''"))


def external_id() -> Column[str | None]:
    """The key of the row in the system it came from."""
    return Column("external_id", Text, unique=True)


def degrees(name: str, *, nullable: bool = True) -> Column[float]:
    """A WGS-84 coordinate."""
    return Column(name, Double, nullable=nullable)
