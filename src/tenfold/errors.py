"""One error tree; each class knows its exit code and its HTTP status.

    TenfoldError              1  500  the root: everything tenfold raises on purpose
    ├── UsageError            2  400  asked for something that does not exist or does not fit
    │   └── RecipeError       2  400  a recipe, or a setting of one, is wrong
    ├── DatasetError          1  422  a data set is missing, broken or not what it says
    ├── PictureError          1  422  a picture cannot be read, or does not fit the model
    ├── ModelFileError        1  422  a model file is broken, foreign or lies
    ├── TrainingError         1  422  training cannot start or cannot go on
    ├── RunError              1  422  a run folder is missing, broken or unfinished
    ├── StorageError          1  507  a file could not be written
    ├── WorkerError           1  500  a process that was to answer pictures died, or did not start
    └── MissingExtraError     1  501  a part of tenfold that is not installed is needed

A message says what was wrong, what was got and what to do next. Tests pin their text.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class TenfoldError(Exception):
    """The root of every error that tenfold raises on purpose."""

    exit_code = 1
    http_status = 500
    code = "error"

    @property
    def message(self) -> str:
        """The whole text, as a person is to read it."""
        return str(self)


class UsageError(TenfoldError):
    """Something was asked for that does not exist or does not fit."""

    exit_code = 2
    http_status = 400
    code = "usage"


class RecipeError(UsageError):
    """A recipe, or a setting of one, is wrong."""

    code = "recipe"


class DatasetError(TenfoldError):
    """A data set is missing, broken or not what it says it is."""

    http_status = 422
    code = "dataset"


class PictureError(TenfoldError):
    """A picture cannot be read, or does not fit the model."""

    http_status = 422
    code = "picture"


class ModelFileError(TenfoldError):
    """A model file is broken, comes from elsewhere, or lies about itself."""

    http_status = 422
    code = "model-file"


class TrainingError(TenfoldError):
    """Training cannot start or cannot go on."""

    http_status = 422
    code = "training"


class RunError(TenfoldError):
    """A run folder is missing, broken or unfinished."""

    http_status = 422
    code = "run"


class StorageError(TenfoldError):
    """A file could not be written; what was there before is untouched."""

    http_status = 507
    code = "storage"


class WorkerError(TenfoldError):
    """A process that was to answer pictures died, or did not start."""

    code = "worker"


class MissingExtraError(TenfoldError):
    """A part of tenfold that is not installed is needed."""

    http_status = 501
    code = "missing-extra"

    def __init__(self, what: str, extra: str, missing: str) -> None:
        super().__init__(
            f"{what} needs the extra '{extra}', which is not installed "
            f"(no module named {missing!r}). Install it: pip install 'tenfold[{extra}]'"
        )


class TenfoldWarning(UserWarning):
    """Something will work, but most likely not as meant."""


def did_you_mean(name: str, choices: Iterable[str]) -> str:
    """`" Did you mean 'x'?"` for the nearest of `choices`, or `""` where none is near."""
    near = difflib.get_close_matches(name, list(choices), n=1, cutoff=0.5)
    return f" Did you mean {near[0]!r}?" if near else ""
