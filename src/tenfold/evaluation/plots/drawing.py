"""The figure that shows itself: a matplotlib Figure with a picture for Jupyter.

Imported only when something is drawn: it needs matplotlib.
"""

from __future__ import annotations

import io

from matplotlib.figure import Figure


class Drawing(Figure):
    """A Figure made without pyplot, which Jupyter would otherwise show as a line of text."""

    def _repr_png_(self) -> bytes:
        picture = io.BytesIO()
        self.savefig(picture, format="png", dpi=100)
        return picture.getvalue()
