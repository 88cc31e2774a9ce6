"""How training looks: a live bar on a terminal, one line for every epoch done, what came of it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from tenfold.artefact.runs import Run
from tenfold.cli.app import printable
from tenfold.cli.bars import LiveBar
from tenfold.cli.scores import accuracy_line
from tenfold.evaluation.compare import mean_spread
from tenfold.evaluation.reading import ReadingScores
from tenfold.evaluation.scores import gap_in_words
from tenfold.evaluation.taught import BeforeAfter
from tenfold.evaluation.words import count_of, duration, percent
from tenfold.values import Epoch, Progress

_START = "importing Keras, preparing the pictures"


class TrainingDisplay(LiveBar):
    """Shows the progress of `tenfold.train` on `console`; a context manager.

    done: epochs that an earlier process finished and that are not shown again.
    """

    def __init__(self, console: Console, *, done: int = 0) -> None:
        super().__init__(
            console,
            TextColumn("{task.description}"),
            BarColumn(bar_width=8),
            TextColumn("{task.fields[figures]}"),
            TimeRemainingColumn(compact=True),
            TextColumn("{task.fields[left]}"),
        )
        self._shown = done
        self._learning = False
        self._task = self._bar.add_task(_START, total=None, figures="", left="")

    def on_progress(self, now: Progress) -> None:
        """Move the bar; print the epochs finished since."""
        self._print_new(now.history)
        before = (now.epoch - 1) * now.total
        if not self._learning:
            # A resumed run begins here, so that its speed is not reckoned from nothing.
            self._learning = True
            total = now.epochs * now.total
            self._bar.reset(self._task, total=total, completed=before, figures="", left="left")
        speed = self._bar.tasks[self._task].speed
        per_second = f" [dim]{speed:,.0f} pictures/s[/]" if speed else ""
        self._bar.update(
            self._task,
            completed=before + now.pictures,
            description=f"epoch {now.epoch}/{now.epochs}",
            figures=f"loss {now.loss:.4f} accuracy {percent(now.accuracy)}{per_second}",
        )

    def on_composed(self, done: int, total: int) -> None:
        """Move the bar of the lines that are composed before the first epoch."""
        words = f"{done:,} of {total:,} lines composed"
        self._bar.update(
            self._task, total=total, completed=done, description=words, figures="", left="left"
        )

    def say(self, text: str) -> None:
        """Tell what is being done before the first epoch or after the last."""
        self._learning = False
        self._bar.reset(self._task, total=None, description=text, figures="", left="")
        self._line_instead(text)

    def _print_new(self, history: Sequence[Epoch]) -> None:
        for epoch in history[self._shown :]:
            self._console.print(_line(epoch))
        self._shown = max(self._shown, len(history))


class SeedsDisplay(LiveBar):
    """Shows the progress of `tenfold.train_seeds`: a bar for each seed; a context manager."""

    def __init__(self, console: Console) -> None:
        super().__init__(
            console,
            TextColumn("seed {task.fields[seed]}"),
            BarColumn(bar_width=8),
            TextColumn("{task.description}"),
        )
        self._tasks: dict[int, TaskID] = {}

    def on_progress(self, seed: int, now: Progress) -> None:
        """Move one seed's bar; print its last epoch."""
        if seed not in self._tasks:
            self._tasks[seed] = self._bar.add_task("", total=now.epochs * now.total, seed=seed)
        self._bar.update(
            self._tasks[seed],
            completed=(now.epoch - 1) * now.total + now.pictures,
            description=f"epoch {now.epoch}/{now.epochs} accuracy {percent(now.accuracy)}",
        )
        if len(now.history) == now.epochs:
            self._console.print(Text(f"seed {seed:<3} ").append_text(_line(now.history[-1])))


def show_run(run: Run, console: Console) -> None:
    """How it went, where its files are, and what to try next."""
    if run.record["stopped"]:
        console.print(Text(f"Stopped early: {run.record['stopped']}"))
    if run.record.get("precision", "float32") != "float32":
        console.print(Text(f"Its convolutions were computed in {run.record['precision']}."))
    console.print()
    if run.reads:
        _show_reading(ReadingScores.from_json(run.record["scores"]["test"]), console)
    else:
        scores = run.scores
        console.print(accuracy_line(scores["test"]))
        console.print(Text(gap_in_words(scores["train"], scores["test"])))
    if "corrections" in run.record:
        _show_corrections(run.record["corrections"], console)
    table = Table.grid(padding=(0, 2, 0, 0))
    for what, path in (("Model", run.model), ("Report", run.report)):
        table.add_row(what, Text(printable(str(path)), overflow="fold"))
    verb = "read" if run.reads else "predict"
    command = f"tenfold {verb} my.png --model {shlex.quote(str(run.folder))}"
    table.add_row("Try it", Text(printable(command), "cyan"))
    console.print()
    console.print(table)


def _show_corrections(record: dict[str, Any], console: Console) -> None:
    """How many corrections were learned, and whether that helped."""
    _show_taken(record, console)
    for name, where in _COMPARED.items():
        figures = record["helped"][name]
        if figures is not None:
            console.print(Text(BeforeAfter.from_json(figures).in_words(where)))
        elif name == "held_out":
            console.print(_TOO_FEW)
    console.print(
        "Both were trained once, from the same seed: another seed would give other figures.",
        style="dim",
    )


def _show_taken(record: dict[str, Any], console: Console) -> None:
    """How many corrections were learned, held back and left aside."""
    aside = [f"{number:,} {reason}" for reason, number in record["left_aside"].items()]
    times = f", each {record['times']} times an epoch" if record["times"] > 1 else ""
    console.print()
    console.print(
        f"It learned {count_of(record['used'], 'corrected picture')}{times}; "
        f"{record['held_out']:,} were held back to measure with."
        + (f" Left aside: {', '.join(aside)}." if aside else "")
    )


def _show_corrections_of(runs: Sequence[Run], console: Console) -> None:
    """Whether the corrections helped, over all seeds."""
    records = [run.record["corrections"] for run in runs]
    _show_taken(records[0], console)
    for name, where in _COMPARED.items():
        pairs = [
            BeforeAfter.from_json(one["helped"][name]) for one in records if one["helped"][name]
        ]
        if not pairs:
            if name == "held_out":
                console.print(_TOO_FEW)
            continue
        before, after = (
            percent(mean_spread([getattr(one, when) for one in pairs]).mean)
            for when in ("before", "after")
        )
        gain = mean_spread([one.after - one.before for one in pairs])
        console.print(
            f"On {where} ({count_of(pairs[0].n, 'picture')}), mean of {gain.n} seeds: {before} "
            f"right without the corrections, {after} with them: {100 * gain.mean:+.1f} points, "
            f"standard deviation {100 * (gain.std or 0):.1f}, from {100 * gain.low:+.1f} to "
            f"{100 * gain.high:+.1f}."
        )
    console.print("Each seed was trained without them, too, and compared.", style="dim")


_TOO_FEW = "So few that nothing is known of whether they helped with such pictures."
_COMPARED = {"held_out": "the corrections held back", "validation": "the validation pictures"}


def _show_reading(scores: ReadingScores, console: Console) -> None:
    console.print(accuracy_line(scores, "Test accuracy of whole lines"))
    answered = f"It answers {percent(scores.answered)} of them"
    if scores.right is not None:
        answered += f", and reads {percent(scores.right, 2)} of those without one wrong digit"
    console.print(Text(f"{answered}; {percent(scores.digit_error_rate, 2)} of all digits wrong."))


def show_seeds(runs: Sequence[Run], console: Console) -> None:
    """A row a run, and what the seeds make of it together."""
    table = Table("run", "epochs", "test accuracy", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for run in runs:
        accuracy = percent(_test_accuracy(run), 2)
        table.add_row(Text(printable(str(run.folder))), str(len(run.history)), accuracy)
    spread = mean_spread([_test_accuracy(run) for run in runs])
    console.print()
    console.print(table)
    lowest, mean, highest = (percent(x, 2) for x in (spread.low, spread.mean, spread.high))
    console.print(
        f"Test accuracy of {spread.n} seeds: mean {mean}, standard deviation "
        f"{100 * (spread.std or 0):.2f} points, {lowest} to {highest}"
    )
    if all("corrections" in run.record for run in runs):
        _show_corrections_of(runs, console)


def _test_accuracy(run: Run) -> float:
    return float(run.record["scores"]["test"]["accuracy"])


def _line(epoch: Epoch) -> Text:
    words = (
        f"epoch {epoch.epoch:<3} loss {epoch.loss:.4f}  accuracy {percent(epoch.accuracy, 2):>6}"
    )
    if epoch.val_loss is not None and epoch.val_accuracy is not None:
        words += f"  validation {epoch.val_loss:.4f} {percent(epoch.val_accuracy, 2)}"
    return Text(f"{words}  {duration(epoch.seconds)}")
