"""One file from an https address: bounded, quick to give up, certificates always checked."""

from __future__ import annotations

import http.client
import os
import queue
import socket
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

from tenfold.datasets.catalog import Source, SourceFile
from tenfold.datasets.verified import stored_limit, unpack
from tenfold.errors import DatasetError, UsageError

# report(message, done, total): bytes so far, of total; total is 0 where it is not known.
Report = Callable[[str, int, int], None]

ANSWER_SECONDS = 8.0  # to look the name up, connect, follow redirects and begin to answer
STALL_SECONDS = 20.0  # without a byte, once the answer has begun
_CHUNK = 1 << 16


def download_files(
    base: str, files: tuple[SourceFile, ...], report: Report
) -> Iterator[tuple[SourceFile, bytes]]:
    """Each of `files` from `<base><name>.gz`: its uncompressed, proven bytes.

    Raises DatasetError at the first that cannot be had: where one fails, an address is given up.
    """
    for file in files:
        yield file, unpack(_download(f"{base}{file.name}.gz", stored_limit(file), report), file)


def mirror_address(source: Source) -> str | None:
    """The address $TENFOLD_MIRROR gives for a data set: `<mirror>/<name>/`; None where unset.

    Raises UsageError unless it is an https address.
    """
    mirror = os.environ.get("TENFOLD_MIRROR", "")
    if not mirror:
        return None
    parts = urlsplit(mirror)
    if parts.scheme != "https" or not parts.netloc:
        raise UsageError(
            f"TENFOLD_MIRROR must be an https address, such as https://mirror.example/tenfold/. "
            f"Got {mirror!r}. Correct it, or unset it."
        )
    return f"{mirror.rstrip('/')}/{source.name}/"


def _download(address: str, limit: int, report: Report) -> bytes:
    """The body at `address`, of at most `limit` bytes."""
    parts = urlsplit(address)
    message = f"{parts.path.rsplit('/', 1)[-1]} from {parts.hostname}"
    report(message, 0, 0)
    content = bytearray()
    try:
        with _answer(address) as response:
            length = response.headers.get("Content-Length") or ""
            total = int(length) if length.isascii() and length.isdigit() else 0
            while chunk := response.read(_CHUNK):
                content += chunk
                if len(content) > limit:
                    raise DatasetError(f"the answer is longer than {limit:,} bytes")
                report(message, len(content), total)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise DatasetError(_explain(error)) from error
    if len(content) < total:
        raise DatasetError(f"the answer broke off after {len(content):,} of {total:,} bytes")
    return bytes(content)


def _answer(address: str) -> http.client.HTTPResponse:
    """The opened response.

    Opened in a thread, because the timeout of a socket covers neither looking up the name nor
    a host with many addresses that all stay silent: in a blocked network that takes minutes.
    """
    answers: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def work() -> None:
        try:
            request = urllib.request.Request(address, headers={"User-Agent": "tenfold"})
            answers.put(_opener().open(request, timeout=STALL_SECONDS))
        except (OSError, http.client.HTTPException, ValueError) as error:
            answers.put(error)

    threading.Thread(target=work, daemon=True).start()
    try:
        answer = answers.get(timeout=ANSWER_SECONDS)
    except queue.Empty:
        raise TimeoutError(f"no answer within {ANSWER_SECONDS:.0f} seconds") from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def _opener() -> urllib.request.OpenerDirector:
    # The default context checks certificates and names, and honours SSL_CERT_FILE.
    https = urllib.request.HTTPSHandler(context=ssl.create_default_context())
    return urllib.request.build_opener(https, _HttpsRedirects)


class _HttpsRedirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects (GitHub's files live behind one), but never away from https."""

    def redirect_request(
        self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        if urlsplit(newurl).scheme != "https":
            raise urllib.error.URLError("it redirects to an address without https")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _explain(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        error.close()
        return f"the server answered {error.code} {error.reason}"
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        return (
            f"the server's certificate is not trusted ({reason.verify_message}). Where a school "
            "or company has its own certificate authority, name its file in SSL_CERT_FILE"
        )
    if isinstance(reason, socket.gaierror):
        return f"its name cannot be looked up ({reason.strerror})"
    if isinstance(reason, OSError) and reason.strerror:
        return reason.strerror
    return str(reason) or type(reason).__name__
