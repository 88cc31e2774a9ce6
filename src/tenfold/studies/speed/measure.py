"""The runs themselves: in every round each side does the case once, one after another.

So A stands beside B in time (A B A B), and what slows the machine for a while slows all alike.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tenfold.errors import TenfoldWarning
from tenfold.studies.speed import jobs, machine, own, processes
from tenfold.studies.speed.material import Material
from tenfold.studies.speed.processes import Finished, SideError
from tenfold.studies.speed.results import Result, SideRuns
from tenfold.studies.speed.sides import OWN, TENFOLD, Side
from tenfold.studies.speed.works import Case, Options

_BUSY = 0.5  # processes at work before anything is measured


@dataclass(frozen=True)
class Step:
    """A run that begins: its place among all, and what it is in words."""

    number: int
    total: int
    words: str


@dataclass(frozen=True)
class Watcher:
    """Told what happens: a step begins, something is prepared, a side fails, a run is done."""

    on_step: Callable[[Step], None] = lambda step: None
    say: Callable[[str], None] = lambda text: None
    on_failure: Callable[[str], None] = lambda text: None
    on_run: Callable[[Result], None] = lambda result: None


def measure(
    chosen: Sequence[Case],
    rivals: Sequence[Side],
    options: Options,
    watcher: Watcher = Watcher(),
) -> Iterator[Result]:
    """Run every case and give each result when its last round is done.

    A side that fails is told to the watcher once, is left out of that case's later rounds and
    has its reason in the result; one that cannot start at all is left out from the beginning.
    """
    if not options.quick:
        _warn_of_others()
    return _measure(chosen, rivals, options, watcher)


def count_runs(chosen: Sequence[Case], rivals: Sequence[Side], options: Options) -> int:
    """How many runs `measure` will make if no side fails."""
    return options.rounds * sum(len(_taking_part(case, rivals)) for case in chosen)


def _taking_part(case: Case, rivals: Sequence[Side]) -> list[Side]:
    """The sides that can do a case, in the order in which they run."""
    return [side for side in (*rivals, OWN) if side.family in case.families]


def _measure(
    chosen: Sequence[Case], rivals: Sequence[Side], options: Options, watcher: Watcher
) -> Iterator[Result]:
    with tempfile.TemporaryDirectory(prefix="tenfold-bench-") as folder:
        material = Material(Path(folder), options, watcher.say)
        sides = {side: _ask_versions(side, watcher) for side in (*rivals, OWN)}
        total = count_runs(chosen, rivals, options)
        number = 0
        for case in chosen:
            taking = _taking_part(case, rivals)
            result = _opened(case, {side: sides[side] for side in taking}, options)
            for this_round in range(options.rounds):
                for side in taking:
                    number += 1
                    if result.sides[side.name].failure is None:
                        words = _words(case, side, this_round, options.rounds)
                        watcher.on_step(Step(number, total, words))
                        result = _one_more(result, case, side, this_round, material, watcher)
            yield result


def _one_more(
    result: Result, case: Case, side: Side, this_round: int, material: Material, watcher: Watcher
) -> Result:
    """The result with one more run of `side`, or with the reason why it has none."""
    try:
        result = result.with_run(side.name, this_round, run_once(case, side, this_round, material))
    except SideError as failure:
        result = result.with_failure(side.name, str(failure))
        watcher.on_failure(f"{case.work} {case.name}, {side.title}: {failure}")
    watcher.on_run(result)
    return result


def _words(case: Case, side: Side, this_round: int, rounds: int) -> str:
    words = f"{case.work} {case.name}: {side.title}"
    return f"{words}, round {this_round + 1} of {rounds}" if rounds > 1 else words


def run_once(case: Case, side: Side, seed: int, material: Material) -> dict[str, Any]:
    """One side does one case once; its figures. Raises SideError."""
    if side.family != "tenfold" or case.kind in ("latency", "throughput", "files", "many"):
        job = job_for(case, side, seed, material)
        finished = processes.run(side.command(json.dumps(job)), side.environment)
        if not finished.answer:
            raise SideError("it ended without an answer")
        return _figures(finished, finished.answer)
    out = material.new_run()
    finished = processes.run([*own.CLI, *_own_words(case, seed, material, out)])
    answer = own.train_figures(finished.answer) if case.kind == "training" else {}
    return _figures(finished, answer)


def job_for(case: Case, side: Side, seed: int, material: Material) -> dict[str, Any]:
    """The job that `side` gets; see jobs.py. Raises SideError where it cannot be put so."""
    data = material.data(case)
    job: dict[str, Any] = {
        "kind": case.kind,
        "data": str(data.path),
        "layers": jobs.network(case.recipe, data.classes),
    }
    if case.kind == "training":
        return job | jobs.training(case.recipe) | {"seed": seed}
    if case.kind in ("cold", "folder") or side.family == "tenfold":
        job["model"] = str(material.model(case, side))
    if case.kind in ("files", "cold", "folder"):
        made = material.pictures(case)
        job |= {"files": {"png": str(made.png), "jpeg": str(made.jpeg)}}
        job |= {"picture": str(made.png), "folder": str(made.folder)}
        # One picture is all that a cold start may have to read.
        job |= {"data": str(made.array)} if case.kind == "cold" else {}
    return job | {"seconds": material.options.seconds, "amount": case.amount}


def _own_words(case: Case, seed: int, material: Material, out: Path) -> list[str]:
    """The words of tenfold's command line for a case."""
    if case.kind == "help":
        return ["--help"]
    if case.kind == "training":
        source = material.data(case).source
        return own.train_words(
            case.given, case.recipe, source, material.options, seed=seed, out=out
        )
    pictures, model = material.pictures(case), material.model(case, OWN)
    picture = pictures.folder if case.kind == "folder" else pictures.png
    return own.predict_words(picture, model)


def _figures(finished: Finished, answer: Mapping[str, Any]) -> dict[str, Any]:
    """Seconds and memory of the process, and what it answered; the epochs as one figure too."""
    figures: dict[str, Any] = {"run": finished.seconds}
    if finished.memory is not None:
        figures["memory"] = finished.memory / 1e6
    figures |= answer
    # The first epoch holds compilation, which is part of the whole run.
    if len(later := figures.get("epochs", [])[1:]):
        figures["epoch"] = statistics.median(later)
    return figures


def _ask_versions(side: Side, watcher: Watcher) -> SideRuns:
    """A side without runs: its versions, or why it cannot start, which is told to the watcher."""
    watcher.say(f"asking {side.title} for its versions")
    try:
        command = side.command(json.dumps({"kind": "versions"}))
        return SideRuns(side.title, processes.run(command, side.environment).answer, {})
    except SideError as failure:
        watcher.on_failure(f"{side.title} is left out: {failure}")
        return SideRuns(side.title, {}, {}, failure=str(failure))


def _warn_of_others() -> None:
    load = machine.load()
    if load is not None and load > _BUSY:
        warnings.warn(
            f"{load:.1f} processes were at work on this machine in the last minute. Beside others "
            "every side is slower, and PyTorch many times: its threads wait for each other. "
            "Measure when nothing else runs.",
            TenfoldWarning,
            stacklevel=3,
        )


def _opened(case: Case, sides: Mapping[Side, SideRuns], options: Options) -> Result:
    """The result before its first run; tenfold is named first."""
    ordered = sorted(sides, key=lambda side: side.name != TENFOLD)
    return Result(
        work=case.work,
        case=case.name,
        shown=case.figures,
        settings=case.settings,
        measured=datetime.now(UTC).isoformat(timespec="seconds"),
        machine=machine.describe(),
        quick=options.quick,
        sides={side.name: sides[side] for side in ordered},
    )
