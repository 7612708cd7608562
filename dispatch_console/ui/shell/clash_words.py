"""What others did while a plan was reviewed, in sentences. No Qt here."""

from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

from dispatch_console.domain.board import Board
from dispatch_console.services.chronicle import Event
from dispatch_console.services.meanwhile import Meanwhile
from dispatch_console.support.i18n import tr
from dispatch_console.ui.inspector.history_words import deed, story
from dispatch_console.words.people import person_name

MOST = 3
"""So many things are told one by one, if more than one would be left."""


def planned_again(meanwhile: Meanwhile, board: Board, zone: ZoneInfo) -> list[str]:
    """What heads the review of what clashed: what was kept, and who did what; a line each."""
    head = tr(
        "{kept} changes are published. The other {left} are planned again around what has changed"
        " meanwhile; you can accept or reject that here.",
        kept=meanwhile.kept,
        left=meanwhile.left,
    )
    return [head, *_lines(meanwhile, board, zone)]


def left_alone(meanwhile: Meanwhile, board: Board, zone: ZoneInfo) -> list[str]:
    """The same where nothing of what clashed had to be planned again."""
    head = tr(
        "{kept} changes are published. The other {left} are left as they are now: nothing better"
        " was found with what has changed meanwhile.",
        kept=meanwhile.kept,
        left=meanwhile.left,
    )
    return [head, *_lines(meanwhile, board, zone)]


def _lines(meanwhile: Meanwhile, board: Board, zone: ZoneInfo) -> list[str]:
    found = [*_deeds(meanwhile, board, zone)]
    rest = len(found) - MOST
    return [*found[:MOST], tr("and {count} more", count=rest)] if rest > 1 else found


def _deeds(meanwhile: Meanwhile, board: Board, zone: ZoneInfo) -> Iterator[str]:
    for key, who in meanwhile.duties.items():
        engineer = board.engineers.get(key)
        name = engineer.name if engineer else tr("an engineer no longer listed")
        for one in who:
            yield tr("{who}: shift or details of {engineer} changed", who=one, engineer=name)
    for key, events in meanwhile.tickets.items():
        ticket = board.tickets.get(key)
        for event in events:
            yield tr(
                "{who}: {ticket} – {what}",
                who=person_name(event.who),
                ticket=ticket.number if ticket else str(key),
                what=_story(event, board, zone),
            )


def _story(event: Event, board: Board, zone: ZoneInfo) -> str:
    """Of a visit given or taken the status says nothing new."""
    fields = dict(event.fields)
    if event.left is not None or event.given is not None:
        fields.pop("status", None)
    return story(replace(event, fields=fields), board, zone) or deed(event)
