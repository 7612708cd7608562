"""What a caller's words propose."""

import json

import pytest

from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import Priority
from dispatch_console.domain.triage import Meaning, Vocabulary, priority_of, triage
from dispatch_console.services.vocabulary import vocabulary
from dispatch_console.support.resources import resource

SMALL = Vocabulary(
    categories=(Meaning("repair", ("stuck", "停")), Meaning("inspection", ("check", "检查"))),
    skills=(Meaning("lift", ("lift", "电梯"), 2), Meaning("hvac", ("aircon", "空调"), 3)),
    impact=(Meaning("3", ("trapped", "困人")), Meaning("1", ("one user",))),
    urgency=(Meaning("3", ("at once", "马上")), Meaning("1", ("no hurry", "不急"))),
)


@pytest.mark.parametrize(
    ("said", "words"), [("Lift stuck on 3", ("lift",)), ("三号电梯停在三楼", ("电梯",))]
)
def test_words_of_both_languages_name_the_skill_and_are_told(said: str, words: tuple[str]) -> None:
    found = triage(said, "", SMALL)
    assert found.skill is not None
    assert (found.skill.value, found.skill.words) == (SkillLevel("lift", 2), words)
    assert found.category is not None
    assert found.category.value == "repair"


def test_english_words_count_from_their_beginning_only() -> None:
    assert triage("shoplifting", "", SMALL).skill is None
    assert triage("lifts", "", SMALL).skill is not None


def test_of_words_without_meaning_nothing_is_proposed() -> None:
    found = triage("hello, are you there", "", SMALL)
    assert (found.category, found.priority, found.skill) == (None, None, None)


def test_only_skills_of_the_catalogue_are_proposed() -> None:
    assert triage("lift stuck", "", SMALL, ["hvac"]).skill is None


def test_the_title_says_more_than_the_rest() -> None:
    assert triage("aircon", "beside the lift", SMALL).skill == triage("aircon", "", SMALL).skill


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [(3, 3, Priority.P1), (3, 2, Priority.P2), (2, 2, Priority.P3), (2, 1, Priority.P4)],
)
def test_priority_is_impact_by_urgency(impact: int, urgency: int, priority: Priority) -> None:
    assert priority_of(impact, urgency) is priority
    assert priority_of(urgency, impact) is priority


def test_the_gravest_word_decides_the_priority_and_is_told() -> None:
    found = triage("no hurry", "one user is trapped, come at once", SMALL).priority
    assert found is not None
    assert (found.value, found.words) == (Priority.P1, ("trapped", "at once"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_shipped_words_know_the_trades_of_the_demo_company(language: str) -> None:
    jobs = json.loads(resource("demo", "jobs.json").read_text(encoding="utf-8"))
    skills = categories = 0
    for job in jobs:
        found = triage(job[f"title_{language}"], job[f"text_{language}"], vocabulary())
        skills += found.skill is not None and found.skill.value.code == job["skill"]  # pyright: ignore[reportAttributeAccessIssue]
        categories += found.category is not None and found.category.value == job["category"]
    assert skills >= 0.95 * len(jobs)
    assert categories >= 0.8 * len(jobs)


@pytest.mark.parametrize(
    "said", ["3号电梯困人，请马上来", "People trapped in lift 3, come at once"]
)
def test_people_in_a_lift_are_the_first_priority(said: str) -> None:
    found = triage(said, "", vocabulary()).priority
    assert found is not None
    assert found.value is Priority.P1


@pytest.mark.parametrize(
    ("said", "category", "most"),
    [
        ("水管爆了，水漫到走廊", "repair", Priority.P2),
        ("厕所堵了", None, Priority.P3),
        ("The toilet is clogged", "repair", Priority.P3),
        ("Smell of gas in the kitchen", "repair", Priority.P1),
        ("火警主机报警", "repair", Priority.P1),
        ("The fire alarm is ringing", "repair", Priority.P1),
        ("Elevator stuck with people inside", "repair", Priority.P1),
        ("有人关在电梯里", None, Priority.P1),
        ("停电了", "repair", Priority.P2),
        ("Power outage since eight", "repair", Priority.P2),
        ("整个办公室无法上网", "repair", Priority.P3),
        ("邮箱登录不了", "it", None),
        ("I cannot log in", "it", None),
    ],
)
def test_what_people_say_of_common_troubles_is_understood(
    said: str, category: str | None, most: Priority | None
) -> None:
    found = triage(said, "", vocabulary())
    if category is not None:
        assert found.category is not None
        assert found.category.value == category
    if most is not None:
        assert found.priority is not None
        assert isinstance(found.priority.value, Priority)
        assert found.priority.value <= most
