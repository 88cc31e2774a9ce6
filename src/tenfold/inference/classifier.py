"""A classifier from its one file: pictures in, predictions out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tenfold.artefact.bundle import Bundle, Metadata, read
from tenfold.artefact.runs import find_model
from tenfold.errors import ModelFileError, PictureError
from tenfold.pictures.decode import decode
from tenfold.pictures.standardise import standardise
from tenfold.probability import softmax
from tenfold.values import BrokenPicture, ModelId, Prediction

if TYPE_CHECKING:
    import PIL.Image

    Source = str | os.PathLike[str] | bytes | np.ndarray | PIL.Image.Image

# Large enough that the call costs nothing, small enough that memory stays flat.
_BATCH = 1000


class Classifier:
    """Answers what is in a picture, from the one file alone.

    metadata: what the file says of itself. id: its name and hash.
    """

    def __init__(self, bundle: Bundle, *, threads: int | None = None) -> None:
        """Start a session on checked bytes. threads: None leaves the number to onnxruntime.

        Raises ModelFileError where the runtime refuses the graph.
        """
        import onnxruntime
        from onnxruntime.capi import onnxruntime_pybind11_state as states

        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4  # its warnings are for programmers; errors are raised
        if threads is not None:
            options.intra_op_num_threads = threads
        self.metadata: Metadata = bundle.metadata
        self.id: ModelId = bundle.id
        try:
            self._session = onnxruntime.InferenceSession(
                bundle.content, options, providers=["CPUExecutionProvider"]
            )
        # onnxruntime's exceptions share no base class but Exception.
        except (
            states.Fail,
            states.InvalidArgument,
            states.InvalidGraph,
            states.InvalidProtobuf,
            states.NotImplemented,
            states.RuntimeException,
        ) as error:
            raise ModelFileError(
                f"The model file {self.id.name!r} passed tenfold's checks, but onnxruntime refuses "
                f"it: {str(error).splitlines()[0][:200]}. Train it again."
            ) from None

    @property
    def classes(self) -> tuple[str, ...]:
        """The class names, by class index."""
        return self.metadata.classes

    def logits(self, images: np.ndarray) -> np.ndarray:
        """Logits of many pictures at once: uint8 (n, height, width) to float32 (n, classes).

        The pictures must already be as the model sees them. Raises PictureError where they are
        of another size or dtype.
        """
        self._check(images, ndim=3)
        parts = [
            self._session.run(["logits"], {"pictures": images[i : i + _BATCH]})[0]
            for i in range(0, len(images), _BATCH)
        ]
        return np.concatenate(parts) if parts else np.empty((0, len(self.classes)), np.float32)

    def predict(self, source: Source, *, name: str | None = None) -> Prediction:
        """The answer for one picture.

        source: a path, the bytes of a picture file, a PIL image, or an array. Files and images
        are standardised first; an array must be uint8 (height, width) just as the model sees it:
        0 = background, 255 = ink or object. name: what to call a picture that has no path.
        Raises PictureError.
        """
        file = os.fspath(source) if isinstance(source, str | os.PathLike) else name
        if isinstance(source, np.ndarray):
            self._check(source, ndim=2)
            return self._answer(source, file=file)
        picture = decode(source, name=name)
        seen = standardise(picture, self.metadata.spec)
        reason = "Nothing was found in the picture." if seen.empty else None
        page = 1 if picture.pages > 1 else None
        return self._answer(seen.pixels, file=file, page=page, reason=reason)

    def predict_many(self, sources: Iterable[Source]) -> Iterator[Prediction | BrokenPicture]:
        """Answers one after another, in order; a broken picture does not stop the others."""
        for number, source in enumerate(sources):
            try:
                yield self.predict(source)
            except PictureError as error:
                named = isinstance(source, str | os.PathLike)
                name = os.fspath(source) if named else f"picture {number}"  # type: ignore[arg-type]
                yield BrokenPicture(str(name), error.code, error.message)

    def _answer(
        self,
        pixels: np.ndarray,
        *,
        file: str | None = None,
        page: int | None = None,
        reason: str | None = None,
    ) -> Prediction:
        logits = self._session.run(["logits"], {"pictures": pixels[np.newaxis]})[0][0]
        probabilities = softmax(logits, self.metadata.temperature)
        label = int(probabilities.argmax())
        confidence = float(probabilities[label])
        threshold = self.metadata.refusal_threshold
        if reason is None and threshold is not None and confidence < threshold:
            reason = f"Its confidence is below the threshold of {threshold:.3f}."
        return Prediction(
            label=label,
            name=self.classes[label],
            confidence=confidence,
            probabilities=probabilities,
            logits=logits,
            refused=reason is not None,
            model=self.id,
            pixels=pixels,
            classes=self.classes,
            file=file,
            page=page,
            reason=reason,
        )

    def _check(self, images: np.ndarray, *, ndim: int) -> None:
        """Explain an array that does not fit; onnxruntime's own words would help nobody."""
        height, width = self.metadata.spec.shape
        many = "n, " if ndim == 3 else ""
        wanted = f"An array must be uint8 of shape ({many}{height}, {width}), 0 to 255."
        got = f"Got {images.dtype} of shape {images.shape}."
        if images.shape[-2:] == (height, width) and images.ndim == ndim:
            if images.dtype == np.uint8:
                return
            if images.dtype.kind == "f" and images.size and images.max() <= 1:
                help_ = "It seems to hold 0 to 1: give (array * 255).astype('uint8')."
            else:
                help_ = "Give array.astype('uint8')."
        elif images.ndim == 3 and ndim == 2 and images.shape[1:] == (height, width):
            help_ = "These are several pictures: use logits, or predict one after another."
        elif images.ndim == 2 and ndim == 3 and images.shape == (height, width):
            help_ = "This is one picture: use predict, or give array[np.newaxis]."
        elif images.ndim == 3 and images.shape[-1] in (3, 4):
            help_ = "It has colour channels: give PIL.Image.fromarray(array), to be standardised."
        elif images.ndim == ndim + 1 and images.shape[-1] == 1:
            help_ = "It has a channel axis: give array[..., 0]."
        else:
            help_ = "Give PIL.Image.fromarray(array) instead: any size is then standardised."
        raise PictureError(f"{wanted} {got} {help_}")


def load(model: str | os.PathLike[str] | None = None, *, threads: int | None = None) -> Classifier:
    """The classifier in a FILE, a RUN folder, by NAME, or (None) of the newest run.

    Raises UsageError (no such model) or ModelFileError (broken, foreign or lying file).
    """
    path = find_model(None if model is None else Path(model))
    return Classifier(read(path), threads=threads)
