from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.gallery import EACH
from benchmarks.real import sheets
from benchmarks.real.asking import Answers, Tenfold
from benchmarks.sets import PictureSet
from tenfold.inference.classifier import Classifier


def pictures(folder: Path, count: int, labels: np.ndarray | None) -> PictureSet:
    files = []
    for number in range(count):
        page = np.full((40, 30), 255, np.uint8)
        page[8:32, 12 + number % 4 : 16 + number % 4] = 20
        files.append(folder / f"{number}.png")
        Image.fromarray(page).save(files[-1])
    return PictureSet("my set/1", tuple(files), labels)


def asked(given: PictureSet, classifier: Classifier) -> Answers:
    return next(Tenfold(classifier).answers([given]))


def test_every_error_is_on_a_page(tmp_path, classifier):
    said = asked(pictures(tmp_path, 1, None), classifier).labels[0]
    count = EACH + 1
    given = pictures(tmp_path, count, np.full(count, (said + 1) % 10))
    wrong = int((asked(given, classifier).labels != given.labels).sum())
    paths = sheets.write(tmp_path / "errors", given, asked(given, classifier), classifier)
    pages = -(-wrong // EACH)
    names = [f"my-set-1-page-{number}.png" for number in range(1, pages + 1)]
    assert [path.name for path in paths] == names
    with Image.open(paths[0]) as image:
        assert image.width > 1000


def test_sheets_from_before_are_taken_away(tmp_path, classifier):
    given = pictures(tmp_path, 1, None)
    said = asked(given, classifier)
    old = tmp_path / "my-set-1-page-7.png"
    other = tmp_path / "my-set-10-page-1.png"
    for path in (old, other):
        path.write_bytes(b"")
    right = PictureSet(given.name, given.files, said.labels)
    assert sheets.write(tmp_path, right, said, classifier) == []
    assert (old.exists(), other.exists()) == (False, True)


def test_captions_hold_names_of_strangers_in_check(tmp_path, classifier):
    given = pictures(tmp_path, 1, None)
    paths = sheets.write(
        tmp_path, PictureSet("../\x1b[2J", given.files, None), asked(given, classifier), classifier
    )
    assert [path.parent for path in paths] == [tmp_path]
