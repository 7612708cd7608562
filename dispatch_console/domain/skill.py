"""Skills and their levels 1 (learning) to 5 (expert)."""

from dataclasses import dataclass

from dispatch_console.domain.errors import DomainError

MIN_LEVEL, MAX_LEVEL = 1, 5


@dataclass(frozen=True, slots=True)
class Skill:
    """One skill of the catalogue; `code` is its stable key."""

    code: str
    name_en: str
    name_zh: str


@dataclass(frozen=True, slots=True, order=True)
class SkillLevel:
    """A skill at a level: what an engineer has, or the least a ticket needs."""

    code: str
    level: int = 1

    def __post_init__(self) -> None:
        if not MIN_LEVEL <= self.level <= MAX_LEVEL:
            raise DomainError("skill.level", skill=self.code, level=self.level)


def missing_skills(
    needed: tuple[SkillLevel, ...], held: tuple[SkillLevel, ...]
) -> tuple[SkillLevel, ...]:
    """The needs that are not held at their level, in the order needed."""
    levels = {skill.code: skill.level for skill in held}
    return tuple(need for need in needed if levels.get(need.code, 0) < need.level)
