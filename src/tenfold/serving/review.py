"""The store over HTTP: list and search, look at a picture, put right, delete, take along.

    GET    /store                  a page of entries
    GET    /store/export           all that are chosen, as CSV, Parquet or a ZIP of folders
    GET    /store/{id}/picture     the picture, drawn anew as a PNG
    PATCH  /store/{id}             what it really is
    DELETE /store/{id}, /store     one entry, or all of a kind

The functions are plain ones: FastAPI runs them in threads, since they wait for the disk. The
app's `state.store` is the store, or None where the server has none.
"""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, Path, Query, Request
from fastapi.responses import Response, StreamingResponse
from PIL import Image
from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from tenfold.pictures.decode import decode
from tenfold.serving.documents import HIGHEST_LABEL, Label
from tenfold.serving.openapi import described
from tenfold.serving.problems import RequestError
from tenfold.serving.store import Store
from tenfold.serving.store_export import FORMATS
from tenfold.serving.store_values import LONGEST_NUMBERS, MOST_A_PAGE, NUMBERS, Filter

_SHOWN_SIDE = 1024  # pixels: a photo is looked at here, not kept

OF_CLASS, OF_NUMBERS = "<class>", "<numbers>"  # see problems.py: never said as names of fields
Kind = Literal["correction", "refusal", "prediction"]
EntryId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", description="The id of an entry.")]


class EntryBody(BaseModel):
    """One entry of the store; its picture is at /store/{id}/picture."""

    id: str = Field(description="32 hexadecimal digits; later entries have larger ones.")
    kind: Kind
    time: str = Field(description="When it was kept: UTC, ISO 8601.")
    file: str | None = Field(description="What the picture was called.")
    model: str = Field(description="The model that answered, as its file says.")
    hash: str = Field(description="The first 16 digits of the SHA-256 of that model's file.")
    served: str | None = Field(description="The name by which it was asked.")
    answer: dict[str, Any] = Field(description="What it answered, as POST /predict said it.")
    label: int | None = Field(description="The class a person gave; null for none of them.")
    name: str | None = Field(description="The name of that class.")
    text: str | None = Field(description="The numbers a person read, of a model that reads.")
    note: str
    sha256: str = Field(description="SHA-256 of the picture's bytes.")


class PageBody(BaseModel):
    """Entries, the newest first."""

    entries: list[EntryBody]
    next: str | None = Field(description="The `after` of the next page; null on the last one.")
    total: int = Field(description="How many entries there are on all pages.")


class ClassBody(BaseModel):
    """What a picture really is."""

    model_config = ConfigDict(extra="forbid", strict=True)
    label: Label | None = Field(
        description="The class index of the model that answered; null: none of its classes."
    )


class NumbersBody(BaseModel):
    """What is really written in a picture."""

    model_config = ConfigDict(extra="forbid", strict=True)
    text: str = Field(
        pattern=NUMBERS,
        max_length=LONGEST_NUMBERS,
        description="The numbers, a space between two; nothing where there is none.",
    )


def truth_of(body: Any) -> str:
    """How a body says what a picture is: by `text`, its numbers, or by `label`, its class."""
    return OF_NUMBERS if isinstance(body, dict) and "text" in body else OF_CLASS


ChangeBody = Annotated[
    Annotated[ClassBody, Tag(OF_CLASS)] | Annotated[NumbersBody, Tag(OF_NUMBERS)],
    Discriminator(truth_of),
    Body(),
]


class ConfirmBody(BaseModel):
    """That everything chosen is to be deleted."""

    model_config = ConfigDict(extra="forbid")
    confirm: Literal[True]


class RemovedBody(BaseModel):
    """How many entries were deleted, with their pictures."""

    removed: int


def _problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The documentation of what else a route may answer."""
    responses = described(RemovedBody, *statuses)["responses"]
    return {status: responses[status] for status in statuses}


router = APIRouter(prefix="/store", tags=["store"], responses=_problems(422, 503, 507))


def store_of(request: Request) -> Store:
    """What the server keeps things in. Raises RequestError (503) where it keeps nothing."""
    store: Store | None = request.app.state.store
    if store is None:
        raise RequestError(
            503,
            "no-store",
            "This server keeps nothing: it was started with --no-store. Start it without.",
        )
    return store


def _filter(
    kind: Annotated[Kind | None, Query(description="Only entries of this kind.")] = None,
    model: Annotated[
        str | None, Query(description="Only this model's answers, by either name.")
    ] = None,
    label: Annotated[
        int | None, Query(ge=0, le=HIGHEST_LABEL, description="Only this class, given or answered.")
    ] = None,
    text: Annotated[
        str | None, Query(description="In file, model, names, numbers or note.")
    ] = None,
) -> Filter:
    return Filter(kind=kind, model=model, label=label, text=text)


Kept = Annotated[Store, Depends(store_of)]
Wanted = Annotated[Filter, Depends(_filter)]


@router.get("", response_model=PageBody, summary="List what is kept")
def list_entries(
    store: Kept,
    wanted: Wanted,
    after: Annotated[
        str | None, Query(pattern=r"^[0-9a-f]{32}$", description="`next` of the page before.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_A_PAGE)] = 50,
) -> dict[str, Any]:
    """A page of corrections, refusals and predictions, the newest first."""
    page = store.list(replace(wanted, after=after, limit=limit))
    found = [entry.to_json() for entry in page.entries]
    return {"entries": found, "next": page.next, "total": page.total}


@router.get(
    "/export",
    summary="Take what is kept along",
    response_class=StreamingResponse,
    responses=_problems(501)
    | {
        200: {
            "description": "The chosen entries; a folder is a ZIP of one folder a class.",
            "content": {
                one.media_type.split(";")[0]: {"schema": {"type": "string", "format": "binary"}}
                for one in FORMATS.values()
            },
        }
    },
)
def export_entries(
    store: Kept,
    wanted: Wanted,
    form: Annotated[Literal["csv", "parquet", "folder"], Query(alias="format")],
) -> StreamingResponse:
    """CSV (no pictures), Parquet (with pictures), or the corrected pictures in folders."""
    chosen = FORMATS[form]
    headers = {"Content-Disposition": f'attachment; filename="tenfold-store{chosen.suffix}"'}
    pieces = chosen.make(store, wanted)
    return StreamingResponse(pieces, media_type=chosen.media_type, headers=headers)


@router.get(
    "/{entry_id}/picture",
    summary="Look at a kept picture",
    response_class=Response,
    responses=_problems(404)
    | {
        200: {
            "description": "The picture, drawn anew and without whatever else its file held.",
            "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
def picture(store: Kept, entry_id: EntryId) -> Response:
    """The picture as a PNG, its longest side at most 1,024 pixels."""
    pixels = decode(store.picture(entry_id), name="The kept picture").pixels
    image = Image.fromarray(pixels)
    image.thumbnail((_SHOWN_SIDE, _SHOWN_SIDE))
    content = io.BytesIO()
    image.save(content, "PNG")
    return Response(content.getvalue(), media_type="image/png")


@router.patch(
    "/{entry_id}",
    response_model=EntryBody,
    summary="Say what a kept picture is",
    responses=_problems(400, 404),
)
def change(store: Kept, entry_id: EntryId, body: ChangeBody) -> dict[str, Any]:
    """The entry is a correction from then on, whatever it was."""
    return store.change(entry_id, **body.model_dump()).to_json()


@router.delete(
    "/{entry_id}",
    response_model=RemovedBody,
    summary="Delete a kept picture",
    responses=_problems(404),
)
def remove(store: Kept, entry_id: EntryId) -> dict[str, int]:
    """The entry and its picture are gone for good."""
    store.remove(entry_id)
    return {"removed": 1}


@router.delete("", response_model=RemovedBody, summary="Delete all, or all of a kind")
def remove_all(
    store: Kept,
    body: ConfirmBody,
    kind: Annotated[Kind | None, Query(description="Only entries of this kind.")] = None,
) -> dict[str, int]:
    """They are gone for good; `confirm` must be true."""
    return {"removed": store.remove_all(kind)}
