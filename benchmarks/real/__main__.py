"""The command: `python -m benchmarks.real`, which `make bench-real` runs."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

import tenfold
from benchmarks import models, options
from benchmarks.circumstances import identity, named, save, when_and_where
from benchmarks.models import DIGITS, PLAIN
from benchmarks.real import asking, sheets, tables
from benchmarks.real.asking import Answers, Model
from benchmarks.real.figures import Result, label_sets, row
from benchmarks.real.published import MODELS
from benchmarks.sets import LeftOutError, PictureSet, Reader
from tenfold.cli.app import Verb, examples, new_app, note, printable, screen
from tenfold.inference.classifier import Classifier
from tenfold.studies.speed.processes import SideError

app = new_app()
ERRORS = Path("benchmarks/errors")


@dataclass(frozen=True)
class Wanted:
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
    model: options.Model = None,
    pictures: options.Pictures = None,
    published: Annotated[
        Path | None,
        typer.Option(metavar="PYTHON", help="The interpreter that has the published packages."),
    ] = None,
    most: options.Most = None,
    errors: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where the sheets of errors go.")
    ] = ERRORS,
    json: options.Json = None,
    markdown: options.Markdown = None,
) -> None:
    """Measure models on real pictures that none of them was trained on.

    Each model gets the same files, and goes its whole way from file to answer.
    "right" counts refused pictures too, "of rest" only the others; ECE is the
    expected calibration error; ms are the median of single pictures. Where all
    are to be refused, the interval is of the share that was. Where tenfold's model gives
    prediction sets, how often they hold the truth is told too.
    """
    classifier = models.load(model)
    screen().print(Text(f"tenfold is {printable(classifier.id.name)} ({classifier.id.hash})\n"))
    results, left_out = _measure(classifier, Wanted(published, pictures, most, errors))
    for line in left_out:
        note(line, stderr=False)
    figures = {
        "model": identity(classifier),
        "sets": [one.to_json() for one in results],
        "left_out": left_out,
    }
    who = f"tenfold is {named(classifier)}. {when_and_where()}"
    save(json, markdown, figures=figures, text=f"{who}\n\n{tables.markdown(results)}")


def _measure(classifier: Classifier, wanted: Wanted) -> tuple[list[Result], list[str]]:
    """Ask every model about every set, and show each set as soon as it is done."""
    results = []
    status = screen(stderr=True).status("preparing: training the plain recipe may be part of it")
    with tempfile.TemporaryDirectory(prefix="tenfold-real-") as scratch, status:
        reader = Reader(classifier.classes, Path(scratch), wanted.most)
        chosen, left_out = _sets(classifier, reader, wanted)
        asked = _models(classifier, wanted)
        for pictures, said in asking.ask_all(asked, chosen, status.update):
            rows = tuple(row(name, one, pictures.labels) for name, one in said.items())
            own = label_sets(said[asked[0].name], pictures.labels, classifier.metadata.held_out)
            results.append(Result(pictures.name, pictures.labels is None, rows, own))
            status.stop()  # both streams may be the same terminal
            screen().print(tables.block(results[-1]))
            _write_sheets(wanted.errors, pictures, said[asked[0].name], classifier)
            status.start()
    return results, left_out


def _sets(
    classifier: Classifier, reader: Reader, wanted: Wanted
) -> tuple[list[PictureSet], list[str]]:
    """What is measured on, and why other sets are left out."""
    chosen: list[PictureSet] = []
    left_out: list[str] = []
    if wanted.published is not None:
        name, to = "scikit-learn digits", reader.scratch / "digits.npz"
        try:
            asking.run_published(wanted.published, {"kind": "digits", "to": str(to)})
            chosen.append(reader.from_npz(to, name))
        except (SideError, LeftOutError) as error:
            left_out.append(f"{name}: left out, {error}")
    data = classifier.metadata.dataset["name"]
    if data in PLAIN:
        chosen += reader.own_test(tenfold.load_dataset(data))
        if classifier.classes == DIGITS:
            chosen.append(reader.other_hands())
    else:
        left_out.append(f"{data}: left out, only test splits of {' and '.join(PLAIN)} are made")
    if wanted.pictures is not None:
        found, reasons = reader.found_in(wanted.pictures)
        chosen += found
        left_out += reasons
    else:
        left_out.append(
            "Sets of your own are added with PICTURES=FOLDER; its layout is in benchmarks/sets.py"
        )
    return chosen, left_out


def _models(classifier: Classifier, wanted: Wanted) -> list[Model]:
    """tenfold first; the others as far as they know the model's classes."""
    asked: list[Model] = [asking.Tenfold(classifier)]
    data = classifier.metadata.dataset["name"]
    if data in PLAIN:
        plain = models.load(PLAIN[data])
        asked.append(asking.Plain(plain, f"plain {PLAIN[data]}"))
    if classifier.classes == DIGITS and wanted.published is not None:
        asked += [asking.Published(wanted.published, name) for name in MODELS]
    return asked


def _write_sheets(
    folder: Path, pictures: PictureSet, said: Answers | SideError, classifier: Classifier
) -> None:
    if isinstance(said, SideError):
        return
    paths = sheets.write(folder, pictures, said, classifier)
    if paths:
        where = f"{paths[0]}" + (f" to {paths[-1].name}" if len(paths) > 1 else "")
        screen().print(Text(f"tenfold's errors: {printable(where)}\n", "dim"), soft_wrap=True)


if __name__ == "__main__":
    app()
