"""The columns of a ticket are told by names, whatever they refer to."""

from zoneinfo import ZoneInfo

import pytest

from dispatch_console.domain.board import Board
from dispatch_console.domain.conversation import Names
from dispatch_console.domain.custom import Choice, CustomField, FieldKind
from dispatch_console.domain.definitions import Definitions
from dispatch_console.domain.ticket import GENERAL
from dispatch_console.domain.workflow import TicketType
from dispatch_console.domain.workflow_templates import IT
from dispatch_console.services.chronicle import Event
from dispatch_console.support import i18n
from dispatch_console.ui.inspector import history_words
from tests.factories import NOW


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            (
                "Type: General → IT support",
                "Waiting for: the customer → –",
                "Impact: – → 1 – high",
                "Queue: Customer care → IT support",
                "Parent ticket: – → T-00007",
                "Device: – → #9",
                "Floor: – → Third",
                "gone: x → –",
            ),
        ),
        ("zh_CN", ("队列：客户服务部 → 信息技术部", "父工单：– → T-00007", "楼层：– → 三楼")),
    ],
)
def test_what_a_ticket_refers_to_is_told_by_its_name(language: str, words: tuple[str, ...]) -> None:
    floor = CustomField(
        type=IT,
        code="floor",
        name_en="Floor",
        name_zh="楼层",
        kind=FieldKind.CHOICE,
        choices=(Choice("3", "Third", "三楼"),),
    )
    types = (TicketType(GENERAL, "General", "通用"), TicketType(IT, "IT support", "IT 支持"))
    board = Board(read_at=NOW, definitions=Definitions(types=types, fields=(floor,)))
    event = Event(
        at=NOW,
        who="li",
        what="ticket.edit",
        type=IT,
        fields={
            "type": (GENERAL, IT),
            "hold_reason": ("customer", ""),
            "impact": (None, 1),
            "queue_id": (1, 2),
            "parent_id": (None, 7),
            "asset_id": (None, 9),
            "custom": ({"gone": "x"}, {"floor": "3"}),
        },
        names={
            "queue_id": {
                1: Names("Customer care", "客户服务部"),
                2: Names("IT support", "信息技术部"),
            },
            "parent_id": {7: Names("T-00007", "T-00007")},
            "asset_id": {},
        },
    )
    before = i18n.language()
    i18n.set_language(language)
    try:
        story = history_words.story(event, board, ZoneInfo("UTC"))
    finally:
        i18n.set_language(before)
    for one in words:
        assert one in story
