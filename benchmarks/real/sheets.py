"""Every error of a set on sheets of pictures, to be looked at."""

from __future__ import annotations

from pathlib import Path

from benchmarks import gallery
from benchmarks.gallery import EACH
from benchmarks.real.asking import Answers
from benchmarks.real.figures import mistakes
from benchmarks.sets import PictureSet
from tenfold.evaluation.plots.canvas import plain
from tenfold.evaluation.words import count_of
from tenfold.inference.classifier import Classifier
from tenfold.pictures.decode import decode

_LONGEST_TRUTH, _LONGEST_ANSWER = 13, 9  # letters that fit, the answer with its confidence


def write(
    folder: Path, pictures: PictureSet, answers: Answers, classifier: Classifier
) -> list[Path]:
    """The sheets of a set, NAME-page-1.png and so on; none where there is no error.

    Sheets of the same set from before are taken away. Raises StorageError.
    """
    name = gallery.file_name(pictures.name)
    for old in folder.glob(f"{name}-page-*.png"):
        old.unlink()
    rows = mistakes(answers, pictures.labels)
    pages = [rows[start : start + EACH] for start in range(0, len(rows), EACH)]
    found = f"{count_of(len(rows), 'error')} in {len(pictures):,} pictures"
    if pictures.labels is None:
        found = f"{len(rows):,} of {len(pictures):,} pictures accepted"
    paths = []
    for number, page in enumerate(pages, start=1):
        which = f"   page {number} of {len(pages)}" if len(pages) > 1 else ""
        title = f"{plain(pictures.name, 60)}: {found}{which}"
        wrong = [_wrong(row, pictures, answers, classifier) for row in page]
        paths.append(folder / f"{name}-page-{number}.png")
        gallery.save(paths[-1], title, wrong)
    return paths


def _wrong(
    row: int, pictures: PictureSet, answers: Answers, classifier: Classifier
) -> gallery.Wrong:
    """One error, its picture decoded and standardised again: keeping all would take gigabytes."""
    assert answers.probabilities is not None
    picture = decode(pictures.files[row])
    classes, labels = classifier.classes, pictures.labels
    return gallery.Wrong(
        picture.pixels,
        classifier.predict(picture).pixels,
        truth="" if labels is None else plain(classes[labels[row]], _LONGEST_TRUTH),
        said=plain(classes[answers.labels[row]], _LONGEST_ANSWER),
        confidence=float(answers.probabilities[row].max()),
        refused=bool(answers.refused[row]),
    )
