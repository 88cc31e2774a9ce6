"""POST /corrections: what a picture really shows. When it is answered, it is on disk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request
from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag
from starlette.responses import Response

from tenfold.errors import PictureError
from tenfold.serving import bodies
from tenfold.serving.documents import BASE64, Answer, Label
from tenfold.serving.hosting import Loaded, LoadedReader, Models, Served
from tenfold.serving.openapi import described
from tenfold.serving.pictures import Look, Upload
from tenfold.serving.problems import RequestError
from tenfold.serving.reading import Reads
from tenfold.serving.review import OF_CLASS, OF_NUMBERS, store_of, truth_of
from tenfold.serving.store_values import LONGEST_NUMBERS, NUMBERS, Entry
from tenfold.serving.tensorflow_serving import from_base64

router = APIRouter(tags=["tenfold"])


class _Shown(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    picture: str = Field(
        min_length=1,
        description="The picture file's bytes in base64.",
        json_schema_extra=BASE64,
    )
    model: str | None = Field(None, description="Which model was wrong; see /models.")
    file: str | None = Field(None, max_length=255)
    note: str = Field("", max_length=2000)


class ClassCorrection(_Shown):
    """What a picture shows. label: a class index, null for none of the classes."""

    label: Label | None


class NumberCorrection(_Shown):
    """What is written in a picture. text: its numbers, a space between two; "" for none."""

    text: str = Field(pattern=NUMBERS, max_length=LONGEST_NUMBERS)


class Corrected(BaseModel):
    """A correction that is on disk; text: the numbers, where those were corrected."""

    id: str
    answer: Answer | dict[str, Any]
    label: int | None
    name: str | None
    text: str | None


Correction = Annotated[
    Annotated[ClassCorrection, Tag(OF_CLASS)] | Annotated[NumberCorrection, Tag(OF_NUMBERS)],
    Discriminator(truth_of),
    Body(),
]


@router.post("/corrections", **described(Corrected, 404, 422, 507, names_model=True, status=201))
async def correct(request: Request, correction: Correction) -> Response:
    """Keep what a picture really shows. When this is answered, it is on disk."""
    store = store_of(request)
    models: Models = request.app.state.models
    most = request.app.state.settings.max_pixels
    if isinstance(correction, NumberCorrection):
        loaded, entry_of = _of_numbers(correction, models, most)
    else:
        loaded, entry_of = _of_class(correction, models, most)

    def keep() -> tuple[str, Entry] | PictureError:
        upload = Upload(from_base64(correction.picture, "picture"), correction.file)
        made = entry_of(upload)
        return made if isinstance(made, PictureError) else (store.add(made), made)

    done = await request.app.state.pool.run(keep)
    if isinstance(done, PictureError):
        raise done
    entry_id, entry = done
    content = {"id": entry_id, "answer": entry.answer}
    content |= {"label": entry.label, "name": entry.name, "text": entry.text}
    return bodies.json_response(content, loaded, status=201)


def _of_class(
    correction: ClassCorrection, models: Models, most: int
) -> tuple[Served, Callable[[Upload], Entry | PictureError]]:
    """Who answers, and what makes an entry of a picture file. Raises RequestError."""
    loaded = _right(models, correction.model, Loaded)
    assert isinstance(loaded, Loaded)
    classes = len(loaded.metadata.classes)
    if correction.label is not None and correction.label >= classes:
        raise RequestError(
            422,
            "label",
            f"label must be 0 to {classes - 1}, a class of {loaded.name}, or null for none of "
            f"them. Got {correction.label}.",
        )
    look = Look(loaded, most)

    def entry_of(upload: Upload) -> Entry | PictureError:
        seen = look(upload)
        if isinstance(seen, PictureError):
            return seen
        return Entry.of(
            seen.prediction,
            upload.content,
            kind="correction",
            served=loaded.name,
            label=correction.label,
            note=correction.note,
        )

    return loaded, entry_of


def _of_numbers(
    correction: NumberCorrection, models: Models, most: int
) -> tuple[Served, Callable[[Upload], Entry | PictureError]]:
    """The same for numbers that were read."""
    loaded = _right(models, correction.model, LoadedReader)
    assert isinstance(loaded, LoadedReader)
    reads = Reads(loaded, most)

    def entry_of(upload: Upload) -> Entry | PictureError:
        pages = reads(upload)
        if isinstance(pages, PictureError):
            return pages
        return Entry.of_pages(
            pages,
            upload.content,
            kind="correction",
            served=loaded.name,
            text=correction.text,
            note=correction.note,
        )

    return loaded, entry_of


def _right(models: Models, name: str | None, kind: type[Served]) -> Served:
    """The model that was wrong, which must answer in the way that it was put right in."""
    try:
        return models.get(name) if kind is Loaded else models.reader(name)
    except RequestError as error:
        if error.code != "task":
            raise
        truth = (
            "answers with a class: put it right by 'label'"
            if kind is LoadedReader
            else "reads numbers: put it right by 'text'"
        )
        raise RequestError(422, "task", f"Model {name} {truth}, or name another model.") from None
