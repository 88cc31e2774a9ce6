"""What a server is told when it starts, checked and frozen."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from tenfold.cores import cores
from tenfold.errors import UsageError

_LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
LEAST_TOKEN = 16  # characters; what is generated has 43
MIB = 2**20


@dataclass(frozen=True)
class Settings:
    """How a server listens, whom it lets in and how much it takes.

    host, port: where it listens. token: what every request must carry; needed where others than
    this machine can reach the host. tls_cert, tls_key: PEM files, both or neither. allow_hosts:
    more names by which clients may call it. allow_origins: other sites whose pages may use it,
    such as "https://example.org". threads: of the model and of picture reading, each.
    max_body: bytes of a request, max_held: of all that are answered at one time. max_pixels: of
    one picture file. max_pictures: files of one request.
    max_batch: pictures answered in one call of a model. max_waiting: pictures that wait for one;
    what comes on top is turned away with 503. seconds: what one request may take. reload_seconds:
    how often model files are looked at.
    Raises UsageError where these do not fit each other.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    token: str | None = field(default=None, repr=False)
    tls_cert: Path | None = None
    tls_key: Path | None = None
    allow_hosts: tuple[str, ...] = ()
    allow_origins: tuple[str, ...] = ()
    threads: int = field(default_factory=cores)
    max_body: int = 32 * MIB
    max_held: int = 128 * MIB
    max_pixels: int = 50_000_000
    max_pictures: int = 64
    max_batch: int = 64
    max_waiting: int = 8192
    seconds: float = 30.0
    reload_seconds: float = 2.0

    def __post_init__(self) -> None:
        self._check_limits()
        if (self.tls_cert is None) != (self.tls_key is None):
            missing = "--tls-key" if self.tls_key is None else "--tls-cert"
            raise UsageError(f"TLS needs a certificate and its key. {missing} is missing: add it.")
        if self.token is None and not self.is_local:
            raise UsageError(
                f"A server on {self.host} can be reached by others, so it must have a token. "
                "Got none. Give one, or listen on 127.0.0.1."
            )
        if self.token is not None and not (
            len(self.token) >= LEAST_TOKEN and self.token.isascii() and self.token.isprintable()
        ):
            raise UsageError(
                f"A token must be at least {LEAST_TOKEN} printable ASCII characters. "
                f"Got {len(self.token)}. Leave it out to have one made."
            )
        for origin in self.allow_origins:
            scheme, _, rest = origin.partition("://")
            if scheme not in ("http", "https") or not rest or set(rest) & set("/*?# "):
                raise UsageError(
                    "An allowed origin must be a scheme and a host and nothing behind them, such "
                    f"as https://example.org. Got {origin!r}."
                )

    def _check_limits(self) -> None:
        if not 0 <= self.port <= 65_535:
            raise UsageError(f"The port must be 0 (any free one) to 65535. Got {self.port}.")
        for name in ("threads", "max_body", "max_pixels", "max_pictures", "max_batch"):
            if getattr(self, name) < 1:
                raise UsageError(f"{name} must be at least 1. Got {getattr(self, name)}.")
        if self.max_held < self.max_body:
            raise UsageError(f"max_held must be at least max_body. Got {self.max_held}.")
        if self.max_waiting < max(self.max_pictures, self.max_batch):
            raise UsageError(
                f"max_waiting must be at least max_pictures and max_batch. Got {self.max_waiting}."
            )
        if not (self.seconds > 0 and self.reload_seconds > 0):
            raise UsageError(
                "seconds and reload_seconds must be over 0. "
                f"Got {self.seconds} and {self.reload_seconds}."
            )

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the host."""
        return is_local(self.host)

    @cached_property
    def is_everywhere(self) -> bool:
        """Whether it listens on all addresses of the machine."""
        address = address_of(self.host)
        return address is not None and address.is_unspecified

    @property
    def scheme(self) -> str:
        """Either https or http."""
        return "http" if self.tls_cert is None else "https"

    @cached_property
    def known_hosts(self) -> frozenset[str]:
        """The names by which it may be called, lower case, without ports."""
        return frozenset(name.lower() for name in (*_LOOPBACK_NAMES, self.host, *self.allow_hosts))


def is_local(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    address = address_of(host)
    return host == "localhost" if address is None else address.is_loopback


def address_of(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The IP address that `host` is, None where it is a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
