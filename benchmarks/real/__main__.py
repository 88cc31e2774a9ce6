"""The command: `python -m benchmarks.real`, which `make bench-real` runs."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

import tenfold
from benchmarks.real import asking, sheets, tables
from benchmarks.real.asking import PLAIN, Answers, Model
from benchmarks.real.figures import Result, label_sets, row
from benchmarks.real.published import MODELS
from benchmarks.real.sets import LeftOutError, PictureSet, Reader
from tenfold.cli.app import Verb, examples, new_app, printable, screen
from tenfold.inference.classifier import Classifier
from tenfold.storage import write_json, write_text
from tenfold.studies.speed import machine
from tenfold.studies.speed.processes import SideError

app = new_app()
DIGITS = tuple("0123456789")
ERRORS = Path("benchmarks/errors")


@dataclass(frozen=True)
class Options:
    """What the command line said; see `real`."""

    published: Path | None
    pictures: Path | None
    most: int | None
    errors: Path


@app.command(
    cls=Verb,
    epilog=examples(
        "make bench-real PICTURES=my-pictures",
        "python -m benchmarks.real --model digits-fast --most 500",
    ),
)
def real(
    model: Annotated[
        str | None,
        typer.Option(metavar="FILE|RUN|NAME", help="Which; without it what tenfold predict uses."),
    ] = None,
    pictures: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Sets of your own, see sets.py.")
    ] = None,
    published: Annotated[
        Path | None,
        typer.Option(metavar="PYTHON", help="The interpreter that has the published packages."),
    ] = None,
    most: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="At most N pictures of each set.")
    ] = None,
    errors: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where the sheets of errors go.")
    ] = ERRORS,
    json: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the figures there.")
    ] = None,
    markdown: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the table there.")
    ] = None,
) -> None:
    """Measure models on real pictures that none of them was trained on.

    Each model gets the same files, and goes its whole way from file to answer.
    "right" counts refused pictures too, "of rest" only the others; ECE is the
    expected calibration error; ms are the median of single pictures. Where all
    are to be refused, the interval is of the share that was. Where tenfold's model gives
    prediction sets, how often they hold the truth is told too.
    """
    classifier = tenfold.load(model)
    screen().print(Text(f"tenfold is {printable(classifier.id.name)} ({classifier.id.hash})\n"))
    options = Options(published, pictures, most, errors)
    results, left_out = _measure(classifier, options)
    for line in left_out:
        screen().print(Text(printable(line), "dim"))
    if json is not None:
        write_json(json, _record(classifier, results, left_out))
    if markdown is not None:
        write_text(markdown, f"{_conditions(classifier)}\n\n{tables.markdown(results)}")


def _measure(classifier: Classifier, options: Options) -> tuple[list[Result], list[str]]:
    """Ask every model about every set, and show each set as soon as it is done."""
    results = []
    status = screen(stderr=True).status("preparing: training the plain recipe may be part of it")
    with tempfile.TemporaryDirectory(prefix="tenfold-real-") as scratch, status:
        reader = Reader(classifier.classes, Path(scratch), options.most)
        chosen, left_out = _sets(classifier, reader, options)
        models = _models(classifier, options)
        for pictures, said in asking.ask_all(models, chosen, status.update):
            rows = tuple(row(name, one, pictures.labels) for name, one in said.items())
            own = label_sets(said[models[0].name], pictures.labels, classifier.metadata.held_out)
            results.append(Result(pictures.name, pictures.labels is None, rows, own))
            status.stop()  # both streams may be the same terminal
            screen().print(tables.block(results[-1]))
            _write_sheets(options.errors, pictures, said[models[0].name], classifier)
            status.start()
    return results, left_out


def _sets(
    classifier: Classifier, reader: Reader, options: Options
) -> tuple[list[PictureSet], list[str]]:
    """What is measured on, and why other sets are left out."""
    chosen: list[PictureSet] = []
    left_out: list[str] = []
    if options.published is not None:
        name, to = "scikit-learn digits", reader.scratch / "digits.npz"
        try:
            asking.run_published(options.published, {"kind": "digits", "to": str(to)})
            chosen.append(reader.from_npz(to, name))
        except (SideError, LeftOutError) as error:
            left_out.append(f"{name}: left out, {error}")
    data = classifier.metadata.dataset["name"]
    if data in PLAIN:
        chosen += reader.own_test(tenfold.load_dataset(data))
    else:
        left_out.append(f"{data}: left out, only test splits of {' and '.join(PLAIN)} are made")
    if options.pictures is not None:
        found, reasons = reader.found_in(options.pictures)
        chosen += found
        left_out += reasons
    else:
        left_out.append(
            "Sets of your own are added with PICTURES=FOLDER; see its layout in sets.py"
        )
    return chosen, left_out


def _models(classifier: Classifier, options: Options) -> list[Model]:
    """tenfold first; the others as far as they know the model's classes."""
    models: list[Model] = [asking.Tenfold(classifier)]
    data = classifier.metadata.dataset["name"]
    if data in PLAIN:
        plain = tenfold.load(asking.plain_run(data))
        models.append(asking.Plain(plain, f"plain {PLAIN[data]}"))
    if classifier.classes == DIGITS and options.published is not None:
        models += [asking.Published(options.published, name) for name in MODELS]
    return models


def _write_sheets(
    folder: Path, pictures: PictureSet, said: Answers | SideError, classifier: Classifier
) -> None:
    if isinstance(said, SideError):
        return
    paths = sheets.write(folder, pictures, said, classifier)
    if paths:
        where = f"{paths[0]}" + (f" to {paths[-1].name}" if len(paths) > 1 else "")
        screen().print(Text(f"tenfold's errors: {printable(where)}\n", "dim"), soft_wrap=True)


def _conditions(classifier: Classifier) -> str:
    today = datetime.now(UTC).date().isoformat()
    who = f"tenfold is `{printable(classifier.id.name)}` ({classifier.id.hash})"
    return f"{who}. Measured on {today}: {machine.in_words(machine.describe())}."


def _record(
    classifier: Classifier, results: Sequence[Result], left_out: Sequence[str]
) -> dict[str, object]:
    return {
        "model": {"name": classifier.id.name, "hash": classifier.id.hash},
        "measured": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine.describe(),
        "sets": [one.to_json() for one in results],
        "left_out": list(left_out),
    }


if __name__ == "__main__":
    app()
