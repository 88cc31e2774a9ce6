"""The run folder: what lies where in it, and how a model is found by name, file or folder.

run.json      settings, versions, hashes, timings, scores, how often test was evaluated
history.csv   one line an epoch
model.onnx    the one file
model.keras   for the person's own use in Keras; tenfold never reads it
predictions.npz   logits of every split, so that the report need not look at test data again
checkpoint/epoch.npz
report.html
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from tenfold import storage
from tenfold.artefact import shipped
from tenfold.errors import RunError, UsageError, did_you_mean
from tenfold.storage import write_json, write_text, writing
from tenfold.values import Epoch, Scores

RUNS = Path("runs")


@dataclass(frozen=True, eq=False)
class Run:
    """A run folder and what its run.json said when it was opened."""

    folder: Path
    record: dict[str, Any]

    def __fspath__(self) -> str:
        """A run stands for its folder: `tenfold.load(run)`, `tenfold.evaluate(run)`."""
        return str(self.folder)

    @property
    def recipe(self) -> dict[str, Any]:
        """The recipe that was trained, every setting included."""
        return dict(self.record["recipe"])

    @property
    def finished(self) -> bool:
        """Whether training and everything after it is done."""
        return self.record["state"] == "finished"

    @property
    def model(self) -> Path:
        """The one file."""
        return self.folder / "model.onnx"

    @property
    def report(self) -> Path:
        """The report, once it is written."""
        return self.folder / "report.html"

    @property
    def checkpoint(self) -> Path:
        """The newest checkpoint, once there is one."""
        return self.folder / "checkpoint" / "epoch.npz"

    @property
    def history(self) -> tuple[Epoch, ...]:
        """One entry an epoch, read from history.csv."""
        return read_history(self.folder / "history.csv")

    @property
    def scores(self) -> dict[str, Scores]:
        """Scores by split: "train", "test" and, where the recipe keeps some, "validation".

        None of a reader: its are in `record["scores"]`, as evaluation/reading.py makes them.
        """
        if self.reads:
            return {}
        return {k: Scores.from_json(v) for k, v in self.record.get("scores", {}).items()}

    @property
    def reads(self) -> bool:
        """Whether it learns to read lines, instead of single pictures."""
        return "lines" in self.recipe

    @property
    def predictions(self) -> dict[str, np.ndarray]:
        """Logits by split: float32, shape (n, classes). Raises RunError where they are broken."""
        path = self.folder / "predictions.npz"
        try:
            with np.load(path, allow_pickle=False) as file:
                return {name: file[name] for name in file.files}
        except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
            raise RunError(
                f"{path} cannot be read ({error}). Make it again: tenfold train --resume "
                f"{self.folder}"
            ) from None

    def updated(self, **changes: Any) -> Run:
        """The run with `changes` in run.json, written at once."""
        record = self.record | changes
        write_json(self.folder / "run.json", record)
        return Run(self.folder, record)

    def _repr_html_(self) -> str:
        from tenfold import notebook

        return notebook.run_html(
            self.recipe["name"],
            folder=str(self.folder),
            history=self.history,
            scores=self.scores.get("test"),
        )


def open_run(folder: str | Path) -> Run:
    """The run in `folder`. Raises RunError where there is none or run.json is broken."""
    path = Path(folder) / "run.json"
    if not path.is_file():
        raise RunError(
            f"{folder} is not a run folder: it has no run.json. "
            f"Runs are kept in {RUNS}/. See: tenfold train --help"
        )
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        if {"state", "recipe", "seed"} <= record.keys():
            return Run(Path(folder), record)
        reason = "it lacks state, recipe or seed"
    except (ValueError, AttributeError) as error:
        reason = str(error)
    raise RunError(f"{path} is broken: {reason}. Train again, into another folder.")


def check_free(folder: str | Path) -> None:
    """Raise RunError where `folder` already holds a run: nothing is written over."""
    if (Path(folder) / "run.json").exists():
        raise RunError(
            f"{folder} already holds a run. Go on with it (tenfold train --resume {folder}), "
            "or choose another folder for --out."
        )


def new_folder(recipe: str, seed: int, out: str | Path | None) -> Path:
    """Where a new run goes: `out`, or the next free runs/RECIPE-seedN[-K], made at once.

    Two runs started together get two folders. Raises RunError where `out` already holds a run,
    StorageError where no folder can be made.
    """
    if out is not None:
        check_free(out)
        return Path(out)
    base = RUNS / f"{recipe}-seed{seed}"
    folder, number = base, 1
    while not storage.new_folder(folder):
        number += 1
        folder = Path(f"{base}-{number}")
    return folder


def find_run(what: str | Path) -> Run:
    """A run by its folder, its name in runs/, or its recipe (the newest finished one).

    Raises UsageError where there is none, RunError where it is broken.
    """
    for folder in (Path(what), RUNS / str(what)):
        if (folder / "run.json").is_file():
            return open_run(folder)
    runs = finished_runs()
    for run in runs:
        if run.recipe["name"] == str(what):
            return run
    near = did_you_mean(str(what), [run.folder.name for run in runs])
    raise UsageError(f"Run {str(what)!r} does not exist.{near} Runs are kept in {RUNS}/.")


def finished_runs() -> list[Run]:
    """The finished runs in runs/, the newest first; broken folders are passed over."""
    runs = []
    for path in RUNS.glob("*/run.json"):
        try:
            run = open_run(path.parent)
        except RunError:
            continue
        if run.finished:
            runs.append(run)
    return sorted(runs, key=lambda run: str(run.record.get("finished_at")), reverse=True)


def find_model(what: str | Path | None) -> Path:
    """The model file meant by a FILE, a RUN folder, a NAME, or by nothing.

    A name is that of a shipped model, a run, or a recipe, whose newest finished run is then meant;
    nothing means the shipped model of digits. Raises UsageError.
    """
    path = Path(shipped.DEFAULT if what is None else what)
    if path.is_file():
        return path
    came_with_tenfold = shipped.model_file(str(path))
    if came_with_tenfold is not None:
        return came_with_tenfold
    runs = finished_runs()
    recipes_trained = {run.recipe["name"] for run in runs}
    if path.is_dir() or (RUNS / path / "run.json").is_file() or str(what) in recipes_trained:
        run = find_run(path)
        if not run.finished:
            raise UsageError(
                f"Run {run.folder} is not finished. Finish it: tenfold train --resume {run.folder}"
            )
        return run.model
    if path.suffix:  # meant as a file: its reader says what is wrong
        return path
    known = [*shipped.names(), *(run.folder.name for run in runs), *sorted(recipes_trained)]
    raise UsageError(
        f"Model {str(what)!r} does not exist.{did_you_mean(str(what), known)} "
        "Give a .onnx file, a run folder, or a name: of a shipped model (tenfold models), or of a "
        "run or recipe that was trained here."
    )


def run_of(model: Path) -> Run | None:
    """The run folder that a model file lies in, if it lies in one."""
    return open_run(model.parent) if (model.parent / "run.json").is_file() else None


def write_history(folder: Path, history: Sequence[Epoch]) -> None:
    """history.csv; repr keeps every float to the last bit."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = [field.name for field in fields(Epoch)]
    writer.writerow(names)
    for epoch in history:
        values = asdict(epoch)
        writer.writerow(["" if values[n] is None else repr(values[n]) for n in names])
    write_text(folder / "history.csv", text.getvalue())


def read_history(path: Path) -> tuple[Epoch, ...]:
    """The epochs of a history.csv. Raises RunError where it is broken or missing."""
    try:
        with open(path, newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        return tuple(
            Epoch(
                epoch=int(row["epoch"]),
                loss=float(row["loss"]),
                accuracy=float(row["accuracy"]),
                val_loss=float(row["val_loss"]) if row["val_loss"] else None,
                val_accuracy=float(row["val_accuracy"]) if row["val_accuracy"] else None,
                seconds=float(row["seconds"]),
            )
            for row in rows
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(f"{path} cannot be read ({error}). Train again.") from None


def write_predictions(folder: Path, logits: dict[str, np.ndarray]) -> None:
    """predictions.npz: float32 logits by split."""
    with writing(folder / "predictions.npz") as temporary, open(temporary, "wb") as file:
        np.savez(file, **logits)  # type: ignore[arg-type]
