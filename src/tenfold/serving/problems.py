"""Everything that goes wrong, as a problem of RFC 9457: what was wrong, and what to do next.

    {"type": "about:blank", "title": "Not Found", "status": 404,
     "detail": "No model is called 'digts'. Did you mean 'digits'? ...", "code": "model"}

`code` is for programs, `detail` for people. On the paths of the Open Inference Protocol and of
TensorFlow Serving the member `error` says the detail once more: that is where their clients look.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tenfold.errors import TenfoldError

MEDIA_TYPE = "application/problem+json"
_SPEAK_OF_ERRORS = ("/v1/", "/v2")
_RETRY_AFTER = "1"  # seconds: a full queue of 1,024 pictures is answered in about one
_MOST_SHOWN = 300  # characters of what a client sent that are said back


class RequestError(TenfoldError):
    """A request that is not answered: its HTTP status, a code, what to do, and headers."""

    def __init__(
        self, status: int, code: str, detail: str, *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.http_status = status
        self.code = code
        self.headers = dict(headers or {})


def overloaded(what: str) -> RequestError:
    """The 503 of a server that has as much to do as it can hold."""
    return RequestError(
        503,
        "overloaded",
        f"{what} Nothing of this request was done: send it again in a second.",
        headers={"Retry-After": _RETRY_AFTER},
    )


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    path: str = "",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer that tells a client of a problem. path: what was asked for."""
    content = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
    }
    if path.startswith(_SPEAK_OF_ERRORS):
        content["error"] = detail
    return Response(orjson.dumps(content), status, media_type=MEDIA_TYPE, headers=headers)


def of_error(error: TenfoldError, *, path: str = "") -> Response:
    """The answer for an error of tenfold's."""
    headers = error.headers if isinstance(error, RequestError) else None
    return problem(error.http_status, error.code, error.message, path=path, headers=headers)


def install(app: FastAPI, *, headers: Mapping[str, str]) -> None:
    """Let `app` answer every error with a problem; `headers` go with those nobody foresaw."""

    async def tenfold_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, TenfoldError)
        return of_error(error, path=request.url.path)

    async def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return _of_http_error(request, error)

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return problem(422, "body", _in_words(error.errors()), path=request.url.path)

    async def unforeseen(request: Request, error: Exception) -> Response:
        return problem(
            500,
            "internal",
            "Something went wrong inside the server, and it is not your request's fault. "
            "The server's log says what.",
            path=request.url.path,
            headers=headers,
        )

    app.add_exception_handler(TenfoldError, tenfold_error)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, unforeseen)


def _of_http_error(request: Request, error: HTTPException) -> Response:
    status, detail = error.status_code, str(error.detail)
    code = HTTPStatus(status).phrase.lower().replace(" ", "-")
    shown = shortened(request.url.path)
    if status == 404 and detail == HTTPStatus(404).phrase:
        detail = f"There is nothing at {shown}. GET /openapi.json lists what there is."
    elif status == 405:
        allowed = (error.headers or {}).get("Allow", "another method")
        detail = f"{request.method} is not for {shown}. Use {allowed}."
    return problem(status, code, detail, path=request.url.path, headers=error.headers)


def _in_words(errors: Any) -> str:
    """What pydantic found, in one sentence a finding; at most three."""
    found = []
    for one in errors[:3]:
        # <...> is which of several forms the body was taken for, and no name of a field.
        parts = [str(part) for part in one["loc"]]
        fields = [part for part in parts if part != "body" and not part.startswith("<")]
        place = ".".join(fields) or "the body"
        found.append(f"{shortened(place)}: {one['msg']}")
    return f"The request is not as it must be: {'; '.join(found)}. See /openapi.json."


def shortened(text: str) -> str:
    """A stranger's text to say back: printable and not long."""
    clean = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )
    return clean if len(clean) <= _MOST_SHOWN else clean[:_MOST_SHOWN] + "…"
