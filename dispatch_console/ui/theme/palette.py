"""Colours by meaning, light and dark. State colours are told apart without colour vision too.

State hues follow the Okabe-Ito set, moved in lightness until they read at 4.5:1 on their ground and
stay apart for people who lack one kind of cone (tests/ui/theme/test_colour_vision.py).
"""

from dataclasses import dataclass

from dispatch_console.domain.sla import SlaState
from dispatch_console.domain.ticket import Priority, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Every colour the console uses, as ``#rrggbb``; `ring` is the focus on the accent."""

    name: str
    window: str
    panel: str
    raised: str
    line: str
    text: str
    muted: str
    accent: str
    accent_text: str
    ring: str
    hover: str
    selected: str
    ok: str
    warning: str
    danger: str
    info: str
    neutral: str
    violet: str
    shift: str
    shift_off: str
    travel: str
    pause: str
    ghost: str


LIGHT = Palette(
    name="light",
    window="#eef1f5",
    panel="#ffffff",
    raised="#f7f9fb",
    line="#d9dfe7",
    text="#1b2430",
    muted="#5c6877",
    accent="#236de0",
    accent_text="#ffffff",
    ring="#1b2430",
    hover="#eaf1fd",
    selected="#dceaff",
    ok="#177c57",
    warning="#af5c06",
    danger="#9f021a",
    info="#125d8f",
    neutral="#606870",
    violet="#802a6b",
    shift="#ffffff",
    shift_off="#e7ebf0",
    travel="#9fb0c3",
    pause="#d8c9a6",
    ghost="#236de0",
)

DARK = Palette(
    name="dark",
    window="#12161c",
    panel="#1a2029",
    raised="#222a35",
    line="#323c4a",
    text="#e6ebf2",
    muted="#98a5b5",
    accent="#488ffa",
    accent_text="#0b1320",
    ring="#ffffff",
    hover="#25303f",
    selected="#1f3a63",
    ok="#75e7b5",
    warning="#fdb344",
    danger="#f47166",
    info="#5cbbfe",
    neutral="#a2a5ac",
    violet="#d28bc9",
    shift="#222a35",
    shift_off="#161b22",
    travel="#5f7288",
    pause="#6b6148",
    ghost="#488ffa",
)

SPACE = 4
"""The spacing unit in device-independent pixels: gaps are 1, 2, 3, 4 or 6 of it."""

RADIUS = 6
"""Corner radius of cards and buttons."""


def status_colour(palette: Palette, status: Status) -> str:
    """The colour of a ticket's state."""
    return {
        Status.NEW: palette.info,
        Status.REOPENED: palette.info,
        Status.ASSIGNED: palette.accent,
        Status.ACCEPTED: palette.accent,
        Status.EN_ROUTE: palette.violet,
        Status.IN_PROGRESS: palette.ok,
        Status.ON_HOLD: palette.warning,
    }.get(status, palette.neutral)


def priority_colour(palette: Palette, priority: Priority) -> str:
    """The colour of a priority."""
    return {
        Priority.P1: palette.danger,
        Priority.P2: palette.warning,
        Priority.P3: palette.info,
        Priority.P4: palette.neutral,
    }[priority]


def sla_colour(palette: Palette, state: SlaState) -> str:
    """The colour of an SLA state; always shown together with `sla_mark`."""
    return {
        SlaState.OK: palette.ok,
        SlaState.AT_RISK: palette.warning,
        SlaState.BREACHED: palette.danger,
        SlaState.NONE: palette.neutral,
    }[state]


def sla_mark(state: SlaState) -> str:
    """The shape that says the state without colour."""
    return {
        SlaState.OK: "●",
        SlaState.AT_RISK: "▲",
        SlaState.BREACHED: "■",
        SlaState.NONE: "○",
    }[state]
