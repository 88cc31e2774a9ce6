"""What is to be refused: families of pictures, each made anew from a generator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.refusals import letters, pairs, paper, scribbles, things

Rng = np.random.Generator
Made = tuple[np.ndarray, str]


@dataclass(frozen=True, eq=False)
class Material:
    """What pictures are made of.

    garments, digits: uint8, (n, 28, 28), pictures of test splits, bright on 0. fonts: files.
    photos: uint8, (h, w) or (h, w, 3).
    """

    garments: np.ndarray
    digits: np.ndarray
    fonts: tuple[Path, ...]
    photos: tuple[np.ndarray, ...]


@dataclass(frozen=True)
class Family:
    """kind: what is counted together. make: a picture, and what it shows where that varies."""

    kind: str
    name: str
    make: Callable[[Material, Rng], Made]

    def pictures(self, material: Material, count: int) -> list[Made]:
        """The same ones every time, whatever other families there are."""
        rng = np.random.default_rng([count, *self.name.encode()])
        return [self.make(material, rng) for _ in range(count)]


def _garment(material: Material, rng: Rng) -> np.ndarray:
    return material.garments[rng.integers(len(material.garments))]


def _printed(material: Material, rng: Rng) -> Made:
    letter, font = letters.any_of(material.fonts, rng)
    return 255 - letters.printed(letter, font), letter


def _written(material: Material, rng: Rng) -> Made:
    letter, font = letters.any_of(material.fonts, rng)
    return 255 - letters.written(letter, font, rng), letter


def _photographed(make: Callable[[Material, Rng], Made], material: Material, rng: Rng) -> Made:
    page, what = make(material, rng)
    return paper.on_paper(255 - page, rng), what


def _pair(how: Callable[..., np.ndarray], material: Material, rng: Rng) -> Made:
    first, second = material.digits[rng.integers(len(material.digits), size=2)]
    return paper.on_paper(how(first, second, rng), rng), ""


def _plainly(make: Callable[[Rng], np.ndarray], material: Material, rng: Rng) -> Made:
    return make(rng), ""


def _scribbled(make: Callable[[Rng], np.ndarray], material: Material, rng: Rng) -> Made:
    return paper.on_paper(make(rng), rng), ""


def _words(make: Callable[..., np.ndarray]) -> str:
    return make.__name__.replace("_", " ")


FAMILIES = (
    Family("garments", "garments", lambda material, rng: (_garment(material, rng), "")),
    Family(
        "garments",
        "garments, photos",
        lambda material, rng: (paper.on_paper(_garment(material, rng), rng), ""),
    ),
    Family("letters", "letters", _printed),
    Family("letters", "letters, photos", partial(_photographed, _printed)),
    Family("letters", "bent letters", _written),
    Family("letters", "bent letters, photos", partial(_photographed, _written)),
    *(
        Family("blank paper", _words(make), partial(_plainly, make))
        for make in (
            paper.plain_paper,
            paper.shaded_paper,
            paper.textured_paper,
            paper.squared_paper,
        )
    ),
    *(Family("scribbles", _words(make), partial(_scribbled, make)) for make in scribbles.SCRIBBLES),
    Family(
        "photos",
        "parts of photos",
        lambda material, rng: (things.part_of_a_photo(material.photos, rng), ""),
    ),
    Family("photos", "dead leaves", partial(_plainly, things.leaves)),
    *(Family("noise", _words(make), partial(_plainly, make)) for make in things.NOISE),
    *(Family("two digits", _words(how), partial(_pair, how)) for how in pairs.PAIRS),
)
