"""A name is found by its beginning, its words, letters in order, or pinyin initials."""

import pytest

from dispatch_console.ui.bar.fuzzy import fit
from dispatch_console.ui.bar.initials import initials

NAMES = ("Publish", "Plan the days shown", "Panels", "显示候选工程师", "发布", "Discard")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pub", "Publish"),
        ("days", "Plan the days shown"),
        ("ptds", "Plan the days shown"),
        ("fb", "发布"),
        ("候选", "显示候选工程师"),
        ("hxgcs", "显示候选工程师"),
        ("dscrd", "Discard"),
        ("ＰＡＮ", "Panels"),
    ],
)
def test_the_best_fit_is_what_was_meant(typed: str, meant: str) -> None:
    assert max(NAMES, key=lambda name: fit(typed, (name,))) == meant
    assert fit(typed, (meant,)) > 0


@pytest.mark.parametrize("typed", ["", " ", "xyz", "z", "publishers"])
def test_what_fits_nothing_has_no_fit(typed: str) -> None:
    assert not any(fit(typed, (name,)) for name in NAMES)


def test_initials_of_names() -> None:
    assert initials("李伟 王芳 Anna 2") == "lwwfanna2"
    assert initials("龘𠀀") == ""
