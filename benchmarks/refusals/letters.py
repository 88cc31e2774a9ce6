"""Letters in all fonts of the machine, and the same as a hand might write them."""

from __future__ import annotations

import shutil
import string
import subprocess
from collections.abc import Sequence
from pathlib import Path

import matplotlib
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tenfold.training.augment import Augment, augment

Rng = np.random.Generator

# What a person who expects a digit may read in a letter, printed or written: to answer with that
# digit is no error, and to refuse is none either, so these are left out. (An e, an h or a y is a
# bad 6, 4 or 4, and no person would swear to it: they count.)
LIKE_DIGITS = {
    "0": "ODQo",
    "1": "Iil",
    "2": "Zz",
    "5": "Ss",
    "6": "Gb",
    "8": "B",
    "9": "gq",
}
LETTERS = "".join(sorted(set(string.ascii_letters) - set("".join(LIKE_DIGITS.values()))))

# Fonts of signs, of capitals alone, or with a box in place of every letter.
_NO_LETTERS = ("cmex10", "cmsy10", "Display", "LastResort", "STIXNonUni", "STIXSiz")
_SIDE = 84  # pixels: three times MNIST's
_LETTER = 60  # and the height of the letter in it, as of digits in MNIST

# About twice as bent, slanted and turned as the digits that the shipped model was trained on.
BY_HAND = Augment(rotate=15, scale=0.2, shear=0.35, shift=3, elastic=4, pen=1, blur=1, tone=0.5)


def fonts() -> tuple[Path, ...]:
    """The fonts that came with matplotlib and those of the system (fontconfig), each once."""
    found = [*Path(matplotlib.get_data_path(), "fonts", "ttf").glob("*.ttf"), *_of_the_system()]
    usable = {one.name: one for one in found if not any(no in one.name for no in _NO_LETTERS)}
    return tuple(usable[name] for name in sorted(usable))


def printed(letter: str, font: Path) -> np.ndarray:
    """A letter, bright on 0, 60 pixels on its longer side: uint8, shape (84, 84)."""
    measured = ImageFont.truetype(str(font), _LETTER).getbbox(letter)
    longest = max(measured[2] - measured[0], measured[3] - measured[1])
    drawn = ImageFont.truetype(str(font), round(_LETTER**2 / longest))
    left, top, right, bottom = drawn.getbbox(letter)
    page = Image.new("L", (_SIDE, _SIDE))
    at = (_SIDE - left - right) / 2, (_SIDE - top - bottom) / 2
    ImageDraw.Draw(page).text(at, letter, 255, font=drawn)
    return np.asarray(page)


def written(letter: str, font: Path, rng: Rng) -> np.ndarray:
    """The same as by hand: slanted, bent, with another pen. uint8, shape (84, 84)."""
    return augment(printed(letter, font)[None], BY_HAND, rng)[0]


def any_of(fonts: Sequence[Path], rng: Rng) -> tuple[str, Path]:
    """A letter and a font, by lot."""
    return LETTERS[rng.integers(len(LETTERS))], fonts[int(rng.integers(len(fonts)))]


def _of_the_system() -> list[Path]:
    if shutil.which("fc-list") is None:
        return []
    listed = subprocess.run(
        ["fc-list", ":lang=en", "file"], capture_output=True, text=True, check=True
    )
    files = [line.strip().rstrip(":") for line in listed.stdout.splitlines()]
    return [Path(file) for file in files if file.endswith((".ttf", ".otf"))]
