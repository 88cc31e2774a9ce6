"""What all plots share: the figure, its colours, its axes, its text, and saving it.

Figures are made without pyplot: no state is shared, and no window is ever opened. Colours are
blue for right and red for wrong, as in S1, in the tones that Paul Tol's "vibrant" scheme keeps
apart for colour-blind eyes (sronpersonalpages.nl/~pault).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from tenfold.errors import MissingExtraError, UsageError
from tenfold.storage import writing

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLUE, RED, ORANGE = "#0077BB", "#CC3311", "#C65D00"
INK, SOFT, GREY = "#1b2430", "#566172", "#9aa5b1"
FORMATS = ("png", "svg", "pdf")


def save(figure: Figure, path: str | os.PathLike[str]) -> None:
    """Write `figure` to `path`, whole or not at all; the ending chooses PNG, SVG or PDF.

    Raises UsageError for another ending, StorageError when the file cannot be written.
    """
    kind = Path(path).suffix.lower().lstrip(".")
    if kind not in FORMATS:
        raise UsageError(
            f"A drawing must be a file that ends in .png, .svg or .pdf. Got {os.fspath(path)!r}. "
            "Give it one of these endings."
        )
    with writing(path) as temporary:
        figure.savefig(temporary, format=kind, dpi=150)


def canvas(width: float, height: float) -> Figure:
    """An empty figure, in inches. Raises MissingExtraError where matplotlib is not installed."""
    try:
        from matplotlib.layout_engine import ConstrainedLayoutEngine

        from tenfold.evaluation.plots.drawing import Drawing
    except ModuleNotFoundError as error:
        raise MissingExtraError("Drawing", "train", "matplotlib") from error
    layout = ConstrainedLayoutEngine(w_pad=0.08, h_pad=0.08)
    return Drawing(figsize=(width, height), layout=layout, facecolor="white")


def frame(axis: Axes) -> None:
    """The look that all charts share: two thin axes, quiet numbers."""
    axis.spines[["top", "right"]].set_visible(False)
    axis.spines[["left", "bottom"]].set_color(GREY)
    axis.tick_params(colors=SOFT, labelsize=9, length=3)


def plain(text: str, most: int | None = None) -> str:
    """`text` without control characters, and cut to `most` characters: names come from strangers.

    Draw it with `parse_math=False`, or matplotlib reads "$" as mathematics.
    """
    clean = "".join(letter for letter in text if letter.isprintable())
    return clean if most is None or len(clean) <= most else clean[: most - 1] + "…"
