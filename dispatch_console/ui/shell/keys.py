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
            ("Space", tr("Close or open a group")),
            ("Menu", tr("What can be done")),
        ],
        tr("On the timeline"): [
            ("Left", tr("To the visit before")),
            ("Right", tr("To the visit after")),
            ("Up", tr("To the row above")),
            ("Down", tr("To the row below")),
            ("Alt+Left", tr("Move the visit to 15 minutes earlier")),
            ("Alt+Right", tr("Move the visit to 15 minutes later")),
            ("Alt+Up", tr("Give the visit to the row above")),
            ("Alt+Down", tr("Give the visit to the row below")),
            ("Return", tr("Open the ticket")),
            ("Del", tr("Unassign")),
            ("L", tr("Lock or unlock")),
            ("Menu", tr("What can be done")),
            ("Esc", tr("Choose nothing")),
            ("+", tr("Zoom in")),
            ("-", tr("Zoom out")),
            ("Home", tr("Scroll to now")),
            ("P", tr("Show what it would cost on each row")),
        ],
        tr("On the map"): [
            ("Z", tr("Zoom to the selection")),
            ("Home", tr("Show all of the work")),
            ("R", tr("Edit regions")),
            ("T", tr("Drive-time areas")),
            ("Ctrl+A", tr("Select all in view")),
            ("L", tr("Draw around tickets")),
        ],
        tr("While taking a call"): [
            ("Ctrl+Return", tr("Save the ticket")),
            ("Ctrl+B", tr("Save and assign at the promised time")),
            ("Ctrl+D", tr("Go to the likely duplicates")),
            ("N", tr("Add a note to the chosen duplicate")),
            ("Ctrl+O", tr("Go to the arrival windows")),
            ("Esc", tr("Hide the call and keep it")),
        ],
        tr("In the knowledge base"): [
            ("Ctrl+F", tr("Search the articles")),
            ("Ctrl+L", tr("Go to the articles found")),
        ],
        tr("Beside the candidates"): [
            ("1", tr("Make the change with this number")),
            ("Return", tr("Make the chosen change")),
        ],
        tr("After a refusal"): [
            ("Alt+O", tr("Assign against rules")),
            ("Alt+D", tr("Do it all the same")),
        ],
        tr("On the moves"): [
            ("A", tr("Accept the group")),
            ("R", tr("Reject the group")),
            ("Space", tr("Accept or reject")),
            ("Ctrl+A", tr("Accept all")),
            ("Ctrl+Shift+A", tr("Reject all")),
            ("K", tr("Keep where it is")),
            ("U", tr("Leave unassigned")),
        ],
        tr("In the command bar"): [
            ("Up", tr("What was said before")),
            ("Tab", tr("Complete the sentence")),
        ],
        tr("In the workload"): [
            ("Return", tr("Open the ticket")),
            ("Menu", tr("What can be done")),
        ],
        tr("While planning"): [("Ctrl+.", tr("Cancel"))],
        tr("While looking at the past"): [
            ("Left", tr("A minute earlier")),
            ("PgUp", tr("An hour later")),
            ("Esc", tr("Back to now")),
        ],
    }
