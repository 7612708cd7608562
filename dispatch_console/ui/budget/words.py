"""The options of a change budget as people read them. No Qt here."""

from dispatch_console.services.budgeting import Option
from dispatch_console.support.i18n import tr
from dispatch_console.words import text


def budget(option: Option) -> str:
    """How many changes are allowed."""
    return tr("any number") if option.budget is None else str(option.budget)


def gain(option: Option) -> str:
    """What it is better than the plan as it is, as travel time."""
    return text.span(option.gain_s)


def sentence(option: Option) -> str:
    """Everything about an option in a line."""
    if option.budget is None:
        return tr(
            "Any number of changes: {changes} made, engineers whose day changes: {engineers},"
            " {served} tickets served, better by {gain}",
            changes=option.changes,
            engineers=option.engineers,
            served=option.served,
            gain=gain(option),
        )
    return tr(
        "At most {budget} changes: {changes} made, engineers whose day changes: {engineers},"
        " {served} tickets served, better by {gain}",
        budget=budget(option),
        changes=option.changes,
        engineers=option.engineers,
        served=option.served,
        gain=gain(option),
    )
