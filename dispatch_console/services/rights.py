"""What the person who is logged in may do: asked of the database once, then known without it.

The database refuses by itself what is not allowed; this is so that nobody is offered it.
"""

from dataclasses import dataclass

from dispatch_console.domain.roles import RIGHTS, Right, Role, Seat


@dataclass(frozen=True, slots=True)
class Rights:
    """Without a `seat` everything is allowed: that is the owner of the tables, which on the
    embedded server, and where no roles were set up, everybody is.
    """

    seat: Seat | None = None

    def may(self, right: Right) -> bool:
        """Whether the right is there."""
        return self.seat is None or self.seat.may(right)

    @property
    def read_only(self) -> bool:
        """Whether nothing may be written at all."""
        return self.seat is not None and RIGHTS[self.seat.role] <= {Right.READ}


ALL = Rights()


def read(url: str) -> Rights:
    """The rights of the login in `url`. Raises ``database.…``."""
    from dispatch_console.storage.rights import my_seat

    return Rights(my_seat(url))


def holders(right: Right) -> tuple[Role, ...]:
    """The roles that have it."""
    return tuple(role for role in Role if right in RIGHTS[role])
