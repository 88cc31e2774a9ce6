"""Holding back validation pictures from the training ones."""

from __future__ import annotations

from typing import Literal

import numpy as np

from tenfold.errors import UsageError
from tenfold.values import Split


def hold_out(
    split: Split, *, pictures: int, take: Literal["last", "random"], rng: np.random.Generator
) -> tuple[Split, Split]:
    """Part a split in two: what stays for training, and `pictures` held out for validation.

    take: "last" holds out the last ones, as they lie (as the tutorials do); "random" draws them
    with `rng`. Both parts keep the order that the pictures had. Raises UsageError when nothing
    would be held out or nothing would stay.
    """
    total = len(split)
    if not 1 <= pictures < total:
        raise UsageError(
            f"The pictures held out for validation must be 1 to {total - 1}, so that some of the "
            f"{total} stay for training. Got {pictures}."
        )
    if take == "last":
        return split[: total - pictures], split[total - pictures :]
    if take != "random":
        raise UsageError(f"Held-out pictures must be taken 'last' or 'random'. Got {take!r}.")
    held = np.zeros(total, dtype=bool)
    held[rng.permutation(total)[:pictures]] = True
    return split[~held], split[held]
