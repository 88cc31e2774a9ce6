"""Digits as other hands write them: one of each, from fonts that were drawn after handwriting.

MNIST's writers are Americans of one decade. hands.png is a sheet with a row for each of about 150
fonts; hands.csv says which they are, with their licences. docs/make_hands.py draws the sheet.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Literal

import cv2
import numpy as np

SIDE = 28  # pixels of a digit's picture, as MNIST's
SHEET = Path(__file__).with_name("hands.png")
LISTED = Path(__file__).with_name("hands.csv")

Part = Literal["train", "validation", "test"]


@cache
def hands(part: Part) -> np.ndarray:
    """The hands of a part: uint8, shape (hands, 10, 28, 28), bright on 0, in order of the digits.

    Whoever is judged by did not write what is learned from.
    """
    with open(LISTED, newline="", encoding="utf-8") as file:
        rows = [number for number, row in enumerate(csv.DictReader(file)) if row["split"] == part]
    sheet = cv2.imread(str(SHEET), cv2.IMREAD_GRAYSCALE)
    assert sheet is not None, SHEET
    digits = sheet.reshape(-1, SIDE, 10, SIDE).swapaxes(1, 2)
    return np.ascontiguousarray(digits[rows])
