"""The shapes of requests and answers, as OpenAPI describes them (openapi.py)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.config import JsonDict

from tenfold.serving.store_values import HIGHEST_LABEL

Share = Annotated[float, Field(ge=0, le=1)]
Pixel = Annotated[int, Field(ge=0, le=255)]
# Said in the document only: decoding finds the same, and says better what is wrong.
BASE64: JsonDict = {
    "pattern": "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
    "contentEncoding": "base64",
}


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    error: str | None = Field(None, description="The detail again, on paths below /v1 and /v2.")


class ModelId(BaseModel):
    """Which model answered: its name and the first 16 hex digits of its file's SHA-256."""

    name: str
    hash: str


class LabelSet(BaseModel):
    """The classes that a picture may well be of."""

    coverage: float
    labels: list[int]
    names: list[str]


class Step(BaseModel):
    """A stage on the way to what the model saw: a PNG file in base64."""

    name: str
    png: str


class BrokenError(BaseModel):
    """Why a picture could not be answered."""

    code: str
    message: str


class Answer(BaseModel):
    """What is in a picture; or `error`, where it is broken."""

    file: str | None
    page: int | None = None
    label: int | None = None
    name: str | None = None
    confidence: Share | None = None
    probabilities: list[Share] | None = None
    refused: bool | None = None
    reason: str | None = None
    label_set: LabelSet | None = None
    model: ModelId | None = None
    steps: list[Step] | None = None
    pixels: list[list[Pixel]] | None = None
    error: BrokenError | None = None


class Answers(BaseModel):
    """One answer a picture, in order."""

    answers: list[Answer]


class Readings(BaseModel):
    """One reading a page, in order; as `tenfold read --json` gives them."""

    answers: list[dict[str, Any]]


class PictureSize(BaseModel):
    """What a model sees, in pixels; centre: by "mass" for ink, by "box" for objects."""

    height: int
    width: int
    centre: Literal["mass", "box"]


class ServedModel(BaseModel):
    """A model that is served."""

    name: str
    hash: str
    classes: list[str]
    picture: PictureSize
    task: Literal["classify", "read"]
    about: str


class ServedModels(BaseModel):
    """All of them; default: what answers where none is named."""

    default: str | None
    models: list[ServedModel]


def _whole(value: Any) -> Any:
    """JSON knows one kind of number: 3.0 is the whole number 3."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Label = Annotated[int, Field(ge=0, le=HIGHEST_LABEL), BeforeValidator(_whole)]


class ServerSettings(BaseModel):
    """What the person may switch, and what this server has."""

    keep_predictions: bool
    store: str | None
    read: bool


class Switches(BaseModel):
    """What the person switches."""

    model_config = ConfigDict(extra="forbid", strict=True)

    keep_predictions: bool


class Live(BaseModel):
    """The server runs."""

    live: bool


class Ready(BaseModel):
    """The server can answer."""

    ready: bool


class ModelReady(BaseModel):
    """A model can answer."""

    name: str
    ready: bool


class ServerMetadata(BaseModel):
    """What the server is, and which extensions of the protocol it speaks."""

    name: str
    version: str
    extensions: list[str]


class TensorMetadata(BaseModel):
    """A tensor of a model; -1 stands for any number of pictures."""

    name: str
    datatype: str
    shape: list[int]


class ModelMetadata(BaseModel):
    """What a model takes and gives."""

    name: str
    versions: list[str]
    platform: str
    inputs: list[TensorMetadata]
    outputs: list[TensorMetadata]


class InferInput(BaseModel):
    """Pictures: uint8, shape [n, height, width]; 0 = background, 255 = ink or object.

    `data` is flat in row-major order or nested; without it the bytes stand behind the JSON.
    """

    name: Literal["pictures"]
    datatype: Literal["UINT8"]
    shape: Annotated[list[Annotated[int, Field(ge=1)]], Field(min_length=3, max_length=3)]
    data: list[Any] = Field(min_length=1)
    parameters: dict[str, Any] = {}


class InferOutput(BaseModel):
    """An output that is wanted."""

    name: Literal["logits", "probabilities", "label", "refused"]
    parameters: dict[str, Any] = {}


class Infer(BaseModel):
    """A request of the Open Inference Protocol."""

    id: str | None = None
    inputs: list[InferInput] = Field(min_length=1, max_length=1)
    outputs: list[InferOutput] | None = Field(None, min_length=1, max_length=4)
    parameters: dict[str, Any] = {}


class InferredTensor(BaseModel):
    """An output; `data` is flat in row-major order."""

    name: str
    datatype: str
    shape: list[int]
    data: list[float] | list[bool] | None = None
    parameters: dict[str, Any] | None = None


class Inferred(BaseModel):
    """An answer of the Open Inference Protocol; model_version is the model's hash."""

    id: str | None = None
    model_name: str
    model_version: str
    outputs: list[InferredTensor]


class VersionStatus(BaseModel):
    """A version of a model; `status` holds error_code and error_message."""

    version: str
    state: Literal["AVAILABLE"]
    status: dict[str, str]


class ModelStatus(BaseModel):
    """The version that answers."""

    model_version_status: list[VersionStatus]


class SignatureMetadata(BaseModel):
    """The signature, as TensorFlow Serving describes one."""

    model_spec: dict[str, str]
    metadata: dict[str, Any]


class PictureFile(BaseModel):
    """A picture file's bytes in base64."""

    b64: str = Field(min_length=1, json_schema_extra=BASE64)


Instance = list[Any] | PictureFile


class Instances(BaseModel):
    """A request of TensorFlow Serving: `instances`, one a picture, or `inputs`, one tensor.

    A picture is nested numbers (height x width), or a picture file.
    """

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["instances"]}, {"required": ["inputs"]}]}
    )

    signature_name: Literal["serving_default"] = "serving_default"
    instances: list[Instance] = Field(default=[], min_length=1)
    inputs: list[Instance] = Field(default=[], min_length=1)


class Predictions(BaseModel):
    """Calibrated probabilities in class order: `predictions` of instances, `outputs` of inputs.

    refused: of each picture, whether the model is not sure and the answer should not be used.
    """

    predictions: list[list[Share]] | None = None
    outputs: list[list[Share]] | None = None
    refused: list[bool]
    model: ModelId
