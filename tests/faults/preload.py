"""What consoles have in memory before they are born: imported, and planned with, once."""

import logging

from dispatch_console.planning.construct import construct
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.services.planning import build_problem
from tests.factories import DAY, NOW, make_board
from tests.faults import dispatcher, service, world
from tests.services.company import END

# What the services log of each failure injected is as it should be, and much.
logging.disable(logging.WARNING)
_problem = build_problem(make_board(4, 2, 1), now=NOW, start=DAY, end=END)
construct(Evaluator(_problem), {})

__all__ = ["dispatcher", "service", "world"]
