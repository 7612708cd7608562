"""Why something is refused, in sentences with people's names and times. No Qt here."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from dispatch_console.domain.board import Board
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.region import Region
from dispatch_console.domain.ticket import Status
from dispatch_console.services.refusing import Broken
from dispatch_console.support.i18n import tr
from dispatch_console.words import text

REFUSED = ("dispatch.refused", "override.more")


def reasons(
    board: Board,
    broken: Iterable[Broken],
    zone: ZoneInfo,
    *,
    who: str = "",
    most: int | None = None,
) -> tuple[str, ...]:
    """A clause for each rule broken, none twice, without the full stop that ends a sentence.

    `who` is the engineer it is about. Of more than `most` the last clause says how many follow.
    """
    found = dict.fromkeys(_sentence(board, one, zone, who).rstrip(" .。") for one in broken)
    shown = tuple(found)[:most]
    rest = len(found) - len(shown)
    return (*shown, tr("and {count} more", count=rest)) if rest else shown


def counted(codes: Iterable[str]) -> str:
    """How often each reason occurs, the commonest first: one line for any number of tickets."""
    return listed(
        tr("{count} × {reason}", count=count, reason=tr(code))
        for code, count in Counter(codes).most_common()
    )


def listed(clauses: Iterable[str]) -> str:
    """Clauses in one line, set apart so that commas within them do not confuse."""
    return tr("list.semicolon").join(clauses)


def refusal(error: Exception, board: Board, zone: ZoneInfo, *, who: str = "") -> str:
    """A failure in words: a drop's with the rules it would break, any other as its sentence.

    `who` is the engineer the drop was meant for.
    """
    if not isinstance(error, DomainError):
        return text.error_sentence(error)
    broken = error.params.get("reasons")
    if error.code not in REFUSED or not isinstance(broken, tuple):
        return _sentence(board, Broken(code=error.code, params=error.params), zone, who)
    return tr("Not assigned: {reasons}", reasons=listed(reasons(board, broken, zone, who=who)))


def _sentence(board: Board, broken: Broken, zone: ZoneInfo, who: str) -> str:
    ticket = board.tickets.get(broken.ticket_id) if broken.ticket_id is not None else None
    names: dict[str, object] = {"ticket": ticket.number if ticket else "", "shift": who}
    given = {name: _shown(board, name, value, zone) for name, value in broken.params.items()}
    return tr(broken.code, **(names | given))


def _shown(board: Board, name: str, value: object, zone: ZoneInfo) -> object:
    if isinstance(value, datetime):
        return text.day_and_time(value, zone)
    if isinstance(value, Status):
        return text.status_name(value)
    if isinstance(value, Region):
        return text.region_name(value)
    if name == "skill" and isinstance(value, str):
        return text.skill_name(board.skills, value)
    if name == "reason" and isinstance(value, str):
        return tr(value)
    return value
