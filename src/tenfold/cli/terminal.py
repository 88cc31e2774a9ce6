"""Small pictures and bar charts in a terminal.

Captions and class names come from strangers: `clean` takes control characters and escape
sequences out of them, and they are laid out as plain `Text`, which knows no markup.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
from PIL import Image
from rich.cells import cell_len, set_cell_size
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.text import Text

from tenfold.evaluation.words import percent

_SHADES = " ░▒▓█"
_UPPER_HALF = "▀"
_EIGHTHS = " ▏▎▍▌▋▊▉"

# CSI sequences (colours, cursor), OSC sequences (titles, links), and other escapes.
_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b\]|\x9d).*?(?:\x07|\x1b\\|\x9c|$)|\x1b.?", re.DOTALL
)


def clean(text: str) -> str:
    """A stranger's text, safe inside Rich markup and in a terminal.

    Escape sequences, control and text-direction characters are dropped (a tab or a line break
    becomes a space), markup is escaped.
    """
    return escape(_plain(text))


def picture_lines(pixels: np.ndarray, *, columns: int, colour: bool) -> list[Text]:
    """A picture as lines of text: uint8, shape (h, w), 0 black to 255 white; RGB with a third axis.

    columns: characters across; the height follows from the aspect, a character being twice as
    high as wide. colour: two pixels a character in their true colour; otherwise one of five shades,
    for grey pictures only.
    """
    height, width = pixels.shape[:2]
    rows = max(1, round(columns * height / width / 2))
    if not colour:
        levels = _resized(pixels, rows, columns).astype(np.uint16) * len(_SHADES) // 256
        return [Text("".join(_SHADES[level] for level in line), no_wrap=True) for line in levels]
    halves = _resized(pixels, 2 * rows, columns)
    if halves.ndim == 2:
        halves = np.repeat(halves[..., np.newaxis], 3, axis=2)
    lines = []
    for upper, lower in zip(halves[::2], halves[1::2], strict=True):
        line = Text(no_wrap=True)
        for above, below in zip(upper.tolist(), lower.tolist(), strict=True):
            line.append(_UPPER_HALF, f"#{bytes(above).hex()} on #{bytes(below).hex()}")
        lines.append(line)
    return lines


def strip(
    pictures: Sequence[np.ndarray],
    captions: Sequence[str],
    *,
    columns: int = 14,
    per_row: int = 5,
    colour: bool,
) -> RenderableType:
    """Pictures side by side, each over its caption; five of 14 columns fill 74 of 80."""
    blocks = []
    for start in range(0, len(pictures), per_row):
        drawn = [
            picture_lines(picture, columns=columns, colour=colour)
            for picture in pictures[start : start + per_row]
        ]
        blocks.extend(_side_by_side(drawn, columns))
        named = [_fitted(caption, columns) for caption in captions[start : start + per_row]]
        blocks.append(Text(" ".join(named).rstrip(), no_wrap=True))
    return Group(*blocks)


def bars(
    names: Sequence[str],
    probabilities: Sequence[float],
    *,
    width: int = 78,
    winner: int | None = None,
) -> RenderableType:
    """A bar a name: the name, its bar, its share in per cent. The winner's line is bold.

    probabilities: 0 to 1, one for each name. width: characters across, at least 30; names take
    at most a third of them and are cut with an ellipsis.
    """
    labels = [_plain(name) for name in names]
    room = min(max((cell_len(label) for label in labels), default=1), width // 3)
    track = width - room - len("  100.0%") - 1
    lines = []
    for index, (label, share) in enumerate(zip(labels, probabilities, strict=True)):
        line = Text(no_wrap=True, style="bold" if index == winner else "")
        line.append(_fitted(label, room) + " ")
        line.append(_bar(share, track), "green" if index == winner else "cyan")
        line.append(f"  {percent(share):>6}")
        lines.append(line)
    return Group(*lines)


def _plain(text: str) -> str:
    spaced = re.sub(r"[\t\r\n\v\f]+", " ", _ESCAPES.sub("", text))
    # Cc: control; Cf: format, which includes right-to-left overrides; Cs, Co: not characters.
    return "".join(sign for sign in spaced if unicodedata.category(sign) not in _UNPRINTED)


_UNPRINTED = {"Cc", "Cf", "Cs", "Co"}


def _fitted(text: str, columns: int) -> str:
    """Plain text cut or padded to exactly so many columns (wide characters count two)."""
    plain = _plain(text)
    if cell_len(plain) > columns:
        plain = set_cell_size(plain, columns - 1).rstrip() + "…"
    return set_cell_size(plain, columns)


def _side_by_side(drawn: list[list[Text]], columns: int) -> list[Text]:
    """Lines of pictures joined with a space; a lower picture is followed by empty lines."""
    lines = []
    for row in range(max(len(picture) for picture in drawn)):
        parts = [pic[row] if row < len(pic) else Text(" " * columns) for pic in drawn]
        joined = Text(" ").join(parts)
        joined.no_wrap = True
        lines.append(joined)
    return lines


def _bar(share: float, track: int) -> str:
    """A bar of whole and eighth blocks, padded to the track."""
    eighths = round(min(max(share, 0.0), 1.0) * track * 8)
    whole, part = divmod(eighths, 8)
    return ("█" * whole + (_EIGHTHS[part] if part else "")).ljust(track)


def _resized(pixels: np.ndarray, height: int, width: int) -> np.ndarray:
    image = Image.fromarray(np.ascontiguousarray(pixels))
    return np.asarray(image.resize((width, height), Image.Resampling.BOX))
