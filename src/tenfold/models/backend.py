"""Keras, loaded when it is first needed, without TensorFlow's greetings."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

from tenfold.errors import MissingExtraError


def require_keras(what: str = "Training") -> Any:
    """The module keras with its back end loaded.

    Raises MissingExtraError, in the name of `what`, where the extra `train` is not installed.
    """
    if sys.modules.get("keras") is None:
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        if find_spec("tensorflow") is None and find_spec("jax") is not None:
            os.environ.setdefault("KERAS_BACKEND", "jax")  # the extra `jax` alone is enough
        try:
            with _without_greetings():
                import keras  # noqa: F401
        except ModuleNotFoundError as error:
            raise MissingExtraError(what, "train", str(error.name)) from None
    return sys.modules["keras"]


def backend() -> str:
    """The Keras back end that trains here: "tensorflow", "jax" or "torch"."""
    return str(require_keras().backend.backend())


@contextlib.contextmanager
def _without_greetings() -> Iterator[None]:
    """Hold back what is written to stderr; give it out after all where the import fails.

    TensorFlow's first lines come from C++ before any log level counts, and look like errors.
    """
    sys.stderr.flush()
    screen = os.dup(2)
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), 2)
        try:
            yield
        except BaseException:
            held.seek(0)
            os.write(screen, held.read())
            raise
        finally:
            os.dup2(screen, 2)
            os.close(screen)
