"""Scans of a form drawn for tests: frames, some words, and digits in the font of readers.py."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np
from inference.readers import page

BOXES = {"member": (300, 120, 420, 80), "amount": (300, 300, 420, 80), "year": (300, 480, 260, 80)}
WIDTH, HEIGHT = 800, 1000


def form(written: Mapping[str, str] | None = None) -> np.ndarray:
    """The form, its fields filled in: uint8, shape (1000, 800), black on white."""
    sheet = np.full((HEIGHT, WIDTH), 255, np.uint8)
    for name, (x, y, width, height) in BOXES.items():
        cv2.putText(sheet, name, (60, y + 50), cv2.FONT_HERSHEY_TRIPLEX, 1.2, 0, 2, cv2.LINE_AA)
        cv2.rectangle(sheet, (x, y), (x + width, y + height), 0, 2)
    for row in range(8):
        words = "in capital letters please and nothing beside the boxes"
        at = (60, 640 + 40 * row)
        cv2.putText(sheet, words, at, cv2.FONT_HERSHEY_SIMPLEX, 0.7, 0, 1, cv2.LINE_AA)
    for name, text in (written or {}).items():
        x, y, _, height = BOXES[name]
        digits = page(text, height=44)
        rows = np.flatnonzero((digits < 255).any(axis=1))
        ink = digits[rows[0] : rows[-1] + 1]
        top = y + (height - len(ink)) // 2
        part = sheet[top : top + len(ink), x + 4 : x + 4 + ink.shape[1]]
        np.minimum(part, ink[:, : part.shape[1]], out=part)
    return sheet


def scanned(
    sheet: np.ndarray,
    *,
    turn: float = 0,
    scale: float = 1,
    shift: tuple[float, float] = (0, 0),
    size: tuple[int, int] | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """The sheet as it may lie on the glass, and the map (2, 3) from its pixels to the scan's."""
    height, width = sheet.shape
    wide, high = size or (width, height)
    warp = cv2.getRotationMatrix2D((width / 2, height / 2), turn, scale * wide / width)
    warp[:, 2] += (wide - width) / 2 + shift[0] * wide, (high - height) / 2 + shift[1] * high
    return cv2.warpAffine(sheet, warp, (wide, high), borderValue=255), warp
