"""The command: `python -m benchmarks.refusals`, which `make bench-refusals` runs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.text import Text

import tenfold
from benchmarks import gallery, models, options
from benchmarks.circumstances import identity, named, save, when_and_where
from benchmarks.refusals import figures, letters, tables, things
from benchmarks.refusals.asking import Asked, ask
from benchmarks.refusals.families import FAMILIES, Made, Material
from benchmarks.refusals.figures import Result
from benchmarks.sets import PictureSet, Reader
from tenfold.cli.app import Verb, examples, new_app, note, printable, screen
from tenfold.evaluation.words import percent
from tenfold.inference.classifier import Classifier
from tenfold.pictures.decode import Picture, decode

app = new_app()
SHEETS = Path("benchmarks/errors/accepted")


@app.command(
    cls=Verb,
    epilog=examples(
        "make bench-refusals PICTURES=my-pictures",
        "python -m benchmarks.refusals --model digits-fast --count 50 --most 500",
    ),
)
def refusals(
    model: options.Model = None,
    pictures: options.Pictures = None,
    photos: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Photos that show no digit, to cut up.")
    ] = None,
    count: Annotated[int, typer.Option(min=1, metavar="N", help="Pictures of each family.")] = 250,
    most: options.Most = 2000,
    accepted: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where sheets of what was accepted go.")
    ] = SHEETS,
    json: options.Json = None,
    markdown: options.Markdown = None,
) -> None:
    """Measure what a model of digits does with pictures of something else.

    Garments, letters, blank paper, scribbles, photos, noise and two digits in
    one picture are to be refused, digits to be answered. Sets of yours whose
    names begin with not_ are to be refused too.
    """
    classifier = models.load(model)
    models.check_digits(classifier)
    screen().print(Text(f"{printable(classifier.id.name)} ({classifier.id.hash})\n"))
    material = Material(
        garments=tenfold.load_dataset("fashion-mnist").test.images,
        digits=tenfold.load_dataset("mnist").test.images,
        fonts=letters.fonts(),
        photos=things.photos(photos),
    )
    with tempfile.TemporaryDirectory(prefix="tenfold-refusals-") as scratch:
        reader = Reader(classifier.classes, Path(scratch), most)
        sets, left_out = _sets(reader, pictures)
        result = _measure(classifier, sets, material, count=count, accepted=accepted)
    screen().print(tables.terminal(result))
    for line in (*left_out, f"What was accepted: {accepted}"):
        note(line, stderr=False)
    about = {"model": identity(classifier), "fonts": len(material.fonts)}
    who = f"The model is {named(classifier)}. {when_and_where()}"
    text = f"{who}\n\n{tables.markdown(result)}"
    save(json, markdown, figures=about | result.to_json(), text=text)


def _sets(reader: Reader, pictures: Path | None) -> tuple[list[PictureSet], list[str]]:
    """The sets of digits, those of a folder to be refused, and why others are left out."""
    own = reader.own_test(tenfold.load_dataset("mnist"))
    found, left_out = ([], []) if pictures is None else reader.found_in(pictures)
    return own + found, left_out


def _measure(
    classifier: Classifier,
    sets: list[PictureSet],
    material: Material,
    *,
    count: int,
    accepted: Path,
) -> Result:
    """Ask about every set and family, saying which; sheets of what was accepted are written."""
    with screen(stderr=True).status("asking") as status:
        digits = []
        for one in sets:
            if one.labels is not None:
                status.update(f"asking: {printable(one.name)}")
                digits.append(figures.digits(one.name, ask(classifier, one.files), one.labels))
        asked: dict[tuple[str, str], Asked] = {}
        for kind, name, made in _others(sets, material, count):
            status.update(f"asking: {printable(name)}")
            given = [Picture(pixels) for pixels, _ in made]
            asked[kind, name] = ask(classifier, given)
            _write_sheet(accepted, name, made, asked[kind, name], classifier)
    levels = tuple(one.level for one in digits)
    return Result(tuple(digits), figures.rows(asked, levels))


def _others(
    sets: list[PictureSet], material: Material, count: int
) -> Iterator[tuple[str, str, list[Made]]]:
    """Kind, name and pictures of every family; those of the person's own folder come last."""
    for family in FAMILIES:
        yield family.kind, family.name, family.pictures(material, count)
    for one in sets:
        if one.labels is None:
            yield "your own", one.name, [(decode(file).pixels, "") for file in one.files]


def _write_sheet(
    folder: Path, name: str, made: list[Made], asked: Asked, classifier: Classifier
) -> None:
    """What of a family was accepted, the most confident first, as many as fit on one sheet."""
    rows = np.flatnonzero(~asked.refused)
    wrong = [
        gallery.Wrong(
            given=made[row][0],
            seen=classifier.predict(Picture(made[row][0])).pixels,
            truth=made[row][1],
            said=classifier.classes[asked.labels[row]],
            confidence=float(asked.confidence[row]),
            refused=False,
        )
        for row in rows[np.argsort(-asked.confidence[rows], kind="stable")]
    ]
    path = folder / f"{gallery.file_name(name)}.png"
    path.unlink(missing_ok=True)
    if wrong:
        title = f"{printable(name)}: {percent(len(wrong) / len(made))} accepted"
        gallery.save(path, title, wrong[: gallery.EACH])


if __name__ == "__main__":
    app()
