"""The company's departments at work: what was said, asked and handed over about some tickets."""

import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dispatch_console.domain.attachment import File, admit
from dispatch_console.domain.conversation import Comment, HandOver, HelpRequest, HelpState
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.notice import Kind
from dispatch_console.domain.queue import Queue
from dispatch_console.services.telling import tell
from dispatch_console.storage.unit_of_work import Unit

MEMBERS = {
    "care": ("chen.jing", "zhou.min"),
    "it": ("li.wei", "zhao.lei"),
    "warehouse": ("sun.tao", "wu.fang"),
    "expert": ("prof.gu", "huang.yan"),
    "finance": ("qian.li",),
}
"""Code of a department → logins; the first answers for what comes in."""

EVERY = 5
"""Every so many tickets one has a conversation."""

MOST = 15

TALKS = (
    (
        ("chen.jing", False, "客户说设备凌晨开始报警，已请物业断电。@{user} 请优先安排。"),
        (
            "chen.jing",
            True,
            "您好，您的报修已受理，工程师上门前会与您电话联系。",
        ),
        ("{user}", False, "已安排，备件型号请 @warehouse 确认库存。"),
    ),
    (
        ("zhou.min", False, "Caller is on site until 17:00; gate code 2088#."),
        ("{user}", True, "We have received your request and will call before we come."),
    ),
    (
        ("li.wei", False, "远程看过日志，主板通信正常，像是温度传感器漂移。附日志。"),
        ("{user}", False, "收到，请工程师带传感器上门。"),
    ),
)

QUESTIONS = (
    (
        "expert",
        "E4 故障更换传感器后仍复现，是否需要升级主控程序？",
        "先将主控升级到 3.2 版，再做一次自检。",
    ),
    ("warehouse", "Is the door motor DM-210 in stock, and by when can it be on site?", ""),
    ("finance", "客户要求合并开票，能否与上月维保一起结算？", "可以，请在工单中注明合同编号。"),
    ("it", "三楼交换机的管理地址是多少？", ""),
)

MOVES = (
    ("it", "现场为网络问题，请信息技术部接手。", True),
    ("expert", "Third repeat of the same fault; needs a second look at the design.", None),
    ("warehouse", "等待压缩机到货，由仓库跟进发货。", False),
)
"""Department, why, and whether it took the ticket over; None: not yet."""


@dataclass(frozen=True, slots=True)
class _Scene:
    unit: Unit
    user: str
    now: datetime
    queues: dict[str, Queue]

    def say(self, ticket: TicketId, number: int) -> None:
        """One of the talks, an hour before now."""
        for line, (who, public, words) in enumerate(TALKS[number % len(TALKS)]):
            files = (*_files(number),) if line == 0 else ()
            comment = Comment(
                id=0,
                ticket_id=ticket,
                who=who.format(user=self.user),
                at=self.now - timedelta(minutes=60 - 9 * line - number),
                body=words.format(user=self.user),
                public=public,
            )
            key = self.unit.conversation.say(comment, files)
            if f"@{self.user}" in comment.body:
                self._tell(Kind.MENTION, f"{key}", ticket, comment.who, "notice.mention", words)

    def ask(self, ticket: TicketId, number: int) -> None:
        """A question to a department, answered or not."""
        code, question, answer = QUESTIONS[number % len(QUESTIONS)]
        asked = HelpRequest(
            id=0,
            ticket_id=ticket,
            who=self.user,
            at=self.now - timedelta(minutes=40),
            question=question,
            queue_id=self.queues[code].id,
            due_at=self.now + timedelta(hours=2),
        )
        key = self.unit.conversation.ask(asked)
        if answer:
            who = MEMBERS[code][0]
            settled = replace(
                asked,
                id=key,
                state=HelpState.ANSWERED,
                answer=answer,
                answered_by=who,
                answered_at=self.now - timedelta(minutes=12),
            )
            self.unit.conversation.settle_help(settled)
            self._tell(Kind.HELP_ANSWERED, f"{key}", ticket, who, "notice.help_answered", answer)

    def move(self, ticket: TicketId, number: int) -> None:
        """A hand-over, taken, returned or still open."""
        code, why, taken = MOVES[number % len(MOVES)]
        queue, care = self.queues[code], self.queues["care"]
        self.unit.conversation.place(ticket, care.id, care.owner)
        moved = HandOver(
            id=0,
            ticket_id=ticket,
            from_queue=care.id,
            to_queue=queue.id,
            from_owner=care.owner,
            to_owner=queue.owner,
            who=care.owner,
            at=self.now - timedelta(minutes=30),
            reason=why,
        )
        key = self.unit.conversation.begin_hand_over(moved)
        if taken is not None:
            words = "" if taken else "到货时间未定，请客服先与客户沟通。"
            self.unit.conversation.settle_hand_over(key, words, taken=taken)

    def _tell(
        self, kind: Kind, ref: str, ticket: TicketId, who: str, code: str, words: str
    ) -> None:
        found = self.unit.tickets.get([ticket])[ticket]
        body = words.format(user=self.user)
        tell(self.unit, kind, ref, [self.user], found, who, code=code, body=body)


def add(unit: Unit, tickets: Sequence[TicketId], user: str, now: datetime) -> int:
    """Put conversations to some of the tickets; how many tickets have one."""
    scene = _Scene(unit, user, now, _departments(unit, user))
    chosen = tickets[::EVERY][:MOST]
    for number, ticket in enumerate(chosen):
        scene.say(ticket, number)
        if number % 2:
            scene.ask(ticket, number // 2)
        if number % 4 == 2:
            scene.move(ticket, number // 4)
        if number % 3 == 0:
            unit.conversation.watch(ticket, user, on=True)
    return len(chosen)


def _departments(unit: Unit, user: str) -> dict[str, Queue]:
    """The departments with their people; the user works in customer care."""
    for queue in unit.queues.all().values():
        if names := MEMBERS.get(queue.code):
            members = (*names, user) if queue.code == "care" else names
            wanted = replace(queue, members=tuple(sorted(set(members))), owner=names[0])
            unit.queues.update(wanted)
    return {queue.code: queue for queue in unit.queues.all().values()}


def _files(number: int) -> Iterator[File]:
    if number % 3 == 2:
        lines = "\n".join(f"0{n}:15 T={21 + n * number % 9} °C E4" for n in range(6))
        yield admit(f"log-{number}.txt", lines.encode())
    elif number % 2 == 0:
        yield admit(f"现场照片-{number}.png", _png(96, 64, lambda x, y: (60 + x, 90 + y, 200 - x)))


def _png(width: int, height: int, colour: Callable[[int, int], tuple[int, int, int]]) -> bytes:
    """A picture of eight bits a channel."""
    rows = b"".join(
        b"\0" + b"".join(bytes(colour(x, y)) for x in range(width)) for y in range(height)
    )
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
