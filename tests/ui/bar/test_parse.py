"""Sentences in both languages mean what a dispatcher means by them; no sentence is too odd."""

import ast
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_console.domain.ids import EngineerId, QueueId, RegionId, TicketId
from dispatch_console.domain.queue import Queue
from dispatch_console.domain.sla import SlaState
from dispatch_console.domain.ticket import Lock, Priority, Status
from dispatch_console.support.i18n import set_language, tr
from dispatch_console.ui import bar
from dispatch_console.ui.bar.commands import (
    Assign,
    Back,
    Command,
    EndLending,
    Find,
    GoTo,
    Lend,
    Open,
    Plan,
    Publish,
    Recall,
    SetLock,
    SetPriority,
    SetStatus,
    Show,
    Sick,
    Unassign,
    View,
)
from dispatch_console.ui.bar.folding import plain
from dispatch_console.ui.bar.lexicon import Known, Lexicon
from dispatch_console.ui.bar.parse import parse
from dispatch_console.ui.bar.spoken import spoken
from dispatch_console.ui.bar.unclear import Unclear
from dispatch_console.ui.bar.words import STATES, STEPS
from tests.factories import make_board, make_engineer, make_ticket, make_visit

ZONE = ZoneInfo("Asia/Shanghai")
NAMES = ("李伟", "李娜", "王芳", "Anna Berg", "Tom Hill")
BOARD = make_board(12, 5)
BOARD = replace(
    BOARD,
    queues={
        QueueId(1): Queue(id=QueueId(1), code="IT", name_en="Help desk", name_zh="信息组"),
        QueueId(2): Queue(id=QueueId(2), code="fm-2", name_zh="设施组"),
    },
    engineers={EngineerId(n): make_engineer(n, name=name) for n, name in enumerate(NAMES, 1)},
    tickets={
        **BOARD.tickets,
        TicketId(43): replace(make_ticket(43), number="T-01043"),
        TicketId(44): replace(make_ticket(44), number="SR-2026-0500"),
        TicketId(45): replace(make_ticket(45), number="WX-500"),
        TicketId(46): replace(make_ticket(46), number="甲 7 号单"),
    },
)
VIEWS = ("Overnight", "Over the hill", "夜班")
KNOWN = Known(board=BOARD, day=date(2026, 3, 2), today=date(2026, 3, 1), zone=ZONE, views=VIEWS)
LEXICON = Lexicon(BOARD)
T, LI_WEI = TicketId(43), EngineerId(1)
TWO = datetime(2026, 3, 2, 6, tzinfo=UTC)
HALF_PAST = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)


def read(sentence: str, **changes: object) -> Command | Unclear:
    return parse(sentence, LEXICON, replace(KNOWN, **changes))  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("sentence", "meant"),
    [
        ("assign 1043 to 李伟 14:00 pin", Assign((T,), LI_WEI, TWO, pin=True)),
        ("把1043派给李伟 下午两点", Assign((T,), LI_WEI, TWO)),
        ("把１０４３派给李伟，下午两点半。", Assign((T,), LI_WEI, HALF_PAST)),
        ("一千零四十三号派给李伟 两点半 锁定", Assign((T,), LI_WEI, HALF_PAST, pin=True)),
        ("2pm: Give T-01043 to e001, please", Assign((T,), LI_WEI, TWO)),
        ("李伟 1043 14：30", Assign((T,), LI_WEI, HALF_PAST)),
        ("1043 tom", Assign((T,), EngineerId(5))),
        ("assign 1043 to wf", Assign((T,), EngineerId(3))),
        ("assign #1043, 500 wx-500 to anna b", "bar.several_tickets"),
        ("assign 1043 to 李", "bar.several_engineers"),
        ("assign 1043 to E00", "bar.several_engineers"),
        ("assign 1043 to 李伟 王芳", "bar.one_engineer"),
        ("assign 1043 to 李伟 on 4 March", "bar.which_time"),
        ("assign 1043", "bar.which_engineer"),
        ("assign to 李伟", "bar.which_ticket"),
        ("assign 77777 to 李伟", "bar.no_ticket"),
        ("unassign 1043", Unassign((T,))),
        ("取消分派 1043", Unassign((T,))),
        ("unassign 1043 gently", "bar.unknown_word"),
        ("unassign 1043 and publish", "bar.not_here"),
        ("unassign 1043 p1", "bar.not_here"),
        ("lock 1043", SetLock((T,), Lock.ALL)),
        ("把1043解锁", SetLock((T,), Lock.NONE)),
        ("hold 1043", SetStatus((T,), Status.ON_HOLD)),
        ("1043 挂起", SetStatus((T,), Status.ON_HOLD)),
        ("set priority of 1043 to P1", SetPriority((T,), Priority.P1)),
        ("open 1043", Open(T)),
        ("打开1043", Open(T)),
        ("1043", Open(T)),
        ("打开 甲 7 号单", Open(TicketId(46))),
        ("open T-77777", Recall("T-77777")),
        ("打开 #77777", Recall("77777")),
        ("77777", Recall("77777")),
        ("find fire alarm", Find("fire alarm")),
        ("搜索空调 故障", Find("空调 故障")),
        ("find", "bar.find_what"),
        ("show unassigned help desk", Show(unassigned=True, queues=frozenset({QueueId(1)}))),
        ("显示设施组", Show(queues=frozenset({QueueId(2)}))),
        ("fm-2 p1", Show(priorities=frozenset({Priority.P1}), queues=frozenset({QueueId(2)}))),
        (
            "show unassigned P1 in Region 2",
            Show(
                unassigned=True,
                priorities=frozenset({Priority.P1}),
                regions=frozenset({RegionId(2)}),
            ),
        ),
        (
            "显示第2区临近超时的工单",
            Show(sla=frozenset({SlaState.AT_RISK}), regions=frozenset({RegionId(2)})),
        ),
        ("show unassigned tomorrow", Show(unassigned=True, day=date(2026, 3, 2))),
        ("显示今天未分派的工单", Show(unassigned=True, day=date(2026, 3, 1))),
        ("显示挂起", Show(statuses=frozenset({Status.ON_HOLD}))),
        ("show all", Show()),
        ("show", "bar.show_what"),
        ("plan", Plan()),
        ("规划", Plan()),
        ("plan tomorrow", Plan(date(2026, 3, 2))),
        ("规划明天", Plan(date(2026, 3, 2))),
        ("publish", Publish()),
        ("发布计划", Publish()),
        ("go to 3 March", GoTo(date(2026, 3, 3))),
        ("转到三月三日", GoTo(date(2026, 3, 3))),
        ("tomorrow", GoTo(date(2026, 3, 2))),
        ("go to friday", GoTo(date(2026, 3, 6))),
        ("李伟请病假", Sick(LI_WEI)),
        ("tom calls in sick until further notice", Sick(EngineerId(5), further=True)),
        ("李伟病假 长期", Sick(LI_WEI, further=True)),
        ("sick", "bar.whom"),
        ("sick 李", "bar.several_engineers"),
        ("sick 李伟 1043", "bar.not_here"),
        ("李伟销假", Back(LI_WEI)),
        ("e001 is back on duty", Back(LI_WEI)),
        ("lend 李伟 to Region 2", Lend(LI_WEI, RegionId(2))),
        ("把李伟借调到第2区", Lend(LI_WEI, RegionId(2))),
        ("借调李伟", Lend(LI_WEI)),
        ("lend 李伟 to Region 1, Region 2", "bar.one_region"),
        ("结束李伟借调", "bar.unknown_word"),
        ("结束借调 李伟", EndLending(LI_WEI)),
        ("end lending tom", EndLending(EngineerId(5))),
        ("view overn", View("Overnight")),
        ("视图 夜班", View("夜班")),
        ("view over", "bar.several_views"),
        ("view nothing", "bar.no_view"),
        ("", "bar.say"),
        ("colourless green ideas", "bar.not_understood"),
    ],
)
def test_a_sentence_means_what_a_dispatcher_means(sentence: str, meant: Command | str) -> None:
    found = read(sentence)
    assert (found.code if isinstance(found, Unclear) else found) == meant


def test_without_a_number_the_selected_tickets_are_meant() -> None:
    found = read("assign to 李伟", selected=(TicketId(2), TicketId(1)))
    assert found == Assign((TicketId(2), TicketId(1)), LI_WEI)


def test_every_choice_offered_is_a_sentence_that_is_clear() -> None:
    for sentence in ("assign 500 to 李", "assign 1043 to 李 14:00", "open 500", "view over"):
        found = read(sentence)
        assert isinstance(found, Unclear)
        assert len(found.choices) > 1
        for choice in found.choices:
            after = read(choice.sentence)
            # One thing at a time: what was asked about is clear now.
            assert not isinstance(after, Unclear) or after.code != found.code


def test_all_that_can_be_unclear_is_said_in_both_languages() -> None:
    package = Path(bar.__file__).parent
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in package.glob("*.py")]
    codes = {
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith("bar.")
    }
    assert len(codes) > 10
    for language in ("en", "zh_CN"):
        set_language(language)
        assert {code for code in codes if tr(code) == code} == set()


tickets = st.lists(st.sampled_from(sorted(BOARD.tickets)), min_size=1, max_size=4, unique=True).map(
    tuple
)
engineers = st.sampled_from(sorted(BOARD.engineers))
minutes = st.integers(0, 2_000_000).map(lambda n: TWO + timedelta(minutes=n))


def some(values: object) -> st.SearchStrategy[frozenset]:
    return st.frozensets(st.sampled_from(list(values)))  # pyright: ignore[reportArgumentType, reportCallIssue]


commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(Assign, tickets, engineers, st.none() | minutes, pin=st.booleans()),
    st.builds(Unassign, tickets),
    st.builds(SetLock, tickets, st.sampled_from(Lock)),
    st.builds(SetStatus, tickets, st.sampled_from(list(STEPS))),
    st.builds(SetPriority, tickets, st.sampled_from(Priority)),
    st.builds(Open, st.sampled_from(sorted(BOARD.tickets))),
    st.builds(Find, st.text(max_size=20).map(plain).filter(bool)),
    st.builds(
        Show,
        unassigned=st.booleans(),
        priorities=some(Priority),
        statuses=some(STATES),
        sla=some(SlaState),
        regions=some(BOARD.regions),
        queues=some(BOARD.queues),
        day=st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    ),
    st.builds(Plan, st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1))),
    st.builds(Publish),
    st.builds(GoTo, st.dates(date(2000, 1, 1), date(2100, 1, 1))),
    st.builds(View, st.sampled_from(VIEWS)),
    st.builds(Sick, engineers, further=st.booleans()),
    st.builds(Back, engineers),
    st.builds(Lend, engineers, st.none() | st.sampled_from(sorted(BOARD.regions))),
    st.builds(EndLending, engineers),
)


@given(commands, st.booleans())
@settings(max_examples=400)
def test_what_is_written_out_is_read_back(command: Command, chinese: bool) -> None:
    assert read(spoken(command, KNOWN, chinese=chinese)) == command


PIECES = (
    *(
        "assign",
        "派给",
        "1043",
        "李",
        "14:00",
        "99:99",
        "二十五点",
        "pin",
        "31 feb",
        "二月三十一日",
    ),
    *("show", "p1", "千", "号", "#-", "1.2.3", "find", "view", "0000-00-00", "١٤:٣٠", "tomorrow"),
    *("²", "ß", "İ", "to", "把", "T-", "下午", "13pm", "go"),
)
garbage = st.one_of(
    st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join)
)


@pytest.mark.parametrize("piece", ["1", "一", "千", "assign ", "T-", "李", "14:00 ", "号", "#"])
def test_a_very_long_sentence_is_read_too(piece: str) -> None:
    read(piece * 5000)
    read(piece * 5000 + "号")


@pytest.mark.parametrize("when", ["25:99", "25点", "14:75"])
def test_what_is_no_time_of_day_is_no_number_of_a_ticket_either(when: str) -> None:
    found = read(f"assign 1043 to 李伟 {when}")
    assert isinstance(found, Unclear)
    assert found.code == "bar.unknown_word"


def test_a_visit_is_moved_to_another_time_without_naming_who_has_it() -> None:
    visit = make_visit(43, 2, 1, TWO, 60)
    tickets = {**BOARD.tickets, T: replace(BOARD.tickets[T], visit=visit)}
    board = replace(BOARD, tickets=tickets)
    known = replace(KNOWN, board=board)
    for sentence in ("move 1043 to 14:00", "1043改到14:00"):
        assert parse(sentence, Lexicon(board), known) == Assign((T,), EngineerId(2), TWO)
    nobody = read("move 1043 to 14:00")
    assert isinstance(nobody, Unclear)
    assert nobody.code == "bar.which_engineer"


def test_what_is_searched_for_instead_is_offered_in_the_users_language() -> None:
    set_language("zh_CN")
    found = read("派1043给安娜")
    set_language("en")
    assert isinstance(found, Unclear)
    assert found.choices[0].sentence == "查找 安娜"
    assert "find" not in found.choices[0].label.lower()


@given(garbage)
@settings(max_examples=400)
def test_garbage_never_raises(sentence: str) -> None:
    found = read(sentence)
    if not isinstance(found, Unclear):
        assert read(spoken(found, KNOWN, chinese=False)) == found
