"""What is written of a policy is read as the same policy; what is wrong says where."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.service_level.reading import policy_from
from dispatch_console.domain.service_level.writing import policy_document
from dispatch_console.domain.ticket import HoldReason

WHOLE: dict[str, Any] = {
    "code": "gold",
    "name_en": "Gold",
    "name_zh": "金牌",
    "position": -3,
    "active": False,
    "applies": {
        "assets": [4, "X-200", "9"],
        "contracts": ["C-1", "gold"],
        "customers": [17, 3],
        "types": ["general"],
        "priorities": [1, 4],
    },
    "targets": {"response": {"within": "90m"}, "resolution": {"within": "4h", "calendar": "c"}},
}

LADDER = st.lists(
    st.tuples(
        st.sampled_from(["response", "resolution"]),
        st.one_of(
            st.integers(1, 99).map(lambda share: f"{share}%"),
            st.integers(-9_000_000, 9_000_000).map(lambda s: f"{'-' if s < 0 else ''}{abs(s)}s"),
        ),
        st.sampled_from(
            [
                (["owner", "role:supervisor", "li@example.com"], ["console", "email", "wecom"]),
                (["https://example.com/hook"], ["webhook"]),
            ]
        ),
    ),
    max_size=8,
    unique_by=lambda rung: rung[:2],
)


@given(LADDER, st.sets(st.sampled_from([one.value for one in HoldReason if one])))
def test_a_policy_comes_back_as_it_was(ladder: list[Any], pauses: set[str]) -> None:
    notices = [{"goal": goal, "when": when, "to": to, "by": by} for goal, when, (to, by) in ladder]
    document = WHOLE | {"notices": notices, "pauses": sorted(pauses)}
    found = policy_from(document, ["c"])
    assert policy_from(policy_document(found), ["c"]) == found


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"code": "Not a code"}, "code"),
        ({"targets": {}}, "targets"),
        ({"targets": {"response": {"within": "soon"}}}, "targets.response.within"),
        ({"targets": {"response": {"within": "2d"}}}, "targets.response.within"),
        (
            {"targets": {"response": {"within": "2h", "calendar": "none"}}},
            "targets.response.calendar",
        ),
        (
            {"targets": {"response": {"within": "2h"}, "resolution": {"within": "1h"}}},
            "targets.resolution.within",
        ),
        ({"notices": [{"goal": "arrival", "when": "0m", "to": ["owner"]}]}, "notices[0].goal"),
        ({"notices": [{"goal": "response", "when": "x", "to": ["owner"]}]}, "notices[0].when"),
        ({"notices": [{"goal": "response", "when": "0m", "to": ["https://x"]}]}, "notices[0].to"),
        ({"notices": [{"goal": "response", "when": "0m", "to": []}]}, "notices[0].to"),
    ],
)
def test_what_is_wrong_says_where(fields: dict[str, Any], path: str) -> None:
    with pytest.raises(DomainError) as caught:
        policy_from(WHOLE | fields, ["c"])
    assert caught.value.params["path"] == path
