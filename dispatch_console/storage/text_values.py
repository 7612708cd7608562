"""How text is handed to the server: whatever it was, in a form the server takes."""

import json
from typing import Any

import psycopg
from psycopg.types.string import StrDumperUnknown

from dispatch_console.support.storable import storable

_NUL = "\\u0000"
"""As JSON spells it."""


def take_any_text(connection: "psycopg.Connection[Any]") -> None:
    """Have this connection hand over text as `storable` makes it, be it in the middle of a list."""
    connection.adapters.register_dumper(str, _AnyText)


class _AnyText(StrDumperUnknown):
    def dump(self, obj: str) -> bytes:
        return storable(obj).encode()


def as_json(value: object) -> str:
    """The value as JSON that the server takes: no text of it holds NUL or half a character."""
    written = json.dumps(value, ensure_ascii=False)
    return storable(
        json.dumps(_storable(value), ensure_ascii=False) if _NUL in written else written
    )


def _storable(value: Any) -> Any:
    match value:
        case str():
            return storable(value)
        case dict():
            return {_storable(key): _storable(one) for key, one in value.items()}
        case list() | tuple():
            return [_storable(one) for one in value]
        case _:
            return value
