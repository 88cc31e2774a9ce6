"""A classifier from its one file: pictures in, predictions out."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tenfold import conformal
from tenfold.artefact.bundle import Bundle, Metadata, read
from tenfold.artefact.runs import find_model
from tenfold.conformal import LabelSet
from tenfold.errors import ModelFileError, PictureError
from tenfold.inference.many import answers_in_order, name_of
from tenfold.inference.session import start
from tenfold.pictures.decode import Picture, decode
from tenfold.pictures.standardise import Standardised, standardise
from tenfold.probability import energy, softmax
from tenfold.values import BrokenPicture, ModelId, Prediction, Split

if TYPE_CHECKING:
    from tenfold.inference.explain import Explanation
    from tenfold.inference.many import Source

    Answer = Prediction | BrokenPicture

# Large enough that the call costs nothing, small enough that what a convolution makes of it stays
# in the processor's cache.
_BATCH = 200


class Classifier:
    """Answers what is in a picture, from the one file alone.

    bundle: the checked file. metadata: what it says of itself. id: its name and hash.
    """

    def __init__(self, bundle: Bundle, *, threads: int | None = None) -> None:
        """Start a session on checked bytes. threads: None leaves the number to onnxruntime.

        Raises ModelFileError where the file is a reader's, or the runtime refuses its graph.
        """
        if bundle.metadata.task != "classify":
            raise ModelFileError(
                f"The model {bundle.id.name!r} reads numbers and cannot tell the class of one "
                "picture. Use it with: tenfold read, or name a classifier such as 'digits'."
            )
        self.bundle = bundle
        self.metadata: Metadata = bundle.metadata
        self.id: ModelId = bundle.id
        self._session = start(bundle, threads=threads)

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

    def predict(
        self, source: Source, *, name: str | None = None, coverage: float | None = None
    ) -> Prediction:
        """The answer for one picture.

        source: a path, the bytes of a picture file, a PIL image, a decoded Picture, or an array.
        All but arrays are standardised first; an array must be uint8 (height, width) just as the
        model sees it: 0 = background, 255 = ink or object. name: what to call a picture that has
        no path. coverage: 0.9 to below 1; the answer then has a `label_set`, the classes that hold
        the truth in such a share of pictures like those held out.
        Raises PictureError, and UsageError where there are no sets of this coverage.
        """
        return self.look_at(source, name=name, coverage=coverage)[0]

    def explain(
        self,
        source: Source,
        *,
        name: str | None = None,
        examples: Split | None = None,
        coverage: float | None = None,
    ) -> Explanation:
        """The answer for one picture and why: its steps, what spoke for it, and its like.

        source, name, coverage: as in `predict`. examples: labelled pictures as the model sees
        them, such as the train split it learned from; the five most similar are shown (about 0.5 s
        for 60,000). Without them about 0.05 s. In a notebook the explanation shows itself.
        Raises PictureError, and UsageError where the examples do not fit the model.
        """
        from tenfold.inference.explain import explain

        answer, seen = self.look_at(source, name=name, coverage=coverage)
        temperature = self.metadata.temperature
        return explain(answer, seen, self.logits, temperature=temperature, examples=examples)

    def predict_many(
        self,
        sources: Iterable[Source],
        *,
        workers: int | None = 1,
        coverage: float | None = None,
    ) -> Generator[Prediction | BrokenPicture]:
        """Answers one after another, in order; a broken picture does not stop the others.

        workers: how many processes may answer. 1 is this one alone, None one a core. Several give
        the same answers to the bit. This process begins, and they are started where there is more
        than a second's work to come (was done, where `sources` has no length), so that few
        pictures never wait for them; they end with the iterator: close it to stop early.
        `sources` may be endless: at most 128 a worker are taken ahead of the answers. coverage: as
        in `predict`. Raises UsageError (fewer than 1 worker, no sets of this coverage), and
        WorkerError when a worker dies or cannot start.
        """
        if coverage is not None:  # before the first picture is taken
            conformal.threshold(self.metadata.held_out, coverage)
        attempt, job = partial(self.attempt, coverage=coverage), Predicting(self.bundle, coverage)
        return answers_in_order(sources, attempt, job, workers=workers)

    def attempt(
        self, number: int, source: Source | BrokenPicture, *, coverage: float | None = None
    ) -> Answer:
        """The answer for one of many pictures (from 0), or what is wrong with it."""
        if isinstance(source, BrokenPicture):
            return source
        try:
            return self.predict(source, coverage=coverage)
        except PictureError as error:
            return BrokenPicture(name_of(source, number), error.code, error.message)

    def look_at(
        self, source: Source, *, name: str | None = None, coverage: float | None = None
    ) -> tuple[Prediction, Standardised | None]:
        """The answer for one picture, and how it was standardised; an array was not.

        Arguments and errors as in `predict`.
        """
        file = os.fspath(source) if isinstance(source, str | os.PathLike) else name
        if isinstance(source, np.ndarray):
            self._check(source, ndim=2)
            return self._answer(source, file=file, coverage=coverage), None
        picture = source if isinstance(source, Picture) else decode(source, name=name)
        seen = standardise(picture, self.metadata.spec)
        reason = "Nothing was found in the picture." if seen.empty else None
        page = 1 if picture.pages > 1 else None
        answer = self._answer(seen.pixels, file=file, page=page, reason=reason, coverage=coverage)
        return answer, seen

    def _answer(
        self,
        pixels: np.ndarray,
        *,
        file: str | None = None,
        page: int | None = None,
        reason: str | None = None,
        coverage: float | None = None,
    ) -> Prediction:
        logits = self._session.run(["logits"], {"pictures": pixels[np.newaxis]})[0][0]
        probabilities = softmax(logits, self.metadata.temperature)
        label = int(probabilities.argmax())
        confidence = float(probabilities[label])
        reason = reason or self._doubt(logits, probabilities)
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
            label_set=None if coverage is None else self._label_set(probabilities, coverage),
        )

    def _label_set(self, probabilities: np.ndarray, coverage: float) -> LabelSet:
        least = conformal.threshold(self.metadata.held_out, coverage)
        order = np.argsort(-probabilities, kind="stable")
        labels = tuple(order[conformal.members(probabilities, least)[order]].tolist())
        return LabelSet(coverage, labels, tuple(self.classes[label] for label in labels))

    def _doubt(self, logits: np.ndarray, probabilities: np.ndarray) -> str | None:
        """Why an answer should not be used, in words, or None where it may be."""
        like_any, sure = self.metadata.outlier_threshold, self.metadata.refusal_threshold
        if like_any is not None and energy(logits) < like_any:
            return f"It looks like none of the {len(self.classes)} classes."
        if sure is not None and probabilities.max() < sure:
            first, second = (self.classes[i] for i in np.argsort(-probabilities)[:2])
            return f"Not sure: it looks like {first} or {second}."
        return None

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


@dataclass(frozen=True, eq=False)
class Predicting:
    """What the workers of `Classifier.predict_many` do."""

    bundle: Bundle
    coverage: float | None = None

    def start(self) -> Callable[[int, Source | BrokenPicture], Answer]:
        """A classifier of one thread. Returns its `attempt`."""
        classifier = Classifier(self.bundle, threads=1)
        return partial(classifier.attempt, coverage=self.coverage)


def load(model: str | os.PathLike[str] | None = None, *, threads: int | None = None) -> Classifier:
    """The classifier in a FILE, a RUN folder, by NAME, or (None) the shipped one of digits.

    Raises UsageError (no such model) or ModelFileError (broken, foreign or lying file).
    """
    path = find_model(None if model is None else Path(model))
    return Classifier(read(path), threads=threads)
