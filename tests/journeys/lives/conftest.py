"""A clock that goes ahead, for the windows and for what is done beside them."""

from dataclasses import replace

import pytest

from dispatch_console.services.context import Context
from tests.journeys.lives.ticket_life import Ahead


@pytest.fixture
def clock() -> Ahead:
    return Ahead()


@pytest.fixture
def ctx(context: Context, clock: Ahead) -> Context:
    """Somebody at another console, at the same time."""
    return replace(context, clock=clock)
