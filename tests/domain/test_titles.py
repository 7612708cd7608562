"""A title is one line with an end, whoever writes it."""

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ticket import LONGEST_TITLE, short_title, title_of


def test_a_title_may_be_as_long_as_it_may_be() -> None:
    longest = "长" * LONGEST_TITLE
    assert title_of(f"  {longest} ") == longest
    assert short_title(longest) == longest


@pytest.mark.parametrize(
    ("words", "code"), [(" ", "ticket.title"), ("长" * (LONGEST_TITLE + 1), "ticket.title_long")]
)
def test_no_title_and_too_long_a_one_are_refused(words: str, code: str) -> None:
    with pytest.raises(DomainError) as caught:
        title_of(words)
    assert caught.value.code == code


def test_what_programs_write_is_cut() -> None:
    assert short_title("x" * 300) == "x" * (LONGEST_TITLE - 1) + "…"
