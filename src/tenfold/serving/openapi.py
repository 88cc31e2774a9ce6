"""The OpenAPI document, in which routes that read their bodies by hand are described in full."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel

from tenfold import __version__
from tenfold.serving import documents
from tenfold.serving.problems import MEDIA_TYPE

# What may be answered to any request: see guard.py.
_ANY = (400, 401, 403, 408, 413, 421, 503)
_REFERENCE = "#/components/schemas/{model}"
_MODEL_HEADER = {
    "Tenfold-Model": {
        "description": "Which model answered: NAME; hash=HASH",
        "schema": {"type": "string"},
    }
}
_BODIES = (documents.Infer, documents.Instances)


class PlainRoute(APIRoute):
    """A route whose endpoint takes the request and gives the response, with nothing in between.

    FastAPI's own way to an endpoint costs as long as a small network's answer: 0.1 ms.
    """

    def get_route_handler(self) -> Callable[[Request], Any]:
        """The endpoint itself."""
        return self.endpoint


def described(
    answer: type[BaseModel],
    *problems: int,
    path: Mapping[str, str] | None = None,
    body: type[BaseModel] | None = None,
    content: dict[str, Any] | None = None,
    names_model: bool = False,
    status: int = 200,
) -> dict[str, Any]:
    """Arguments for a route: what it answers, and what it takes where FastAPI cannot see it.

    problems: statuses beside those of any request. path: what the parameters of the path are.
    body: of a JSON request; content: of others, by media type. names_model: Tenfold-Model is sent.
    """
    found: dict[str, Any] = {"model": answer, "description": answer.__doc__}
    if names_model:
        found["headers"] = _MODEL_HEADER
    extra: dict[str, Any] = {}
    if path:
        extra["parameters"] = [_path_parameter(name, words) for name, words in path.items()]
    if body is not None:
        reference = {"$ref": _REFERENCE.format(model=body.__name__)}
        content = {"application/json": {"schema": reference}} | (content or {})
    if content:
        extra["requestBody"] = {"required": True, "content": content}
    responses = {status: found} | {code: _problem(code) for code in problems}
    return {"responses": responses, "openapi_extra": extra, "status_code": status}


def install(app: FastAPI, *, with_token: bool) -> None:
    """Let `app` describe itself, with the parts that FastAPI cannot know."""

    def document() -> dict[str, Any]:
        if not app.openapi_schema:
            app.openapi_schema = _document(app, with_token=with_token)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _document(app: FastAPI, *, with_token: bool) -> dict[str, Any]:
    whole = get_openapi(
        title="tenfold",
        version=__version__,
        summary="What is in a picture?",
        routes=app.routes,
    )
    for operations in whole["paths"].values():
        for operation in operations.values():
            for status in _ANY:
                operation["responses"].setdefault(str(status), _problem(status))
    schemas = whole.setdefault("components", {}).setdefault("schemas", {})
    for model in (documents.Problem, *_BODIES):
        schema = model.model_json_schema(ref_template=_REFERENCE)
        schemas.update(schema.pop("$defs", {}))
        schemas[model.__name__] = schema
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    if with_token:
        schemes = {"token": {"type": "http", "scheme": "bearer"}}
        whole["components"]["securitySchemes"] = schemes
        whole["security"] = [{"token": []}]
    return whole


def _path_parameter(name: str, words: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": words,
        "schema": {"type": "string", "minLength": 1},
    }


def _problem(status: int) -> dict[str, Any]:
    return {
        "description": HTTPStatus(status).phrase,
        "content": {MEDIA_TYPE: {"schema": {"$ref": _REFERENCE.format(model="Problem")}}},
    }
