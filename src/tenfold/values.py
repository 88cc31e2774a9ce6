"""The frozen values that the stages pass to each other.

    datasets -> pictures -> models -> training -> evaluation -> artefact -> inference
    Dataset     PictureSpec          History     Scores                    Prediction

A picture inside tenfold is uint8 with 0 = background and 255 = ink or object. A recipe is a
value too, but lives in training/recipe.py: it needs pydantic, which answering does not.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, Literal

import numpy as np

from tenfold.conformal import LabelSet, SetScores
from tenfold.errors import DatasetError, UsageError


@dataclass(frozen=True)
class PictureSpec:
    """What the model sees: the size of its pictures and where the thing sits in them.

    height, width: pixels of the model's picture.
    box: the longest side, in pixels, to which ink or object is scaled with its aspect kept.
    centre: "mass" puts the centre of mass in the middle (as MNIST was built), "box" the
        middle of the bounding box (as Fashion-MNIST was built).
    """

    height: int = 28
    width: int = 28
    box: int = 20
    centre: Literal["mass", "box"] = "mass"

    def __post_init__(self) -> None:
        if not (4 <= self.height <= 1024 and 4 <= self.width <= 1024):
            raise UsageError(
                f"A picture's height and width must be 4 to 1024 pixels. "
                f"Got {self.height} x {self.width}."
            )
        if not 1 <= self.box <= min(self.height, self.width):
            raise UsageError(
                f"The box must be 1 pixel to the shorter side of the picture "
                f"({min(self.height, self.width)}). Got {self.box}."
            )
        if self.centre not in ("mass", "box"):
            raise UsageError(f"centre must be 'mass' or 'box'. Got {self.centre!r}.")

    @property
    def shape(self) -> tuple[int, int]:
        """(height, width)."""
        return self.height, self.width


@dataclass(frozen=True, eq=False)
class Split:
    """Pictures with their labels.

    images: uint8, shape (n, height, width); 0 = background, 255 = ink or object.
    labels: int64, shape (n,); the class index of each picture.
    """

    images: np.ndarray
    labels: np.ndarray

    def __post_init__(self) -> None:
        if self.images.dtype != np.uint8 or self.images.ndim != 3:
            raise DatasetError(
                "Pictures of a data set must be uint8 of shape (n, height, width). "
                f"Got {self.images.dtype} of shape {self.images.shape}."
            )
        if self.labels.shape != (len(self.images),) or self.labels.dtype != np.int64:
            raise DatasetError(
                f"Labels must be int64 of shape ({len(self.images)},), one for each picture. "
                f"Got {self.labels.dtype} of shape {self.labels.shape}."
            )

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, rows: slice | np.ndarray) -> Split:
        return Split(self.images[rows], self.labels[rows])


@dataclass(frozen=True, eq=False)
class Lines:
    """Strips of writing with what stands on them.

    images: uint8, shape (n, height, width); 0 = background, 255 = ink. labels: int64, shape (n,
    most): the class index of each character, filled up with BLANK.
    """

    images: np.ndarray
    labels: np.ndarray

    BLANK: ClassVar[int] = 10

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, rows: slice | np.ndarray) -> Lines:
        return Lines(self.images[rows], self.labels[rows])


@dataclass(frozen=True, eq=False)
class Dataset:
    """A named data set: classes, a train split and a test split.

    sha256: of what the splits hold (names the data in run.json and in the one file).
    """

    name: str
    classes: tuple[str, ...]
    train: Split
    test: Split
    spec: PictureSpec
    sha256: str

    def __post_init__(self) -> None:
        for split_name, split in (("train", self.train), ("test", self.test)):
            wrong = (split.labels < 0) | (split.labels >= len(self.classes))
            if wrong.any():
                first = int(np.flatnonzero(wrong)[0])
                raise DatasetError(
                    f"Labels of {self.name} must be 0 to {len(self.classes) - 1}, one for each of "
                    f"its {len(self.classes)} classes. Got {int(split.labels[first])} for picture "
                    f"{first} of the {split_name} split ({int(wrong.sum())} labels are out of "
                    f"range). Correct the labels, or name the missing classes."
                )
            if split.images.shape[1:] != self.spec.shape:
                raise DatasetError(
                    f"Pictures of {self.name} must be {self.spec.height} x {self.spec.width}. "
                    f"Got {split.images.shape[1]} x {split.images.shape[2]} in the "
                    f"{split_name} split."
                )

    def _repr_html_(self) -> str:
        from tenfold import notebook

        return notebook.dataset_html(self)


@dataclass(frozen=True)
class Epoch:
    """What one epoch measured.

    epoch: counted from 1. loss, accuracy: running means over the epoch while the weights were
    still moving (as Keras prints them). val_loss, val_accuracy: of the validation pictures at
    the epoch's end, None where a recipe keeps none. seconds: wall clock of the epoch.
    """

    epoch: int
    loss: float
    accuracy: float
    val_loss: float | None
    val_accuracy: float | None
    seconds: float


@dataclass(frozen=True)
class ClassScores:
    """One class's figures; a ratio whose denominator is 0 is None, never an invented 0."""

    name: str
    count: int
    precision: float | None
    recall: float | None
    f1: float | None


@dataclass(frozen=True)
class ReliabilityBin:
    """Pictures whose confidence lies in (low, high]: how many, how sure, how often right."""

    low: float
    high: float
    count: int
    confidence: float | None
    accuracy: float | None


@dataclass(frozen=True, eq=False)
class Scores:
    """What a classifier does on one split.

    loss: mean cross-entropy in nats, of the uncalibrated (temperature 1) probabilities.
    interval: 95% Wilson interval of the accuracy.
    confusion: int64, shape (classes, classes); rows are true classes, columns predicted ones.
    ece: expected calibration error of the calibrated probabilities, 0 to 1.
    sets: what prediction sets do, None where none were asked for.
    """

    dataset: str
    split: str
    n: int
    loss: float
    accuracy: float
    interval: tuple[float, float]
    errors: int
    confusion: np.ndarray
    per_class: tuple[ClassScores, ...]
    ece: float
    reliability: tuple[ReliabilityBin, ...]
    sets: SetScores | None = None

    def to_json(self) -> dict[str, Any]:
        """The figures as plain JSON values."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        sets = values.pop("sets")
        values |= {} if sets is None else {"sets": asdict(sets) | {"interval": [*sets.interval]}}
        return values | {
            "interval": list(self.interval),
            "confusion": self.confusion.tolist(),
            "per_class": [asdict(one) for one in self.per_class],
            "reliability": [asdict(one) for one in self.reliability],
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Scores:
        """The same scores, back from `to_json`."""
        sets = values.get("sets")
        return cls(
            **values
            | {
                "interval": tuple(values["interval"]),
                "confusion": np.array(values["confusion"], np.int64),
                "per_class": tuple(ClassScores(**one) for one in values["per_class"]),
                "reliability": tuple(ReliabilityBin(**one) for one in values["reliability"]),
                "sets": sets and SetScores(**sets | {"interval": tuple(sets["interval"])}),
            }
        )

    def _repr_html_(self) -> str:
        from tenfold import notebook

        return notebook.scores_html(self)


@dataclass(frozen=True)
class ModelId:
    """Which model answered: its name and the first 16 hex digits of its file's SHA-256."""

    name: str
    hash: str


@dataclass(frozen=True, eq=False)
class Prediction:
    """One picture's answer.

    label: the class index, kept when refused. confidence: its calibrated probability, 0 to 1.
    probabilities: float64, shape (classes,), calibrated, sums to 1. logits: float32, shape
    (classes,). refused: True where the answer should not be used; reason says why.
    pixels: uint8, shape (height, width), what the model saw. file, page: where the picture
    came from; page (from 1) only where a file has several. label_set: every class it may well be,
    None where no coverage was asked for.
    """

    label: int
    name: str
    confidence: float
    probabilities: np.ndarray
    logits: np.ndarray
    refused: bool
    model: ModelId
    pixels: np.ndarray
    classes: tuple[str, ...]
    file: str | None = None
    page: int | None = None
    reason: str | None = None
    label_set: LabelSet | None = None

    def to_json(self, *, logits: bool = False) -> dict[str, Any]:
        """The answer as the CLI, Python and HTTP all give it."""
        answer: dict[str, Any] = {"file": self.file}
        if self.page is not None:
            answer["page"] = self.page
        answer |= {
            "label": self.label,
            "name": self.name,
            "confidence": self.confidence,
            "probabilities": [float(value) for value in self.probabilities],
            "refused": self.refused,
        }
        if self.reason is not None:
            answer["reason"] = self.reason
        if self.label_set is not None:
            answer["label_set"] = {
                "coverage": self.label_set.coverage,
                "labels": [*self.label_set.labels],
                "names": [*self.label_set.names],
            }
        if logits:
            answer["logits"] = [float(value) for value in self.logits]
        return answer | {"model": asdict(self.model)}

    def _repr_html_(self) -> str:
        from tenfold import notebook

        return notebook.prediction_html(self)


@dataclass(frozen=True)
class BrokenPicture:
    """A picture that could not be answered: which, and why (code and message of the error)."""

    file: str
    code: str
    message: str

    def to_json(self) -> dict[str, Any]:
        """The failure in the shape that stands in place of an answer."""
        return {"file": self.file, "error": {"code": self.code, "message": self.message}}


@dataclass(frozen=True)
class Progress:
    """A moment of training, for whoever draws the bar.

    epoch counts from 1; pictures of the current epoch done so far, of total.
    loss and accuracy: running means of the current epoch.
    """

    epoch: int
    epochs: int
    pictures: int
    total: int
    loss: float
    accuracy: float
    history: tuple[Epoch, ...] = field(default=())
