"""What was said about a ticket, and all that happened to it."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from pydantic import Field

from dispatch_console.domain.attachment import Attachment
from dispatch_console.domain.conversation import Comment, Entry
from dispatch_console.gateway.api.caller import Caller, Command, Reader, Writer
from dispatch_console.gateway.api.fields import Sent, Text, Told
from dispatch_console.gateway.api.lookups import ticket_of
from dispatch_console.services import ticket_timeline
from dispatch_console.services.commenting import say
from dispatch_console.words.conversation import heading

router = APIRouter(tags=["comments"])

UTC = ZoneInfo("UTC")


class FileTold(Told):
    """A file; `GET /tickets/{number}/attachments/{id}` gives what it holds."""

    id: int
    name: str
    kind: str = Field(description="Its media type")
    size: int = Field(description="Bytes")


class CommentTold(Told):
    """What somebody said. A public comment may be read by the customer."""

    id: int
    at: datetime
    who: str
    body: str
    public: bool
    attachments: list[FileTold]


class Comments(Told):
    """What was said, the first thing first."""

    number: str
    comments: list[CommentTold]


class CommentSent(Sent):
    """What is to be said; inside the house unless it is public."""

    body: Text
    public: bool = False


class EntryTold(Told):
    """One thing on a ticket's line of time."""

    at: datetime
    who: str
    code: str = Field(description="What kind of thing, whatever the language")
    heading: str = Field(description="What it was, in the language asked for")
    body: str = Field(description="What people wrote")
    public: bool
    attachments: list[FileTold]


class Timeline(Told):
    """All that happened to the ticket, the first thing first."""

    number: str
    entries: list[EntryTold]


@router.get("/tickets/{number}/timeline", summary="All that happened to a ticket")
def timeline(caller: Reader, number: str) -> Timeline:
    """Steps, visits, comments, hand-overs, parts, surveys on one line of time."""
    ticket = ticket_of(caller.context, number)
    found = ticket_timeline.read(caller.context, ticket.id)
    return Timeline(number=ticket.number, entries=list(map(_entry, found.entries)))


@router.get("/tickets/{number}/comments", summary="Comments of a ticket")
def comments(caller: Reader, number: str) -> Comments:
    """Those inside the house and those to the customer."""
    return comments_told(caller, number)


@router.post("/tickets/{number}/comments", status_code=201, summary="Say something")
def add(caller: Writer, command: Command, number: str, sent: CommentSent) -> Comments:
    """Whoever it calls on (`@login`) hears of it, and so do the ticket's owner and watchers."""
    ticket = ticket_of(caller.context, number)
    say(caller.context, command, ticket.id, sent.body, public=sent.public)
    return comments_told(caller, number)


def comments_told(caller: Caller, number: str) -> Comments:
    """The comments as they are now."""
    ticket = ticket_of(caller.context, number)
    with caller.context.database.snapshot() as snap:
        found = snap.conversation.comments(ticket.id)
    return Comments(number=ticket.number, comments=list(map(_comment, found)))


def _comment(comment: Comment) -> CommentTold:
    return CommentTold(
        id=comment.id,
        at=comment.at,
        who=comment.who,
        body=comment.body,
        public=comment.public,
        attachments=list(map(_file, comment.attachments)),
    )


def _file(it: Attachment) -> FileTold:
    return FileTold(id=it.id, name=it.name, kind=it.kind, size=it.size)


def _entry(entry: Entry) -> EntryTold:
    values = {name: _dated(value) for name, value in entry.values.items()}
    return EntryTold(
        at=entry.at,
        who=entry.who,
        code=entry.code,
        heading=heading(replace(entry, values=values), UTC),
        body=entry.body,
        public=entry.public,
        attachments=list(map(_file, entry.attachments)),
    )


def _dated(value: object) -> object:
    """A moment as it is told everywhere in the API, in its own zone."""
    return value.isoformat() if isinstance(value, datetime) else value
