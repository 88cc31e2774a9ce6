"""tenfold train: train a recipe, or go on with an interrupted run."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

import tenfold
from tenfold.artefact.runs import Run, find_run
from tenfold.cli.app import (
    AsJson,
    DataDir,
    Settings,
    Verb,
    examples,
    new_app,
    print_json,
    printable,
    screen,
)
from tenfold.cli.fetching import fetch_if_needed
from tenfold.cli.stored import StoreAddress, corrections_in
from tenfold.cli.training import SeedsDisplay, TrainingDisplay, show_run, show_seeds
from tenfold.errors import UsageError
from tenfold.evaluation.words import count_of
from tenfold.pipeline.corrections import Correction
from tenfold.training import checkpoint
from tenfold.training.recipe import parse_setting, plan

RecipeWord = Annotated[
    str | None,
    typer.Argument(metavar="[RECIPE]", help="A name (see: tenfold recipes) or a TOML file."),
]
Resume = Annotated[
    str | None,
    typer.Option(metavar="RUN", help="Go on with an interrupted run, as if never stopped."),
]
Data = Annotated[
    str | None,
    typer.Option(metavar="NAME|FOLDER|FILE", help="Learn this instead of the recipe's data."),
]
Start = Annotated[
    str | None,
    typer.Option(
        metavar="NAME|FILE|RUN", help="Go on from this model's weights, in place of fresh ones."
    ),
]
Seed = Annotated[int | None, typer.Option(min=0, help="Same seed, same weights.", show_default="0")]
Seeds = Annotated[
    int | None,
    typer.Option(min=2, metavar="N", help="Train N seeds side by side, from --seed on."),
]
Out = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="The run folder; with --seeds, the folder for all of them."),
]
WithCorrections = Annotated[
    bool,
    typer.Option(
        "--with-corrections", help="Also learn what people corrected; say whether it helped."
    ),
]
StopAt = Annotated[
    list[str] | None,
    typer.Option(metavar="RULE", help="Stop early: 'accuracy>0.9', 'loss<0.4'. Repeatable."),
]

app = new_app()


@app.command(
    cls=Verb,
    epilog=examples(
        "tenfold train digits-cnn",
        "tenfold train fashion-mlp --set epochs=3 --stop-at 'accuracy>0.9'",
        "tenfold train my-recipe.toml --data my-pictures/ --out runs/mine",
        "tenfold train digits-mlp-256 --seeds 5",
        "tenfold train digits --start digits --data my/ --set validation.pictures=60",
        "tenfold train digits-cnn --with-corrections",
        "tenfold train --resume runs/mine",
    ),
)
def train(
    recipe: RecipeWord = None,
    resume: Resume = None,
    data: Data = None,
    data_dir: DataDir = None,
    seed: Seed = None,
    seeds: Seeds = None,
    out: Out = None,
    start: Start = None,
    stop_at: StopAt = None,
    settings: Settings = None,
    with_corrections: WithCorrections = False,
    store: StoreAddress = None,
    as_json: AsJson = False,
) -> None:
    """Train a recipe and write its run folder: the model file, its scores and a report.

    Ctrl-C keeps every finished epoch; --resume goes on from there, to the same weights.
    """
    console = screen(stderr=as_json)
    if resume is not None:
        others = {"--data": data, "--seed": seed, "--seeds": seeds, "--out": out, "--start": start}
        others |= {"--with-corrections": with_corrections or None, "--store": store}
        _refuse_beside_resume(resume, recipe, others | {"--set": settings, "--stop-at": stop_at})
        trained: tuple[Run, ...] = (_resume(resume, data_dir, console),)
    elif recipe is None:
        raise UsageError(
            "Say which recipe to train, or --resume a run. Got neither. See: tenfold recipes"
        )
    else:
        _check_corrections(with_corrections, store)
        trained = _train(
            recipe,
            console,
            data=data,
            data_dir=data_dir,
            seeds=tuple(range(seed or 0, (seed or 0) + (seeds or 1))),
            out=out,
            start=start,
            stop_at=stop_at or (),
            settings=settings or (),
            corrections=corrections_in(store) if with_corrections else None,
        )
    if as_json:
        for run in trained:
            print_json(_answer(run))
    elif len(trained) > 1:
        show_seeds(trained, console)
    else:
        show_run(trained[0], console)


def _refuse_beside_resume(run: str, recipe: str | None, others: dict[str, object]) -> None:
    named = [recipe] if recipe else [name for name, value in others.items() if value is not None]
    if named:
        raise UsageError(
            f"--resume goes on with a run just as it was started. Got {named[0]!r} beside "
            f"it. Say only: tenfold train --resume {run}"
        )


def _check_corrections(wanted: bool, store: str | None) -> None:
    if store and not wanted:
        raise UsageError(
            "--store says where corrections are. Add --with-corrections to learn them."
        )


def _train(
    recipe: str,
    console: Console,
    *,
    data: str | None,
    data_dir: Path | None,
    seeds: Sequence[int],
    out: Path | None,
    start: str | None,
    stop_at: Sequence[str],
    settings: Sequence[str],
    corrections: Iterable[Correction] | None,
) -> tuple[Run, ...]:
    chosen = plan(recipe, dict(map(parse_setting, settings)), stop_at)
    source = data or chosen.data
    fetch_if_needed(source, data_dir)
    started: list[Run] = []

    def on_start(run: Run) -> None:
        started.append(run)
        _head(console, f"Training {chosen.name} on {source}, seed {run.record['seed']}", run.folder)

    with _told_what_is_kept(started, data_dir):
        if len(seeds) > 1:
            with SeedsDisplay(console) as several:
                return tenfold.train_seeds(
                    chosen,
                    seeds=seeds,
                    data=data,
                    data_dir=data_dir,
                    out=out,
                    start=start,
                    corrections=corrections,
                    on_start=on_start,
                    on_progress=several.on_progress,
                )
        with TrainingDisplay(console) as display:
            run = tenfold.train(
                chosen,
                data=data,
                data_dir=data_dir,
                seed=seeds[0],
                out=out,
                start=start,
                corrections=corrections,
                on_start=on_start,
                on_progress=display.on_progress,
                on_composed=display.on_composed,
                say=display.say,
            )
            return (run,)


def _resume(name: str, data_dir: Path | None, console: Console) -> Run:
    run = find_run(name)
    done, of = _epochs_kept(run), run.recipe["epochs"]
    if run.finished:
        console.print(Text(f"Run {printable(str(run.folder))} is finished: nothing is left to do."))
        return run
    fetch_if_needed(run.record["data"], data_dir)
    _head(console, f"Going on with {run.recipe['name']} after epoch {done}/{of}", run.folder)
    with _told_what_is_kept([run], data_dir), TrainingDisplay(console, done=done) as display:
        return tenfold.resume(
            run.folder,
            data_dir=data_dir,
            on_progress=display.on_progress,
            on_composed=display.on_composed,
            say=display.say,
        )


def _head(console: Console, words: str, folder: Path) -> None:
    console.print(Text(printable(words), "bold"))
    console.print(Text(printable(f"Run folder: {folder}"), "dim"))


@contextmanager
def _told_what_is_kept(started: Sequence[Run], data_dir: Path | None) -> Iterator[None]:
    """Let Ctrl-C say what is kept of the runs in `started`, and how to go on with each."""
    try:
        yield
    except KeyboardInterrupt:
        if not started:
            raise KeyboardInterrupt("training had not begun, so nothing was kept.") from None
        unfinished = [run for run in started if not find_run(run.folder).finished]
        unfinished.sort(key=lambda run: str(run.folder))
        kept = "; ".join(_kept(run) for run in unfinished) or "all that had begun is finished"
        commands = "\n".join(_resuming(run, data_dir) for run in unfinished)
        raise KeyboardInterrupt(
            f"{kept}. Go on as if it had never stopped:\n{commands}" if commands else f"{kept}."
        ) from None


def _kept(run: Run) -> str:
    done = _epochs_kept(run)
    return f"{count_of(done, 'epoch')} kept in {run.folder}" if done else "in the first epoch"


def _resuming(run: Run, data_dir: Path | None) -> str:
    words = ["tenfold", "train", "--resume", str(run.folder)]
    return shlex.join(words + (["--data-dir", str(data_dir)] if data_dir else []))


def _epochs_kept(run: Run) -> int:
    # Not from history.csv, which is written a moment after the checkpoint.
    return len(checkpoint.load(run.checkpoint).history) if run.checkpoint.exists() else 0


def _answer(run: Run) -> dict[str, Any]:
    record = run.record
    figures = ("n", "loss", "accuracy", "interval", "errors", "ece", "digit_error_rate")
    return {
        "run": str(run.folder),
        "model": str(run.model),
        "report": str(run.report),
        "recipe": run.recipe["name"],
        "seed": record["seed"],
        "epochs": len(run.history),
        "stopped": record["stopped"],
        "parameters": record["parameters"],
        "precision": record.get("precision", "float32"),
        "seconds": record["seconds"],
        "scores": {
            name: {key: scores[key] for key in figures if key in scores}
            for name, scores in record["scores"].items()
        },
    } | {key: record[key] for key in ("corrections",) if key in record}
