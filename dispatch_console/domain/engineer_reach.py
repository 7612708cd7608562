"""Where engineers are told something who have no console of their own."""

from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.message import PHONE, Medium
from dispatch_console.domain.phone import digits
from dispatch_console.domain.queue import is_email


def ways_to(engineer: Engineer) -> tuple[tuple[Medium, str], ...]:
    """By which media, and where, an engineer without a console is told: by mail and WeCom as far as
    known, else by WeCom's call on the phone; none where nothing is known."""
    ways = ((Medium.EMAIL, engineer.email), (Medium.WECOM, engineer.wecom))
    known = tuple((medium, address) for medium, address in ways if address)
    if known or not digits(engineer.phone):
        return known
    return ((Medium.WECOM, PHONE + digits(engineer.phone)),)


def require_reachable(engineer: Engineer) -> None:
    """Raises `engineer.name` without a name, `engineer.email` for what is no mail address,
    `engineer.wecom` for a user id with blanks in it."""
    if not engineer.name.strip():
        raise DomainError("engineer.name")
    if engineer.email and not is_email(engineer.email):
        raise DomainError("engineer.email", address=engineer.email)
    if engineer.wecom != "".join(engineer.wecom.split()):
        raise DomainError("engineer.wecom", address=engineer.wecom)
