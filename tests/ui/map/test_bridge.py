import pytest

from dispatch_console.ui.map.bridge import Bridge, parse_ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("[1, 2]", (1, 2)),
        ("[]", ()),
        ('[1, "2", null, true, 3.5, [4]]', (1,)),
        ('{"1": 2}', ()),
        ("7", ()),
        ("not json", ()),
    ],
)
def test_only_whole_numbers_of_a_list_are_ids(text: str, ids: tuple[int, ...]) -> None:
    assert parse_ids(text) == ids


def test_what_the_page_drags_is_passed_on_and_so_is_letting_go() -> None:
    bridge, told = Bridge(), []
    bridge.tickets_carried.connect(told.append)
    bridge.ticketsCarried("[3, 4]")
    bridge.ticketsCarried("[]")
    assert told == [(3, 4), ()]
