"""What every use case needs to know: where, who, when."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dispatch_console.support.clock import Clock

if TYPE_CHECKING:
    from dispatch_console.storage.database import Database


@dataclass(frozen=True, slots=True)
class Context:
    """The database, the user acting and the clock."""

    database: "Database"
    user: str
    clock: Clock
