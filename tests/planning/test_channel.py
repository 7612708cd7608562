"""What goes to a worker: the JSON of the command, whatever its size."""

import json

from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.planning import channel

TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=10,
)


@given(TREES, st.integers(0, 2 * channel._ITEMS + 1))
def test_pieces_join_to_the_json_of_the_whole(tree: object, count: int) -> None:
    value = {"tree": tree, "inner": {"many": [[tree, number] for number in range(count)]}}
    assert json.loads(b"".join(channel._pieces(value))) == value
