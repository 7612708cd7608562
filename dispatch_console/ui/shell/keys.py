"""The keys that panels hear themselves, for the list of shortcuts."""

from collections.abc import Mapping, Sequence

from dispatch_console.support.i18n import tr


def panel_keys() -> Mapping[str, Sequence[tuple[str, str]]]:
    """Panel → (key, what it does there)."""
    return {
        tr("On the board"): [
            ("Return", tr("Open the ticket")),
            ("A", tr("Assign to…")),
            ("Del", tr("Unassign")),
            ("Ctrl+A", tr("Select all")),
            ("Menu", tr("What can be done")),
        ],
        tr("On the timeline"): [
            ("+", tr("Zoom in")),
            ("-", tr("Zoom out")),
            ("Home", tr("Scroll to now")),
        ],
        tr("On the map"): [
            ("Z", tr("Zoom to the selection")),
            ("Home", tr("Show all of the work")),
        ],
        tr("In the workload"): [
            ("Return", tr("Open the ticket")),
            ("Menu", tr("What can be done")),
        ],
        tr("While planning"): [("Ctrl+.", tr("Cancel"))],
    }
