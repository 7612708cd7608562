"""Delays, the map's tools and all that can be shown, said in both languages."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_console.domain.custom import Choice, CustomField, FieldKind
from dispatch_console.domain.ids import EngineerId, RegionId, TicketId
from dispatch_console.domain.sla import SlaState
from dispatch_console.domain.ticket import GENERAL, Priority, Ticket
from dispatch_console.support.i18n import set_language
from dispatch_console.ui.bar.commands import Command, FieldWish, Late, Show, UseMap, View
from dispatch_console.ui.bar.durations import duration_at
from dispatch_console.ui.bar.lexicon import Known, Lexicon
from dispatch_console.ui.bar.parse import parse
from dispatch_console.ui.bar.preview import preview
from dispatch_console.ui.bar.spoken import spoken
from dispatch_console.ui.bar.unclear import Unclear
from dispatch_console.ui.bar.words import MAP_TOOLS, MapTool
from tests.factories import SKILLS, make_board, make_engineer, make_ticket, make_visit

TWO = datetime(2026, 3, 2, 6, tzinfo=UTC)
NAMES = ("李伟", "李娜", "王芳", "Anna Berg", "Tom Hill")
FLOOR = CustomField(
    id=1, type=GENERAL, code="floor", name_en="Floor", name_zh="楼层", kind=FieldKind.NUMBER
)
ENTRANCE = CustomField(
    id=2,
    type=GENERAL,
    code="gate",
    name_en="Gate",
    name_zh="入口",
    kind=FieldKind.CHOICE,
    choices=(Choice("n", "North side", "北侧"), Choice("s", "South side", "南侧")),
)


def known_ticket(key: int, customer: str, engineer: int | None = None) -> Ticket:
    visit = None if engineer is None else make_visit(key, engineer, engineer, TWO, 60)
    made = make_ticket(key, customer_name=customer, visit=visit)
    return replace(made, number=f"T-010{key}")


_PLAIN = make_board(12, 5)
BOARD = replace(
    _PLAIN,
    skills=SKILLS,
    definitions=replace(_PLAIN.definitions, fields=(FLOOR, ENTRANCE)),
    engineers={EngineerId(n): make_engineer(n, name=name) for n, name in enumerate(NAMES, 1)},
    tickets={
        TicketId(43): known_ticket(43, "Harbour Hotel", engineer=4),
        TicketId(44): known_ticket(44, "Harbour Pilots"),
        TicketId(45): known_ticket(45, "蓝天物业", engineer=1),
    },
)
KNOWN = Known(
    board=BOARD,
    day=date(2026, 3, 2),
    today=date(2026, 3, 1),
    zone=ZoneInfo("Asia/Shanghai"),
    views=("Overnight", "Over the hill", "夜班"),
)
LEXICON = Lexicon(BOARD)
LI_WEI, ANNA, T = EngineerId(1), EngineerId(4), TicketId(43)


def read(sentence: str, **changes: object) -> Command | Unclear:
    return parse(sentence, LEXICON, replace(KNOWN, **changes))  # pyright: ignore[reportArgumentType]


def shown(**named: object) -> Show:
    return Show(**named)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("sentence", "meant"),
    [
        ("Anna Berg late by 30 min", Late(ANNA, 30)),
        ("anna late by 30", Late(ANNA, 30)),
        ("anna is 20 minutes late", Late(ANNA, 20)),
        ("Anna is running late by 1h30", Late(ANNA, 90)),
        ("Tom Hill delayed by half an hour", Late(EngineerId(5), 30)),
        ("李伟晚到30分钟", Late(LI_WEI, 30)),
        ("李伟晚点三十分钟", Late(LI_WEI, 30)),
        ("李伟晚点 20", Late(LI_WEI, 20)),
        ("李伟会晚到一个半小时", Late(LI_WEI, 90)),
        ("李伟 晚 1.5 小时", Late(LI_WEI, 90)),
        ("李伟迟到一刻钟", Late(LI_WEI, 15)),
        ("1043 late by 45", Late(ANNA, 45, T)),
        ("1043 晚到半小时", Late(ANNA, 30, T)),
        ("工单1043晚点四十五分钟", Late(ANNA, 45, T)),
        ("anna 1043 late by 10 min", Late(ANNA, 10, T)),
        ("李伟 1043 晚到10分钟", "bar.not_theirs"),
        ("1044 late by 10 min", "bar.nobody_has"),
        ("1043 1045 晚到10分钟", "bar.nobody_has"),
        ("late by 10 min", "bar.which_ticket"),
        ("anna late by", "bar.how_late"),
        ("anna late by 0 min", "bar.how_late"),
        ("anna late by 25 hours", "bar.how_late"),
        ("李 晚到10分钟", "bar.several_engineers"),
        ("lasso", UseMap(tool=MapTool.LASSO)),
        ("圈选", UseMap(tool=MapTool.LASSO)),
        ("draw region", UseMap(tool=MapTool.NEW_REGION)),
        ("画一个区域", UseMap(tool=MapTool.NEW_REGION)),
        ("edit region Region 2", UseMap(tool=MapTool.EDIT_REGIONS, region=RegionId(2))),
        ("编辑区域 第2区", UseMap(tool=MapTool.EDIT_REGIONS, region=RegionId(2))),
        ("drive times", UseMap(tool=MapTool.DRIVE_TIMES)),
        (
            "30 min drive times from anna",
            UseMap(tool=MapTool.DRIVE_TIMES, engineer=ANNA, minutes=30),
        ),
        ("1043三十分钟车程", UseMap(tool=MapTool.DRIVE_TIMES, ticket=T, minutes=30)),
        ("show drive times", UseMap(tool=MapTool.DRIVE_TIMES)),
        ("drive times from anna 20 min", "bar.reach_minutes"),
        ("fit", UseMap(tool=MapTool.ZOOM_ALL)),
        ("显示全图", UseMap(tool=MapTool.ZOOM_ALL)),
        ("zoom to selection", UseMap(tool=MapTool.ZOOM_SELECTION)),
        ("show the legend", UseMap(tool=MapTool.LEGEND)),
        ("图例", UseMap(tool=MapTool.LEGEND)),
        ("layers", UseMap(tool=MapTool.TILES)),
        ("图层", UseMap(tool=MapTool.TILES)),
        ("fit in urgently", "bar.not_understood"),
        ("lasso legend", "bar.one_map_tool"),
        ("show Region 2", shown(regions=frozenset({RegionId(2)}))),
        ("show lifts", shown(skills=frozenset({"lift"}))),
        ("显示需要电梯技能的工单", shown(skills=frozenset({"lift"}))),
        ("Air conditioning", shown(skills=frozenset({"hvac"}))),
        ("显示空调 P1", shown(skills=frozenset({"hvac"}), priorities=frozenset({Priority.P1}))),
        ("show breached", shown(sla=frozenset({SlaState.BREACHED}))),
        ("只看已超时", shown(sla=frozenset({SlaState.BREACHED}))),
        ("show Anna Berg", shown(engineers=frozenset({ANNA}))),
        ("show anna", shown(engineers=frozenset({ANNA}))),
        ("显示李伟", shown(engineers=frozenset({LI_WEI}))),
        ("李伟", shown(engineers=frozenset({LI_WEI}))),
        (
            "show anna and tom at risk",
            shown(engineers=frozenset({ANNA}), sla=frozenset({SlaState.AT_RISK})),
        ),
        ("show harbour hotel", shown(customers=frozenset({"Harbour Hotel"}))),
        ("显示客户蓝天物业的工单", shown(customers=frozenset({"蓝天物业"}))),
        ("显示蓝天", shown(customers=frozenset({"蓝天物业"}))),
        ("show harbour", "bar.several_shown"),
        ("show floor", shown(fields=(FieldWish("floor"),))),
        ("show floor 3", shown(fields=(FieldWish("floor", ":", "3"),))),
        ("show floor > 3", shown(fields=(FieldWish("floor", ">", "3"),))),
        ("show floor:3", shown(fields=(FieldWish("floor", ":", "3"),))),
        ("show floor at least -2", shown(fields=(FieldWish("floor", ">=", "-2"),))),
        ("show floor:-", shown(fields=(FieldWish("floor", ":", "-"),))),
        ("显示楼层为3的工单", shown(fields=(FieldWish("floor", ":", "3"),))),
        ("显示楼层大于２", shown(fields=(FieldWish("floor", ">", "2"),))),
        ("show gate: north", shown(fields=(FieldWish("gate", ":", "north"),))),
        ('show gate="south side"', shown(fields=(FieldWish("gate", ":", "south side"),))),
        (
            "show floor 3 in Region 2",
            shown(fields=(FieldWish("floor", ":", "3"),), regions=frozenset({RegionId(2)})),
        ),
        ("show overn", View("Overnight")),
        ("show the view over the hill", View("Over the hill")),
        ("show my overnight view", View("Overnight")),
        ("显示夜班", View("夜班")),
        ("显示视图夜班", View("夜班")),
        ("显示夜班视图", View("夜班")),
        ("show view over", "bar.several_views"),
        ("show sdlkfj", "bar.unknown_word"),
    ],
)
def test_a_sentence_means_what_a_dispatcher_means(sentence: str, meant: Command | str) -> None:
    if "tom at risk" in sentence:
        assert isinstance(meant, Show)
        meant = replace(meant, engineers=meant.engineers | {EngineerId(5)})
    found = read(sentence)
    assert (found.code if isinstance(found, Unclear) else found) == meant


def test_a_ticket_that_is_selected_is_the_one_that_is_late() -> None:
    assert read("late by 20 min", selected=(T,)) == Late(ANNA, 20, T)
    assert read("晚到20分钟", selected=(T,)) == Late(ANNA, 20, T)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_what_is_offered_while_typing_is_a_sentence_that_is_clear(language: str) -> None:
    set_language(language)
    known = replace(KNOWN, board=BOARD)
    lexicon = Lexicon(BOARD)
    offered = 0
    for sentence in ("show", "显示", "show harb", "显示 蓝", "show o", "anna late by", "李伟晚到"):
        found = parse(sentence, lexicon, known)
        if not isinstance(found, Unclear):
            continue
        assert found.choices
        for choice in found.choices:
            after = parse(choice.sentence, lexicon, known)
            assert not isinstance(after, Unclear), (sentence, choice, after)
            assert preview(after, known)
            offered += 1
    set_language("en")
    assert offered > 15


def test_one_of_each_kind_is_offered_behind_show() -> None:
    found = read("show")
    assert isinstance(found, Unclear)
    kinds = [choice.note for choice in found.choices]
    assert {"Region", "Skill", "Custom field", "Engineer", "Customer", "Saved view"} <= set(kinds)


def test_a_name_that_is_a_word_of_the_grammar_keeps_that_meaning() -> None:
    odd = {TicketId(1): make_ticket(1, customer_name="all")}
    board = replace(BOARD, tickets=odd)
    assert parse("show all", Lexicon(board), replace(KNOWN, board=board)) == Show()


def test_what_can_only_be_shown_is_no_word_of_other_sentences() -> None:
    found = read("assign 1043 to 李伟 lifts")
    assert isinstance(found, Unclear)
    assert found.code == "bar.unknown_word"


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("30 min", 30),
        ("30m", 30),
        ("1h", 60),
        ("1h30", 90),
        ("1 hour and 15 minutes", 75),
        ("2.5 hours", 150),
        ("an hour", 60),
        ("half an hour", 30),
        ("quarter of an hour", 15),
        ("半小时", 30),
        ("半个钟头", 30),
        ("一小时", 60),
        ("两个小时", 120),
        ("两小时半", 150),
        ("两个半小时", 150),
        ("一小时二十分钟", 80),
        ("三刻钟", 45),
        ("四十分", 40),
        ("14:00", None),
        ("30", None),
        ("30 months", None),
        ("两点半", None),
    ],
)
def test_a_span_of_time_is_read(said: str, minutes: int | None) -> None:
    found = duration_at(said, 0)
    assert (found and found[0]) == minutes
    assert found is None or found[1] == len(said)


fields = st.lists(
    st.sampled_from(
        (
            FieldWish("floor"),
            FieldWish("floor", ">", "3"),
            FieldWish("floor", "<=", "-2"),
            FieldWish("gate", ":", "south side"),
            FieldWish("gate", ":", "-"),
        )
    ),
    max_size=2,
).map(tuple)
commands: st.SearchStrategy[Command] = st.one_of(
    st.builds(Late, st.just(ANNA), st.integers(1, 1439), st.sampled_from((None, T))),
    st.builds(UseMap, tool=st.sampled_from(list(MAP_TOOLS))),
    st.builds(
        UseMap,
        tool=st.just(MapTool.DRIVE_TIMES),
        engineer=st.none() | st.sampled_from(sorted(BOARD.engineers)),
        minutes=st.none() | st.sampled_from((15, 30, 45, 60)),
    ),
    st.builds(
        UseMap, tool=st.just(MapTool.EDIT_REGIONS), region=st.sampled_from(sorted(BOARD.regions))
    ),
    st.builds(
        Show,
        unassigned=st.just(True),
        sla=st.frozensets(st.sampled_from(list(SlaState))),
        skills=st.frozensets(st.sampled_from(sorted(SKILLS))),
        engineers=st.frozensets(st.sampled_from(sorted(BOARD.engineers))),
        customers=st.frozensets(st.sampled_from(("Harbour Hotel", "蓝天物业"))),
        fields=fields,
    ),
)


@given(commands, st.booleans())
@settings(max_examples=200)
def test_what_is_written_out_is_read_back(command: Command, chinese: bool) -> None:
    assert read(spoken(command, KNOWN, chinese=chinese)) == command
    assert preview(command, KNOWN)


@given(
    st.lists(
        st.sampled_from(
            (
                *("show", "floor", ">", ":", "-", '"', "3", "late by", "30 min", "anna", "lasso"),
                *("的", "晚到", "半", "小时", "1043", "显示", "楼层", "view", "harbour", "fit"),
                *("一个半", "drive times", "15 min", "Region 2", "编辑区域"),
            )
        ),
        max_size=8,
    ).map(" ".join)
)
@settings(max_examples=300)
def test_no_mixture_is_too_odd(sentence: str) -> None:
    found = read(sentence)
    if not isinstance(found, Unclear):
        assert preview(found, KNOWN)
