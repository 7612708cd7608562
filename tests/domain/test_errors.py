import pickle
from datetime import timedelta

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ticket import Status
from tests.factories import NOW


def test_an_error_survives_the_way_between_processes():
    error = DomainError("ticket.step", now=Status.NEW, then=Status.CLOSED, at=NOW)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is DomainError
    assert again.code == error.code
    assert again.params == error.params
    assert str(again) == str(error)


def test_an_error_shows_its_code_and_parameters_in_the_log():
    assert str(DomainError("place.window", wait=timedelta(0))) == (
        "place.window(wait=datetime.timedelta(0))"
    )
