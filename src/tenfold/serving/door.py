"""Who has been let in: programs by a token, a browser by a link that works once and a cookie."""

from __future__ import annotations

import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie

COOKIE = "tenfold"
PARAMETER = "key"
_MOST_BROWSERS = 100  # of more, the one that came first must come again
_SECRET_BYTES = 32


class Door:
    """Knows the token, the link that is open now, and the browsers that came by one.

    token: None lets everybody in. secure: the cookie is for https alone. announce: told the key of
    the next link when the last one was used, to show it to whoever started the server.
    """

    def __init__(
        self, token: str | None, *, secure: bool, announce: Callable[[str], None] = lambda key: None
    ) -> None:
        self._token = token
        self._secure = secure
        self._announce = announce
        self._key = secrets.token_urlsafe(_SECRET_BYTES)
        self._browsers: OrderedDict[str, None] = OrderedDict()

    @property
    def is_open(self) -> bool:
        """Whether everybody may come in."""
        return self._token is None

    @property
    def key(self) -> str:
        """The key of the link that works now, once."""
        return self._key

    def admits(self, authorization: str | None, cookies: str | None) -> bool:
        """Whether a request may come in: it has the token, or the cookie of a browser."""
        if self._token is None:
            return True
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() == "bearer" and _same(token.strip(), self._token):
            return True
        secret = _cookie(cookies)
        return secret is not None and any(_same(secret, known) for known in self._browsers)

    def enter(self, key: str) -> str | None:
        """The Set-Cookie header for a browser that came by the link; None where the key is wrong.

        The link does not work again; the next one is announced.
        """
        if self._token is None or not _same(key, self._key):
            return None
        self._key = secrets.token_urlsafe(_SECRET_BYTES)
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        self._browsers[secret] = None
        if len(self._browsers) > _MOST_BROWSERS:
            self._browsers.popitem(last=False)
        self._announce(self._key)
        # Without an end: the browser forgets it when it is closed, the server when it stops.
        secure = "; Secure" if self._secure else ""
        return f"{COOKIE}={secret}; Path=/; HttpOnly; SameSite=Strict{secure}"


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), wanted.encode())


def _cookie(header: str | None) -> str | None:
    """The secret among the cookies that a browser sent."""
    try:
        found = SimpleCookie(header or "").get(COOKIE)
    except CookieError:
        return None
    return None if found is None else found.value
