"""The fonts that come with matplotlib: none is shipped with tenfold, and those of a machine would
make the same seed mean other pictures.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_NO_TEXT = ("Display",)  # faces that have neither letters nor signs


@cache
def faces(*families: str) -> tuple[str, ...]:
    """The font files whose names begin so, sorted."""
    import matplotlib

    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    return tuple(
        str(file)
        for file in sorted(folder.glob("*.ttf"))
        if file.stem.startswith(families) and not file.stem.endswith(_NO_TEXT)
    )
