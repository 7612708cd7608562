"""What the knowledge base calls things. No Qt here."""

from collections.abc import Iterable, Mapping

from dispatch_console.domain.knowledge.article import Content, State
from dispatch_console.domain.knowledge.from_ticket import Experience
from dispatch_console.domain.knowledge.usefulness import Verdict
from dispatch_console.domain.skill import Skill
from dispatch_console.support.i18n import LANGUAGES, tr
from dispatch_console.ui.theme.palette import Palette
from dispatch_console.words import text

HEADINGS = {"zh_CN": ("现象", "处理过程"), "en": ("Symptoms", "What was done")}
"""By the language of the article, which need not be that of the console."""


def state_name(state: State) -> str:
    """The state in words."""
    return tr(f"article.state.{state.value}")


def state_colour(palette: Palette, state: State) -> str:
    """By meaning: readable, waiting for somebody, being worked on, over."""
    return {
        State.PUBLISHED: palette.ok,
        State.REVIEW: palette.warning,
        State.DRAFT: palette.info,
        State.RETIRED: palette.neutral,
    }[state]


def verdict_name(verdict: Verdict) -> str:
    """What somebody said, in words."""
    return tr(f"article.verdict.{verdict.value}")


def language_name(language: str) -> str:
    """A language by its own name."""
    return LANGUAGES.get(language, language)


def edition_words(edition: int) -> str:
    """Which edition; of none that nothing was published."""
    return tr("Edition {number}", number=edition) if edition else tr("not published yet")


def about_words(content: Content, skills: Mapping[str, Skill]) -> str:
    """What an article is about, in one line."""
    parts = [
        *map(text.category_name, content.categories),
        *(text.skill_name(skills, code) for code in content.skills),
        *content.models,
    ]
    return " · ".join(parts)


def use_words(used: int, helped: int) -> str:
    """How often it was used and helped; nothing where it was not."""
    return tr("helped {helped} of {used} times", helped=helped, used=used) if used else ""


def body_from(experience: Experience) -> str:
    """The text an article from a ticket begins with, in light Markdown."""
    symptoms, done = HEADINGS[experience.language]
    steps = "\n".join(f"{n}. {_one_line(step)}" for n, step in enumerate(experience.done, 1))
    parts = (f"## {symptoms}", experience.symptoms or "-", f"## {done}", steps or "1. ")
    return "\n\n".join(parts)


def tags_of(typed: str) -> tuple[str, ...]:
    """Tags typed with commas between them, Chinese ones too."""
    plain = typed.replace("，", ",").replace("、", ",").replace("；", ",")
    return tuple(tag.strip() for tag in plain.split(",") if tag.strip())


def typed_tags(tags: Iterable[str]) -> str:
    """Tags as they are typed."""
    return ", ".join(tags)


def _one_line(words: str) -> str:
    return " ".join(words.split())
