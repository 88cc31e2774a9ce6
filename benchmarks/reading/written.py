"""A number written on a page of its own: what the conditions of reading are drawn with."""

from __future__ import annotations

import cv2
import numpy as np

from benchmarks.reading.lettered import lettered

Rng = np.random.Generator
Span = tuple[float, float]

# A picture (uint8) and the number in it.
Drawn = tuple[np.ndarray, str]


class Writing:
    """A number's ink on a page of its own: float32, 0 to 1; its text, height and corners."""

    def __init__(
        self,
        rng: Rng,
        *,
        tall: Span = (40, 160),
        pen: Span = (0.02, 0.16),
        gap: Span = (0.15, 0.5),
        turn: Span = (-5, 5),
        bounce: Span = (0, 0),
    ) -> None:
        """tall: pixels. pen, gap, bounce: in heights. turn: degrees. All are from and to.

        bounce: how much lower a digit stands than the line.
        """
        self.tall = int(np.exp(rng.uniform(*np.log(tall))))
        self.text = "".join(map(str, rng.integers(0, 10, rng.integers(4, 10))))
        between = rng.uniform(*gap)
        long = len(self.text) * (0.66 + between) * self.tall
        wide = round(1.15 * long * rng.uniform(1.15, 1.9)) + 40
        high = max(wide * 3 // 4, 3 * self.tall)
        x = round(rng.uniform(0.08 * wide, 0.92 * wide - long))
        y = round(rng.uniform(self.tall, high - 2 * self.tall + 1))
        width = max(float(np.exp(rng.uniform(*np.log(pen)))), 1.2 / self.tall)
        lower = [self.tall * rng.uniform(*bounce) for _ in self.text] if any(bounce) else [0]
        drawn = lettered(
            (self.text, x, y),
            height=self.tall,
            size=(high, wide),
            pen=width,
            gap=between,
            paper=255,
            ink=0,
            turn=float(rng.uniform(*turn)),
            bounce=[round(each) for each in lower],
        )
        self.ink = 1 - drawn.pixels.astype(np.float32) / 255
        self.corners = drawn.corners

    def box(self, room: float) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of all digits and so many pixels around."""
        low, high = self.corners.min(axis=(0, 1)) - room, self.corners.max(axis=(0, 1)) + room
        return int(low[0]), int(low[1]), int(high[0]), int(high[1])


def on_paper(paper: np.ndarray | float, ink: np.ndarray, depth: float) -> np.ndarray:
    """A page, float32, 0 to 255; depth: what of the light full ink takes."""
    return np.asarray(paper * (1 - depth * ink), np.float32)


def taken(page: np.ndarray, rng: Rng, *, noise: float = 3, quality: int = 80) -> np.ndarray:
    """A page as a camera sees it, uint8: with noise, of JPEG's quality."""
    grainy = np.clip(page + noise * rng.standard_normal(page.shape, np.float32), 0, 255)
    _, file = cv2.imencode(".jpg", grainy.astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(file, cv2.IMREAD_GRAYSCALE))
