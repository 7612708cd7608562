"""Light Markdown, excerpts with marks, what a ticket tells, and first contact."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.knowledge.excerpt import excerpt, marks
from dispatch_console.domain.knowledge.from_ticket import experience
from dispatch_console.domain.knowledge.markdown import Kind, plain, read
from dispatch_console.domain.knowledge.segmenting import terms
from dispatch_console.domain.knowledge.usefulness import at_first_contact
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.step import Step
from dispatch_console.domain.ticket import Status
from tests.factories import NOW, make_ticket

S = Status


def test_blocks_are_what_they_look_like() -> None:
    lines = ("# 现象", "门**反复**开合", "代码 `E07`", "", "1. 断电", "2、挂牌", "- 光幕")
    text = "\n".join((*lines, "  - 镜面", "> 注意", "```", "x = 1", "```"))
    blocks = read(text)
    assert [(b.kind, b.level) for b in blocks] == [
        (Kind.HEADING, 1),
        (Kind.PARAGRAPH, 0),
        (Kind.STEP, 1),
        (Kind.STEP, 2),
        (Kind.BULLET, 0),
        (Kind.BULLET, 1),
        (Kind.QUOTE, 0),
        (Kind.CODE, 0),
    ]
    assert [(s.text, s.bold, s.code) for s in blocks[1].spans] == [
        ("门", False, False),
        ("反复", True, False),
        ("开合\n代码 ", False, False),
        ("E07", False, True),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<img src='http://x/y.png'>",
        "![picture](file:///etc/passwd)",
        "[link](javascript:alert(1))",
        "<script>alert(1)</script>",
        "&lt;b&gt;",
    ],
)
def test_whatever_leads_elsewhere_stays_letters(text: str) -> None:
    assert plain(text) == text


@given(st.text())
def test_no_text_cannot_be_read(text: str) -> None:
    assert isinstance(plain(text), str)


@given(st.text(st.sampled_from("a1éＥ电梯 \n-")), st.text(st.sampled_from("a1eE电梯 -")))
def test_marks_are_in_order_and_inside(text: str, question: str) -> None:
    asked = terms(question)
    cut = excerpt(text, asked, 20)
    for said, spans in ((text, marks(text, asked)), (cut.text, cut.marks)):
        ends = [place for span in spans for place in span]
        assert ends == sorted(ends)
        assert all(0 <= place <= len(said) for place in ends)


def test_an_excerpt_shows_the_stretch_with_the_words() -> None:
    text = "无关的话。" * 60 + "最后检查制动器间隙 ０．７ mm。"
    cut = excerpt(text, terms("制动器 间隙"))
    assert cut.text.startswith("…")
    assert {cut.text[a:b] for a, b in cut.marks} == {"制动器间隙"}


def test_a_ticket_tells_symptoms_and_what_was_done() -> None:
    ticket = make_ticket(
        title="电梯门反复开关",
        description="层门开合不停。\n光幕已清洁。\n\n[3月2日 09:10 王芳] 更换门机皮带\n\n"
        "试运行正常",
        skills=(SkillLevel("lift", 3),),
    )
    told = experience(ticket, ("", "等待皮带"))
    assert (told.language, told.symptoms) == ("zh_CN", "层门开合不停。\n光幕已清洁。")
    assert told.done == ("更换门机皮带", "试运行正常", "等待皮带")
    assert told.skills == ("lift",)
    assert experience(make_ticket(title="Tap drips", description="")).language == "en"


def steps(*statuses: Status) -> list[Step]:
    return [
        Step(ticket_id=TicketId(1), at=NOW, who="", before=before, after=after)
        for before, after in pairwise(statuses)
    ]


@pytest.mark.parametrize(
    ("way", "verdict"),
    [
        ((), None),
        ((S.NEW, S.ASSIGNED, S.EN_ROUTE, S.IN_PROGRESS), None),
        ((S.NEW, S.ASSIGNED, S.EN_ROUTE, S.IN_PROGRESS, S.RESOLVED), True),
        ((S.NEW, S.IN_PROGRESS, S.RESOLVED, S.CONFIRMED, S.CLOSED, S.ARCHIVED), True),
        ((S.NEW, S.RESOLVED), True),
        ((S.ASSIGNED, S.EN_ROUTE, S.IN_PROGRESS, S.ON_HOLD, S.IN_PROGRESS, S.RESOLVED), True),
        (
            (
                *(S.ASSIGNED, S.EN_ROUTE, S.IN_PROGRESS, S.ON_HOLD),
                *(S.ASSIGNED, S.EN_ROUTE, S.IN_PROGRESS, S.RESOLVED),
            ),
            False,
        ),
        ((S.EN_ROUTE, S.IN_PROGRESS, S.RESOLVED, S.REOPENED), False),
        ((S.IN_PROGRESS, S.RESOLVED, S.REOPENED, S.ASSIGNED, S.RESOLVED), False),
        ((S.NEW, S.CANCELLED, S.ARCHIVED), None),
        ((S.NEW, S.ASSIGNED, S.IN_PROGRESS, S.RESOLVED, S.REOPENED), False),
    ],
)
def test_first_contact_is_one_visit_and_no_return(
    way: tuple[Status, ...], verdict: bool | None
) -> None:
    assert at_first_contact(steps(*way)) is verdict
