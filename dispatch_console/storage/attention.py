"""A connection that does not wait for ever for an answer that cannot come.

A line may look whole and be dead: a firewall or proxy acknowledges what it then swallows, and no
keepalive tells. So whoever has waited for `PATIENCE_S` asks on a new line whether the server is
still at it. A statement that takes long is waited for, one that the server knows nothing of is not.
"""

import logging
from collections.abc import Mapping
from typing import Any, Self, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.errors import _WaitTimeout as WaitTimeout  # pyright: ignore[reportPrivateUsage]

PATIENCE_S = 5.0
"""So long an answer may take before anybody asks."""

GRACE_S = 2.0
"""So long an answer may be under way whose server has done its work."""

_log = logging.getLogger(__name__)

Result = TypeVar("Result")


class AttentiveConnection(psycopg.Connection[Any]):
    """A connection that gives up with `OperationalError` once its server is not at it any more."""

    _address: Mapping[str, Any] | None = None
    """How to reach the server again; None for the line on which that is asked."""

    @classmethod
    def attentive(cls, *given: Any, **address: Any) -> Self:
        """As `connect`."""
        made = cls.connect(*given, **address)
        made._address = {key: value for key, value in address.items() if key != "context"}
        return made

    def wait(
        self, gen: PQGen[Result], interval: float = 0.1, timeout: float | None = None
    ) -> Result:
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        working = True
        while True:
            try:
                return super().wait(gen, interval, PATIENCE_S if working else GRACE_S)
            except WaitTimeout:
                if not working or self._address is None:
                    self.pgconn.finish()
                    raise psycopg.OperationalError("the server does not answer") from None
                working = self._working(self._address)

    def _working(self, address: Mapping[str, Any]) -> bool:
        """Whether the server is at what it was asked, or there only is no room to ask."""
        try:
            with type(self).connect(**address) as other:
                row = other.execute(
                    "SELECT state FROM pg_stat_activity WHERE pid = %s", [self.info.backend_pid]
                ).fetchone()
        except psycopg.Error as error:
            _log.info("asked whether the server is still at it: %s", error)
            # Who says no is there, and as it is busy its answer may yet come.
            return error.sqlstate is not None or "FATAL" in str(error)
        return row is not None and row[0] == "active"
