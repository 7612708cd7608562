"""A conversation as the service would tell it, for tests and scenes."""

from datetime import timedelta

from dispatch_console.domain.attachment import Attachment
from dispatch_console.domain.conversation import (
    Entry,
    HandOver,
    HelpRequest,
    Names,
)
from dispatch_console.domain.ids import QueueId
from dispatch_console.domain.queue import Queue
from dispatch_console.domain.signature import Signature, Way
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.services.ticket_timeline import Conversation
from tests.factories import NOW

HOSTILE = "<img src=http://127.0.0.1:1/x><b>bold</b> =1+1"
IT = Queue(
    id=QueueId(2),
    code="it",
    name_en="IT support",
    name_zh="信息技术部",
    members=("li", "zhao"),
    owner="li",
)
CARE = Queue(id=QueueId(1), code="care", name_en="Customer care", name_zh="客户服务部")
NAMES = Names(IT.name_en, IT.name_zh)
PICTURE = Attachment(id=1, name="fault & <b>.png", kind="image/png", size=204_800, sha256="a")
TEXT = Attachment(id=2, name="log.txt", kind="text/plain", size=90, sha256="b")


def conversation(ticket: Ticket, user: str = "Tester") -> Conversation:
    """Of this ticket; the user is a member of IT."""
    moved = HandOver(
        id=5, ticket_id=ticket.id, to_queue=IT.id, who="anna", at=NOW, reason="Network"
    )
    asked = HelpRequest(
        id=6,
        ticket_id=ticket.id,
        who="anna",
        at=NOW,
        question="Which switch?",
        login="li",
        due_at=NOW + timedelta(hours=1),
    )
    at = [NOW + timedelta(minutes=n) for n in range(7)]
    entries = (
        Entry(at=at[0], who="anna", code="timeline.created"),
        Entry(
            at=at[1],
            who="anna",
            code="timeline.step",
            values={"before": Status.NEW, "after": Status.ASSIGNED},
        ),
        Entry(at=at[2], who=HOSTILE, code="timeline.internal", body=HOSTILE, ref=1),
        Entry(
            at=at[3],
            who="anna",
            code="timeline.public",
            body="我们的工程师将于明天上午十点到达。",
            public=True,
            attachments=(PICTURE, TEXT),
            ref=2,
        ),
        Entry(
            at=at[4],
            who="anna",
            code="timeline.handed_over",
            values={"from": Names("", ""), "to": NAMES},
            body="Network",
            ref=5,
        ),
        Entry(
            at=at[5],
            who="anna",
            code="timeline.help_asked_by",
            values={"to": "li", "due": asked.due_at},
            body="Which switch?",
            ref=6,
        ),
        Entry(
            at=at[6],
            who="anna",
            code="timeline.step",
            values={"before": Status.IN_PROGRESS, "after": Status.RESOLVED},
            signature=Signature(
                "李伟", Way.DRAWN, "100,200 250,60 380,210 500,80 700,190;90,240 800,235"
            ),
        ),
    )
    return Conversation(
        ticket=ticket,
        entries=entries,
        help=(asked,),
        hand_overs=(moved,),
        watchers=(user,),
        queues=(CARE, IT),
        logins=("anna", "li", user),
        mine=frozenset({IT.id}),
        overdue=frozenset({6}),
    )
