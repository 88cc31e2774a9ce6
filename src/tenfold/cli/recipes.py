"""tenfold recipes: what can be trained; `show` tells one recipe layer by layer."""

from __future__ import annotations

import shlex
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.app import AsJson, Group, Settings, Verb, examples, new_app, print_json, screen

if TYPE_CHECKING:
    from tenfold.models.networks import Row
    from tenfold.training.recipe import Recipe

app = new_app(
    cls=Group,
    invoke_without_command=True,
    epilog=examples("tenfold recipes", "tenfold recipes show digits-cnn"),
)


@app.callback()
def recipes(ctx: typer.Context, as_json: AsJson = False) -> None:
    """What can be trained: the recipes that come with tenfold."""
    if ctx.invoked_subcommand is None:
        _list(as_json)


def _list(as_json: bool) -> None:
    from tenfold.training import recipe

    known = [recipe.load(name) for name in recipe.names()]
    if as_json:
        for one in known:
            keys = ("name", "title", "about", "source", "data", "epochs", "batch_size")
            print_json({key: getattr(one, key) for key in keys})
        return
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("recipe", "data", "epochs"):
        table.add_column(heading, no_wrap=True, justify="right" if heading == "epochs" else "left")
    table.add_column("what it is")
    for one in known:
        table.add_row(f"[cyan]{one.name}[/]", one.data, str(one.epochs), one.title)
    console = screen()
    console.print(table)
    console.print("\nOne of them layer by layer: [cyan]tenfold recipes show digits-cnn[/]")
    console.print("A recipe is a TOML file; your own works as well as a name.")


@app.command(
    cls=Verb,
    epilog=examples(
        "tenfold recipes show digits-cnn",
        "tenfold recipes show fashion-mlp --set layers.2.units=512",
        "tenfold recipes show my-recipe.toml --json",
    ),
)
def show(
    recipe: Annotated[str, typer.Argument(metavar="RECIPE", help="A name or a TOML file.")],
    settings: Settings = None,
    as_json: AsJson = False,
) -> None:
    """Settings, layers with output shapes and parameter counts, and where a recipe comes from."""
    from rich.text import Text

    from tenfold.models import networks
    from tenfold.training.recipe import parse_setting, plan

    chosen = plan(recipe, dict(parse_setting(text) for text in settings or ()))
    shape, classes = _picture_and_classes(chosen)
    rows = networks.check(networks.resolve(chosen.layers, classes), shape, classes)
    parameters = sum(row.parameters for row in rows)
    if not as_json:
        _show(chosen, rows, shape, parameters)
        again = ["tenfold", "train", recipe, *(f"--set={text}" for text in settings or ())]
        screen().print(Text.assemble("\nTrain it: ", (shlex.join(again), "cyan")))
        return
    answer = chosen.model_dump(mode="json", exclude_none=True)
    table = [asdict(row) for row in rows]
    print_json(answer | {"layer_table": table, "parameters": parameters})


def _picture_and_classes(plan: Recipe) -> tuple[tuple[int, int], int]:
    """What the recipe's data look like; a folder or an .npz must be read to know."""
    from tenfold.datasets import CATALOGUE, load_dataset

    if plan.data in CATALOGUE:
        source = CATALOGUE[plan.data]
        return plan.seen(source.spec.shape), len(source.classes)
    dataset = load_dataset(plan.data, spec=plan.picture)
    return plan.seen(dataset.spec.shape), len(dataset.classes)


def _show(plan: Recipe, rows: tuple[Row, ...], shape: tuple[int, int], parameters: int) -> None:
    from rich.table import Table
    from rich.text import Text

    from tenfold.evaluation.report import flatten

    console = screen()
    console.print(Text.assemble((plan.name, "bold cyan"), "  ", (plan.title, "bold")))
    if plan.about:
        console.print(Text(plan.about))
    if plan.source:
        console.print(Text(f"From {plan.source}", "dim"))
    settings = Table.grid(padding=(0, 2, 0, 0))
    shown = plan.model_dump(
        mode="json", exclude_none=True, exclude={"name", "title", "about", "source", "layers"}
    )
    for key, value in flatten(shown):
        settings.add_row(Text(key, "dim"), Text(value))
    layers = Table(box=None, pad_edge=False, header_style="bold", show_footer=True)
    for heading, footer in (("layer", "all layers"), ("kind", ""), ("settings", "")):
        layers.add_column(heading, footer, overflow="fold")
    layers.add_column("output shape", "", justify="right", no_wrap=True)
    layers.add_column("parameters", f"{parameters:,}", justify="right", no_wrap=True)
    layers.add_row("picture", "input", "uint8, 0 to 255", str(shape), "0", style="dim")
    for row in rows:
        words = (row.name, row.kind, row.settings, str(row.output_shape), f"{row.parameters:,}")
        layers.add_row(*map(Text, words))
    for part in (settings, layers):
        console.print()
        console.print(part)
