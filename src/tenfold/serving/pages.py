"""The page: its files by exact name, in a table made at the start; no path is ever put together."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from tenfold.serving.door import PARAMETER, Door
from tenfold.serving.problems import RequestError, shortened

FOLDER = Path(__file__).with_name("page")
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
}
# A browser counts a redirect from another site's link as that site's, and keeps a strict cookie
# back; a page of ours that goes on by itself is our own.
_COME_IN = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>tenfold</title>'
    '<meta http-equiv="refresh" content="0; url=/"><p><a href="/">tenfold</a></p></html>'
)

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class PageFile:
    """A file of the page: its bytes, media type and ETag."""

    content: bytes
    media_type: str
    etag: str


def table(folder: Path = FOLDER) -> dict[str, PageFile]:
    """The files of the page by name; files of other kinds are left out."""
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in _TYPES:
            content = path.read_bytes()
            etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
            name = path.relative_to(folder).as_posix()
            files[name] = PageFile(content, _TYPES[path.suffix], etag)
    return files


@router.api_route("/", methods=["GET", "HEAD"])
async def index(request: Request) -> Response:
    """The page."""
    return _answer(request, "index.html")


@router.api_route("/review", methods=["GET", "HEAD"])
async def review(request: Request) -> Response:
    """The review page."""
    return _answer(request, "review.html")


@router.api_route("/page/{name:path}", methods=["GET", "HEAD"])
async def file(request: Request, name: str) -> Response:
    """A file of the page."""
    return _answer(request, name)


@router.get("/enter")
async def enter(request: Request) -> Response:
    """Let a browser in that comes by the one-time link."""
    door: Door = request.app.state.door
    if door.is_open:
        return RedirectResponse("/", 303)
    cookie = door.enter(request.query_params.get(PARAMETER, ""))
    if cookie is None:
        raise RequestError(
            401,
            "link",
            "This link has been used, or is not whole: each works once. "
            "Open the newest one that the server has printed.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    return HTMLResponse(_COME_IN, headers={"Set-Cookie": cookie})


def _answer(request: Request, name: str) -> Response:
    files: dict[str, PageFile] = request.app.state.page
    found = files.get(name)
    if found is None:
        raise RequestError(404, "page", f"The page has no file {shortened(name)!r}.")
    headers = {"ETag": found.etag, "Cache-Control": "no-cache"}
    if found.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(found.content, media_type=found.media_type, headers=headers)
