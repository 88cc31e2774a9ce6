"""Picture files, and what numbers stand in them.

A set of a person's is a folder with labels.csv: columns file, label and, if there are kinds of
pictures, style. Several numbers of a page are parted by spaces, top to bottom; an empty label says
that there is no digit. A folder of such folders holds several sets.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from benchmarks.refusals.letters import fonts
from tenfold.errors import UsageError
from tenfold.training.composer.ground import RULES, photograph
from tenfold.training.composer.handwritten import Writers
from tenfold.training.composer.lines import Composed, draw_line

Rng = np.random.Generator
Labelled = tuple[np.ndarray, str, str]  # pixels, uint8; what stands there; the style


@dataclass(frozen=True)
class NumberSet:
    """Picture files with their truths, one for each; a style is "" where there is none."""

    name: str
    files: tuple[Path, ...]
    truths: tuple[str, ...]
    styles: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.files)

    def thinned(self, most: int | None) -> NumberSet:
        """At most so many, drawn by lot (seed 0); None keeps all."""
        if most is None or len(self) <= most:
            return self
        rows = np.sort(np.random.default_rng(0).choice(len(self), most, replace=False)).tolist()
        files, truths, styles = (
            tuple(column[row] for row in rows) for column in (self.files, self.truths, self.styles)
        )
        return NumberSet(self.name, files, truths, styles)


def found_in(place: Path) -> list[NumberSet]:
    """The sets in a folder, or the one that it is. Raises UsageError where there is none."""
    folders = [place, *sorted(place.iterdir())] if place.is_dir() else []
    sets = [_listed(folder) for folder in folders if (folder / "labels.csv").is_file()]
    if not sets:
        raise UsageError(
            f"There is no set of numbers in {str(place)!r}. Name a folder with labels.csv "
            "(file,label), or a folder of such folders."
        )
    return sets


def written(name: str, pictures: Iterable[Labelled], scratch: Path) -> NumberSet:
    """Arrays as PNG files in a new folder of `scratch`."""
    folder = scratch / name.replace(" ", "-")
    folder.mkdir(parents=True)
    files, truths, styles = [], [], []
    for number, (pixels, truth, style) in enumerate(pictures):
        files.append(folder / f"{number:05}.png")
        Image.fromarray(pixels).save(files[-1])
        truths.append(truth)
        styles.append(style)
    return NumberSet(name, tuple(files), tuple(truths), tuple(styles))


def composed(
    writers: Writers, count: int, rng: Rng, *, hands: float = 0.0, ruled: bool = False
) -> Iterator[Labelled]:
    """Numbers of two to ten digits on paper, as photographed, one to four times as large.

    hands: the share that is in one of the writers' hands; the others are of their single digits.
    ruled: on rules, squares, in frames, combs and underlined in turn, which are the styles then.
    """
    handwritten = Composed(other=0, printed=0, hands=hands, marked=0)
    while count:
        line = draw_line(writers, handwritten, rng)
        if len(line.text) < 2:
            continue
        on = RULES[count % len(RULES)] if ruled else None
        picture = Image.fromarray(photograph(line, rng, on=on).pixels)
        scale = float(rng.uniform(1, 4))
        size = (round(picture.width * scale), round(picture.height * scale))
        yield np.asarray(picture.resize(size, Image.Resampling.BICUBIC)), line.text, on or ""
        count -= 1


def printed(each: int, rng: Rng) -> Iterator[Labelled]:
    """Numbers of three to nine digits in every font of the machine, 20 to 80 pixels high.

    The style is the font's name. Dark on light, with a little noise, a margin of a digit around.
    """
    for file in fonts():
        for _ in range(each):
            text = "".join(map(str, rng.integers(0, 10, rng.integers(3, 10))))
            yield set_in(file, text, int(rng.integers(20, 81)), rng), text, file.stem


def set_in(file: Path, text: str, height: int, rng: Rng) -> np.ndarray:
    """A text in a font, its zero so many pixels high, a margin as wide around: uint8."""
    measured = ImageFont.truetype(str(file), 100).getbbox("0")
    font = ImageFont.truetype(str(file), max(8, round(100 * height / (measured[3] - measured[1]))))
    left, top, right, bottom = font.getbbox(text)
    size = (round(right - left) + 2 * height, round(bottom - top) + 2 * height)
    paper, ink = int(rng.integers(215, 256)), int(rng.integers(0, 90))
    page = Image.new("L", size, paper)
    ImageDraw.Draw(page).text((height - left, height - top), text, ink, font=font)
    noisy = np.asarray(page) + rng.normal(0, rng.uniform(0, 6), size[::-1])
    return np.clip(np.rint(noisy), 0, 255).astype(np.uint8)


def _listed(folder: Path) -> NumberSet:
    with open(folder / "labels.csv", newline="", encoding="utf-8") as listed:
        rows = list(csv.DictReader(listed))
    if not rows or not {"file", "label"} <= set(rows[0]):
        raise UsageError(
            f"{folder / 'labels.csv'} must have the columns file and label, and pictures below "
            "them. Correct it."
        )
    files = tuple(folder / row["file"] for row in rows)
    for file in files:
        if not file.is_file():
            raise UsageError(f"{folder / 'labels.csv'} lists {file.name!r}, which is not there.")
    truths = tuple(" ".join(row["label"].split()) for row in rows)
    for truth in truths:
        if not all(part.isascii() and part.isdigit() for part in truth.split()):
            raise UsageError(
                f"{folder / 'labels.csv'}: a label must be digits, with spaces between numbers. "
                f"Got {truth!r}."
            )
    return NumberSet(folder.name, files, truths, tuple(row.get("style") or "" for row in rows))
