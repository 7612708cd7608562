"""Kinds of rows and policies as people know them. No Qt here."""

from collections.abc import Callable, Mapping

from dispatch_console.support.i18n import tr


def table_name(table: str) -> str:
    """What the rows of a table are; its own name for one of a later revision."""
    key = f"table.{table}"
    shown = tr(key)
    return table if shown == key else shown


def policy_name(kind: str) -> str:
    """What a policy does."""
    return tr(f"retention.{kind}")


def counts(of: Mapping[str, int], name: Callable[[str], str] = table_name) -> str:
    """Rows by kind, in a line."""
    said = sorted(f"{name(kind)}: {count}" for kind, count in of.items())
    return tr("list.comma").join(said)
