"""Saved views of the board: what is filtered, how it is sorted, which columns. No Qt here."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dispatch_console.domain.ids import EngineerId, QueueId, RegionId
from dispatch_console.domain.sla import SlaState
from dispatch_console.domain.ticket import Priority, Status
from dispatch_console.support.i18n import tr
from dispatch_console.ui.store import BoardFilter


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """One way to look at the board. `sort` and `columns` are names of columns; the columns stand
    from left to right, those not named are hidden, and none named leaves them as they are.
    """

    name: str = ""
    filter: BoardFilter = field(default_factory=BoardFilter)
    sort: str = "sla"
    descending: bool = False
    columns: tuple[str, ...] = ()
    kanban: bool = False
    group: str = "none"

    def like(self, other: "SavedView") -> bool:
        """Whether both show the same, whatever their names."""
        columns = self.columns if other.columns else ()
        return replace(self, name="", columns=columns) == replace(
            other, name="", columns=other.columns if self.columns else ()
        )


class Shelf:
    """The views of one user, in order; names differ. `ready`: those that everybody begins with,
    which are not kept until something is changed, and so follow the language.
    """

    def __init__(self, views: Iterable[SavedView], *, ready: bool = False) -> None:
        self._views = {view.name: view for view in views if view.name}
        self._ready = ready

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._views)

    def get(self, name: str) -> SavedView | None:
        """The view of that name."""
        return self._views.get(name)

    def put(self, view: SavedView) -> None:
        """Add it at the end, or in the place of the one of that name."""
        self._ready = False
        self._views[view.name] = view

    def rename(self, old: str, new: str) -> None:
        """In its place; nothing happens if there is no such view, or one of the new name."""
        if old in self._views and new and new not in self._views:
            self._ready = False
            self._views = {
                new if name == old else name: replace(view, name=new) if name == old else view
                for name, view in self._views.items()
            }

    def remove(self, name: str) -> None:
        """Forget it."""
        self._ready = self._ready and name not in self._views
        self._views.pop(name, None)

    def dump(self) -> str:
        """As text to be kept."""
        if self._ready:
            return ""
        return json.dumps([_plain(view) for view in self._views.values()], ensure_ascii=False)


def shelf(kept: str) -> Shelf:
    """The views kept as text; where that is empty or no views at all, those that are ready-made."""
    try:
        found = json.loads(kept)
    except ValueError:
        return Shelf(ready_views(), ready=True)
    if not isinstance(found, list):
        return Shelf(ready_views(), ready=True)
    return Shelf(_view(one) for one in found if isinstance(one, dict))


def ready_views() -> tuple[SavedView, ...]:
    """Views that everybody begins with."""
    late = frozenset({SlaState.AT_RISK, SlaState.BREACHED})
    urgent = frozenset({Priority.P1, Priority.P2})
    working = frozenset({Status.EN_ROUTE, Status.IN_PROGRESS})
    return (
        SavedView(name=tr("All open")),
        SavedView(name=tr("Unassigned"), filter=BoardFilter(unassigned_only=True)),
        SavedView(
            name=tr("Unassigned, days shown"),
            filter=BoardFilter(unassigned_only=True, due_in_days=True),
        ),
        SavedView(
            name=tr("Urgent and unassigned"),
            filter=BoardFilter(unassigned_only=True, priorities=urgent),
            sort="priority",
            group="region",
        ),
        SavedView(name=tr("At risk or breached"), filter=BoardFilter(sla=late)),
        SavedView(
            name=tr("On the way and on site"), filter=BoardFilter(statuses=working), sort="engineer"
        ),
        SavedView(
            name=tr("On hold"), filter=BoardFilter(statuses=frozenset({Status.ON_HOLD})), sort="sla"
        ),
    )


def _plain(view: SavedView) -> dict[str, object]:
    chosen = view.filter
    return {
        "name": view.name,
        "text": chosen.text,
        "regions": sorted(chosen.regions),
        "queues": sorted(chosen.queues, key=lambda key: key or 0),
        "statuses": sorted(chosen.statuses),
        "priorities": sorted(chosen.priorities),
        "sla": sorted(chosen.sla),
        "skills": sorted(chosen.skills),
        "engineers": sorted(chosen.engineers),
        "customers": sorted(chosen.customers),
        "unassigned": chosen.unassigned_only,
        "overridden": chosen.overridden_only,
        "due_in_days": chosen.due_in_days,
        "sort": view.sort,
        "descending": view.descending,
        "columns": list(view.columns),
        "kanban": view.kanban,
        "group": view.group,
    }


def _view(kept: Mapping[str, Any]) -> SavedView:
    """What can be read of it; a status or a state that this console does not know is left out."""
    return SavedView(
        name=str(kept.get("name", "")),
        filter=BoardFilter(
            text=str(kept.get("text", "")),
            regions=frozenset(RegionId(n) for n in _list(kept, "regions") if isinstance(n, int)),
            queues=frozenset(
                None if key is None else QueueId(key)
                for key in _list(kept, "queues")
                if key is None or isinstance(key, int)
            ),
            statuses=frozenset(s for s in Status if s.value in _list(kept, "statuses")),
            priorities=frozenset(p for p in Priority if p.value in _list(kept, "priorities")),
            sla=frozenset(s for s in SlaState if s.value in _list(kept, "sla")),
            skills=frozenset(n for n in _list(kept, "skills") if isinstance(n, str)),
            engineers=frozenset(
                EngineerId(n) for n in _list(kept, "engineers") if isinstance(n, int)
            ),
            customers=frozenset(n for n in _list(kept, "customers") if isinstance(n, str)),
            unassigned_only=kept.get("unassigned") is True,
            overridden_only=kept.get("overridden") is True,
            due_in_days=kept.get("due_in_days") is True,
        ),
        sort=str(kept.get("sort", "")),
        descending=kept.get("descending") is True,
        columns=tuple(str(name) for name in _list(kept, "columns")),
        kanban=kept.get("kanban") is True,
        group=str(kept.get("group", "none")),
    )


def _list(kept: Mapping[str, Any], name: str) -> list[object]:
    found = kept.get(name)
    return found if isinstance(found, list) else []
