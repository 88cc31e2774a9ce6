"""How tenfold's values show themselves in a Jupyter notebook: small pieces of HTML.

They are made of the report's own parts, carry their style with them, and need no script. All
names are escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from tenfold.errors import TenfoldError
from tenfold.evaluation import charts, evidence, html
from tenfold.evaluation.errors import confused_pairs
from tenfold.evaluation.report import LONG_TABLE, WIDEST_CONFUSION, weakest
from tenfold.evaluation.sheet import sheet
from tenfold.evaluation.sureness import label_set_in_words
from tenfold.evaluation.words import answer_caption, percent
from tenfold.values import Dataset, Epoch, Prediction, Scores, Split

if TYPE_CHECKING:
    from tenfold.inference.explain import Explanation
    from tenfold.inference.readings import Reading

MOST_CLASSES = 20  # whose first pictures are shown
_STEP_SIDE = 150  # pixels; a photo is not put into a page at full size
_PAGE_SIDE = 1400  # of a page whose numbers must still be legible


def dataset_html(dataset: Dataset) -> str:
    """Both splits in figures, and the first training picture of each class with its count."""
    counts = np.bincount(dataset.train.labels, minlength=len(dataset.classes))
    shown = [index for index in range(len(dataset.classes)) if counts[index]][:MOST_CLASSES]
    firsts = [int(np.argmax(dataset.train.labels == index)) for index in shown]
    return _render(
        "dataset",
        dataset=dataset,
        splits=[_split_row("train", dataset.train), _split_row("test", dataset.test)],
        pictures=[
            html.labelled(
                dataset.train.images[row], dataset.classes[index], detail=f"{counts[index]:,}"
            )
            for index, row in zip(shown, firsts, strict=True)
        ],
        more=len(dataset.classes) - len(shown),
    )


def scores_html(scores: Scores) -> str:
    """Accuracy with its interval, the table per class, and what is taken for what."""
    long = len(scores.per_class) > LONG_TABLE
    wide = len(scores.per_class) > WIDEST_CONFUSION
    names = [one.name for one in scores.per_class]
    return _render(
        "scores",
        scores=scores,
        rows=weakest(scores) if long else scores.per_class,
        caption="The weakest classes" if long else "",
        names=names,
        long_names=html.long_names(names),
        confusion=None if wide else scores.confusion.tolist(),
        pairs=[
            (names[pair.label], names[pair.predicted], pair.count)
            for pair in confused_pairs(scores.confusion)
        ],
    )


def prediction_html(prediction: Prediction) -> str:
    """What the model saw under its answer, beside the bars of its probabilities."""
    return _render(
        "prediction",
        prediction=prediction,
        answer=html.answered(prediction.pixels, prediction.probabilities, prediction.classes),
        said=answer_caption(prediction.name, prediction.confidence),
        long_names=html.long_names(prediction.classes),
    )


def explanation_html(explanation: Explanation) -> str:
    """What spoke for the answer, the answer, the way to what the model saw, and its like."""
    prediction = explanation.prediction
    map_ = evidence.tinted(prediction.pixels, explanation.occlusion)
    return _render(
        "explanation",
        prediction=prediction,
        answer=html.answered(prediction.pixels, prediction.probabilities, prediction.classes),
        said=answer_caption(prediction.name, prediction.confidence),
        map=html.labelled(map_, "What spoke for it", detail="orange for, blue against"),
        words=_explained(explanation),
        rows=[
            (heading, [html.labelled(t.pixels, t.caption, detail=t.detail) for t in tiles])
            for heading, tiles in _rows(explanation)
            if tiles
        ],
        long_names=html.long_names(prediction.classes),
    )


def explanation_png(explanation: Explanation) -> bytes:
    """The same as a drawing: a PNG file."""
    prediction = explanation.prediction
    name = f"{Path(prediction.file).name}: " if prediction.file else ""
    said = f"{prediction.name}, {percent(prediction.confidence)}"
    return sheet(
        title=f"{name}{'refused, at best ' if prediction.refused else ''}{said}",
        picture=evidence.tinted(prediction.pixels, explanation.occlusion),
        bars=html.answered(prediction.pixels, prediction.probabilities, prediction.classes).bars,
        words=[*_answer_words(prediction), _explained(explanation)],
        rows=_rows(explanation),
    )


def reading_html(reading: Reading) -> str:
    """The picture with its numbers drawn in, where its file is still there, above their table."""
    marked = _marked(reading)
    drawing = None if marked is None else html.png_uri(marked)
    return _render("reading", reading=reading, drawing=drawing)


def run_html(
    name: str,
    *,
    folder: str,
    history: Sequence[Epoch],
    scores: Scores | None = None,
) -> str:
    """A run: its name, its folder, its curves, and its test scores where it has been tested."""
    return _render(
        "run",
        name=name,
        folder=folder,
        epochs=len(history),
        seconds=sum(one.seconds for one in history),
        charts=charts.curves(history, scores) if history else (),
        scores=scores,
    )


def _marked(reading: Reading) -> np.ndarray | None:
    """The page anew from its file; None where that is gone, or is not the page that was read."""
    from tenfold.inference.marking import mark
    from tenfold.pictures.documents import pages

    if reading.file is None:
        return None
    number = reading.page or 1
    try:
        (picture,) = islice(pages(reading.file), number - 1, number)
    except (TenfoldError, ValueError):  # no such file, or no such page
        return None
    if picture.pixels.shape[1::-1] != reading.size:
        return None
    drawing = Image.fromarray(mark(picture, reading))
    drawing.thumbnail((_PAGE_SIDE, _PAGE_SIDE))
    return np.asarray(drawing)


def _answer_words(prediction: Prediction) -> list[str]:
    """Why it is refused, and every class that it may well be; as far as there is either."""
    said = prediction.label_set
    return [
        *([prediction.reason] if prediction.reason else []),
        *([label_set_in_words(said)] if said else []),
    ]


def _explained(explanation: Explanation) -> str:
    if explanation.empty:
        return evidence.NOTHING
    return evidence.covering(
        explanation.prediction.name,
        explanation.prediction.confidence,
        explanation.covered,
        patch=explanation.patch,
    )


def _rows(explanation: Explanation) -> list[tuple[str, list[evidence.Tile]]]:
    """The steps, and the most similar training pictures."""
    steps = [(step.name, step.pixels) for step in explanation.steps]
    like = [
        evidence.similar_tile(one.pixels, one.name, index=one.index, similarity=one.similarity)
        for one in explanation.similar
    ]
    return [
        (evidence.STEPS, evidence.step_tiles(steps, explanation.box, side=_STEP_SIDE)),
        (evidence.SIMILAR, like),
    ]


def _render(part: str, **values: Any) -> str:
    return html.environment().get_template("notebook.html.j2").render(part=part, **values)


def _split_row(name: str, split: Split) -> dict[str, Any]:
    pixels = split.images
    return {
        "name": name,
        "count": len(split),
        "shape": pixels.shape,
        "dtype": str(pixels.dtype),
        "range": f"{pixels.min()} to {pixels.max()}" if pixels.size else "–",
    }
