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
from benchmarks.real import sheets
from benchmarks.real.sets import PictureSet, Reader
from benchmarks.refusals import figures, letters, tables, things
from benchmarks.refusals.asking import Asked, ask
from benchmarks.refusals.families import FAMILIES, Made, Material
from benchmarks.refusals.figures import Result
from tenfold.cli.app import Verb, examples, new_app, printable, screen
from tenfold.errors import UsageError
from tenfold.evaluation.words import percent
from tenfold.inference.classifier import Classifier
from tenfold.pictures.decode import Picture, decode
from tenfold.storage import write_json, write_text, writing

app = new_app()
DIGITS = tuple("0123456789")
SHEETS = Path("benchmarks/errors/accepted")


@app.command(
    cls=Verb,
    epilog=examples(
        "make bench-refusals PICTURES=my-pictures",
        "python -m benchmarks.refusals --model digits-fast --count 50 --most 500",
    ),
)
def refusals(
    model: Annotated[
        str | None,
        typer.Option(metavar="FILE|RUN|NAME", help="Which; without it what tenfold predict uses."),
    ] = None,
    pictures: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Sets of your own, see real/sets.py.")
    ] = None,
    photos: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Photos that show no digit, to cut up.")
    ] = None,
    count: Annotated[int, typer.Option(min=1, metavar="N", help="Pictures of each family.")] = 250,
    most: Annotated[
        int, typer.Option(min=1, metavar="N", help="At most N digits of each set.")
    ] = 2000,
    accepted: Annotated[
        Path, typer.Option(metavar="FOLDER", help="Where sheets of what was accepted go.")
    ] = SHEETS,
    json: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the figures there.")
    ] = None,
    markdown: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the tables there.")
    ] = None,
) -> None:
    """Measure what a model of digits does with pictures of something else.

    Garments, letters, blank paper, scribbles, photos, noise and two digits in
    one picture are to be refused, digits to be answered. Sets of yours whose
    names begin with not_ are to be refused too.
    """
    classifier = tenfold.load(model)
    if classifier.classes != DIGITS:
        raise UsageError(
            f"The model must know the digits 0 to 9 and nothing else. Got {classifier.id.name!r}, "
            f"which knows {len(classifier.classes)} classes. Name another one with --model."
        )
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
    for line in left_out:
        screen().print(Text(printable(line), "dim"))
    screen().print(Text(f"What was accepted: {printable(str(accepted))}", "dim"))
    if json is not None:
        model_id = {"name": classifier.id.name, "hash": classifier.id.hash}
        write_json(json, {"model": model_id, "fonts": len(material.fonts)} | result.to_json())
    if markdown is not None:
        write_text(markdown, tables.markdown(result))


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
        sheets.Wrong(
            given=made[row][0],
            seen=classifier.predict(Picture(made[row][0])).pixels,
            truth=made[row][1],
            said=classifier.classes[asked.labels[row]],
            confidence=float(asked.confidence[row]),
            refused=False,
        )
        for row in rows[np.argsort(-asked.confidence[rows], kind="stable")]
    ]
    path = folder / f"{''.join(c if c.isalnum() else '-' for c in name)}.png"
    path.unlink(missing_ok=True)
    if wrong:
        share = percent(len(wrong) / len(made))
        page = sheets.sheet(
            f"{printable(name)}: {share} accepted", wrong[: sheets.COLUMNS * sheets.ROWS]
        )
        with writing(path) as temporary:
            page.save(temporary)


if __name__ == "__main__":
    app()
