"""The command: `python -m benchmarks.serving`.

Both servers run all the time and are measured in turns (A B A B ...), by clients in a process of
their own, on loopback. Closed loop: a client asks again when it was answered. Figures are medians
over the rounds; the best of the rival's three ways is what tenfold is compared with.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from contextlib import ExitStack
from json import loads as parse
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from benchmarks import models, options
from benchmarks.circumstances import identity, named, save, when_and_where
from benchmarks.serving import servers, wire
from benchmarks.serving.load import Job
from tenfold.cli.app import Verb, examples, new_app, note, screen
from tenfold.datasets import load_dataset
from tenfold.errors import WorkerError
from tenfold.inference.classifier import load

app = new_app()
RIVALS = ("/predict", "/predict-in-threads", "/call")
CLIENTS = (1, 8, 64)
_PICTURE = Path("examples/digits/nine.jpg")
Figures = dict[str, float]


@app.command(cls=Verb, epilog=examples("python -m benchmarks.serving --rounds 5 --seconds 4"))
def serving(
    rounds: Annotated[int, typer.Option(min=1, help="How often each is measured.")] = 3,
    seconds: Annotated[float, typer.Option(min=0.5, help="How long each time.")] = 2.0,
    json: options.Json = None,
    markdown: options.Markdown = None,
) -> None:
    """How many requests a second, beside FastAPI with Keras' predict on the same network."""
    run = models.plain_run("mnist")
    images = load_dataset("mnist").test.images
    with ExitStack() as stack:
        ours = stack.enter_context(servers.tenfold_serve(run.model))
        theirs = stack.enter_context(servers.rival(run.folder / "model.keras"))
        works = _works(ours, theirs, images)
        figures = _measured(works, rounds=rounds, seconds=seconds)
        pictures = _pictures(ours, seconds=seconds * 2)
    classifier = load(run.model)
    text = _text(figures, pictures, named(classifier))
    screen().print(_table(figures))
    note(_sentence(pictures), stderr=False)
    content = {"model": identity(classifier), "requests": figures, "pictures": pictures}
    save(json, markdown, figures=content, text=text)


def _works(ours: int, theirs: int, images: Any) -> dict[str, Job]:
    """What is measured, by "side, pictures a request, clients"."""
    found = {}
    for count in (1, 64):
        asked = {
            "tenfold v1 JSON": (
                ours,
                wire.instances("/v1/models/model:predict", images[:count]),
            ),
            "tenfold v2 binary": (ours, wire.infer("/v2/models/model/infer", images[:count])),
        }
        for path in RIVALS:
            asked[f"keras {path}"] = theirs, wire.instances(path, images[:count])
        for clients in CLIENTS:
            for side, (port, request) in asked.items():
                found[f"{side}, {count}, {clients}"] = Job(port, request, clients, 0.0)
    return found


def _measured(works: dict[str, Job], *, rounds: int, seconds: float) -> dict[str, Figures]:
    """Medians over the rounds, in each of which everything is measured once."""
    seen: dict[str, list[Figures]] = {name: [] for name in works}
    for number in range(rounds):
        for name, job in works.items():
            note(f"round {number + 1}/{rounds}: {name}", stderr=True)
            seen[name].append(drive(job, seconds=seconds))
    return {name: _median(found) for name, found in seen.items()}


def drive(job: Job, *, seconds: float, rate: float | None = None) -> Figures:
    """What the clients of one job saw. Raises WorkerError where a request was not answered 200."""
    whole = Job(job.port, job.request, job.clients, seconds, rate=rate)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.serving.load"],
        input=whole.to_json(),  # 64 pictures in JSON are too long for an argument
        capture_output=True,
        text=True,
        check=True,
    )
    figures: Figures = parse(done.stdout)
    if figures["failed"] or not figures["requests"]:
        raise WorkerError(f"{figures['failed']} requests failed and {figures['requests']} did not.")
    return figures


def _median(found: list[Figures]) -> Figures:
    return {key: statistics.median(one[key] for one in found) for key in found[0]}


def _pictures(port: int, *, seconds: float) -> Figures:
    """Picture files: how many a second at most, and how soon at half of that."""
    job = Job(port, wire.picture("/predict?live=true", _PICTURE.read_bytes()), 8, 0.0)
    most = drive(job, seconds=seconds)["per_second"]
    half = drive(job, seconds=seconds, rate=most / 2)
    return {"capacity": most} | half


def _rows(figures: dict[str, Figures]) -> list[list[str]]:
    rows = []
    for name, found in figures.items():
        side, count, clients = name.rsplit(", ", 2)
        best = max(figures[f"keras {path}, {count}, {clients}"]["per_second"] for path in RIVALS)
        times = f"{found['per_second'] / best:.1f}x"
        speed = [f"{found['per_second']:,.0f}", f"{found['p50_ms']:.1f}", f"{found['p99_ms']:.1f}"]
        rows.append([side, count, clients, *speed, times])
    return rows


HEADINGS = ("server", "pictures", "clients", "requests/s", "p50 ms", "p99 ms", "of the best rival")


def _table(figures: dict[str, Figures]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in HEADINGS:
        table.add_column(heading, justify="left" if heading == "server" else "right")
    for row in _rows(figures):
        table.add_row(*row)
    return table


def _sentence(pictures: Figures) -> str:
    return (
        f"Picture files ({_PICTURE}): at most {pictures['capacity']:,.0f} a second; at half of "
        f"that p50 {pictures['p50_ms']:.1f} ms, p99 {pictures['p99_ms']:.1f} ms."
    )


def _text(figures: dict[str, Figures], pictures: Figures, model: str) -> str:
    """The figures in Markdown."""
    lines = [f"Model: {model}. {when_and_where()}", ""]
    lines += [f"| {' | '.join(HEADINGS)} |", "|---|" + "---:|" * (len(HEADINGS) - 1)]
    lines += [f"| {' | '.join(row)} |" for row in _rows(figures)]
    return "\n".join([*lines, "", _sentence(pictures), ""])


if __name__ == "__main__":
    app()
