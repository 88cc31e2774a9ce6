"""Checkpoints: one npz file an epoch, whole or not there, read without pickle.

It holds every variable of the model and of the optimiser (seeds of dropout included), and the
history so far. The network itself is rebuilt from the recipe.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from tenfold.errors import RunError
from tenfold.storage import writing
from tenfold.values import Epoch


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """Where training stood after an epoch.

    model, optimizer: the values of all variables, in Keras' order; none of the optimiser's before
    the first epoch. history: one entry an epoch.
    """

    model: tuple[np.ndarray, ...]
    optimizer: tuple[np.ndarray, ...]
    history: tuple[Epoch, ...]


def save(path: Path, checkpoint: Checkpoint) -> None:
    """Write `checkpoint` to `path`. Raises StorageError; an older checkpoint then stays."""
    arrays = {f"model_{i}": value for i, value in enumerate(checkpoint.model)}
    arrays |= {f"optimizer_{i}": value for i, value in enumerate(checkpoint.optimizer)}
    history = json.dumps([asdict(epoch) for epoch in checkpoint.history]).encode()
    arrays["history"] = np.frombuffer(history, np.uint8)
    with writing(path) as temporary, open(temporary, "wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]


def load(path: Path) -> Checkpoint:
    """Read a checkpoint. Raises RunError where the file is broken."""
    try:
        with np.load(path, allow_pickle=False) as file:
            entries = json.loads(file["history"].tobytes())
            return Checkpoint(
                model=_numbered(file, "model"),
                optimizer=_numbered(file, "optimizer"),
                history=tuple(Epoch(**entry) for entry in entries),
            )
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise RunError(
            f"The checkpoint {path} cannot be read ({error}). "
            "Train again from the start, into another folder."
        ) from None


def assign(variables: Sequence[object], values: Sequence[np.ndarray]) -> None:
    """Give Keras `variables` their `values`. Raises RunError where they do not fit."""
    if [tuple(v.shape) for v in variables] != [v.shape for v in values]:  # type: ignore[attr-defined]
        raise RunError(
            "The checkpoint does not fit the recipe's network: their shapes differ. "
            "Was run.json edited? Train again from the start, into another folder."
        )
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)  # type: ignore[attr-defined]


def values_of(variables: Sequence[object]) -> tuple[np.ndarray, ...]:
    """What Keras `variables` hold."""
    import keras

    return tuple(np.array(keras.ops.convert_to_numpy(variable)) for variable in variables)


def _numbered(file: np.lib.npyio.NpzFile, prefix: str) -> tuple[np.ndarray, ...]:
    count = sum(name.startswith(prefix + "_") for name in file.files)
    return tuple(file[f"{prefix}_{i}"] for i in range(count))
