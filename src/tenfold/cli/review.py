"""tenfold review: what people taught the models, and what these were not sure of."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tenfold.cli.app import AsJson, Group, Verb, examples, new_app, print_json, printable, screen
from tenfold.cli.stored import StoreAddress, opened
from tenfold.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text

    from tenfold.serving.store_values import Entry, Filter

_FOR_A_PERSON = 20  # entries; a program gets all
_SHORTEST_ID = 12  # of its 32 digits: what comes in different moments differs there

Kind = Annotated[
    str | None, typer.Option(metavar="KIND", help="Only correction, refusal or prediction.")
]
OfModel = Annotated[
    str | None, typer.Option(metavar="NAME", help="Only this model's answers, by either name.")
]
Words = Annotated[
    str | None, typer.Option(metavar="WORDS", help="In file, model, classes, numbers or note.")
]
Label = Annotated[
    str | None,
    typer.Option(metavar="CLASS", help="Only this class, by number or name, given or answered."),
]
Limit = Annotated[
    int | None,
    typer.Option(min=1, metavar="N", help="So many, the newest.", show_default="20; in JSON all"),
]


class _Reviewing(Group):
    """`tenfold review --kind refusal` is `tenfold review list --kind refusal`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args or (args[0].startswith("-") and args[0] not in ctx.help_option_names):
            args = ["list", *args]
        rest: list[str] = super().parse_args(ctx, args)
        return rest


app = new_app(
    cls=_Reviewing,
    help="What people corrected, and what was refused: list, export, correct, remove.",
    epilog=examples(
        "tenfold review",
        "tenfold review --kind refusal --text sneaker --json",
        "tenfold review export corrected/",
    ),
)


@app.command(
    "list",
    cls=Verb,
    epilog=examples("tenfold review list --kind correction --label 7", "tenfold review --json"),
)
def list_entries(
    kind: Kind = None,
    model: OfModel = None,
    text: Words = None,
    label: Label = None,
    limit: Limit = None,
    store: StoreAddress = None,
    as_json: AsJson = False,
) -> None:
    """What is kept, the newest first. The pictures are on the page: tenfold serve."""
    with opened(store) as kept:
        wanted = _filter(kind, model, text, label)
        if as_json:
            for entry in islice(kept.each(wanted), limit):
                print_json(entry.to_json())
        else:
            shown = list(islice(kept.each(wanted), limit or _FOR_A_PERSON))
            _show(shown, kept.list(wanted).total)


@app.command(
    cls=Verb,
    epilog=examples(
        "tenfold review export kept.csv",
        "tenfold review export kept.parquet --kind refusal",
        "tenfold review export corrected/ --model digits",
    ),
)
def export(
    path: Annotated[
        Path, typer.Argument(metavar="FILE.csv|FILE.parquet|FOLDER", help="What to write.")
    ],
    kind: Kind = None,
    model: OfModel = None,
    text: Words = None,
    label: Label = None,
    store: StoreAddress = None,
    as_json: AsJson = False,
) -> None:
    """Take it along: CSV, Parquet with the pictures, or a folder to train on.

    The folder holds what a person named, one folder a class: tenfold train RECIPE --data FOLDER
    (with --model, so that classes of two models do not meet); numbers read are in numbers/, with
    a table labels.csv.
    """
    from tenfold.evaluation.words import count_of

    with opened(store) as kept:
        from tenfold.serving.store_export import write_export

        count = write_export(kept, _filter(kind, model, text, label), path)
    if as_json:
        print_json({"written": str(path), "entries": count})
    else:
        written = count_of(count, "entry", "entries")
        screen().print(printable(f"Wrote {written} to {path}"), markup=False)


@app.command(
    cls=Verb,
    epilog=examples(
        "tenfold review correct 18ea4d48464e 7",
        "tenfold review correct 18ea4d none",
        "tenfold review correct 18ea51 '70412 25'",
    ),
)
def correct(
    entry_id: Annotated[
        str, typer.Argument(metavar="ID", help="An id, or as much of its beginning as is unique.")
    ],
    label: Annotated[
        str,
        typer.Argument(
            metavar="CLASS|NUMBERS",
            help="Number or name of a class, or none; of numbers read, their digits, or none.",
        ),
    ],
    store: StoreAddress = None,
    as_json: AsJson = False,
) -> None:
    """Say what a kept picture really is."""
    with opened(store) as kept:
        entry = kept.find(entry_id)
        if entry.reads:
            entry = kept.change(entry.id, text="" if label.casefold() == "none" else label)
        else:
            entry = kept.change(entry.id, label=_label_of(label, entry.classes))
    if as_json:
        print_json(entry.to_json())
    else:
        screen().print(printable(f"{_called(entry)} is {_given(entry)} now."), markup=False)


@app.command(
    cls=Verb,
    epilog=examples("tenfold review remove 18ea4d48464e", "tenfold review remove --all --yes"),
)
def remove(
    entry_ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Which (see: tenfold review).")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Everything that is kept.")] = False,
    kind: Annotated[
        str | None, typer.Option(metavar="KIND", help="With --all: only these.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    store: StoreAddress = None,
    as_json: AsJson = False,
) -> None:
    """Delete entries and their pictures, for good."""
    from tenfold.evaluation.words import count_of

    if bool(entry_ids) == everything or (kind and not everything):
        raise UsageError("Say what to remove: ids, or --all, or --all with --kind.")
    with opened(store) as kept:
        ids = [kept.find(beginning).id for beginning in entry_ids or ()]
        count = len(set(ids)) or kept.list(_filter(kind, None, None, None)).total
        noun = f"kept {kind or 'picture'}"
        if count and not yes:
            _ask(f"Delete {count_of(count, noun)} for good?")
        if everything:
            count = kept.remove_all(kind)
        for entry_id in dict.fromkeys(ids):
            kept.remove(entry_id)
    if as_json:
        print_json({"removed": count})
    else:
        screen().print(f"Removed {count_of(count, noun)}.")


def _ask(question: str) -> None:
    try:
        agreed = typer.confirm(question, err=True)
    except typer.Abort:  # nobody is there to answer
        typer.echo(err=True)
        raise UsageError(f"{question} Nobody answered; nothing was removed. Add --yes.") from None
    if not agreed:
        raise UsageError("Nothing was removed.")


def _filter(kind: str | None, model: str | None, text: str | None, label: str | None) -> Filter:
    from tenfold.serving.store_values import Filter

    if label is not None and label.isascii() and label.isdigit():
        return Filter(kind=kind, model=model, text=text, label=int(label))
    return Filter(kind=kind, model=model, text=text, name=label)


def _label_of(word: str, classes: Sequence[str]) -> int | None:
    """The class that a person means: its name, in any case, or its number."""
    names = [name.casefold() for name in classes]
    if word.casefold() in names:
        return names.index(word.casefold())
    if word.casefold() == "none":
        return None
    if word.isascii() and word.isdigit():
        return int(word)
    raise UsageError(
        f"The model of this entry has no class {word!r}.{did_you_mean(word, classes)} Its classes: "
        f"{', '.join(classes[:20])}. Or: none"
    )


def _show(shown: Sequence[Entry], total: int) -> None:
    from rich.table import Table
    from rich.text import Text

    console = screen()
    if not shown:
        console.print("Nothing that is kept agrees with this.")
        return
    digits = _digits_needed([entry.id for entry in shown])
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("id", no_wrap=True)
    table.add_column("kept", no_wrap=True)
    for heading in ("file", "the model said", "a person said"):
        table.add_column(heading, overflow="fold")
    for entry in shown:
        when = datetime.fromisoformat(entry.time).astimezone().strftime("%Y-%m-%d %H:%M")
        table.add_row(
            Text(entry.id[:digits], "cyan"),
            Text(when, "dim"),
            Text(printable(entry.file or "")),
            _said(entry),
            Text(printable(_given(entry)) if entry.kind == "correction" else "", "bold"),
        )
    console.print(table)
    if total > len(shown):
        console.print(f"\n{len(shown)} of {total:,}. More: --limit N; all: --json")


def _digits_needed(ids: Sequence[str]) -> int:
    """So many digits that the ids shown can be told apart."""
    lengths = range(_SHORTEST_ID, len(ids[0]))
    return next((n for n in lengths if len({one[:n] for one in ids}) == len(ids)), len(ids[0]))


def _said(entry: Entry) -> Text:
    from rich.text import Text

    from tenfold.evaluation.words import percent

    words = printable(str(entry.guess[1] or "no number" if entry.reads else entry.guess[1]))
    if isinstance(entry.confidence, int | float):
        words += f" {percent(entry.confidence, 0)}"
    return Text(words) if not entry.refused else Text(f"unsure: {words}", "yellow")


def _given(entry: Entry) -> str:
    if entry.reads:
        return entry.text or "no number"
    return "none of the classes" if entry.name is None else entry.name


def _called(entry: Entry) -> str:
    return entry.file or f"The picture {entry.id[:_SHORTEST_ID]}"
