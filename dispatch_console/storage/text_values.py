"""How text is handed to the server: whatever it was, in a form the server takes."""

from typing import Any

import psycopg
from psycopg.types.string import StrDumperUnknown

from dispatch_console.support.storable import storable


def take_any_text(connection: "psycopg.Connection[Any]") -> None:
    """Have this connection hand over text as `storable` makes it, be it in the middle of a list."""
    connection.adapters.register_dumper(str, _AnyText)


class _AnyText(StrDumperUnknown):
    def dump(self, obj: str) -> bytes:
        return storable(obj).encode()
