"""Departments and their queues: who looks after a ticket beside the engineer on site."""

from dataclasses import dataclass

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import QueueId

LONGEST_CODE = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Tickets wait here for its members, who are logins.

    `owner` is the login a ticket gets that comes in, empty for nobody. Notices to the whole queue
    also go to `email`, to the group robot `wecom` and to `webhook` (addresses of the web), where
    they are given. An inactive one takes no tickets any more.
    """

    id: QueueId
    code: str
    name_en: str = ""
    name_zh: str = ""
    owner: str = ""
    members: tuple[str, ...] = ()
    email: str = ""
    wecom: str = ""
    webhook: str = ""
    active: bool = True
    version: int = 1


def require_sound(queue: Queue) -> None:
    """Raises `queue.code`, `queue.name`, `queue.owner`, `queue.email` or `queue.url`."""
    code = queue.code
    if not code or len(code) > LONGEST_CODE or not code.replace("-", "").isalnum():
        raise DomainError("queue.code", given=code)
    if not (queue.name_en.strip() or queue.name_zh.strip()):
        raise DomainError("queue.name")
    if queue.owner and queue.owner not in queue.members:
        raise DomainError("queue.owner", login=queue.owner)
    if queue.email and not is_email(queue.email):
        raise DomainError("queue.email", address=queue.email)
    for url in (queue.wecom, queue.webhook):
        if url and not is_web(url):
            raise DomainError("queue.url", address=url)


def is_email(address: str) -> bool:
    """Whether it may be one mail address: a name, an @ and a host, without blanks."""
    name, at, host = address.rpartition("@")
    plain = address.isprintable() and not set(address) & set(" ,;<>\"'")
    return bool(name and at and host and plain and "@" not in name)


def is_web(address: str) -> bool:
    """Whether it is an address of the web."""
    scheme, mark, rest = address.partition("://")
    whole = bool(mark and rest) and address.isprintable() and " " not in address
    return whole and scheme.lower() in {"http", "https"} and not rest.startswith("/")
