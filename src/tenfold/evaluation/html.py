"""Pictures, captions and bars for pages: what the report and the notebook have in common.

Names of classes and files come from strangers. Jinja escapes everything that is put into a
template here, and control characters are taken out before.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import numpy as np
from PIL import Image

from tenfold.evaluation import sureness, words

TEMPLATES = Path(__file__).parent / "templates"
MOST_BARS = 12  # more bars than this cannot be told apart beside a small picture,
LIKELIEST_BARS = 8  # and these few are shown in their place

# Control characters, and the marks that turn the direction of the text that follows them.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Shown:
    """A picture on a page: data URI, words in its place, caption, and "right", "wrong" or "".

    caption: pieces that are best not broken across lines.
    """

    src: str
    alt: str
    caption: tuple[str, ...]
    verdict: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Bar:
    """One class's probability.

    mark: the class index. share: of 1. kind: "predicted" (and wrong), "true" (and missed),
    "right" (both), "said" (predicted, the truth not known) or "".
    """

    mark: str
    name: str
    share: float
    kind: str


@dataclass(frozen=True)
class Answer:
    """A picture with the bars of its probabilities."""

    picture: Shown
    bars: tuple[Bar, ...]
    summary: str


@cache
def environment() -> jinja2.Environment:
    """The templates of this package, escaping all that is put into them."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_without_control,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "percent": words.percent,
        "duration": words.duration,
        "count_of": words.count_of,
        "shape": shape_text,
        "set_name": words.set_name,
        "label_set": sureness.label_set_in_words,
        "sets_in_words": sureness.sets_in_words,
    }
    return made


def png_uri(pixels: np.ndarray) -> str:
    """`pixels`, uint8 (height, width) or (height, width, 3), as a PNG data URI."""
    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(buffer, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")


def labelled(pixels: np.ndarray, name: str, *, detail: str = "") -> Shown:
    """A picture under its class name."""
    return Shown(png_uri(pixels), f"A picture of class {name}", (name,), detail=detail)


def judged(
    pixels: np.ndarray, label: int, predicted: int, classes: Sequence[str], *, detail: str = ""
) -> Shown:
    """A picture captioned "label, prediction"."""
    return Shown(
        src=png_uri(pixels),
        alt=f"A picture of class {classes[label]}, answered {classes[predicted]}",
        caption=(f"{classes[label]},", classes[predicted]),
        verdict="right" if label == predicted else "wrong",
        detail=detail,
    )


def answered(
    pixels: np.ndarray,
    probabilities: np.ndarray,
    classes: Sequence[str],
    *,
    label: int | None = None,
) -> Answer:
    """A picture captioned "Sneaker 98% (Sneaker)" with its bars; `label` is the true class."""
    predicted = int(probabilities.argmax())
    said = words.answer_caption(classes[predicted], float(probabilities[predicted]))
    caption = (said,) if label is None else (said, f"({classes[label]})")
    verdict = "" if label is None else ("right" if label == predicted else "wrong")
    bars = _bars(probabilities, classes, predicted, label)
    best = sorted(bars, key=lambda bar: -bar.share)[:3]
    return Answer(
        picture=Shown(png_uri(pixels), f"A picture answered {' '.join(caption)}", caption, verdict),
        bars=bars,
        summary="Probabilities: "
        + ", ".join(f"{bar.name} {words.percent(bar.share)}" for bar in best),
    )


def _bars(
    probabilities: np.ndarray, classes: Sequence[str], predicted: int, label: int | None
) -> tuple[Bar, ...]:
    """All bars in class order, or those of the likeliest classes where there are too many."""
    kinds = {predicted: "said" if label is None else "predicted"}
    if label is not None:
        kinds[label] = "right" if label == predicted else "true"
    most = len(classes) if len(classes) <= MOST_BARS else LIKELIEST_BARS
    shown = set(np.argsort(-probabilities, kind="stable")[:most].tolist()) | set(kinds)
    return tuple(
        Bar(str(index), classes[index], float(probabilities[index]), kinds.get(index, ""))
        for index in sorted(shown)
    )


def long_names(classes: Sequence[str]) -> bool:
    """Whether class names need more room than digits do."""
    return max(map(len, classes)) > 3


def shape_text(shape: Any) -> str:
    """An output shape as people write it: `(None, 28, 28)` is "28 × 28"."""
    if isinstance(shape, (list, tuple)):
        return " × ".join(f"{size:,}" for size in shape if size is not None) or "1"
    return str(shape)


def _without_control(value: Any) -> Any:
    # Only plain text: what a macro returns (Markup) is finished, and must stay marked as such.
    return _CONTROL.sub("", value) if type(value) is str else value
