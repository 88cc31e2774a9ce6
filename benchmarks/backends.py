"""One recipe of each kind on each Keras back end: do they reach the same accuracy?

    python benchmarks/backends.py .venv/bin/python .venv-jax/bin/python

Every run is a process of its own, interleaved; accuracies are of the MNIST test split. Exit code
1 where a back end's mean differs from the first one's by more than the 95% interval of the
difference between seeds, and by more than TOLERANCE.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile

from tenfold.evaluation.compare import difference_of_means, mean_spread

# recipe -> settings: a network of dense layers, and one that convolves
WORK = {
    "ocr-mlp-64": {"epochs": 3},
    "digits-cnn": {"epochs": 1},
}
SEEDS = (0, 1, 2)
TOLERANCE = 0.005
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


def train(python: str, recipe: str, seed: int) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [python, "-c", PROGRAM, recipe, str(seed), f"{folder}/run", json.dumps(WORK[recipe])],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return json.loads(done.stdout.splitlines()[-1])


def main() -> int:
    pythons = sys.argv[1:]
    if len(pythons) < 2:
        print(__doc__)
        return 2
    differ = False
    print(f"{'recipe':<14}{'back end':<12}{'n':>2}{'mean':>8}{'lowest':>8}{'highest':>9}{'s':>7}")
    for recipe in WORK:
        answers = [[train(python, recipe, seed) for python in pythons] for seed in SEEDS]
        columns = list(zip(*answers, strict=True))
        accuracies = [[answer["accuracy"] for answer in column] for column in columns]
        for column, values in zip(columns, accuracies, strict=True):
            spread, seconds = mean_spread(values), mean_spread([a["seconds"] for a in column])
            print(
                f"{recipe:<14}{column[0]['backend']:<12}{spread.n:>2}{spread.mean:>8.4f}"
                f"{spread.low:>8.4f}{spread.high:>9.4f}{seconds.mean:>7.1f}"
            )
            difference = difference_of_means(accuracies[0], values)
            differ |= difference.clear and abs(difference.difference) > TOLERANCE
    print("The back ends differ." if differ else "The back ends reach the same accuracy.")
    return int(differ)


if __name__ == "__main__":
    sys.exit(main())
