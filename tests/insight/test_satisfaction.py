"""Figures of satisfaction hold together, whatever was answered."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.ids import SurveyId, TicketId
from dispatch_console.domain.survey import Survey
from dispatch_console.insight.satisfaction import Satisfaction, grouped, total
from tests.factories import NOW


def survey(csat: int | None, nps: int | None, *, skipped: bool = False) -> Survey:
    return Survey(
        id=SurveyId(1),
        ticket_id=TicketId(1),
        created_at=NOW,
        expires_at=NOW + timedelta(days=1),
        asked_at=NOW,
        answered_at=None if csat is None else NOW,
        csat=csat,
        nps=None if csat is None else nps,
        skipped=skipped,
    )


SURVEYS = st.builds(
    survey,
    st.none() | st.integers(1, 5),
    st.none() | st.integers(0, 10),
    skipped=st.booleans(),
)


@given(st.lists(SURVEYS))
def test_rates_stay_in_their_bounds_and_groups_add_up(surveys: list[Survey]) -> None:
    whole = total(surveys)
    assert whole.response_rate is None or 0 <= whole.response_rate <= 1
    assert whole.csat is None or 0 <= whole.csat <= 1
    assert whole.nps is None or -100 <= whole.nps <= 100
    groups = grouped(surveys, lambda one: one, lambda one: one.csat)
    assert sum(groups.values(), Satisfaction()) == whole


def test_promoters_less_detractors_and_the_satisfied_of_those_who_answered() -> None:
    given = [survey(5, 10), survey(4, 9), survey(3, 7), survey(1, 0), survey(2, None)]
    whole = total([*given, survey(None, None), survey(5, 10, skipped=True)])
    assert whole.response_rate == 5 / 6
    assert whole.csat == 2 / 5
    assert whole.nps == 25


def test_where_nobody_answered_there_is_no_figure() -> None:
    assert total([]).response_rate is None
    assert (total([survey(None, 1)]).csat, total([survey(3, None)]).nps) == (None, None)
