"""Saved views come back as they were kept, whatever was kept."""

from json import dumps

from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.ids import EngineerId, RegionId
from dispatch_console.domain.sla import SlaState
from dispatch_console.domain.ticket import Priority, Status
from dispatch_console.support.i18n import set_language
from dispatch_console.ui.store import BoardFilter
from dispatch_console.ui.views import SavedView, Shelf, ready_views, shelf

filters = st.builds(
    BoardFilter,
    text=st.text(max_size=10),
    regions=st.frozensets(st.integers(1, 9).map(RegionId)),
    statuses=st.frozensets(st.sampled_from(Status)),
    priorities=st.frozensets(st.sampled_from(Priority)),
    sla=st.frozensets(st.sampled_from(SlaState)),
    skills=st.frozensets(st.text(max_size=5)),
    engineers=st.frozensets(st.integers(1, 9).map(EngineerId)),
    customers=st.frozensets(st.text(max_size=5)),
    unassigned_only=st.booleans(),
    overridden_only=st.booleans(),
    due_in_days=st.booleans(),
)
views = st.builds(
    SavedView,
    name=st.text(min_size=1, max_size=10),
    filter=filters,
    sort=st.sampled_from(("sla", "number", "")),
    descending=st.booleans(),
    columns=st.lists(st.sampled_from(("sla", "title", "status")), unique=True).map(tuple),
    kanban=st.booleans(),
)


@given(st.lists(views, max_size=5, unique_by=lambda view: view.name))
def test_what_is_kept_comes_back(given_views: list[SavedView]) -> None:
    back = shelf(Shelf(given_views).dump())
    assert [back.get(name) for name in back.names] == given_views


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
)


@given(st.text(max_size=20) | json.map(str) | json.map(dumps))
def test_no_kept_text_is_too_odd(kept: str) -> None:
    shelf(kept).dump()


def test_the_first_time_there_are_ready_made_ones() -> None:
    assert shelf("").names == tuple(view.name for view in ready_views())
    assert len(shelf("").names) > 3


def test_ready_made_ones_follow_the_language_until_something_is_changed() -> None:
    made = shelf("")
    assert made.dump() == ""
    set_language("zh_CN")
    assert shelf(made.dump()).names != made.names
    made.remove(made.names[0])
    assert shelf(made.dump()).names == made.names


def test_a_user_who_deleted_all_views_has_none() -> None:
    assert shelf("[]").names == ()


def test_a_renamed_view_keeps_its_place_and_no_name_is_taken_twice() -> None:
    made = Shelf([SavedView(name="a"), SavedView(name="b", sort="number")])
    made.rename("a", "b")
    assert made.names == ("a", "b")
    made.rename("a", "c")
    assert made.names == ("c", "b")


def test_views_without_columns_of_their_own_fit_any_columns() -> None:
    view = SavedView(name="a", columns=("sla",))
    assert SavedView(name="b").like(view)
    assert not SavedView(name="b", columns=("title",)).like(view)
    assert not SavedView(name="b", descending=True).like(view)
