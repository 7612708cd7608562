"""How satisfied requesters are: response rate, CSAT and NPS, whole and by whatever one groups by.

CSAT is the share of answers with 4 or 5 of 5. NPS is the share of promoters (9, 10) less that of
detractors (0 to 6), in points from -100 to 100. Surveys that were not sent count nowhere.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from dispatch_console.domain.survey import Survey

SATISFYING, PROMOTING, DETRACTING = 4, 9, 6
"""From which CSAT on somebody is satisfied, and from which NPS on, and up to which, what."""

Key = TypeVar("Key", bound=Hashable)
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """Counts; `scored` are the answers that gave an NPS."""

    sent: int = 0
    answered: int = 0
    satisfied: int = 0
    scored: int = 0
    promoters: int = 0
    detractors: int = 0

    def __add__(self, other: "Satisfaction") -> "Satisfaction":
        return Satisfaction(
            self.sent + other.sent,
            self.answered + other.answered,
            self.satisfied + other.satisfied,
            self.scored + other.scored,
            self.promoters + other.promoters,
            self.detractors + other.detractors,
        )

    @property
    def response_rate(self) -> float | None:
        """Answers of what was sent; None where nothing was."""
        return self.answered / self.sent if self.sent else None

    @property
    def csat(self) -> float | None:
        """From 0 to 1; None without answers."""
        return self.satisfied / self.answered if self.answered else None

    @property
    def nps(self) -> float | None:
        """From -100 to 100; None where nobody gave one."""
        return 100 * (self.promoters - self.detractors) / self.scored if self.scored else None


def of_survey(survey: Survey) -> Satisfaction:
    """What one survey counts."""
    if survey.skipped:
        return Satisfaction()
    if survey.answered_at is None or survey.csat is None:
        return Satisfaction(sent=1)
    nps = survey.nps
    return Satisfaction(
        sent=1,
        answered=1,
        satisfied=int(survey.csat >= SATISFYING),
        scored=int(nps is not None),
        promoters=int(nps is not None and nps >= PROMOTING),
        detractors=int(nps is not None and nps <= DETRACTING),
    )


def total(surveys: Iterable[Survey]) -> Satisfaction:
    """All of them together."""
    return sum(map(of_survey, surveys), Satisfaction())


def grouped(
    rows: Iterable[Row], survey: Callable[[Row], Survey], key: Callable[[Row], Key]
) -> Mapping[Key, Satisfaction]:
    """The same for each group, in the order in which the first of each comes."""
    found: dict[Key, Satisfaction] = {}
    for row in rows:
        group = key(row)
        found[group] = found.get(group, Satisfaction()) + of_survey(survey(row))
    return found
