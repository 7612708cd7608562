"""What an article may say, and the steps of its life."""

from itertools import product

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import ArticleId
from dispatch_console.domain.knowledge.article import (
    LONGEST_BODY,
    LONGEST_TITLE,
    STEPS,
    Content,
    State,
    Telling,
    checked,
    number_of,
    require_step,
)
from dispatch_console.domain.knowledge.differences import Change, differences

ZH, EN = Telling("门机故障", "检查光幕。"), Telling("Door fault", "Check the light curtain.")


def test_one_language_is_enough_and_blanks_are_no_words() -> None:
    given = Content(
        tellings={"zh_CN": Telling(" 门机 \n故障 ", " 检查。 "), "en": Telling(" ", "\n")},
        skills=("lift", " lift ", ""),
    )
    made = checked(given)
    assert made.tellings == {"zh_CN": Telling("门机 故障", "检查。")}
    assert made.skills == ("lift",)
    assert made.languages == ("zh_CN",)
    assert made.telling("en") == Telling("门机 故障", "检查。")
    assert checked(made) == made


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (Content(), "article.empty"),
        (Content(tellings={"en": Telling("Title", " ")}), "article.half"),
        (Content(tellings={"en": EN, "zh_CN": Telling("", "文")}), "article.half"),
        (Content(tellings={"en": Telling("t" * (LONGEST_TITLE + 1), "x")}), "article.title_long"),
        (Content(tellings={"en": Telling("t", "x" * (LONGEST_BODY + 1))}), "article.body_long"),
        (Content(tellings={"en": EN}, models=tuple(map(str, range(30)))), "article.tags"),
        (Content(tellings={"en": EN}, models=("m" * 61,)), "article.tags"),
    ],
)
def test_what_is_no_article_is_refused_with_its_reason(content: Content, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        checked(content)
    assert refusal.value.code == code


def test_only_the_steps_there_are_can_be_taken() -> None:
    for now, then in product(State, State):
        if (now, then) in STEPS:
            require_step(now, then)
        else:
            with pytest.raises(DomainError, match=r"article\.step"):
                require_step(now, then)


def test_every_state_can_be_left_and_reached() -> None:
    assert {now for now, _ in STEPS} == {then for _, then in STEPS} == set(State)


def test_people_call_it_by_its_number() -> None:
    assert number_of(ArticleId(7)) == "KB-0007"


def test_differences_are_told_line_by_line_and_only_where_there_are_any() -> None:
    before = Content(tellings={"zh_CN": ZH, "en": EN}, models=("A",))
    after = Content(
        tellings={"zh_CN": ZH, "en": Telling("Door fault", "Check the belt.")}, models=("A", "B")
    )
    english, about = differences(before, after)
    assert (english.language, about.language) == ("en", "")
    assert [(line.change, line.text) for line in english.lines] == [
        (Change.SAME, "Door fault"),
        (Change.REMOVED, "Check the light curtain."),
        (Change.ADDED, "Check the belt."),
    ]
    assert [line.text for line in about.lines if line.change is Change.ADDED] == ["B"]
    assert differences(before, before) == ()
