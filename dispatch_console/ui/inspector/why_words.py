"""What `services.why` and `services.easing` found, as people read it. No Qt here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import EngineerId, RegionId, TicketId
from dispatch_console.planning.easing import Kind
from dispatch_console.planning.explain import Reason
from dispatch_console.planning.solution import Objective, Rule
from dispatch_console.services.easing import Eased
from dispatch_console.services.why import Alternative, WhyHere, WhyNot
from dispatch_console.support.i18n import tr
from dispatch_console.ui.overrides import by_whom
from dispatch_console.ui.reasons import listed, reasons
from dispatch_console.words import text

SHOWN = 3
"""So many tickets are named; how many more there are is said."""

SMALLEST = 30
"""Objective units, worth a second of work each, that are shown as nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedRow:
    """One change with its price.

    `price` is the difference of the objective, `about` says it by term, then names the tickets.
    `note` says who may make the change where the console cannot; empty, it may be made here.
    """

    words: str
    price: float
    travel_s: int
    late: int
    moved: int
    about: tuple[str, ...]
    note: str = ""


def why_not(board: Board, why: WhyNot, zone: ZoneInfo, *, reviewing: bool = False) -> str:
    """The reason and what stands behind it; `reviewing`: of the proposal under review."""
    if why.reason is Reason.NOT_FOUND and not reviewing:
        return tr("There is a good place for it; nobody has been given it yet")
    clauses = [tr(f"unserved.{why.reason.value}")]
    if why.reason is Reason.IMPOSSIBLE:
        clauses += [_kept_away(rule, count) for rule, count in _most_first(why)]
    elif why.reason is Reason.TIED:
        clauses += reasons(board, why.broken, zone)
    elif why.ousted_by:
        clauses.append(
            tr(
                "{tickets}; leaving them out would cost {price}",
                tickets=named(board, why.ousted_by),
                price=text.span(why.worth),
            )
        )
    return listed(clauses)


def why_here(board: Board, why: WhyHere, zone: ZoneInfo) -> str:
    """Who has the ticket, and that the others are compared with that."""
    ticket = board.tickets.get(why.ticket_id)
    override = ticket.override if ticket is not None else None
    said = _where_it_is(board, why, zone)
    return said if override is None else f"{by_whom(override, zone)}\n{said}"


def _where_it_is(board: Board, why: WhyHere, zone: ZoneInfo) -> str:
    who, at = _who(board, why.engineer_id), text.day_and_time(why.start, zone)
    if not why.alternatives:
        return tr(
            "{engineer} at {time}. Nobody else on duty on the days shown has room;"
            " what it would take:",
            engineer=who,
            time=at,
        )
    return tr(
        "{engineer} at {time}. What would change for the plan with another place:",
        engineer=who,
        time=at,
    )


def obstacles(board: Board, why: WhyNot, zone: ZoneInfo) -> list[tuple[str, str]]:
    """Each engineer who cannot come at all, and what keeps them away; by name."""
    found = []
    for engineer, broken in why.obstacles.items():
        who = _who(board, engineer)
        found.append((who, listed(reasons(board, broken, zone, who=who))))
    return sorted(found)


def alternative_row(board: Board, alternative: Alternative, zone: ZoneInfo) -> PricedRow:
    """Another place for the ticket."""
    return PricedRow(
        words=_place(board, alternative.engineer_id, alternative.start, zone),
        price=alternative.delta.total,
        travel_s=alternative.travel_s,
        late=len(alternative.newly_late),
        moved=len(alternative.moved),
        about=_about(board, alternative.delta, alternative.newly_late, alternative.moved),
    )


def eased_row(board: Board, eased: Eased, zone: ZoneInfo, *, elsewhere: bool = False) -> PricedRow:
    """A rule eased; with `elsewhere` also who has the ticket then."""
    words = eased_words(board, eased)
    if elsewhere:
        words = listed((_place(board, eased.visit.engineer_id, eased.visit.start, zone), words))
    return PricedRow(
        words=words,
        price=eased.delta.total,
        travel_s=eased.travel_s,
        late=len(eased.newly_late),
        moved=len(eased.moved),
        about=_about(board, eased.delta, eased.newly_late, eased.moved),
        note="" if eased.applies else _note(eased.kind),
    )


def eased_words(board: Board, eased: Eased) -> str:
    """What is eased, with names, and who is left out besides."""
    if eased.kind is None:
        return tr("No rule has to change: other visits make room")
    return rule_words(board, eased.kind, eased.params, eased.engineer_id, eased.dropped)


def rule_words(
    board: Board,
    kind: Kind,
    params: Mapping[str, object],
    engineer: EngineerId | None,
    dropped: Sequence[TicketId] = (),
) -> str:
    """The rule that gives way, with names."""
    ticket, skill, region = params.get("ticket"), params.get("skill"), params.get("region")
    area = board.regions.get(RegionId(region)) if isinstance(region, int) else None
    names: dict[str, object] = {
        "ticket": named(board, [TicketId(ticket)]) if isinstance(ticket, int) else "",
        "engineer": _who(board, engineer) if engineer is not None else "",
        "skill": text.skill_name(board.skills, skill) if isinstance(skill, str) else "",
        "region": text.region_name(area) if area is not None else "",
        "tickets": named(board, dropped),
    }
    kinds = [kind]
    if dropped and kind is not Kind.DROP:
        kinds.append(Kind.DROP)
    return listed(tr(f"relax.{one.value}", **{**params, **names}) for one in kinds)


def applied_words(board: Board, eased: Eased, zone: ZoneInfo) -> str:
    """What was changed, once it is."""
    return tr("Changed: {what}.", what=_what_is_done(board, eased, zone))


def granted_words(board: Board, eased: Eased, zone: ZoneInfo) -> str:
    """What a plan under review now does besides."""
    what = _what_is_done(board, eased, zone)
    return tr("Taken into the proposal: {what}.", what=what)


def taken_words(board: Board, ticket: TicketId, place: Alternative, zone: ZoneInfo) -> str:
    """Whom a plan under review now gives the ticket to."""
    what = _assigned(board, ticket, place.engineer_id, place.start, zone)
    return tr("Taken into the proposal: {what}.", what=what)


def _what_is_done(board: Board, eased: Eased, zone: ZoneInfo) -> str:
    visit = eased.visit
    clauses = [
        eased_words(board, eased),
        _assigned(board, eased.ticket_id, visit.engineer_id, visit.start, zone),
    ]
    if eased.moved:
        clauses.append(tr("moved: {tickets}", tickets=named(board, eased.moved)))
    return listed(clauses)


def _assigned(
    board: Board, ticket: TicketId, engineer: EngineerId, start: datetime, zone: ZoneInfo
) -> str:
    return tr(
        "{tickets} assigned to {engineer}, {time}",
        tickets=named(board, [ticket]),
        engineer=_who(board, engineer),
        time=text.day_and_time(start, zone),
    )


def difference(units: float) -> str:
    """Objective units more or less, as working time like the gain of a move, with their sign."""
    return text.signed(text.span(units), round(units / 60))


def named(board: Board, tickets: Sequence[TicketId]) -> str:
    """The tickets' numbers, of many the first few."""
    numbers = [
        board.tickets[key].number if key in board.tickets else str(key) for key in tickets[:SHOWN]
    ]
    rest = len(tickets) - len(numbers)
    return tr("list.comma").join(
        [*numbers, tr("and {count} more", count=rest)] if rest else numbers
    )


def _about(
    board: Board, delta: Objective, late: Sequence[TicketId], moved: Sequence[TicketId]
) -> tuple[str, ...]:
    lines = [
        f"{text.term_name(term)} {difference(value)}"
        for term, value in delta.terms.items()
        if abs(value) >= SMALLEST
    ]
    if late:
        lines.append(tr("Becomes late: {tickets}", tickets=named(board, late)))
    if moved:
        lines.append(tr("moved: {tickets}", tickets=named(board, moved)))
    return tuple(lines)


def _most_first(why: WhyNot) -> Iterable[tuple[Rule, int]]:
    return sorted(why.kept_away.items(), key=lambda pair: (-pair[1], pair[0]))


def _kept_away(rule: Rule, count: int) -> str:
    return tr("{rule}: {count} kept away", rule=tr(f"why.{rule.value}"), count=count)


def _note(kind: Kind | None) -> str:
    if kind is Kind.TRAINING:
        return tr("Not from here: the engineer's supervisor decides on training.")
    if kind is Kind.REGION:
        return tr(
            "Not from here: the engineer lists no region. Whoever keeps the staff may change it."
        )
    return tr("Not from here: a supervisor sets this limit.")


def _place(board: Board, engineer: EngineerId, start: datetime, zone: ZoneInfo) -> str:
    time = text.day_and_time(start, zone)
    return tr("{engineer} at {time}", engineer=_who(board, engineer), time=time)


def _who(board: Board, engineer: EngineerId) -> str:
    known = board.engineers.get(engineer)
    return known.name if known is not None else str(engineer)
