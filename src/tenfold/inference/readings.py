"""What was read in a picture: numbers, their digits, and how sure each is."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from tenfold.values import ModelId

# x, y, width, height in pixels of the upright picture; whole pixels, rounded outwards.
Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Digit:
    """One digit of a number.

    text: "0" to "9". confidence: the probability of this digit in its place, all others being as
    read, 0 to 1; never below that of the whole number.
    """

    text: str
    confidence: float
    box: Box

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {"text": self.text, "confidence": self.confidence, "box": [*self.box]}


@dataclass(frozen=True)
class Alternative:
    """What else a number may be, and the probability of that."""

    text: str
    confidence: float


@dataclass(frozen=True)
class Number:
    """One number.

    text: its digits as written, noughts at the front too; kept when refused. confidence: the
    probability of the text, among those that were asked for, 0 to 1. refused: True where the text
    should not be used; reason says why. alternatives: the next best texts, at most three.
    suggestion: the best text that passes the check, where there is one and `text` does not.
    """

    text: str
    confidence: float
    refused: bool
    box: Box
    digits: tuple[Digit, ...]
    reason: str | None = None
    alternatives: tuple[Alternative, ...] = ()
    suggestion: str | None = None

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values; what does not apply is left out."""
        answer: dict[str, Any] = {
            "text": self.text,
            "confidence": self.confidence,
            "refused": self.refused,
        }
        answer |= {} if self.reason is None else {"reason": self.reason}
        answer |= {} if self.suggestion is None else {"suggestion": self.suggestion}
        answer |= {"box": [*self.box], "digits": [one.to_json() for one in self.digits]}
        if self.alternatives:
            answer["alternatives"] = [asdict(one) for one in self.alternatives]
        return answer


@dataclass(frozen=True)
class Reading:
    """The numbers of one page, in reading order; none where no digits were found.

    file, page: where it came from; page (from 1) only where a file has several. size: width and
    height of the upright page in pixels, which the boxes lie in.
    """

    file: str | None
    page: int | None
    numbers: tuple[Number, ...]
    model: ModelId
    size: tuple[int, int]

    @property
    def texts(self) -> tuple[str, ...]:
        """The numbers as texts, refused ones too."""
        return tuple(number.text for number in self.numbers)

    def to_json(self) -> dict[str, Any]:
        """The reading as the CLI, Python and HTTP all give it."""
        answer: dict[str, Any] = {"file": self.file}
        answer |= {} if self.page is None else {"page": self.page}
        numbers = [number.to_json() for number in self.numbers]
        return answer | {"numbers": numbers, "model": asdict(self.model)}

    def _repr_html_(self) -> str:
        from tenfold import notebook

        return notebook.reading_html(self)
