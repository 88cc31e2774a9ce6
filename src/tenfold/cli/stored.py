"""The store, as the verbs that use it name and open it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.errors import MissingExtraError

if TYPE_CHECKING:
    from tenfold.pipeline.corrections import Correction
    from tenfold.serving.store import Store

StoreAddress = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="ADDRESS",
        help="A file or postgresql+psycopg://... (else: $TENFOLD_STORE, else your own).",
    ),
]


def opened(address: str | None) -> Store:
    """The store at `address`, which must be there. Raises MissingExtraError, what it raises."""
    try:
        from tenfold.serving.store import open_store
    except ModuleNotFoundError as error:
        raise MissingExtraError("The store", "serve", str(error.name)) from None
    return open_store(address, create=False)


def corrections_in(address: str | None) -> Iterator[Correction]:
    """What people corrected, the newest first, as `tenfold.train` takes it.

    The store is opened at once, so that one that is not there is said before the data are loaded.
    """
    kept = opened(address)

    def each() -> Iterator[Correction]:
        from tenfold.pipeline.corrections import Correction
        from tenfold.serving.store_values import Filter

        with kept:
            for entry in kept.each(Filter(kind="correction"), pictures=True):
                yield Correction(
                    entry.picture, entry.label, entry.name, entry.classes, read=entry.reads
                )

    return each()
