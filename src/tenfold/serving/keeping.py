"""What was answered goes to the store: refusals, and the rest where a person wants it kept."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from starlette.concurrency import run_in_threadpool

from tenfold.errors import StorageError
from tenfold.serving.store import Store
from tenfold.serving.store_values import Entry

log = logging.getLogger("tenfold.serving")


async def kept(store: Store | None, entries: Sequence[Entry]) -> None:
    """Keep the refusals among them, and the predictions where a person has switched that on.

    Where it cannot be done the log says so: the answers are right all the same.
    """
    if store is None or not entries:
        return
    try:
        await run_in_threadpool(_keep, store, entries)
    except StorageError as error:
        log.error("Refused pictures could not be kept: %s", error.message)


def _keep(store: Store, entries: Sequence[Entry]) -> None:
    all_of_them = store.settings()["keep_predictions"]
    store.add_many([one for one in entries if all_of_them or one.kind == "refusal"])
