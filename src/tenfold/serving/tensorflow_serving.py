"""TensorFlow Serving's REST API: `instances` or `inputs` in, `predictions` or `outputs` out.

The answer to a picture is its list of calibrated probabilities in class order, as a network that
ends in softmax gives it. Beside them stand `refused`, which says of each picture whether the model
is not sure, and `model`: clients of TensorFlow Serving look at neither. Pictures are numbers, or
picture files as {"b64": "..."}.
Specification: https://www.tensorflow.org/tfx/serving/api_rest
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any

import numpy as np
from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import Response

from tenfold.errors import PictureError
from tenfold.probability import softmax
from tenfold.serving import bodies, tensors
from tenfold.serving.documents import Instances, ModelStatus, Predictions, SignatureMetadata
from tenfold.serving.doubts import refused
from tenfold.serving.hosting import Loaded, Models
from tenfold.serving.openapi import PlainRoute, described
from tenfold.serving.pictures import Look, Upload
from tenfold.serving.problems import RequestError, shortened
from tenfold.serving.settings import Settings
from tenfold.values import PictureSpec

ROWS, COLUMNS = "predictions", "outputs"
_SIGNATURE = "serving_default"

_VERSION = "/v1/models/{model}/versions/{version}"
_NAME = {"model": "A model's name; see /models."}
_PINNED = _NAME | {"version": "1 at the start, one more whenever the model's file changed."}

router = APIRouter(route_class=PlainRoute, tags=["TensorFlow Serving"])


@dataclass(frozen=True, eq=False)
class Wanted:
    """One request, understood: numbers or files, and the key under which the answers go back."""

    pictures: np.ndarray | list[Upload]
    key: str


def _about(answer: type[BaseModel], *, pinned: bool = False) -> dict[str, Any]:
    return described(answer, 404, path=_PINNED if pinned else _NAME, names_model=True)


def _asking(*, pinned: bool = False) -> dict[str, Any]:
    path = _PINNED if pinned else _NAME
    return described(Predictions, 404, 422, path=path, body=Instances, names_model=True)


@router.get("/v1/models/{model}", **_about(ModelStatus))
@router.get(_VERSION, **_about(ModelStatus, pinned=True))
async def status(request: Request) -> Response:
    """Which version of a model answers: 1 at the start, one more whenever its file changed."""
    loaded = _loaded(request)
    version = {
        "version": str(loaded.version),
        "state": "AVAILABLE",
        "status": {"error_code": "OK", "error_message": ""},
    }
    return bodies.json_response({"model_version_status": [version]}, loaded)


@router.get("/v1/models/{model}/metadata", **_about(SignatureMetadata))
@router.get(
    "/v1/models/{model}/versions/{version}/metadata", **_about(SignatureMetadata, pinned=True)
)
async def metadata(request: Request) -> Response:
    """The signature of a model: what it takes and gives."""
    loaded = _loaded(request)
    height, width = loaded.metadata.spec.shape
    signature = {
        "inputs": {"pictures": _tensor("DT_UINT8", [-1, height, width])},
        "outputs": {"probabilities": _tensor("DT_FLOAT", [-1, len(loaded.metadata.classes)])},
        "method_name": "tensorflow/serving/predict",
    }
    content = {
        "model_spec": {
            "name": loaded.name,
            "signature_name": "",
            "version": str(loaded.version),
        },
        "metadata": {"signature_def": {"signature_def": {_SIGNATURE: signature}}},
    }
    return bodies.json_response(content, loaded)


@router.post("/v1/models/{model}:predict", **_asking())
@router.post(f"{_VERSION}:predict", **_asking(pinned=True))
async def predict(request: Request) -> Response:
    """Probabilities of pictures given as numbers or as picture files."""
    loaded = _loaded(request)
    settings: Settings = request.app.state.settings
    spec = loaded.metadata.spec
    wanted = await bodies.parsed(request, lambda body: _understood(body, spec, settings))
    if isinstance(wanted.pictures, np.ndarray):
        answers, doubted = await _of_numbers(wanted.pictures, loaded)
    else:
        answers, doubted = await _of_files(request, wanted.pictures, loaded)
    request.app.state.metrics.refused(loaded.name, sum(doubted))
    content = {wanted.key: answers, "refused": doubted, "model": bodies.model_id(loaded)}
    return bodies.json_response(content, loaded)


def _loaded(request: Request) -> Loaded:
    models: Models = request.app.state.models
    loaded = models.get(request.path_params["model"])
    version = request.path_params.get("version")
    if version is not None and version != str(loaded.version):
        raise RequestError(
            404,
            "version",
            f"Model {loaded.name} is here in version {loaded.version} only. "
            f"Got {shortened(version)!r}. Leave the version out to ask whatever is here.",
        )
    return loaded


def _tensor(dtype: str, shape: list[int]) -> dict[str, Any]:
    sides = [{"size": str(side), "name": ""} for side in shape]
    return {"dtype": dtype, "tensor_shape": {"dim": sides, "unknown_rank": False}, "name": ""}


def _understood(body: bytes, spec: PictureSpec, settings: Settings) -> Wanted:
    content = bodies.json_object(body)
    if content.get("signature_name", _SIGNATURE) != _SIGNATURE:
        raise _wrong(f"The only signature is {_SIGNATURE!r}. Leave signature_name out.")
    if ("instances" in content) == ("inputs" in content):
        raise _wrong("Give either 'instances' (a list of pictures) or 'inputs' (one tensor).")
    if "instances" in content:
        given, key = content["instances"], ROWS
        if isinstance(given, list):
            given = [_unwrapped(one) for one in given]
    else:
        given, key = _unwrapped(content["inputs"]), COLUMNS
        given = [given] if isinstance(given, dict) else given
    if isinstance(given, list) and any(isinstance(one, dict) for one in given):
        return Wanted(_files(given, settings), key)
    return Wanted(tensors.from_numbers(given, spec), key)


def _unwrapped(value: Any) -> Any:
    """What stands under an input's name, where a client gives it: {"pictures": ...}."""
    if isinstance(value, dict) and len(value) == 1 and "b64" not in value:
        (value,) = value.values()
    return value


def _files(given: list[Any], settings: Settings) -> list[Upload]:
    if len(given) > settings.max_pictures:
        raise RequestError(
            413,
            "too-many-pictures",
            f"A request may hold at most {settings.max_pictures} picture files. "
            f"Got {len(given)}. Send them in several requests.",
        )
    uploads = []
    for number, one in enumerate(given):
        text = one.get("b64") if isinstance(one, dict) and len(one) == 1 else None
        if not isinstance(text, str):
            raise _wrong(f'Picture {number} is not {{"b64": "..."}}, as others of the request are.')
        uploads.append(Upload(from_base64(text, f"Picture {number}"), f"picture {number}"))
    return uploads


def from_base64(text: str, what: str) -> bytes:
    """The bytes of a picture file in base64. Raises RequestError (400), naming `what`."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:  # ValueError: not ASCII
        raise RequestError(
            400,
            "base64",
            f"{what} is not base64 ({error}). Encode the bytes of the picture file, "
            "with padding and without line breaks.",
        ) from None


async def _of_numbers(pictures: np.ndarray, loaded: Loaded) -> tuple[np.ndarray, list[bool]]:
    """Probabilities (n, classes), and which are refused."""
    logits = await loaded.batches.logits(pictures)
    probabilities = softmax(logits, loaded.metadata.temperature)
    return probabilities, refused(logits, probabilities, loaded.metadata).tolist()


async def _of_files(
    request: Request, uploads: list[Upload], loaded: Loaded
) -> tuple[np.ndarray, list[bool]]:
    look = Look(loaded, max_pixels=request.app.state.settings.max_pixels)
    seen = await request.app.state.pool.map(look, uploads)
    answers, doubted = [], []
    for one in seen:
        if isinstance(one, PictureError):
            raise one
        doubted.append(one.prediction.refused)
        answers.append(one.prediction.probabilities)
    return np.array(answers), doubted


def _wrong(what: str) -> RequestError:
    return RequestError(
        400, "instances", f"{what} See https://www.tensorflow.org/tfx/serving/api_rest"
    )
