"""Words of the command line that several benchmarks share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Model = Annotated[
    str | None,
    typer.Option(metavar="FILE|RUN|NAME", help="Which; without it what tenfold predict uses."),
]
Pictures = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="Sets of your own, see benchmarks/sets.py."),
]
Most = Annotated[
    int | None,
    typer.Option(min=1, metavar="N", help="At most N pictures of each set, drawn by lot."),
]
MoreFonts = Annotated[
    Path | None, typer.Option("--fonts", help="A folder of more fonts.", exists=True)
]
Json = Annotated[Path | None, typer.Option(metavar="FILE", help="Write the figures there.")]
Markdown = Annotated[Path | None, typer.Option(metavar="FILE", help="Write the tables there.")]
