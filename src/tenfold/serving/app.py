"""create_app: the rooms of the server put together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import PlainTextResponse, Response

from tenfold.serving import (
    correcting,
    guard,
    inference_v2,
    openapi,
    own,
    pages,
    problems,
    reading,
    review,
    tensorflow_serving,
)
from tenfold.serving import metrics as measuring
from tenfold.serving.door import Door
from tenfold.serving.hosting import Models, places
from tenfold.serving.methods import Methods
from tenfold.serving.pool import Pool
from tenfold.serving.settings import Settings
from tenfold.serving.shortcuts import Shortcuts

if TYPE_CHECKING:
    from tenfold.serving.store import Store

_TENSORS = {
    "/v2/models/{model}/infer": inference_v2.infer,
    "/v1/models/{model}:predict": tensorflow_serving.predict,
}


def create_app(
    settings: Settings,
    store: Store | None = None,
    *,
    models: Mapping[str, Path] | None = None,
    door: Door | None = None,
) -> FastAPI:
    """The server as an ASGI app.

    store: what keeps corrections; None: they are answered with 503. It is the caller's to close.
    models: the file of each by name, the first is the default; None: the shipped ones. door: who
    comes in; None: one for the token of `settings`.
    Raises UsageError or ModelFileError where a model cannot be served.
    """
    app = FastAPI(
        title="tenfold", docs_url=None, redoc_url=None, lifespan=_lifespan, redirect_slashes=False
    )
    metrics = measuring.Metrics()
    pool = Pool(threads=settings.threads, room=settings.max_waiting)
    door = door or Door(settings.token, secure=settings.scheme == "https")
    metrics.watch_queue("pictures", lambda: pool.jobs)
    app.state.settings = settings
    app.state.store = store
    app.state.metrics = metrics
    app.state.pool = pool
    app.state.door = door
    app.state.page = pages.table()
    app.state.models = Models(places(()) if models is None else models, settings, metrics)
    for room in (inference_v2, tensorflow_serving, own, reading, correcting, review, pages):
        app.include_router(room.router)
    app.add_api_route("/metrics", _metrics, response_class=PlainTextResponse)
    problems.install(app, headers=guard.HEADERS)
    openapi.install(app, with_token=not door.is_open)
    # The last one added is the first one asked.
    app.add_middleware(Methods, paths=app.openapi()["paths"])
    app.add_middleware(Shortcuts, models=app.state.models.names, endpoints=_TENSORS)
    if settings.allow_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.allow_origins,
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Inference-Header-Content-Length"],
            expose_headers=["Tenfold-Model", "Inference-Header-Content-Length", "Retry-After"],
        )
    app.add_middleware(guard.Guard, settings=settings, door=door)
    app.add_middleware(measuring.Measured, metrics=metrics)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    models: Models = app.state.models
    models.start()
    yield
    await models.close()
    app.state.pool.close()


async def _metrics(request: Request) -> Response:
    """What Prometheus reads."""
    return Response(request.app.state.metrics.text(), media_type=measuring.CONTENT_TYPE)
