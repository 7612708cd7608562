"""What was said at a duplicate, and who watches it, goes on in the other ticket."""

from uuid import uuid4

import pytest

from dispatch_console.domain.attachment import admit
from dispatch_console.domain.conversation import HelpState, public_view
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services import commenting, helping, ticket_timeline
from dispatch_console.services.context import Context
from dispatch_console.services.duplicates import merge_into
from dispatch_console.services.tickets import NewTicket, create
from dispatch_console.services.undo import undo
from tests.services.test_collaboration import as_, queue


@pytest.fixture
def pair(context: Context) -> tuple[Ticket, Ticket]:
    first, second = (
        create(context, uuid4(), NewTicket(title=title)) for title in ("Leak", "Water leak")
    )
    for login in ("li", "wu"):
        commenting.watch(context, uuid4(), first.id, login, on=True)
    commenting.watch(context, uuid4(), second.id, "li", on=True)
    commenting.say(as_(context, "li"), uuid4(), first.id, "Third floor", public=True)
    file = admit("leak.txt", b"by the stairs")
    commenting.say(context, uuid4(), first.id, "See the note", files=[file])
    helping.ask(context, uuid4(), first.id, "Which valve?", queue=queue(context, "it", "li").id)
    return first, second


def said(ctx: Context, ticket: Ticket) -> list[tuple[str, str, str, str]]:
    entries = ticket_timeline.read(ctx, ticket.id).entries
    words = [(one.code, one.who, one.body, one.number) for one in entries]
    return [one for one in words if one[0] != "timeline.created"]


def test_the_other_ticket_tells_what_was_said_by_whom_and_where(
    context: Context, pair: tuple[Ticket, Ticket]
) -> None:
    first, second = pair
    command = uuid4()
    for _ in range(2):
        merge_into(context, command, first.id, second.id)
    number = first.number
    assert said(context, second) == [
        ("timeline.public", "li", "Third floor", number),
        ("timeline.internal", "tester", "See the note", number),
        ("timeline.help_asked", "tester", "Which valve?", number),
        ("timeline.merged_in", "tester", "", ""),
    ]
    found = ticket_timeline.read(context, second.id)
    assert [one.body for one in public_view(found.entries)] == ["Third floor"]
    (file,) = found.entries[-3].attachments
    assert commenting.read_file(context, file.id) == b"by the stairs"
    assert found.watchers == ("li", "wu")


def test_a_question_of_the_duplicate_is_answered_from_the_other(
    context: Context, pair: tuple[Ticket, Ticket]
) -> None:
    first, second = pair
    merge_into(context, uuid4(), first.id, second.id)
    (asked,) = ticket_timeline.read(context, second.id).open_help
    helping.answer(as_(context, "li"), uuid4(), asked.id, "The red one")
    (answered,) = ticket_timeline.read(context, second.id).help
    assert (answered.state, answered.answer) == (HelpState.ANSWERED, "The red one")


def test_a_duplicate_of_a_duplicate_is_told_too(
    context: Context, pair: tuple[Ticket, Ticket]
) -> None:
    first, second = pair
    third = create(context, uuid4(), NewTicket(title="Flood"))
    merge_into(context, uuid4(), first.id, second.id)
    merge_into(context, uuid4(), second.id, third.id)
    assert {one[3] for one in said(context, third)} == {first.number, ""}
    assert ticket_timeline.read(context, third.id).watchers == ("li", "wu")


def test_undone_the_merge_leaves_nothing_behind_and_done_again_all_is_there(
    context: Context, pair: tuple[Ticket, Ticket]
) -> None:
    first, second = pair
    before = said(context, second)
    merge, back = uuid4(), uuid4()
    merge_into(context, merge, first.id, second.id)
    together = said(context, second)
    undo(context, back, merge, "ticket.merge")
    assert said(context, second) == before
    assert ticket_timeline.read(context, second.id).watchers == ("li",)
    assert ticket_timeline.read(context, first.id).watchers == ("li", "wu")
    # Whoever watches meanwhile is no trouble.
    commenting.watch(context, uuid4(), second.id, "wu", on=True)
    undo(context, uuid4(), back, "undo")
    assert [one[:3] for one in said(context, second)] == [one[:3] for one in together]
    assert ticket_timeline.read(context, second.id).watchers == ("li", "wu")
