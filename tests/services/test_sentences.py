from itertools import chain

import pytest

from dispatch_console.planning.explain import Reason
from dispatch_console.services.merging import Dropped
from dispatch_console.services.planning import NOT_EXAMINED
from dispatch_console.services.scope import LeftOut
from dispatch_console.support.i18n import LANGUAGES, set_language, tr

KEYS = [
    *(key.value for key in chain(LeftOut, Dropped)),
    *(f"unserved.{reason.value}" for reason in Reason),
    *(f"unserved.{rule}" for rule in ("skill", "region", "window")),
    NOT_EXAMINED,
    "dispatch.refused",
    "dispatch.no_location",
    "dispatch.no_shift",
    "dispatch.window_past",
    "dispatch.stays",
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_a_sentence(language: str):
    set_language(language)
    try:
        assert [key for key in KEYS if tr(key) == key] == []
    finally:
        set_language("en")
