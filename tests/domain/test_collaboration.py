"""Mentions, files, queues and what a customer may read."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain import attachment
from dispatch_console.domain.attachment import admit, clean_name
from dispatch_console.domain.conversation import Entry, in_order, public_view, require_words
from dispatch_console.domain.delivery import LONGEST_PAUSE, MOST_TRIES, dead, pause
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import QueueId
from dispatch_console.domain.mention import addresses, names
from dispatch_console.domain.notice import Kind, kind_of, worth_telling
from dispatch_console.domain.queue import Queue, is_email, is_web, require_sound
from tests.factories import NOW


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@anna please", ("anna",)),
        ("请@仓库 确认，谢谢@li.wei。", ("仓库", "li.wei")),
        ("mail me at anna@example.org", ()),
        ("(@it) @it @IT.", ("it", "IT")),
        ("@", ()),
        ("@@anna", ()),
    ],
)
def test_names_are_found_in_a_text(text: str, found: tuple[str, ...]) -> None:
    assert names(text) == found


def test_a_mention_reaches_a_login_before_a_queue_and_an_unknown_one_is_text() -> None:
    queues = {"it": QueueId(3), "anna": QueueId(4)}
    assert addresses("@IT, @Anna @nobody @it", ["anna"], queues) == ("queue:3", "anna")
    assert addresses("请@anna看一下，@it也看", ["anna"], queues) == ("anna", "queue:3")


@given(st.text())
def test_any_text_is_searched_for_mentions(text: str) -> None:
    assert all(f"@{name}" in text for name in names(text))


@given(st.text(max_size=400))
def test_a_clean_name_is_one_part_and_shows_what_it_is(name: str) -> None:
    clean = clean_name(name)
    assert 0 < len(clean) <= attachment.LONGEST_NAME
    assert not set(clean) & set('/\\<>:"|?*\n\r\t\0')
    assert clean_name(clean) == clean or "…" in clean
    assert clean.strip(". ") == clean


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("..\\..\\evil\u202egnp.exe", "evilgnp.exe"),
        ("/etc/pass wd.txt", "pass wd.txt"),
        ("照片 1.PNG", "照片 1.PNG"),
        ("\u200b\n", "file"),
    ],
)
def test_names_lose_what_hides(given: str, clean: str) -> None:
    assert clean_name(given) == clean


def test_a_long_name_keeps_its_ending() -> None:
    assert clean_name("x" * 500 + ".png").endswith("….png")


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("run.exe", b"MZ", "attachment.kind"),
        ("png", b"x", "attachment.kind"),
        ("page.html", b"x", "attachment.kind"),
        ("a.svg", b"x", "attachment.kind"),
        ("a.txt", b"", "attachment.empty"),
        ("a.txt", b"x" * (attachment.LARGEST + 1), "attachment.large"),
    ],
)
def test_what_may_not_be_attached_is_refused(name: str, data: bytes, code: str) -> None:
    with pytest.raises(DomainError, match=code):
        admit(name, data)


def test_an_admitted_file_is_named_by_its_bytes() -> None:
    one, other = admit("a.PNG", b"x"), admit("b.png", b"x")
    assert one.kind == "image/png"
    assert one.sha256 == other.sha256


@given(st.lists(st.booleans()))
def test_a_customer_reads_nothing_internal(publics: list[bool]) -> None:
    entries = [
        Entry(at=NOW + timedelta(minutes=-n), who="anna", code="timeline.internal", public=public)
        for n, public in enumerate(publics)
    ]
    shown = public_view(in_order(entries))
    assert len(shown) == sum(publics)
    assert all(entry.public for entry in shown)
    assert [e.at for e in shown] == sorted(e.at for e in shown)


def test_words_are_needed_and_have_an_end() -> None:
    assert require_words("  yes \n") == "yes"
    for words, code in ((" \n", r"conversation\.empty"), ("x" * 10_001, r"conversation\.long")):
        with pytest.raises(DomainError, match=code):
            require_words(words)


@given(st.integers(1, 200))
def test_pauses_grow_up_to_a_bound(tries: int) -> None:
    assert pause(tries) <= pause(tries + 1) <= LONGEST_PAUSE
    assert dead(tries) == (tries >= MOST_TRIES)


SOUND = Queue(id=QueueId(0), code="it", name_zh="信息技术部", members=("li",), owner="li")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"code": ""}, "queue.code"),
        ({"code": "a b"}, "queue.code"),
        ({"name_zh": " "}, "queue.name"),
        ({"owner": "wang"}, "queue.owner"),
        ({"email": "it"}, "queue.email"),
        ({"wecom": "file:///etc/passwd"}, "queue.url"),
        ({"webhook": "javascript:x"}, "queue.url"),
    ],
)
def test_an_unsound_queue_is_refused(fields: dict[str, str], code: str) -> None:
    require_sound(SOUND)
    with pytest.raises(DomainError, match=code):
        require_sound(replace(SOUND, **fields))


@pytest.mark.parametrize("address", ["a@b", "li.wei+1@example.org"])
def test_mail_addresses(address: str) -> None:
    assert is_email(address)


@pytest.mark.parametrize("address", ["", "a", "@b", "a@", "a@b\nBcc: c@d", "a@b, c@d", "<a@b>"])
def test_no_mail_addresses(address: str) -> None:
    assert not is_email(address)


def test_web_addresses() -> None:
    assert is_web("https://qyapi.example/send?key=1")
    assert not any(map(is_web, ("", "http://", "ftp://x", "http:///x", "http://x y")))


def test_who_did_it_is_not_told() -> None:
    assert worth_telling(["anna", "", "li", "anna", "li"], "anna") == ("li",)
    assert kind_of({"kind": "mention"}) is Kind.MENTION
    assert kind_of({"kind": 7}) is kind_of({}) is Kind.REMINDER
