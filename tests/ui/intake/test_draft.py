"""A call as far as it is taken."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import CustomerId, SiteId
from dispatch_console.domain.place import Location, TimeWindow
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.ui.intake import Draft
from tests.factories import NOW

CALL = Draft(
    phone=" 021 5888 1234 ",
    customer_id=CustomerId(5),
    site_id=SiteId(7),
    place="31.14, 121.34",
    title="  Lift stuck ",
    skill="lift",
    level=3,
    minutes=90,
    window=(NOW, NOW + timedelta(hours=2)),
)


def test_a_complete_call_is_the_ticket_it_says() -> None:
    new = CALL.ticket()
    assert (new.title, new.phone, new.duration_s) == ("Lift stuck", "021 5888 1234", 5400)
    assert (new.location, new.skills) == (Location(31.14, 121.34), (SkillLevel("lift", 3),))
    assert new.windows == (TimeWindow(NOW, NOW + timedelta(hours=2)),)


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        (replace(CALL, title=" "), "title", "ticket.title"),
        (replace(CALL, place="there"), "place", "place.unreadable"),
        (replace(CALL, place="99, 0"), "place", "place.coordinates"),
        (
            replace(CALL, window=(NOW, NOW - timedelta(hours=1))),
            "window",
            "intake.window_reversed",
        ),
    ],
)
def test_what_is_missing_is_named_by_its_field(wrong: Draft, field: str, code: str) -> None:
    assert {name: error.code for name, error in wrong.faults().items()} == {field: code}
    with pytest.raises(DomainError, match=code.replace(".", r"\.")):
        wrong.ticket()


def test_only_what_was_typed_makes_a_call_worth_keeping() -> None:
    assert Draft().empty
    assert Draft(minutes=90, skill="lift").empty
    assert not Draft(phone="1").empty


def test_what_was_said_becomes_a_note() -> None:
    assert replace(CALL, description="Again.").note() == "Lift stuck\nAgain."
    assert Draft(phone="1").note() == ""


def test_in_another_database_customers_and_sites_are_others() -> None:
    moved = CALL.elsewhere()
    assert (moved.customer_id, moved.site_id, moved.title) == (None, None, CALL.title)
