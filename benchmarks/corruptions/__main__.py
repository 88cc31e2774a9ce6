"""The command: `python -m benchmarks.corruptions`, which `make bench-corrupted` runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.text import Text

import tenfold
from benchmarks.corruptions import answers, sheet, tables
from benchmarks.corruptions.figures import Result, result
from benchmarks.real.asking import PLAIN, plain_run
from tenfold.cli.app import Verb, examples, new_app, printable, screen
from tenfold.inference.classifier import Classifier
from tenfold.storage import write_json, write_text
from tenfold.studies.speed import machine
from tenfold.values import Split

app = new_app()
DATA = "mnist"
MODELS = ("digits", PLAIN[DATA])
SEED = 0
NO_ATTACK = "Adversarial robustness is not measured here, and not claimed."


@app.command(
    cls=Verb,
    epilog=examples(
        "make bench-corrupted",
        "python -m benchmarks.corruptions --model digits-fast --model digits-cnn --most 1000",
    ),
)
def corruptions(
    model: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE|RUN|NAME",
            help="Which, repeatable; the second is the rival. Without it digits and digits-cnn.",
        ),
    ] = None,
    most: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="At most N test pictures, by lot.")
    ] = None,
    whole: Annotated[
        int, typer.Option(min=0, metavar="N", help="How many also go tenfold's whole way.")
    ] = 1000,
    json: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the figures there.")
    ] = None,
    markdown: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the tables there.")
    ] = None,
    examples_: Annotated[
        Path | None,
        typer.Option("--sheet", metavar="FILE.png", help="Draw examples of all corruptions there."),
    ] = None,
) -> None:
    """Measure models on MNIST's test split as the 15 corruptions of MNIST-C leave it.

    Pictures go straight to the network, as MNIST-C is meant; 1,000 of each also
    tenfold's whole way, as a person's own picture would. The recipe digits-cnn is
    trained first where there is no run of it yet. Errors count refused answers too.
    """
    models = [_loaded(name) for name in model or MODELS]
    for one in models:
        answers.check(one)
    test = tenfold.load_dataset(DATA).test
    if examples_ is not None:
        sheet.write(examples_, test, seed=SEED)
    test = test[np.random.default_rng(SEED).permutation(len(test))[:most]]
    results = _measure(models, test, whole)
    for each in results:
        screen().print(tables.block(each))
    screen().print(Text(NO_ATTACK, "dim"))
    if json is not None:
        write_json(json, _record(models, results))
    if markdown is not None:
        parts = [_conditions(models), *map(tables.markdown, results), f"{NO_ATTACK}\n"]
        write_text(markdown, "\n".join(parts))


def _loaded(name: str) -> Classifier:
    """A model by its name; the tutorials' recipe is trained where it was not yet."""
    return tenfold.load(plain_run(DATA) if name == PLAIN[DATA] else name)


def _measure(models: Sequence[Classifier], test: Split, whole: int) -> list[Result]:
    with screen(stderr=True).status("asking") as status:
        straight, way_in = answers.ask(
            models,
            test,
            whole=whole,
            seed=SEED,
            say=lambda words: status.update(Text(printable(words))),
        )
    names = _told_apart(models)
    results = [result("Straight to the network", names, straight)]
    if way_in is not None:
        results.append(result("Tenfold's whole way", names, way_in))
    return results


def _told_apart(models: Sequence[Classifier]) -> list[str]:
    """Their names, with the hash of the file where two have the same."""
    names = [one.id.name for one in models]
    return [
        name if names.count(name) == 1 else f"{name} ({one.id.hash})"
        for name, one in zip(names, models, strict=True)
    ]


def _conditions(models: Sequence[Classifier]) -> str:
    who = ", ".join(f"`{printable(one.id.name)}` ({one.id.hash})" for one in models)
    today = datetime.now(UTC).date().isoformat()
    where = machine.in_words(machine.describe())
    return f"Models: {who}. MNIST test split, seed {SEED}. Measured on {today}: {where}.\n"


def _record(models: Sequence[Classifier], results: Sequence[Result]) -> dict[str, object]:
    return {
        "models": [{"name": one.id.name, "hash": one.id.hash} for one in models],
        "seed": SEED,
        "measured": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine.describe(),
        "results": [one.to_json() for one in results],
    }


if __name__ == "__main__":
    app()
