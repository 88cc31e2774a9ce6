"""Picture files -> answers, in threads: decoded, standardised and classified as the CLI does it."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from tenfold.errors import PictureError
from tenfold.pictures.decode import Picture, frame, open_image, read_source
from tenfold.pictures.standardise import Step
from tenfold.serving.hosting import Loaded
from tenfold.values import BrokenPicture, Prediction

STEP_SIDE = 256  # pixels: what a person looks at on the page


@dataclass(frozen=True, eq=False)
class Upload:
    """A picture file as a client sent it, and what it is called there, if anything."""

    content: bytes
    file: str | None = None


@dataclass(frozen=True, eq=False)
class Seen:
    """An answered picture; steps: the way to what the model saw, empty where nobody asked."""

    upload: Upload
    prediction: Prediction
    steps: tuple[Step, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The answer as the CLI gives it; with steps, as PNG files, where they were asked for."""
        answer = self.prediction.to_json()
        if self.steps:
            answer["steps"] = [{"name": step.name, "png": _png(step.pixels)} for step in self.steps]
            answer["pixels"] = self.prediction.pixels.tolist()
        return answer


@dataclass(frozen=True)
class Look:
    """How pictures are to be looked at; called with one, in any thread.

    coverage: as in Classifier.predict. steps: keep the way. max_pixels: of a picture's header.
    """

    loaded: Loaded
    max_pixels: int
    coverage: float | None = None
    steps: bool = False

    def __call__(self, upload: Upload) -> Seen | PictureError:
        """The answer, or what is wrong with the picture. Raises UsageError for the coverage."""
        classifier = self.loaded.classifier
        try:
            picture = decoded(upload, most=self.max_pixels)
            prediction, seen = classifier.look_at(picture, name=upload.file, coverage=self.coverage)
            steps = seen.steps if self.steps and seen is not None else ()
        except PictureError as error:
            return error
        return Seen(upload, prediction, steps)


def decoded(upload: Upload, *, most: int) -> Picture:
    """The first picture of a file; `most` as in `check_pixels`. Raises PictureError."""
    content, name = read_source(upload.content, name=upload.file)
    with open_image(content, name) as image:
        _check_size(image.size, name, most)
        return frame(image, name=name, page=1, ours=True)


def check_pixels(upload: Upload, *, most: int) -> None:
    """Raise PictureError where a header claims more pixels than `most`: nothing is decoded then.

    A PDF has no pixels yet: documents.py draws its pages within limits of its own.
    """
    if b"%PDF-" not in upload.content[:1024]:
        content, name = read_source(upload.content, name=upload.file)
        with open_image(content, name) as image:
            _check_size(image.size, name, most)


def _check_size(size: tuple[int, int], name: str | None, most: int) -> None:
    width, height = size
    if width * height > most:
        raise PictureError(
            f"{name or 'The picture'} claims {width} x {height} pixels, more than the {most:,} "
            "that this server decodes. Scale it down and send it again."
        )


def broken(upload: Upload, error: PictureError, number: int) -> BrokenPicture:
    """What stands in place of an answer among others."""
    return BrokenPicture(upload.file or f"picture {number}", error.code, error.message)


def _png(pixels: np.ndarray) -> str:
    image = Image.fromarray(pixels)
    image.thumbnail((STEP_SIDE, STEP_SIDE), Image.Resampling.BOX)
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=1)
    return base64.b64encode(file.getvalue()).decode("ascii")
