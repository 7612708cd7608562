"""Files put to tickets."""

from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from starlette.responses import Response

from dispatch_console.domain.attachment import LARGEST, MOST, admit
from dispatch_console.domain.errors import DomainError
from dispatch_console.gateway.api.answers import MissingError
from dispatch_console.gateway.api.caller import Command, Reader, Writer
from dispatch_console.gateway.api.comments import Comments, comments_told
from dispatch_console.gateway.api.fields import Key, Text
from dispatch_console.gateway.api.lookups import ticket_of
from dispatch_console.gateway.downloads import download
from dispatch_console.services.commenting import read_file, say

router = APIRouter(tags=["attachments"])


@router.post(
    "/tickets/{number}/attachments",
    status_code=201,
    summary="Put files to a ticket",
    description=f"At most {MOST} files of {LARGEST >> 20} MB each, and 25 MB in all, of the kinds"
    " that the console takes.",
)
def put(
    caller: Writer,
    command: Command,
    number: str,
    files: Annotated[list[UploadFile], File()],
    body: Annotated[Text, Form()] = "",
    public: Annotated[bool, Form()] = False,
) -> Comments:
    """They come as one comment, with words or without."""
    ticket = ticket_of(caller.context, number)
    if len(files) > MOST:
        raise DomainError("attachment.many", most=MOST)
    admitted = [admit(one.filename or "", one.file.read(LARGEST + 1)) for one in files]
    say(caller.context, command, ticket.id, body, public=public, files=admitted)
    return comments_told(caller, number)


@router.get(
    "/tickets/{number}/attachments/{attachment}",
    summary="What a file holds",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}, "description": "Its bytes"}},
)
def get(caller: Reader, number: str, attachment: Key) -> Response:
    """Its bytes, under its name and media type; to be kept, not to be shown."""
    ticket = ticket_of(caller.context, number)
    with caller.context.database.snapshot() as snap:
        comments = snap.conversation.comments(ticket.id)
    found = next((f for c in comments for f in c.attachments if f.id == attachment), None)
    if found is None:
        raise MissingError("attachment.gone")
    return download(found.name, found.kind, read_file(caller.context, found.id))
