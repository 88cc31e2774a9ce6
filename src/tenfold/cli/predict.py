"""tenfold predict: what is in a picture?"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.app import (
    AsJson,
    Coverage,
    DataDir,
    Verb,
    complain,
    examples,
    new_app,
    note,
    print_json,
    screen,
)
from tenfold.cli.sources import Given, from_test_split, from_words
from tenfold.errors import UsageError

if TYPE_CHECKING:
    import numpy as np

    from tenfold.cli.predicting import AnswerStream
    from tenfold.inference.classifier import Answer, Classifier, Source
    from tenfold.values import BrokenPicture, Prediction

MOST_DRAWN = 10  # of more pictures each gets one line
MOST_SHOWN = 50  # rows of a drawing that can still be looked at
MOST_EXPLAINED = 20  # each takes half a screen, and half a thousand answers
_SHOWN_SIDE = 600  # pixels; a photo is not put into a drawing at full size

Pictures = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PICTURE]...", help="Files, folders, or - for standard input."),
]
Model = Annotated[
    str | None,
    typer.Option(
        metavar="FILE|RUN|NAME", help="Which model; without it digits, which came with tenfold."
    ),
]
Data = Annotated[
    str | None, typer.Option(metavar="NAME|FOLDER|FILE", help="Take test pictures of this.")
]
Index = Annotated[
    list[str] | None,
    typer.Option(metavar="N|N-M", help="With --data: which, counted from 0. Repeatable."),
]
Logits = Annotated[bool, typer.Option("--logits", help="The raw numbers too.")]
Show = Annotated[
    Path | None, typer.Option(metavar="FILE.png", help="Draw pictures and answers there.")
]
Explain = Annotated[
    bool,
    typer.Option("--explain", help="Also why: the steps to what it saw, what spoke for it."),
]
Save = Annotated[
    Path | None, typer.Option(metavar="FOLDER", help="With --explain: a PNG file a picture there.")
]
Workers = Annotated[
    int | None,
    typer.Option(metavar="N", help="Processes for many pictures; without it, one a core."),
]

app = new_app()


@app.command(
    cls=Verb,
    epilog=examples(
        "tenfold predict my.png",
        "tenfold predict photos/ --model runs/mine --json",
        "tenfold predict --data mnist --index 874",
        "tenfold predict my.png --show my-answer.png",
        "tenfold predict my.png --explain --save why/",
        "tenfold predict photos/ --coverage 0.99",
        "curl -s https://example.org/7.png | tenfold predict -",
    ),
)
def predict(
    pictures: Pictures = None,
    model: Model = None,
    data: Data = None,
    index: Index = None,
    logits: Logits = False,
    coverage: Coverage = None,
    show: Show = None,
    explain: Explain = False,
    save: Save = None,
    workers: Workers = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """What is in a picture: its class and the probabilities of all classes.

    Any format, size and colour; dark on light or light on dark. Where it is unsure, it refuses.
    """
    import tenfold

    if save and not explain:
        raise UsageError("--save keeps what --explain draws. Add --explain, or leave out --save.")
    if bool(pictures) == bool(data) or bool(data) != bool(index):
        raise UsageError(
            "Say what to predict: picture files, or test pictures by --data and --index. "
            "Such as: tenfold predict my.png, or: tenfold predict --data mnist --index 0-9"
        )
    classifier = tenfold.load(model)
    given = from_words(pictures or ())
    if data:
        given = _test_pictures(classifier, data, index or (), data_dir)
    _check_number(len(given), show=bool(show), explain=explain)
    if explain:
        from tenfold.cli import explaining

        examples = explaining.training_pictures(classifier.metadata, model, data_dir)
        answered, broken = explaining.explain_all(
            classifier,
            given,
            examples,
            coverage=coverage,
            as_json=as_json,
            logits=logits,
            folder=save,
        )
    else:
        answers = partial(classifier.predict_many, workers=workers, coverage=coverage)
        answered, broken = _answer(answers, given, as_json=as_json, logits=logits, keep=bool(show))
    if show and answered:
        _draw(answered, show)
        note(f"Drawn: {show}", stderr=as_json)
    if broken:
        raise typer.Exit(1)


def _check_number(count: int, *, show: bool, explain: bool) -> None:
    for asked, words, most in (
        (show, "--show draws", MOST_SHOWN),
        (explain, "--explain explains", MOST_EXPLAINED),
    ):
        if asked and count > most:
            raise UsageError(f"{words} at most {most} pictures. Got {count}. Name fewer of them.")


def _answer(
    predict_many: Callable[[Sequence[Source]], Generator[Answer]],
    given: Sequence[Given],
    *,
    as_json: bool,
    logits: bool,
    keep: bool,
) -> tuple[list[tuple[Given, Prediction]], int]:
    """Print answer after answer. Returns those that `keep` asks for, and how many are broken."""
    from tenfold.values import BrokenPicture

    kept: list[tuple[Given, Prediction]] = []
    broken = 0
    sources = [one.source for one in given]
    with ExitStack() as stack:
        stream = None
        if len(given) > MOST_DRAWN:
            stream = stack.enter_context(_stream(len(given), as_json=as_json))
        answers = stack.enter_context(closing(predict_many(sources)))
        for one, answer in zip(given, answers, strict=True):
            answer = replace(answer, file=one.file)
            if as_json:
                _print_as_json(one, answer, logits=logits)
            elif stream:
                stream.show(answer, one.label)
            else:
                _print(answer, one.label, logits=logits)
            if stream:
                stream.advance()
            if isinstance(answer, BrokenPicture):
                broken += 1
            elif keep:
                kept.append((one, answer))
    return kept, broken


def _stream(total: int, *, as_json: bool) -> AnswerStream:
    from tenfold.cli.predicting import AnswerStream

    stdout = screen()
    # JSON on a terminal has no bar: it is written past the bar's own lines.
    bar = not (as_json and stdout.is_terminal)
    return AnswerStream(total, stdout=stdout, stderr=screen(stderr=True), bar=bar)


def _test_pictures(
    classifier: Classifier, data: str, index: Sequence[str], data_dir: Path | None
) -> list[Given]:
    import tenfold
    from tenfold.cli.fetching import fetch_if_needed

    fetch_if_needed(data, data_dir)
    spec, classes = classifier.metadata.spec, classifier.classes
    dataset = tenfold.load_dataset(data, data_dir=data_dir, spec=spec, classes=classes)
    return from_test_split(dataset, index)


def _print_as_json(given: Given, answer: Prediction | BrokenPicture, *, logits: bool) -> None:
    from tenfold.values import BrokenPicture

    if isinstance(answer, BrokenPicture):
        print_json(answer.to_json())
    else:
        print_json(given.with_truth(answer.to_json(logits=logits)))


def _print(answer: Prediction | BrokenPicture, label: int | None, *, logits: bool) -> None:
    from tenfold.cli import answers
    from tenfold.values import BrokenPicture

    if isinstance(answer, BrokenPicture):
        complain("Error", answer.message, "red")
        return
    console = screen()
    console.print(answers.drawn(answer, label, logits=logits, console=console))


def _draw(answered: Sequence[tuple[Given, Prediction]], path: Path) -> None:
    import numpy as np

    from tenfold.evaluation import plots

    given, answers = zip(*answered, strict=True)
    figure = plots.prediction(
        [_original(one) for one in given],
        [answer.pixels for answer in answers],
        np.array([answer.probabilities for answer in answers]),
        answers[0].classes,
        files=[Path(one.file).name for one in given],
        refused=[answer.refused for answer in answers],
    )
    plots.save(figure, path)


def _original(given: Given) -> np.ndarray:
    """The picture as it was given, small enough to be drawn."""
    import numpy as np
    from PIL import Image

    from tenfold.pictures.decode import decode

    if isinstance(given.source, np.ndarray):
        return given.source
    image = Image.fromarray(decode(given.source).pixels)
    image.thumbnail((_SHOWN_SIDE, _SHOWN_SIDE))
    return np.asarray(image)
