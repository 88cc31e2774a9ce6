"""tenfold data: list, fetch and describe data sets (showing their pictures is data_show.py)."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from tenfold.cli import data_show
from tenfold.cli.app import AsJson, DataDir, Group, Verb, examples, new_app, print_json, screen
from tenfold.cli.fetching import fetch_if_needed, fetch_with_bar, place_of

app = new_app(
    cls=Group,
    no_args_is_help=True,
    help="Data sets: list, fetch, describe, show.",
    epilog=examples("tenfold data list", "tenfold data show mnist --grid 8x8"),
)


@app.command("list", cls=Verb, epilog=examples("tenfold data list", "tenfold data list --json"))
def list_data(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """The data sets tenfold knows by name, their licences, and whether they are already here."""
    from rich.table import Table
    from rich.text import Text

    from tenfold.datasets import CATALOGUE

    console = screen()
    for source in CATALOGUE.values():
        place = place_of(source, data_dir)
        train, test = source.counts
        if as_json:
            facts = {"name": source.name, "title": source.title, "train": train, "test": test}
            facts |= {"classes": list(source.classes), "licence": source.licence}
            print_json(facts | {"source": source.homepage, "folder": place and str(place)})
            continue
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_row("title", Text(source.title))
        table.add_row("pictures", f"{train:,} to learn from, {test:,} to be tested on")
        table.add_row("classes", Text(f"{len(source.classes)}: {', '.join(source.classes)}"))
        table.add_row("licence", Text(source.licence))
        table.add_row("source", Text(source.homepage))
        missing = f"not here yet: tenfold data fetch {source.name}"
        table.add_row("here", Text(str(place)) if place else missing)
        console.print(f"[bold cyan]{source.name}[/]")
        console.print(table)
        console.print()
    if not as_json:
        console.print("A folder of pictures (one folder a class) or an .npz file works as well.")


@app.command(
    cls=Verb,
    epilog=examples("tenfold data fetch mnist", "tenfold data fetch fashion-mnist --json"),
)
def fetch(
    name: Annotated[str, typer.Argument(metavar="NAME", help="See: tenfold data list")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Get a data set, prove every byte of it, and say where it lies."""
    folder = fetch_with_bar(name, data_dir)
    if as_json:
        print_json({"name": name, "folder": str(folder)})
    else:
        typer.echo(f"{name} is here, proven by its SHA-256: {folder}")


@app.command(
    cls=Verb,
    epilog=examples("tenfold data describe mnist", "tenfold data describe my-pictures/ --json"),
)
def describe(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name, a folder or an .npz file.")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Types, shapes, ranges and how many pictures of each class."""
    import tenfold
    from tenfold import datasets

    fetch_if_needed(name, data_dir)
    facts = datasets.describe(tenfold.load_dataset(name, data_dir=data_dir))
    if as_json:
        print_json(facts)
    else:
        _show_facts(facts)


app.command(cls=Verb, epilog=data_show.EXAMPLES)(data_show.show)


def _show_facts(facts: dict[str, Any]) -> None:
    from rich.table import Table
    from rich.text import Text

    from tenfold.cli.app import printable

    console = screen()
    console.print(Text.assemble((facts["name"], "bold cyan"), "  ", (facts["title"], "bold")))
    for key in ("licence", "source"):
        if facts[key]:
            console.print(Text(f"{key.capitalize()}: {facts[key]}", "dim"))
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("")
    halves = ("train", "test")
    for half in halves:
        table.add_column(half, justify="right")
    rows: list[tuple[str, Any]] = [
        ("pictures", lambda one: f"{one['count']:,}"),
        ("shape", lambda one: str(tuple(one["shape"]))),
        ("type", lambda one: one["dtype"]),
        ("smallest and largest pixel", lambda one: f"{one['min']} to {one['max']}"),
        ("mean pixel", lambda one: "–" if one["mean"] is None else f"{one['mean']:.1f}"),
        ("labels: shape", lambda one: str(tuple(one["labels"]["shape"]))),
        ("labels: type", lambda one: one["labels"]["dtype"]),
        ("labels: range", lambda one: f"{one['labels']['min']} to {one['labels']['max']}"),
    ]
    for words, value in rows:
        table.add_row(words, *(value(facts[half]) for half in halves))
    table.add_section()
    for one in facts["classes"]:
        name = printable(f"class {one['label']}: {one['name']}")
        table.add_row(Text(name), f"{one['train']:,}", f"{one['test']:,}")
    console.print()
    console.print(table)
    console.print(Text(f"\nSHA-256 {facts['sha256']}", "dim"))
