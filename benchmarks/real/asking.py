"""Who is asked, and what came back; every one gets the very same files, in the same order."""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from benchmarks.real import published
from benchmarks.sets import PictureSet
from tenfold.inference.classifier import Classifier
from tenfold.probability import softmax
from tenfold.studies.speed import processes
from tenfold.studies.speed.processes import SideError
from tenfold.values import Prediction

NONE = -1  # the label where a picture could not be read
_HERE = Path(published.__file__)


@dataclass(frozen=True, eq=False)
class Answers:
    """What one model said of one set.

    labels: int64, shape (n,); -1 where it could not read the picture. probabilities: float64,
    shape (n, classes), NaN where it could not read it; None where the model gives none.
    refused: bool, shape (n,). seconds: median of a picture, from opening its file to the answer.
    """

    labels: np.ndarray
    probabilities: np.ndarray | None
    refused: np.ndarray
    seconds: float


class Model(Protocol):
    """Something that can be asked; `answers` yields one set after another.

    Raises tenfold.studies.speed.processes.SideError where it cannot be asked.
    """

    @property
    def name(self) -> str: ...

    def answers(self, sets: Sequence[PictureSet]) -> Iterator[Answers]: ...


@dataclass(frozen=True, eq=False)
class Tenfold:
    """tenfold's whole way, as `tenfold predict` goes it."""

    classifier: Classifier
    name: str = "tenfold"

    def answers(self, sets: Sequence[PictureSet]) -> Iterator[Answers]:
        classes = len(self.classifier.classes)
        return (_one_by_one(one, self._answer, classes) for one in sets)

    def _answer(self, file: Path) -> tuple[int, np.ndarray, bool] | None:
        said = self.classifier.attempt(0, file)
        if not isinstance(said, Prediction):
            return None
        return said.label, said.probabilities, said.refused


@dataclass(frozen=True, eq=False)
class Plain:
    """A recipe of the tutorials, fed as they do it: light corners? invert; resize; divide by 255.

    The last is in the file. Its time is that of tenfold's runtime, not of Keras.
    """

    classifier: Classifier
    name: str

    def answers(self, sets: Sequence[PictureSet]) -> Iterator[Answers]:
        classes = len(self.classifier.classes)
        return (_one_by_one(one, self._answer, classes) for one in sets)

    def _answer(self, file: Path) -> tuple[int, np.ndarray, bool] | None:
        height, width = self.classifier.metadata.spec.shape
        try:
            turned = published.light_on_dark(str(file))
        except published.UNREADABLE:
            return None
        seen = np.asarray(turned.resize((width, height)))
        likely = softmax(self.classifier.logits(seen[np.newaxis])[0])
        return int(likely.argmax()), likely, False


@dataclass(frozen=True, eq=False)
class Published:
    """A package of other people, asked in a process of its own; see published.py."""

    python: Path
    name: str

    def answers(self, sets: Sequence[PictureSet]) -> Iterator[Answers]:
        files = [[str(file.resolve()) for file in one.files] for one in sets]
        job = {"kind": "answers", "model": self.name, "sets": files}
        for one in run_published(self.python, job)["sets"]:
            labels = np.array(one["labels"], np.int64)
            likely = one["probabilities"]
            probabilities = None if likely is None else np.array(likely, np.float64)
            refused = np.zeros(len(labels), bool)
            yield Answers(labels, probabilities, refused, statistics.median(one["seconds"]))


def ask_all(
    models: Sequence[Model], sets: Sequence[PictureSet], say: Callable[[str], None]
) -> Iterator[tuple[PictureSet, dict[str, Answers | SideError]]]:
    """Each set with what every model said of it, or why a model cannot be asked."""
    running = {model.name: model.answers(sets) for model in models}
    failed: dict[str, SideError] = {}
    for pictures in sets:
        said: dict[str, Answers | SideError] = {}
        for name, answers in running.items():
            say(f"{name}: {pictures.name}")
            if name not in failed:
                try:
                    said[name] = next(answers)
                    continue
                except SideError as failure:
                    failed[name] = failure
            said[name] = failed[name]
        yield pictures, said


def run_published(python: Path, job: dict[str, Any]) -> dict[str, Any]:
    """The answer of published.py to a job. Raises SideError."""
    with tempfile.TemporaryDirectory() as folder:
        # In a file: the names of ten thousand pictures are too long for a command line.
        written = Path(folder) / "job.json"
        written.write_text(json.dumps(job), encoding="utf-8")
        return processes.run([str(python), str(_HERE), str(written)]).answer


def _one_by_one(
    pictures: PictureSet,
    ask: Callable[[Path], tuple[int, np.ndarray, bool] | None],
    classes: int,
) -> Answers:
    """Answers of something that is asked here, a file at a time; None: it cannot be read."""
    labels = np.full(len(pictures), NONE, np.int64)
    probabilities = np.full((len(pictures), classes), np.nan)
    refused = np.zeros(len(pictures), bool)
    seconds = []
    for row, file in enumerate(pictures.files):
        began = time.perf_counter()
        said = ask(file)
        seconds.append(time.perf_counter() - began)
        if said is not None:
            labels[row], probabilities[row], refused[row] = said
    return Answers(labels, probabilities, refused, statistics.median(seconds))
