"""How the table's headings look, kept by the names of the columns: fields come and go."""

import json
from collections.abc import Sequence

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QHeaderView

OLD_COUNT = 13
"""So many columns there were when looks were kept as Qt keeps them."""


Entry = tuple[str, int, bool]
"""A column's name, its width, whether it is hidden."""


def look_of(
    header: QHeaderView, columns: Sequence[str], unknown: Sequence[tuple[int, Entry]] = ()
) -> bytes:
    """Order, widths, visibility and sorting of the columns, whose names are those of the model.

    `unknown` columns are kept at their places for when they come.
    """
    order = [header.logicalIndex(place) for place in range(header.count())]
    entries: list[Entry] = [
        (str(columns[n]), header.sectionSize(n), header.isSectionHidden(n)) for n in order
    ]
    for place, entry in unknown:
        if entry[0] not in columns:
            entries.insert(place, entry)
    kept = {
        "columns": entries,
        "sort": str(columns[header.sortIndicatorSection()]),
        "descending": header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder,
    }
    return json.dumps(kept).encode()


def unknown_in(look: bytes, columns: Sequence[str]) -> list[tuple[int, Entry]]:
    """What the look has of columns that are not there yet, with their places."""
    try:
        entries = json.loads(look)["columns"] if look.startswith(b"{") else []
        return [
            (place, (str(name), int(width), bool(hidden)))
            for place, (name, width, hidden) in enumerate(entries)
            if name not in columns
        ]
    except (ValueError, KeyError, TypeError):
        return []


def restore_look(
    header: QHeaderView, look: bytes, columns: Sequence[str], first: Sequence[str]
) -> bool:
    """Put the columns as they were kept; those that are new stay hidden unless they are of `first`.

    False, and nothing done, for what is no look.
    """
    if not look.startswith(b"{"):
        return _restore_old(header, look)
    try:
        kept = json.loads(look)
        known = [
            (columns.index(name), int(width), bool(hidden))
            for name, width, hidden in kept["columns"]
            if name in columns
        ]
        sort, descending = str(kept["sort"]), bool(kept["descending"])
    except (ValueError, KeyError, TypeError):
        return False
    if not any(not hidden for _, _, hidden in known):
        return False
    for place, (number, width, hidden) in enumerate(known):
        header.moveSection(header.visualIndex(number), place)
        header.setSectionHidden(number, hidden)
        if width > 0:
            header.resizeSection(number, width)
    placed = {number for number, _, _ in known}
    for number, name in enumerate(columns):
        if number not in placed:
            header.setSectionHidden(number, name not in first)
    if sort in columns:
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        header.setSortIndicator(columns.index(sort), order)
    return True


def _restore_old(header: QHeaderView, look: bytes) -> bool:
    """One kept before columns had names; all that came later stay hidden."""
    count = header.count()
    before = header.saveState()
    if not header.restoreState(QByteArray(look)):
        return False
    if header.count() != count:
        header.restoreState(before)
        return False
    for number in range(OLD_COUNT, count):
        header.setSectionHidden(number, True)
    return True
