"""The colours of requisitions. No Qt here."""

from dispatch_console.domain.requisition import State
from dispatch_console.ui.theme.palette import Palette


def state_colour(palette: Palette, state: State) -> str:
    """Its colour; it is always shown with its name."""
    return {
        State.REQUESTED: palette.info,
        State.APPROVED: palette.accent,
        State.WAITING: palette.warning,
        State.RESERVED: palette.violet,
        State.PICKED: palette.violet,
        State.HANDED_OUT: palette.ok,
        State.SHIPPED: palette.ok,
        State.REFUSED: palette.danger,
    }.get(state, palette.neutral)
