"""What went wrong in the database, as errors a person can act on.

Messages of the server never reach people as they are: they are in the server's language and may
quote the address. They go to the log; the address's password is not in them.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from dispatch_console.domain.errors import DomainError
from dispatch_console.storage.url import server_name

_log = logging.getLogger(__name__)

RETRYABLE = frozenset({"40001", "40P01", "55P03"})
"""SQLSTATE of serialization failure, deadlock and lock time-out."""

_BY_STATE = {
    "28P01": "database.password",
    "28000": "database.refused",
    "3D000": "database.missing",
    "42501": "database.rights",
    "53100": "database.disk_full",
    "53300": "database.too_many",
    "54000": "database.too_long",
    "55P03": "database.busy",
    "40001": "database.busy",
    "40P01": "database.busy",
    "57014": "database.cancelled",
    "57P01": "database.lost",
    "57P02": "database.lost",
    "57P03": "database.starting",
    "42P01": "database.schema_missing",
    "42703": "database.schema_old",
    "23503": "database.reference",
    "23505": "database.duplicate",
    "23514": "database.invalid",
    "25006": "database.read_only",
}

_BY_CONSTRAINT = {
    "visit_no_double_booking": "visit.double_booked",
    "min_writer": "database.console_old",
    "ticket_title_check": "ticket.title_long",
    "skill_known": "skill.unknown",
    "region_known": "region.unknown",
    "after_known": "ticket.after_unknown",
    "after_circle": "ticket.after_circle",
    "stock_balance": "stock.unbalanced",
    "stock_short": "stock.short",
    "stock_promised": "stock.promised",
    "stock_for_good": "stock.for_good",
    "serial_needed": "stock.serial_needed",
    "serial_elsewhere": "stock.serial_elsewhere",
    "approval_limit": "requisition.limit",
    "step_legal": "ticket.step_refused",
    "workflow_type_edition_key": "workflow.published_meanwhile",
    "custom_field_type_code_key": "field.twice",
}

# Before a connection stands, libpq gives no SQLSTATE, only (untranslated) words.
_BY_WORDS = (
    ("password authentication failed", "database.password"),
    ("no password supplied", "database.no_password"),
    ("is not permitted to log in", "database.login_locked"),
    ("root certificate file", "database.certificate"),
    ("certificate verify failed", "database.certificate"),
    ("server certificate for", "database.certificate_name"),
    ("does not support SSL", "database.no_tls"),
    ("could not translate host name", "database.host_unknown"),
    ("failed to resolve host", "database.host_unknown"),
    ("onnection refused", "database.nobody_there"),
    ("no pg_hba.conf entry", "database.refused"),
    ("does not exist", "database.missing"),
    ("starting up", "database.starting"),
    ("too many clients", "database.too_many"),
    ("remaining connection slots", "database.too_many"),
)

CODES = frozenset({*_BY_STATE.values(), *_BY_CONSTRAINT.values(), *(c for _, c in _BY_WORDS)})
"""The codes looked up above, for the test that each has its sentences."""


@contextmanager
def translated(url: URL) -> Iterator[None]:
    """Errors of the database inside the block leave it as `DomainError`."""
    try:
        yield
    except (DBAPIError, psycopg.Error, PoolTimeout) as error:
        raise as_domain_error(error, url) from error


def as_domain_error(error: BaseException, url: URL) -> DomainError:
    """The refusal a person can act on; an unforeseen one is ``database.failed``."""
    cause = origin(error)
    server = server_name(url)
    _log.warning("database %s: %s %s", server, sqlstate(error) or "-", _first_line(cause))
    if isinstance(error, PoolTimeout):
        return DomainError("database.busy", server=server)
    diagnostics = cause.diag if isinstance(cause, psycopg.Error) else None
    if diagnostics is not None and diagnostics.constraint_name in _BY_CONSTRAINT:
        return DomainError(
            _BY_CONSTRAINT[diagnostics.constraint_name],
            **_params(server, url, what=diagnostics.message_detail or ""),
        )
    return DomainError(_code(error), **_params(server, url, what=_first_line(cause)))


def lost(error: BaseException, url: URL) -> DomainError:
    """The connection broke and nothing of the transaction is there: a commit, of which the error
    itself does not say that it was one."""
    return DomainError(
        "database.lost", **_params(server_name(url), url, what=_first_line(origin(error)))
    )


def origin(error: BaseException) -> BaseException:
    """psycopg's own error inside SQLAlchemy's."""
    inner = getattr(error, "orig", None)
    return inner if isinstance(inner, BaseException) else error


def sqlstate(error: BaseException) -> str | None:
    """The five letters by which PostgreSQL names an error; None where no server answered."""
    return getattr(origin(error), "sqlstate", None)


def is_connection_loss(error: BaseException) -> bool:
    """Whether the connection broke: the server may or may not have done the last thing asked."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    state = sqlstate(error)
    cause = origin(error)
    if state is None:
        return isinstance(cause, (psycopg.OperationalError, psycopg.InterfaceError))
    return state.startswith("08") or state in {"57P01", "57P02", "57P03"}


def is_retryable(error: DomainError) -> bool:
    """Whether the same work may simply be done again: nothing of it is in the database."""
    cause = error.__cause__
    if cause is None:
        return False
    return sqlstate(cause) in RETRYABLE or error.code == "database.lost"


def _code(error: BaseException) -> str:
    state = sqlstate(error)
    if state in _BY_STATE:
        return _BY_STATE[state]
    cause = origin(error)
    words = str(cause)
    if state is None and isinstance(cause, psycopg.OperationalError):
        for phrase, code in _BY_WORDS:
            if phrase in words:
                return code
        return "database.lost" if _was_connected(error) else "database.unreachable"
    if is_connection_loss(error):
        return "database.lost"
    return "database.failed"


def _was_connected(error: BaseException) -> bool:
    return isinstance(error, DBAPIError) and error.statement is not None


def _params(server: str, url: URL, *, what: str) -> dict[str, Any]:
    return {
        "server": server,
        "database": url.database or "",
        "user": url.username or "",
        "what": what,
    }


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0]
