"""One recipe of each kind on each Keras back end: do they reach the same accuracy?

    make backends
    python -m benchmarks.backends .venv/bin/python .venv-jax/bin/python

Every run is a process of its own, interleaved; accuracies are of the MNIST test split. Exit code
1 where a back end's mean differs from the first one's by more than the 95% interval of the
difference between seeds, and by more than TOLERANCE.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from rich.text import Text

from benchmarks.cells import grid
from tenfold.cli.app import Verb, examples, new_app, screen
from tenfold.errors import UsageError
from tenfold.evaluation.compare import difference_of_means, mean_spread
from tenfold.studies.speed import processes
from tenfold.studies.speed.processes import SideError

app = new_app()
# recipe -> settings: a network of dense layers, and one that convolves
WORK = {
    "ocr-mlp-64": {"epochs": 3},
    "digits-cnn": {"epochs": 1},
}
SEEDS = (0, 1, 2)
TOLERANCE = 0.005
HEADS = ("recipe", "back end", "n", "mean", "lowest", "highest", "s")
PROGRAM = """
import json, sys, tenfold
recipe, seed, out, settings = sys.argv[1], int(sys.argv[2]), sys.argv[3], json.loads(sys.argv[4])
run = tenfold.train(recipe, seed=seed, out=out, **settings)
print(json.dumps({
    "backend": run.record["backend"],
    "accuracy": run.scores["test"].accuracy,
    "seconds": run.record["seconds"]["train"],
}))
"""


@dataclass(frozen=True)
class Side:
    """One recipe on one back end: the test accuracy (0 to 1) and seconds of each seed."""

    backend: str
    accuracies: tuple[float, ...]
    seconds: tuple[float, ...]

    def cells(self) -> list[str]:
        """As people read it."""
        spread = mean_spread(self.accuracies)
        shares = [f"{share:.4f}" for share in (spread.mean, spread.low, spread.high)]
        return [self.backend, str(spread.n), *shares, f"{mean_spread(self.seconds).mean:.1f}"]

    def differs_from(self, other: Side) -> bool:
        """Whether by more than seeds differ, and by more than TOLERANCE."""
        found = difference_of_means(self.accuracies, other.accuracies)
        return found.clear and abs(found.difference) > TOLERANCE


@app.command(
    cls=Verb,
    epilog=examples("python -m benchmarks.backends .venv/bin/python .venv-jax/bin/python"),
)
def main(
    pythons: Annotated[
        list[str],
        typer.Argument(metavar="PYTHON...", help="Interpreters with tenfold, a back end each."),
    ],
) -> None:
    """Train a recipe of each kind on each Keras back end and compare the accuracies."""
    if len(pythons) < 2:
        raise UsageError(
            "To compare back ends, name the interpreters of at least two. Got one. See: python -m "
            "benchmarks.backends --help"
        )
    table, differ = grid(HEADS), False
    with screen(stderr=True).status("training") as status:
        for recipe in WORK:
            status.update(f"training {recipe}")
            first, *others = sides = trained(recipe, pythons)
            for side in sides:
                table.add_row(*map(Text, (recipe, *side.cells())))
            differ |= any(side.differs_from(first) for side in others)
    screen().print(table)
    if differ:
        screen().print("The back ends differ.")
        raise typer.Exit(1)
    screen().print("The back ends reach the same accuracy.")


def trained(recipe: str, pythons: list[str]) -> list[Side]:
    """A side for each interpreter, seed after seed. Raises UsageError where one cannot train."""
    rounds = [[_train(python, recipe, seed) for python in pythons] for seed in SEEDS]
    return [
        Side(
            runs[0]["backend"],
            tuple(run["accuracy"] for run in runs),
            tuple(run["seconds"] for run in runs),
        )
        for runs in zip(*rounds, strict=True)
    ]


def _train(python: str, recipe: str, seed: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        words = [recipe, str(seed), f"{folder}/run", json.dumps(WORK[recipe])]
        try:
            return processes.run([python, "-c", PROGRAM, *words]).answer
        except SideError as error:
            raise UsageError(
                f"{python} cannot train {recipe}: {error}. Name an interpreter that has tenfold "
                "with the extra train or jax."
            ) from None


if __name__ == "__main__":
    app()
