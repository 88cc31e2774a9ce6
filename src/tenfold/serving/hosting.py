"""The models that are served, and their files watched: a better one takes over without a stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from tenfold.artefact import shipped
from tenfold.artefact.bundle import Bundle, Metadata, read
from tenfold.artefact.runs import find_model
from tenfold.errors import ModelFileError, UsageError, did_you_mean
from tenfold.inference.classifier import Classifier
from tenfold.inference.numbers import Reader
from tenfold.serving.batching import Batches
from tenfold.serving.metrics import Metrics
from tenfold.serving.problems import RequestError, shortened
from tenfold.serving.settings import Settings
from tenfold.values import ModelId

log = logging.getLogger("tenfold.serving")

Stamp = tuple[int, int, int]
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, eq=False)
class Served:
    """One state of a model's file. A request keeps the one it began with.

    name: by which it is asked for. version: 1 when the server starts, one more with each change of
    the file. id, metadata: what the file is called and says of itself.
    """

    name: str
    version: int
    id: ModelId
    metadata: Metadata

    @property
    def tag(self) -> str:
        """Name and hash, as the header of every answer says them."""
        return f"{self.name}; hash={self.id.hash}"


@dataclass(frozen=True, eq=False)
class Loaded(Served):
    """A classifier, and the queue before it."""

    classifier: Classifier
    batches: Batches


@dataclass(frozen=True, eq=False)
class LoadedReader(Served):
    """A reader of numbers."""

    reader: Reader


class Models:
    """The models by name. The first is what answers where none is named.

    places: the file of each. Raises UsageError or ModelFileError where one cannot be served.
    """

    def __init__(self, places: Mapping[str, Path], settings: Settings, metrics: Metrics) -> None:
        self._places = dict(places)
        self._settings = settings
        self._metrics = metrics
        # One thread: a model's call uses all the cores it may, and two at once would share them.
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="tenfold-model")
        self._stamps = {name: _stamp(path) for name, path in self._places.items()}
        self._loaded: dict[str, Served] = {
            name: self._load(name, version=1) for name in self._places
        }
        self._leaving: set[asyncio.Task[None]] = set()
        self._watch: asyncio.Task[None] | None = None
        for name in self._places:
            metrics.watch_queue(f"model {name}", partial(self._waiting, name))

    @property
    def names(self) -> tuple[str, ...]:
        """The names, the default first."""
        return tuple(self._places)

    def get(self, name: str | None = None) -> Loaded:
        """The classifier of that name, or the first, as it is now. Raises RequestError (404)."""
        found = self._named(name, Loaded)
        if not isinstance(found, Loaded):
            raise _other_task(found, "reads numbers and classifies nothing. Ask POST /read")
        return found

    def reader(self, name: str | None = None) -> LoadedReader:
        """The reader of that name, or the first, as it is now. Raises RequestError (404)."""
        found = self._named(name, LoadedReader)
        if not isinstance(found, LoadedReader):
            raise _other_task(found, "classifies pictures and reads none. Ask POST /predict")
        return found

    def all(self) -> list[Served]:
        """All models as they are now, in their order."""
        return [self._loaded[name] for name in self.names]

    def first(self, kind: type[Served] = Loaded) -> Served | None:
        """What answers where no model is named; None where there is none of the kind."""
        return next((one for one in self.all() if isinstance(one, kind)), None)

    def _named(self, name: str | None, kind: type[Served]) -> Served:
        found = self.first(kind) if name is None else self._loaded.get(name)
        if found is not None:
            return found
        if name is None:
            what = "classifies pictures" if kind is Loaded else "reads numbers"
            detail = f"No model here {what}. Name one when you start: tenfold serve digits numbers"
        else:
            wanted = shortened(name)
            near = did_you_mean(wanted, self.names)
            detail = (
                f"No model is called {wanted!r} here.{near} There are: {', '.join(self.names)}. "
                "GET /models says more."
            )
        raise RequestError(404, "model", detail)

    def start(self) -> None:
        """Begin to watch the files."""
        self._watch = asyncio.create_task(self._watching())

    async def close(self) -> None:
        """Stop watching, and finish what was taken."""
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
        for loaded in self.all():
            await _drained(loaded)
        if self._leaving:
            await asyncio.wait(self._leaving)
        self._executor.shutdown(wait=True)

    async def refresh(self) -> None:
        """Look at the files once; load what has changed and let it take over."""
        for name, path in self._places.items():
            stamp = await asyncio.to_thread(_stamp, path)
            if stamp == self._stamps[name]:
                continue
            self._stamps[name] = stamp
            await self._replace(name)

    async def _replace(self, name: str) -> None:
        old = self._loaded[name]
        try:
            new = await asyncio.to_thread(self._load, name, version=old.version + 1)
        except ModelFileError as error:
            self._metrics.reloaded(name, taken=False)
            log.error(
                "The file of model %s has changed, but it is refused, and %s goes on answering: %s",
                name, old.id.hash, error.message,
            )  # fmt: skip
            return
        if new.id == old.id:
            return
        self._loaded[name] = new
        self._metrics.reloaded(name, taken=True)
        log.warning(
            "Model %s was loaded anew: %s in place of %s.",
            name, new.id.hash, old.id.hash,
        )  # fmt: skip
        leaving = asyncio.create_task(_drained(old))
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)

    async def _watching(self) -> None:
        while True:
            await asyncio.sleep(self._settings.reload_seconds)
            await self.refresh()

    def _waiting(self, name: str) -> int:
        loaded = self._loaded[name]
        return loaded.batches.waiting if isinstance(loaded, Loaded) else 0

    def _load(self, name: str, *, version: int) -> Served:
        """The file as it is now, after it has answered."""
        bundle, threads = _read(self._places[name]), self._settings.threads
        about: dict[str, Any] = {
            "name": name,
            "version": version,
            "id": bundle.id,
            "metadata": bundle.metadata,
        }
        if bundle.metadata.task == "read":
            reader = Reader(bundle, threads=threads)
            reader.read(np.full((64, 64), 255, np.uint8))
            return LoadedReader(**about, reader=reader)
        classifier = Classifier(bundle, threads=threads)
        logits = classifier.logits(np.zeros((2, *bundle.metadata.spec.shape), np.uint8))
        if not np.isfinite(logits).all():
            raise ModelFileError(
                f"{self._places[name]} answers a blank picture with numbers that are not finite. "
                "Train it again."
            )
        batches = Batches(
            classifier.logits,
            executor=self._executor,
            most=self._settings.max_batch,
            room=self._settings.max_waiting,
            seen=partial(self._metrics.batch, name),
        )
        return Loaded(**about, classifier=classifier, batches=batches)


def places(words: Sequence[str]) -> dict[str, Path]:
    """The file of each model by name, from words such as "digits", "runs/mine" or "mine=a.onnx".

    Without words: the models that came with tenfold, `digits` first. A shipped model is called as
    it is, another as its file says. Raises UsageError or ModelFileError.
    """
    if not words:
        others = [name for name in shipped.names() if name != shipped.DEFAULT]
        words = [shipped.DEFAULT, *others]
    found: dict[str, Path] = {}
    for word in words:
        name, path = _place(word)
        if found.setdefault(name, path) != path:
            raise UsageError(
                f"Two models would be called {name!r}: {found[name]} and {path}. "
                f"Give one another name: other={word}"
            )
    return found


def _place(word: str) -> tuple[str, Path]:
    name, equals, where = word.partition("=")
    if not equals or Path(word).exists():
        path = find_model(word)
        name = word if shipped.model_file(word) == path else read(path).metadata.name
    else:
        path = find_model(where)
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"A served model's name must be letters, digits, '.', '_' and '-', at most 100 of them."
            f" Got {name!r}. Give it another: my-model={where or word}"
        )
    return name, path


async def _drained(loaded: Served) -> None:
    if isinstance(loaded, Loaded):
        await loaded.batches.drain()


def _other_task(found: Served, what: str) -> RequestError:
    return RequestError(404, "task", f"Model {found.name} {what}, or name another model.")


def _read(path: Path) -> Bundle:
    try:
        return read(path)
    except OSError as error:
        raise ModelFileError(
            f"Model file {path} cannot be read: {error.strerror or error}. Copy it again."
        ) from error


def _stamp(path: Path) -> Stamp:
    """What changes when a file does; all 0 where there is none."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0, 0
    return status.st_mtime_ns, status.st_size, status.st_ino
