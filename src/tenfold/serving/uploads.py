"""Picture files as clients send them: one as the raw body, or several as multipart/form-data."""

from __future__ import annotations

from fastapi import Request
from starlette.datastructures import UploadFile

from tenfold.serving.pictures import Upload
from tenfold.serving.problems import RequestError, shortened
from tenfold.serving.settings import Settings

_LONGEST_NAME = 255
_RAW = ("image/", "application/octet-stream", "application/pdf")


async def received(request: Request) -> tuple[list[Upload], bool]:
    """The pictures of a request, and whether the body is one picture alone.

    Raises RequestError: 400 where there is none, 413 for too many, 415 for another kind of body.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await _parts(request), False
    # curl and the like call it a form where nobody says what a body is.
    if kind and not kind.startswith(_RAW) and kind != "application/x-www-form-urlencoded":
        raise RequestError(
            415,
            "media-type",
            f"A picture comes as multipart/form-data, or as the body itself with a type such as "
            f"image/png. Got {shortened(kind)!r}.",
        )
    content = await request.body()
    if not content:
        raise RequestError(
            400,
            "no-picture",
            "The body is empty. Send the bytes of a picture file: "
            "curl --data-binary @my.png -H 'Content-Type: image/png' ...",
        )
    return [Upload(content)], True


async def _parts(request: Request) -> list[Upload]:
    settings: Settings = request.app.state.settings
    most = settings.max_pictures
    uploads = []
    async with request.form(
        max_files=most, max_fields=most, max_part_size=settings.max_body
    ) as form:
        for name, part in form.multi_items():
            if not isinstance(part, UploadFile):
                raise RequestError(
                    400,
                    "no-file",
                    f"The part {shortened(name)!r} is text, not a file. Send pictures as files: "
                    "curl -F picture=@my.png ...",
                )
            uploads.append(Upload(await part.read(), _file_name(part.filename)))
    if not uploads:
        raise RequestError(
            400, "no-picture", "The form holds no file. Send one: curl -F picture=@my.png ..."
        )
    return uploads


def _file_name(name: str | None) -> str | None:
    """What the client calls it, to be said back; it is never used as a path here."""
    clean = "".join(letter for letter in name or "" if letter.isprintable())
    return clean[:_LONGEST_NAME] or None
