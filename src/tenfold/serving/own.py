"""tenfold's own API: picture files in, the CLI's JSON out; models; settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from tenfold import conformal
from tenfold.errors import PictureError, UsageError
from tenfold.serving import bodies
from tenfold.serving.documents import Answers, ServedModels, ServerSettings, Switches
from tenfold.serving.hosting import Loaded, LoadedReader, Models, Served
from tenfold.serving.keeping import kept
from tenfold.serving.openapi import described
from tenfold.serving.pictures import Look, Seen, broken
from tenfold.serving.problems import RequestError
from tenfold.serving.review import store_of
from tenfold.serving.store_values import Entry
from tenfold.serving.uploads import received

if TYPE_CHECKING:
    from tenfold.serving.store import Store

_FILE = {"type": "string", "format": "binary"}
PICTURES = {
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "properties": {"picture": {"type": "array", "items": _FILE, "minItems": 1}},
            "required": ["picture"],
            "additionalProperties": False,
        }
    },
    "image/*": {"schema": _FILE},
}
ModelName = Annotated[
    str | None, Query(description="Which model; see /models.", min_length=1, max_length=100)
]
Coverage = Annotated[
    float | None,
    Query(
        ge=conformal.LEAST,
        lt=1,
        description="Sets of classes that hold the truth this often; 409 where the model has none.",
    ),
]

router = APIRouter(tags=["tenfold"])


@router.get("/models", **described(ServedModels))
async def models(request: Request) -> Response:
    """The models that are served."""
    served: Models = request.app.state.models
    first = served.first()
    content = {
        "default": None if first is None else first.name,
        "models": [_about(one) for one in served.all()],
    }
    return bodies.json_response(content)


def _about(model: Served) -> dict[str, Any]:
    metadata, spec = model.metadata, model.metadata.spec
    data = metadata.dataset.get("name", "unnamed data")
    accuracy = metadata.scores.get("test", {}).get("accuracy")
    reached = "" if accuracy is None else f", {accuracy:.2%} right on its test pictures"
    return {
        "name": model.name,
        "hash": model.id.hash,
        "classes": list(metadata.classes),
        "picture": {"height": spec.height, "width": spec.width, "centre": spec.centre},
        "task": metadata.task,
        "about": f"{metadata.name}, learned from {data}{reached}",
    }


@router.post(
    "/predict", **described(Answers, 404, 409, 415, 422, content=PICTURES, names_model=True)
)
async def predict(
    request: Request,
    model: ModelName = None,
    coverage: Coverage = None,
    steps: Annotated[bool, Query(description="Also the way to what the model saw.")] = False,
    live: Annotated[bool, Query(description="Somebody is still drawing: keep nothing.")] = False,
) -> Response:
    """What is in pictures: one answer each, as `tenfold predict --json` gives it."""
    loaded = request.app.state.models.get(model)
    if coverage is not None:
        _check_coverage(loaded, coverage)
    uploads, alone = await received(request)
    look = Look(loaded, request.app.state.settings.max_pixels, coverage=coverage, steps=steps)
    seen = await request.app.state.pool.map(look, uploads)
    if alone and isinstance(seen[0], PictureError):
        raise seen[0]
    found = [one for one in seen if isinstance(one, Seen)]
    for one in found:
        if one.prediction.refused:
            request.app.state.metrics.refused(loaded.name)
    if not live:
        entries = [_entry(one, loaded) for one in found]
        await kept(request.app.state.store, entries)
    answers = [
        one.to_json() if isinstance(one, Seen) else broken(upload, one, number).to_json()
        for number, (upload, one) in enumerate(zip(uploads, seen, strict=True))
    ]
    return bodies.json_response({"answers": answers}, loaded)


def _check_coverage(loaded: Loaded, coverage: float) -> None:
    """Before any picture is read: can the model give such sets?"""
    try:
        conformal.threshold(loaded.metadata.held_out, coverage)
    except UsageError as error:
        raise RequestError(409, "coverage", error.message) from None


def _entry(seen: Seen, loaded: Loaded) -> Entry:
    kind = "refusal" if seen.prediction.refused else "prediction"
    return Entry.of(seen.prediction, seen.upload.content, kind=kind, served=loaded.name)


@router.get("/settings", **described(ServerSettings))
async def settings(request: Request) -> Response:
    """What the person may switch, and what this server has."""
    return bodies.json_response(await run_in_threadpool(_settings, request))


@router.put("/settings", **described(ServerSettings, 422, 507))
async def switch(request: Request, switches: Switches) -> Response:
    """Switch whether predictions are kept too."""
    store = store_of(request)
    await run_in_threadpool(store.set_setting, "keep_predictions", switches.keep_predictions)
    return bodies.json_response(await run_in_threadpool(_settings, request))


def _settings(request: Request) -> dict[str, Any]:
    store: Store | None = request.app.state.store
    models: Models = request.app.state.models
    return {
        "keep_predictions": store is not None and store.settings()["keep_predictions"],
        "store": None if store is None else store.kind,
        "read": models.first(LoadedReader) is not None,
    }
