"""Who is measured: tenfold itself, and the rivals, each with the interpreter that runs it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tenfold.errors import UsageError, did_you_mean

TENFOLD = "tenfold"
_RIVALS = Path(__file__).parent / "rivals"


@dataclass(frozen=True)
class Side:
    """One who is measured.

    name: as on the command line. family: "tenfold", "keras" or "torch": what it can take part
    in. script: run with `python` as `python script JOB`. versions: of its libraries, once asked.
    """

    name: str
    title: str
    family: str
    script: Path
    python: str = sys.executable
    environment: Mapping[str, str] = field(default_factory=dict, hash=False)

    def command(self, job: str) -> list[str]:
        """The words that run a job."""
        return [self.python, str(self.script), job]


OWN = Side(TENFOLD, "tenfold", "tenfold", Path(__file__).with_name("own_side.py"))
_KERAS, _TORCH = _RIVALS / "keras_side.py", _RIVALS / "torch_side.py"
# In the order in which they stand in every table.
RIVALS: dict[str, Side] = {
    side.name: side
    for side in (
        Side(
            *("keras-tensorflow", "Keras on TensorFlow", "keras", _KERAS),
            environment={"KERAS_BACKEND": "tensorflow"},
        ),
        Side(*("keras-jax", "Keras on JAX", "keras", _KERAS), environment={"KERAS_BACKEND": "jax"}),
        Side("torch", "PyTorch", "torch", _TORCH),
    )
}


def choose(given: Iterable[str]) -> tuple[Side, ...]:
    """The rivals: Keras on TensorFlow here, and those of `given`, each "NAME=PYTHON".

    Raises UsageError for words of another form and for a name that no rival has.
    """
    pythons = {"keras-tensorflow": sys.executable}
    for words in given:
        name, equals, python = words.partition("=")
        if not equals or not python:
            raise UsageError(
                f"A rival must look like NAME=PYTHON. Got {words!r}. "
                "Such as: --rival torch=.venv-torch/bin/python"
            )
        if name not in RIVALS:
            raise UsageError(
                f"Rival {name!r} does not exist.{did_you_mean(name, RIVALS)} "
                f"Known: {', '.join(RIVALS)}."
            )
        pythons[name] = python
    return tuple(_run_by(side, pythons[name]) for name, side in RIVALS.items() if name in pythons)


def _run_by(side: Side, python: str) -> Side:
    from dataclasses import replace

    # Not resolved: the python of a virtual environment is a link whose place matters.
    return replace(side, python=shutil.which(python) or python)
