"""The eight exercises of S3, each run on real data and answered from what is measured.

bench.py     the pictures, the seeds and the network that every exercise starts from
verdict.py   which of two results is better, in a sentence that the numbers carry
answer.py    what an exercise gives back: question, table, figure, paragraph
drawings.py  the figures
mishaps.py   the two mistakes made on purpose in plain Keras, and what Keras says of them

outputs.py (1)  sizes.py (2, 5)  mistakes.py (3, 4)  epochs.py (6)  pixels.py (7)  stopping.py (8)

The last sixth of the training pictures (10,000 of MNIST's 60,000) is held out, and questions of
"which is better" are answered on it. Only exercise 1 looks at test pictures, and chooses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from tenfold.errors import UsageError
from tenfold.studies.exercises import epochs, mistakes, outputs, pixels, sizes, stopping
from tenfold.studies.exercises.answer import Answer
from tenfold.studies.exercises.bench import Bench, OnProgress, Say, make_bench

__all__ = ["EXERCISES", "Answer", "run_exercise"]


@dataclass(frozen=True)
class Exercise:
    """One exercise: the data set it is asked on, and the function that answers it."""

    data: str
    answer: Callable[[Bench], Answer]


EXERCISES: Mapping[int, Exercise] = MappingProxyType(
    {
        1: Exercise("fashion-mnist", outputs.ten_numbers),
        2: Exercise("mnist", sizes.wider),
        3: Exercise("mnist", mistakes.without_flatten),
        4: Exercise("mnist", mistakes.five_outputs),
        5: Exercise("mnist", sizes.deeper),
        6: Exercise("mnist", epochs.longer),
        7: Exercise("mnist", pixels.left_as_they_are),
        8: Exercise("fashion-mnist", stopping.when_low_enough),
    }
)


def run_exercise(
    number: int,
    *,
    seeds: Sequence[int] = (0, 1, 2),
    quick: bool = False,
    data: str | Path | None = None,
    data_dir: str | Path | None = None,
    on_progress: OnProgress = lambda progress: None,
    say: Say = lambda text: None,
) -> Answer:
    """Run one exercise and answer it from what was measured; in a notebook it shows itself.

    number: 1 to 8. seeds: every network is trained once with each. quick: two epochs and the
    first seed, to see that everything runs. data: other data in place of the exercise's own.
    Raises UsageError (no such exercise), DatasetError (data cannot be had), MissingExtraError
    (the extra `train` is not installed).
    """
    if number not in EXERCISES:
        raise UsageError(
            f"There are exercises 1 to {len(EXERCISES)}. Got {number}. "
            "Without a number all of them are run: tenfold exercises"
        )
    exercise = EXERCISES[number]
    bench = make_bench(
        exercise.data if data is None else data,
        seeds=seeds,
        quick=quick,
        data_dir=data_dir,
        on_progress=on_progress,
        say=say,
    )
    return exercise.answer(bench)
