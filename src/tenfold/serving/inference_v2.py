"""The Open Inference Protocol, version 2, which tritonclient and KServe speak.

One input, `pictures` (UINT8, [n, height, width]); four outputs: `logits` and `probabilities`
(FP32, [n, classes], the second calibrated), `label` (INT64, [n]) and `refused` (BOOL, [n]: the
model is not sure, and the answer should not be used). Tensors as JSON, or as raw bytes behind it
(the binary tensor extension). The version of a model is its hash.
Specification: https://github.com/kserve/open-inference-protocol, and for raw bytes
https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import Response

from tenfold import __version__
from tenfold.probability import softmax
from tenfold.serving import bodies, tensors
from tenfold.serving.documents import (
    Infer,
    Inferred,
    Live,
    ModelMetadata,
    ModelReady,
    Ready,
    ServerMetadata,
)
from tenfold.serving.doubts import refused
from tenfold.serving.hosting import Loaded, Models
from tenfold.serving.openapi import PlainRoute, described
from tenfold.serving.problems import RequestError, shortened
from tenfold.values import PictureSpec

HEADER_LENGTH = "inference-header-content-length"
_DATATYPES = {"logits": "FP32", "probabilities": "FP32", "label": "INT64", "refused": "BOOL"}
OUTPUTS = tuple(_DATATYPES)

_VERSION = "/v2/models/{model}/versions/{version}"
_NAME = {"model": "A model's name; see /models."}
_PINNED = _NAME | {"version": "The model's hash: 404 once another one has taken over."}
_BINARY = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}

router = APIRouter(route_class=PlainRoute, tags=["Open Inference Protocol v2"])


@dataclass(frozen=True, eq=False)
class Wanted:
    """One request, understood. outputs: names, and whether each goes back as raw bytes."""

    images: np.ndarray
    outputs: tuple[tuple[str, bool], ...]
    id: str | None


def _about(answer: type[BaseModel], *, pinned: bool = False) -> dict[str, Any]:
    return described(answer, 404, path=_PINNED if pinned else _NAME, names_model=True)


def _asking(*, pinned: bool = False) -> dict[str, Any]:
    path = _PINNED if pinned else _NAME
    return described(Inferred, 404, path=path, body=Infer, content=_BINARY, names_model=True)


@router.get("/v2/health/live", **described(Live))
async def live(request: Request) -> Response:
    """Whether the server runs."""
    return bodies.json_response({"live": True})


@router.get("/v2/health/ready", **described(Ready))
async def ready(request: Request) -> Response:
    """Whether it can answer; it can, from its first moment on."""
    return bodies.json_response({"ready": True})


@router.get("/v2", **described(ServerMetadata))
async def server(request: Request) -> Response:
    """What the server is."""
    extensions = ["binary_tensor_data"]
    return bodies.json_response(
        {"name": "tenfold", "version": __version__, "extensions": extensions}
    )


@router.get("/v2/models/{model}", **_about(ModelMetadata))
@router.get(_VERSION, **_about(ModelMetadata, pinned=True))
async def model(request: Request) -> Response:
    """What a model takes and gives."""
    loaded = _loaded(request)
    height, width = loaded.metadata.spec.shape
    classes = len(loaded.metadata.classes)
    sides = {"logits": [-1, classes], "probabilities": [-1, classes]}
    content = {
        "name": loaded.name,
        "versions": [loaded.id.hash],
        "platform": "onnxruntime_onnx",
        "inputs": [{"name": "pictures", "datatype": "UINT8", "shape": [-1, height, width]}],
        "outputs": [
            {"name": name, "datatype": datatype, "shape": sides.get(name, [-1])}
            for name, datatype in _DATATYPES.items()
        ],
    }
    return bodies.json_response(content, loaded)


@router.get("/v2/models/{model}/ready", **_about(ModelReady))
@router.get(f"{_VERSION}/ready", **_about(ModelReady, pinned=True))
async def model_ready(request: Request) -> Response:
    """Whether a model can answer; every model that is named at /models can."""
    loaded = _loaded(request)
    return bodies.json_response({"name": loaded.name, "ready": True}, loaded)


@router.post("/v2/models/{model}/infer", **_asking())
@router.post(f"{_VERSION}/infer", **_asking(pinned=True))
async def infer(request: Request) -> Response:
    """Logits, probabilities and labels of pictures given as numbers."""
    loaded = _loaded(request)
    length = request.headers.get(HEADER_LENGTH)
    spec = loaded.metadata.spec
    wanted = await bodies.parsed(request, lambda body: _understood(body, length, spec))
    logits = await loaded.batches.logits(wanted.images)
    found = _values(wanted, logits, loaded)
    if "refused" in found:
        request.app.state.metrics.refused(loaded.name, int(found["refused"].sum()))
    return _answer(wanted, found, loaded)


def _loaded(request: Request) -> Loaded:
    models: Models = request.app.state.models
    loaded = models.get(request.path_params["model"])
    version = request.path_params.get("version")
    if version is not None and version != loaded.id.hash:
        raise RequestError(
            404,
            "version",
            f"Model {loaded.name} is here in version {loaded.id.hash} only. "
            f"Got {shortened(version)!r}. Leave the version out to ask whatever is here.",
        )
    return loaded


def _understood(body: bytes, length: str | None, spec: PictureSpec) -> Wanted:
    """length: what the header says of the JSON, None where the body is JSON alone."""
    head, raw = _cut(body, length)
    content = bodies.json_object(head)
    given = content.get("inputs")
    if not (isinstance(given, list) and len(given) == 1 and isinstance(given[0], dict)):
        raise _wrong("'inputs' must be a list of one tensor, named 'pictures'.")
    tensor = given[0]
    if tensor.get("name") != "pictures" or tensor.get("datatype") != "UINT8":
        raise _wrong(
            "The input must be named 'pictures' and have the datatype 'UINT8'. "
            f"Got {_said(tensor, 'name')} and {_said(tensor, 'datatype')}."
        )
    shape = tensors.check_shape(tensor.get("shape"), spec)
    size = _parameters(tensor).get("binary_data_size")
    if size is None:
        if raw:
            raise _wrong("There are bytes behind the JSON that no input's binary_data_size claims.")
        images = tensors.from_data(tensor.get("data"), shape, spec)
    else:
        if type(size) is not int or size != len(raw):
            raise _wrong(
                f"binary_data_size must be the length of what is behind the JSON, {len(raw)} "
                f"bytes. Got {shortened(str(size))}."
            )
        images = tensors.from_bytes(raw, shape, spec)
    identity = content.get("id")
    if identity is not None and not isinstance(identity, str):
        raise _wrong("'id' must be a string.")
    return Wanted(images, _outputs(content), identity)


def _cut(body: bytes, length: str | None) -> tuple[bytes | memoryview, memoryview]:
    """The JSON, and the raw bytes behind it."""
    if length is None:
        return body, memoryview(b"")
    digits = length.isascii() and length.isdigit() and len(length) < 12
    if not digits or int(length) > len(body):
        raise _wrong(
            f"The header Inference-Header-Content-Length must be the length of the JSON, at most "
            f"that of the body ({len(body)}). Got {shortened(length)!r}."
        )
    whole = memoryview(body)
    return whole[: int(length)], whole[int(length) :]


def _outputs(content: dict[str, Any]) -> tuple[tuple[str, bool], ...]:
    """Which outputs, in which order; all of them where none is named."""
    binary = _parameters(content).get("binary_data_output", False)
    asked = content.get("outputs")
    if asked is None:
        return tuple((name, _flag(binary)) for name in OUTPUTS)
    if not isinstance(asked, list) or not asked or len(asked) > len(OUTPUTS):
        raise _wrong(f"'outputs' must name one to {len(OUTPUTS)} of {', '.join(OUTPUTS)}.")
    chosen: list[tuple[str, bool]] = []
    for one in asked:
        name = one.get("name") if isinstance(one, dict) else None
        if name not in OUTPUTS or name in dict(chosen):
            raise _wrong(
                f"An output must be one of {', '.join(OUTPUTS)}, each once. "
                f"Got {shortened(str(name))!r}."
            )
        parameters = _parameters(one)
        if "classification" in parameters:
            raise _wrong("The classification extension is not spoken here. Ask for 'label'.")
        chosen.append((name, _flag(parameters.get("binary_data", binary))))
    return tuple(chosen)


def _parameters(of: dict[str, Any]) -> dict[str, Any]:
    parameters = of.get("parameters", {})
    if not isinstance(parameters, dict):
        raise _wrong("'parameters' must be an object.")
    return parameters


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _wrong("binary_data and binary_data_output must be true or false.")
    return value


def _answer(wanted: Wanted, found: Mapping[str, np.ndarray], loaded: Loaded) -> Response:
    outputs: list[dict[str, Any]] = []
    raw: list[bytes] = []
    for name, binary in wanted.outputs:
        values = found[name]
        output: dict[str, Any] = {
            "name": name,
            "datatype": _DATATYPES[name],
            "shape": list(values.shape),
        }
        if binary:
            raw.append(values.tobytes())
            output["parameters"] = {"binary_data_size": values.nbytes}
        else:
            output["data"] = values.ravel()
        outputs.append(output)
    content: dict[str, Any] = {} if wanted.id is None else {"id": wanted.id}
    content |= {
        "model_name": loaded.name,
        "model_version": loaded.id.hash,
        "outputs": outputs,
    }
    if not raw:
        return bodies.json_response(content, loaded)
    head = bodies.dumps(content)
    headers = {"Inference-Header-Content-Length": str(len(head)), bodies.MODEL: loaded.tag}
    return Response(b"".join([head, *raw]), media_type="application/octet-stream", headers=headers)


def _values(wanted: Wanted, logits: np.ndarray, loaded: Loaded) -> dict[str, np.ndarray]:
    """The outputs that are wanted, by name."""
    names = [name for name, _ in wanted.outputs]
    found = {"logits": np.ascontiguousarray(logits, "<f4")}
    if "label" in names:
        found["label"] = logits.argmax(axis=1).astype("<i8")
    if "probabilities" in names or "refused" in names:
        probabilities = softmax(logits, loaded.metadata.temperature)
        found["probabilities"] = probabilities.astype("<f4")
        if "refused" in names:
            found["refused"] = refused(logits, probabilities, loaded.metadata)
    return found


def _said(tensor: dict[str, Any], key: str) -> str:
    return repr(shortened(str(tensor.get(key))))


def _wrong(what: str) -> RequestError:
    return RequestError(
        400, "inference", f"{what} See https://github.com/kserve/open-inference-protocol"
    )
