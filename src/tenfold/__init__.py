"""tenfold: from labelled small pictures to a classifier that works on your own picture.

The way of the data, which is also the layout:

    datasets -> pictures -> models -> training -> evaluation -> artefact -> inference -> serving

    import tenfold

    run = tenfold.train("digits-cnn")            # a run folder with everything in it
    tenfold.evaluate(run)                        # accuracy, interval, confusion, calibration
    tenfold.load(run).predict("my.png")          # what is in my own picture?
    tenfold.read("meter.jpg")                    # which numbers are written in it?

Names are imported when they are first used: answering never loads Keras.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenfold.datasets import load_dataset as load_dataset
    from tenfold.errors import TenfoldError as TenfoldError
    from tenfold.inference.classifier import Classifier as Classifier
    from tenfold.inference.classifier import load as load
    from tenfold.inference.numbers import Reader as Reader
    from tenfold.inference.numbers import load_reader as load_reader
    from tenfold.inference.numbers import read as read
    from tenfold.pipeline import evaluate as evaluate
    from tenfold.pipeline import report as report
    from tenfold.pipeline import resume as resume
    from tenfold.pipeline import train as train
    from tenfold.pipeline import train_seeds as train_seeds
    from tenfold.progress import show_progress as show_progress

_WHERE = {
    "Classifier": "tenfold.inference.classifier",
    "Reader": "tenfold.inference.numbers",
    "TenfoldError": "tenfold.errors",
    "evaluate": "tenfold.pipeline",
    "load": "tenfold.inference.classifier",
    "load_dataset": "tenfold.datasets",
    "load_reader": "tenfold.inference.numbers",
    "read": "tenfold.inference.numbers",
    "report": "tenfold.pipeline",
    "resume": "tenfold.pipeline",
    "show_progress": "tenfold.progress",
    "train": "tenfold.pipeline",
    "train_seeds": "tenfold.pipeline",
}
__all__ = sorted(_WHERE)
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module 'tenfold' has no attribute {name!r}")
    return getattr(import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
