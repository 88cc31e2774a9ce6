"""What other hands write: their digits, letters and signs, from fonts drawn after handwriting.

MNIST's writers are Americans of one decade. hands.png is a sheet of digits with a row for each of
about 150 fonts, marks.png one of all else; hands.csv says which fonts they are, with their
licences. docs/make_hands.py draws the sheets.
"""

from __future__ import annotations

import csv
import string
from functools import cache
from pathlib import Path
from typing import Literal

import cv2
import numpy as np

SIDE = 28  # pixels of a digit's picture, as MNIST's
BOX = 20  # pixels: the longest side of a digit, as in MNIST
MARKS = string.ascii_letters + "/.,:;-+=()$€£%#&@°'\"*!?"
MARK_SIDE, BASELINE = 36, 26  # pixels of a mark's picture, and of what lies above its base line
SHEET = Path(__file__).with_name("hands.png")
MARK_SHEET = Path(__file__).with_name("marks.png")
LISTED = Path(__file__).with_name("hands.csv")

Part = Literal["train", "validation", "test"]


@cache
def hands(part: Part) -> np.ndarray:
    """The hands of a part: uint8, shape (hands, 10, 28, 28), bright on 0, in order of the digits.

    Whoever is judged by did not write what is learned from.
    """
    return _sheet(SHEET, 10, SIDE)[_rows(part)]


@cache
def marks(part: Part) -> np.ndarray:
    """What the same hands write that is no digit: uint8, shape (hands, len(MARKS), 36, 36).

    As large as it is beside digits 20 pixels high, on a base line; empty where a hand lacks it.
    """
    return _sheet(MARK_SHEET, len(MARKS), MARK_SIDE)[_rows(part)]


def _rows(part: Part) -> list[int]:
    with open(LISTED, newline="", encoding="utf-8") as file:
        return [number for number, row in enumerate(csv.DictReader(file)) if row["split"] == part]


def _sheet(path: Path, columns: int, side: int) -> np.ndarray:
    sheet = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    assert sheet is not None, path
    return np.ascontiguousarray(sheet.reshape(-1, side, columns, side).swapaxes(1, 2))
