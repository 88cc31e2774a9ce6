"""tenfold serve: models behind an HTTP API and a page."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tenfold.cli.app import Verb, complain, examples, new_app, printable, screen
from tenfold.cli.stored import StoreAddress
from tenfold.errors import MissingExtraError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from tenfold.serving.hosting import Served
    from tenfold.serving.settings import Settings

Model = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[MODEL]...",
        help="Files, runs or names, or NAME=MODEL; without any, those that came with tenfold.",
    ),
]
Host = Annotated[str, typer.Option(help="Where to listen; 0.0.0.0 lets others in, with a token.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="0 takes any free one.")]
Token = Annotated[
    str | None,
    typer.Option(
        envvar="TENFOLD_TOKEN",
        metavar="TOKEN",
        help="What clients must send; made where others can reach it and none is given.",
    ),
]
TlsCert = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A certificate (PEM): https, with --tls-key.")
]
TlsKey = Annotated[Path | None, typer.Option(metavar="FILE", help="The certificate's key (PEM).")]
AllowHost = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME", help="Another name that clients call it by. Repeatable."),
]
AllowOrigin = Annotated[
    list[str] | None,
    typer.Option(metavar="URL", help="A site whose pages may use it. Repeatable."),
]
Threads = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="Of the models; without it, one a core.")
]
NoStore = Annotated[bool, typer.Option("--no-store", help="Keep nothing.")]
Keep = Annotated[
    int,
    typer.Option(
        min=0, metavar="N", help="So many refusals at most, and predictions; corrections stay."
    ),
]
MaxBody = Annotated[int, typer.Option(min=1, metavar="MB", help="The largest request.")]
MaxPixels = Annotated[int, typer.Option(min=1, metavar="MP", help="Megapixels of a picture file.")]
MaxPictures = Annotated[int, typer.Option(min=1, metavar="N", help="Picture files of a request.")]
MaxWaiting = Annotated[
    int, typer.Option(min=1, metavar="N", help="Pictures that may wait; more are turned away.")
]
MaxSeconds = Annotated[float, typer.Option(min=0.1, metavar="S", help="What a request may take.")]

app = new_app()


@app.command(
    cls=Verb,
    epilog=examples(
        "tenfold serve",
        "tenfold serve runs/mine digits --port 9000",
        "tenfold serve mine=runs/mine/model.onnx --no-store",
        "tenfold serve --host 0.0.0.0 --tls-cert cert.pem --tls-key key.pem",
        "curl --data-binary @my.png -H 'Content-Type: image/png' http://127.0.0.1:8000/predict",
    ),
)
def serve(
    models: Model = None,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    token: Token = None,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    allow_host: AllowHost = None,
    allow_origin: AllowOrigin = None,
    threads: Threads = None,
    store: StoreAddress = None,
    no_store: NoStore = False,
    keep: Keep = 10_000,
    max_body_mb: MaxBody = 32,
    max_megapixels: MaxPixels = 50,
    max_pictures: MaxPictures = 64,
    max_waiting: MaxWaiting = 8192,
    max_seconds: MaxSeconds = 30.0,
) -> None:
    """Put models behind an HTTP API and a page, on this machine unless --host says otherwise.

    Ctrl-C finishes what was taken, and ends it.
    """
    try:
        import fastapi  # noqa: F401
    except ModuleNotFoundError as error:
        raise MissingExtraError("Serving", "serve", error.name or "fastapi") from None
    from tenfold.cores import cores
    from tenfold.serving.settings import MIB, Settings, is_local

    if token is None and not is_local(host):
        token = secrets.token_urlsafe(32)
    _serve(
        models or (),
        Settings(
            host=host,
            port=port,
            token=token,
            tls_cert=tls_cert,
            tls_key=tls_key,
            allow_hosts=tuple(allow_host or ()),
            allow_origins=tuple(allow_origin or ()),
            threads=threads or cores(),
            max_body=max_body_mb * MIB,
            max_held=max(128, 4 * max_body_mb) * MIB,
            max_pixels=max_megapixels * 1_000_000,
            max_pictures=max_pictures,
            max_waiting=max_waiting,
            seconds=max_seconds,
        ),
        _Kept(store, most=keep) if not no_store else None,
    )


@dataclass(frozen=True)
class _Kept:
    """Where things are kept (None: the default), and how many refusals at most."""

    address: str | None
    most: int


def _serve(models: Sequence[str], settings: Settings, kept: _Kept | None) -> None:
    from contextlib import ExitStack

    from tenfold.serving import running
    from tenfold.serving.app import create_app
    from tenfold.serving.door import Door
    from tenfold.serving.hosting import places
    from tenfold.serving.store import open_store

    with ExitStack() as stack:
        listening = stack.enter_context(running.listen(settings))
        store = None
        if kept is not None:
            store = stack.enter_context(open_store(kept.address, keep=kept.most))
        port = listening.getsockname()[1]

        def announce(key: str) -> None:
            screen().print(f"A browser was let in. The next link: {_link(settings, port, key)}")

        door = Door(settings.token, secure=settings.scheme == "https", announce=announce)
        app = create_app(settings, store, models=places(models), door=door)
        _tell(app, settings, port)
        running.run(app, settings, listening)
    screen().print("Stopped: everything that was taken is answered.")


def _tell(app: FastAPI, settings: Settings, port: int) -> None:
    """Where it listens, what answers, where corrections go, and how a browser gets in."""
    from rich.text import Text

    console = screen()
    page = _address(settings, port)
    console.print(Text.assemble("Serving on ", (page, "bold cyan")))
    for model in app.state.models.all():
        console.print(Text(printable(f"  {model.name}  {model.id.hash}  {_kind(model)}")))
    store = app.state.store
    kept = "Nothing is kept (--no-store)." if store is None else f"Kept in {store.address}"
    console.print(Text(printable(kept), "dim"), soft_wrap=True)
    door = app.state.door
    if not door.is_open:
        console.print(Text.assemble("Token: ", (settings.token or "", "bold")))
        console.print("Open the page by this link, which works once:")
        console.print(Text(_link(settings, port, door.key), "bold cyan"), soft_wrap=True)
        if settings.scheme == "http":
            complain(
                "Warning",
                "without --tls-cert, whoever is on the network between can read the token, and "
                "phones will not show their camera.",
                "yellow",
            )
    console.print(Text("Ctrl-C ends it.", "dim"))


def _kind(model: Served) -> str:
    if model.metadata.task == "read":
        return "reads numbers"
    return f"{len(model.metadata.classes)} classes"


def _address(settings: Settings, port: int) -> str:
    """The address to be opened: of this machine's name, where it listens on all addresses."""
    host = socket.gethostname() if settings.is_everywhere else settings.host
    host = f"[{host}]" if ":" in host else host
    return f"{settings.scheme}://{host}:{port}/"


def _link(settings: Settings, port: int, key: str) -> str:
    from tenfold.serving.door import PARAMETER

    return f"{_address(settings, port)}enter?{PARAMETER}={key}"
