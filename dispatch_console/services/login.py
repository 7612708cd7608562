"""Who logs in where: a server's address in its parts, how TLS is used, and the password apart."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from dispatch_console.domain.errors import DomainError
from dispatch_console.storage.url import compose_url, parse_url

DEFAULT_PORT = 5432
_OWN = {"host", "sslmode", "sslrootcert"}


class Tls(StrEnum):
    """libpq's sslmode; `allow` is left out, which nobody can want."""

    DISABLE = "disable"
    PREFER = "prefer"
    REQUIRE = "require"
    VERIFY_CA = "verify-ca"
    VERIFY_FULL = "verify-full"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a shared database is, and for whom; never with a password.

    `host` may be a folder with the server's socket. `authority` is the file with the certificates
    by which the server's own is checked, empty for libpq's usual place. `more` are other
    parameters of the URL.
    """

    host: str
    database: str
    user: str = ""
    port: int = DEFAULT_PORT
    tls: Tls = Tls.PREFER
    authority: str = ""
    more: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, url: str) -> Self:
        """The parts of a URL. Raises `database.url`, `database.dialect`."""
        parsed = parse_url(url)
        query = {name: value for name, value in parsed.normalized_query.items() if value}
        tls = query.get("sslmode", ("",))[0]
        return cls(
            host=parsed.host or query.get("host", ("",))[0],
            database=parsed.database or "",
            user=parsed.username or "",
            port=parsed.port or DEFAULT_PORT,
            tls=Tls(tls) if tls in list(Tls) else Tls.PREFER,
            authority=query.get("sslrootcert", ("",))[0],
            more=tuple((name, query[name][0]) for name in sorted(query.keys() - _OWN)),
        )

    @property
    def url(self) -> str:
        """The address as it may be kept and shown."""
        return self.url_with("")

    @property
    def name(self) -> str:
        """What tells this login from others, for the key store."""
        return f"{self.user}@{self.host}:{self.port}/{self.database}"

    def url_with(self, password: str) -> str:
        """The address with the password: neither show, log nor keep it."""
        query = dict(self.more)
        folder = self.host.startswith(("/", "@"))
        if folder:
            query["host"] = self.host
        if self.tls is not Tls.PREFER:
            query["sslmode"] = self.tls
        if self.authority:
            query["sslrootcert"] = self.authority
        return compose_url(
            user=self.user,
            password=password,
            host="" if folder else self.host,
            port=None if self.port == DEFAULT_PORT else self.port,
            database=self.database,
            query=query,
        )


@dataclass(frozen=True, slots=True)
class Login:
    """What a person gave to log in. Its text does not tell the password."""

    address: Address
    password: str = field(repr=False)
    remember: bool = False


def without_password(url: str) -> str:
    """The same address as it may be kept; what is no address stays as it is."""
    try:
        parsed = parse_url(url)
    except DomainError:
        return url
    return url if parsed.password is None else Address.parse(url).url


def needs_password(url: str) -> bool:
    """Whether the address holds none."""
    return parse_url(url).password is None
