"""In whose name the gateway acts: written `kind:name` wherever it is recorded who did something."""

KINDS = ("engineer", "program", "requester")
"""The database believes the gateway these (revision 0025); no login has a colon in its name."""


def speaker(who: str) -> tuple[str, str] | None:
    """Kind and name of whom the gateway acted for; None for anybody else's login."""
    kind, colon, name = who.partition(":")
    return (kind, name) if colon and kind in KINDS else None
