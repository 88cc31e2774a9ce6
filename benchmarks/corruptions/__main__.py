"""The command: `python -m benchmarks.corruptions`, which `make bench-corrupted` runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.text import Text

import tenfold
from benchmarks import models, options
from benchmarks.circumstances import identity, named, save, when_and_where
from benchmarks.corruptions import answers, sheet, tables
from benchmarks.corruptions.figures import Result, result
from tenfold.cli.app import Verb, examples, new_app, note, printable, screen
from tenfold.inference.classifier import Classifier
from tenfold.values import Split

app = new_app()
DATA = "mnist"
MODELS = ("digits", models.PLAIN[DATA])
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
    most: options.Most = None,
    whole: Annotated[
        int, typer.Option(min=0, metavar="N", help="How many also go tenfold's whole way.")
    ] = 1000,
    json: options.Json = None,
    markdown: options.Markdown = None,
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
    asked = [models.load(name) for name in model or MODELS]
    for one in asked:
        answers.check(one)
    test = tenfold.load_dataset(DATA).test
    if examples_ is not None:
        sheet.write(examples_, test, seed=SEED)
    test = test[np.random.default_rng(SEED).permutation(len(test))[:most]]
    results = _measure(asked, test, whole)
    for each in results:
        screen().print(tables.block(each))
    note(NO_ATTACK, stderr=False)
    figures = {
        "models": [identity(one) for one in asked],
        "seed": SEED,
        "results": [one.to_json() for one in results],
    }
    who = f"Models: {', '.join(map(named, asked))}. MNIST test split, seed {SEED}."
    parts = [f"{who} {when_and_where()}\n", *map(tables.markdown, results), f"{NO_ATTACK}\n"]
    save(json, markdown, figures=figures, text="\n".join(parts))


def _measure(asked: Sequence[Classifier], test: Split, whole: int) -> list[Result]:
    with screen(stderr=True).status("asking") as status:
        straight, way_in = answers.ask(
            asked,
            test,
            whole=whole,
            seed=SEED,
            say=lambda words: status.update(Text(printable(words))),
        )
    names = _told_apart(asked)
    results = [result("Straight to the network", names, straight)]
    if way_in is not None:
        results.append(result("Tenfold's whole way", names, way_in))
    return results


def _told_apart(asked: Sequence[Classifier]) -> list[str]:
    """Their names, with the hash of the file where two have the same."""
    names = [one.id.name for one in asked]
    return [
        name if names.count(name) == 1 else f"{name} ({one.id.hash})"
        for name, one in zip(names, asked, strict=True)
    ]


if __name__ == "__main__":
    app()
