from datetime import timedelta
from zoneinfo import ZoneInfo

from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.planning.solution import Rule
from dispatch_console.services.pricing import DropPrice
from dispatch_console.services.refusing import Broken
from dispatch_console.ui.price_words import Judgement, price_words
from tests.factories import DAY, make_board

ZONE = ZoneInfo("Asia/Shanghai")
BOARD = make_board(tickets=12)
START = DAY + timedelta(hours=3)


def price(**fields) -> DropPrice:
    given = {"tickets": (TicketId(1),), "engineer_id": EngineerId(1), "start": START}
    return DropPrice(**(given | fields))


def test_a_drop_that_costs_nothing_is_fine():
    words = price_words(price(travel_s=10), BOARD, START, ZONE)
    assert words.judgement is Judgement.FINE
    assert words.lines == ("No extra travel", "No ticket becomes late")


def test_the_start_is_told_where_it_is_not_the_one_wanted():
    words = price_words(price(travel_s=-600), BOARD, START - timedelta(minutes=20), ZONE)
    assert words.lines[0] == "Starts at 11:00"
    assert price_words(price(), BOARD, None, ZONE).lines[0] == "Starts at 11:00"


def test_tickets_made_late_are_named_three_at_most():
    late = tuple(TicketId(n) for n in (1, 2, 3, 4))
    words = price_words(price(travel_s=600, newly_late=late), BOARD, START, ZONE)
    assert words.judgement is Judgement.COSTLY
    assert words.lines[0].startswith("Travel +")
    assert "T-00003…" in words.lines[-1]
    assert "T-00004" not in words.lines[-1]


def test_a_broken_rule_refuses_and_says_why():
    broken = tuple(Broken(code=f"rule.{name}") for name in ("skill", "window", "lock", "region"))
    words = price_words(price(broken=broken), BOARD, START, ZONE)
    assert words.judgement is Judgement.REFUSED
    assert words.lines[0] == "Not possible"
    assert words.lines[-1] == "and 1 more"
    assert len(words.lines) == 5


def test_a_refusal_that_may_be_overridden_says_so_first():
    broken = (Broken(code="rule.skill", rule=Rule.SKILL),)
    assert price_words(price(broken=broken), BOARD, START, ZONE).lines[0] == "Against rules"
    gone = (*broken, Broken(code="dispatch.no_shift"))
    assert price_words(price(broken=gone), BOARD, START, ZONE).lines[0] == "Not possible"
