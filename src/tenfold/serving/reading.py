"""POST /read: the numbers in picture files, as `tenfold read --json` gives them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from tenfold.errors import MissingExtraError, PictureError
from tenfold.inference.readings import Reading
from tenfold.pictures.documents import pages
from tenfold.serving import bodies
from tenfold.serving.documents import Readings
from tenfold.serving.hosting import LoadedReader, Models
from tenfold.serving.keeping import kept
from tenfold.serving.openapi import described
from tenfold.serving.own import PICTURES, ModelName
from tenfold.serving.pictures import Upload, broken, check_pixels
from tenfold.serving.store_values import Entry
from tenfold.serving.uploads import received

MOST_PAGES = 20  # of one file: a page takes about as long as ten pictures

router = APIRouter(tags=["tenfold"])


@dataclass(frozen=True)
class Reads:
    """How files are to be read; called with one, in any thread."""

    loaded: LoadedReader
    max_pixels: int

    def __call__(self, upload: Upload) -> list[Reading] | PictureError:
        """A reading a page, or what is wrong with the file."""
        found: list[Reading] = []
        try:
            check_pixels(upload, most=self.max_pixels)
            for page in pages(upload.content, name=upload.file, most=MOST_PAGES):
                found += self.loaded.reader.read(page, name=upload.file)
        except PictureError as error:
            return error
        except MissingExtraError as error:
            return PictureError(error.message)
        return found


@router.post("/read", **described(Readings, 404, 415, 422, content=PICTURES, names_model=True))
async def read(
    request: Request,
    model: ModelName = None,
    live: Annotated[bool, Query(description="Somebody is still drawing: keep nothing.")] = False,
) -> Response:
    """The numbers in pictures: one answer a page."""
    models: Models = request.app.state.models
    loaded = models.reader(model)
    uploads, alone = await received(request)
    reads = Reads(loaded, request.app.state.settings.max_pixels)
    seen = await request.app.state.pool.map(reads, uploads)
    if alone and isinstance(seen[0], PictureError):
        raise seen[0]
    found = list(zip(uploads, seen, strict=True))
    entries = [_entry(upload, one, loaded) for upload, one in found if isinstance(one, list)]
    for entry in entries:
        if entry.kind == "refusal":
            request.app.state.metrics.refused(loaded.name)
    if not live:
        await kept(request.app.state.store, entries)
    answers: list[dict[str, Any]] = []
    for number, (upload, one) in enumerate(found):
        if isinstance(one, PictureError):
            answers.append(broken(upload, one, number).to_json())
        else:
            answers += [reading.to_json() for reading in one]
    return bodies.json_response({"answers": answers}, loaded)


def _entry(upload: Upload, read: list[Reading], loaded: LoadedReader) -> Entry:
    doubted = any(number.refused for page in read for number in page.numbers)
    kind = "refusal" if doubted else "prediction"
    return Entry.of_pages(read, upload.content, kind=kind, served=loaded.name)
