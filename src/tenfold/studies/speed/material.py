"""What the runs need before they run: data, picture files and models, made by other processes.

Everything is made when it is first asked for, once, in a folder that goes away at the end.
Processes of their own make it because `run` wants its caller small (see processes.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tenfold.errors import DatasetError
from tenfold.studies.speed import jobs, own, processes
from tenfold.studies.speed.processes import SideError
from tenfold.studies.speed.sides import OWN, Side
from tenfold.studies.speed.works import Case, Options


@dataclass(frozen=True)
class Data:
    """A data file for every side.

    path: the .npz. source: what tenfold is told to train on, None for the recipe's own data.
    """

    path: Path
    classes: int
    source: str | None


@dataclass(frozen=True)
class Pictures:
    """Files with pictures in them: one small, one large, a folder, and one as an array."""

    png: Path
    jpeg: Path
    folder: Path
    array: Path


class Material:
    """Makes what is needed in `folder` and remembers what there is. say: told what is made."""

    def __init__(
        self, folder: Path, options: Options, say: Callable[[str], None] = lambda text: None
    ) -> None:
        self.folder, self.options, self._say = folder, options, say
        self._data: dict[str, Data] = {}
        self._models: dict[tuple[str, str], Path] = {}
        self._pictures: dict[tuple[str, int], Pictures] = {}
        self._runs = 0

    def data(self, case: Case) -> Data:
        """The data set of a case's recipe. Raises DatasetError where it cannot be had."""
        source = self.options.data or case.recipe.data
        if source not in self._data:
            self._say(f"preparing {source}")
            path = self.folder / f"data-{len(self._data)}.npz"
            folder = str(self.options.data_dir) if self.options.data_dir else None
            most = self.options.most_pictures
            try:
                answer = self._own(
                    kind="data", source=source, data_dir=folder, most=most, to=str(path)
                )
            except SideError as failure:  # no fault of a side: nothing can be measured
                raise DatasetError(str(failure)) from None
            told = str(path) if self.options.most_pictures else self.options.data
            self._data[source] = Data(path, answer["classes"], told)
        return self._data[source]

    def pictures(self, case: Case) -> Pictures:
        """Picture files made of test pictures; as many in the folder as the case asks for."""
        data, count = self.data(case), case.amount or 1
        key = str(data.path), count
        if key not in self._pictures:
            self._say("preparing picture files")
            folder = self.folder / f"pictures-{len(self._pictures)}"
            made = Pictures(
                folder / "small.png", folder / "large.jpg", folder / "many", folder / "one.npz"
            )
            to = {name: str(path) for name, path in vars(made).items()}
            self._own(kind="pictures", data=str(data.path), count=count, to=to)
            self._pictures[key] = made
        return self._pictures[key]

    def model(self, case: Case, side: Side) -> Path:
        """A side's own saved model of a case's network. Raises SideError where it cannot."""
        key = case.recipe.name, side.name
        if key not in self._models:
            self._say(f"preparing {case.recipe.name}: {side.title}")
            self._models[key] = self._new_model(case, side)
        return self._models[key]

    def new_run(self) -> Path:
        """A run folder that is not there yet."""
        self._runs += 1
        return self.folder / f"run-{self._runs}"

    def _new_model(self, case: Case, side: Side) -> Path:
        data = self.data(case)
        if side.family == "tenfold":
            out = self.new_run()
            short = case.recipe.model_copy(update={"epochs": 1})
            words = own.train_words(case.given, short, data.source, self.options, seed=0, out=out)
            processes.run([*own.CLI, *words])
            return out / "model.onnx"
        suffix = "keras" if side.family == "keras" else "pt"
        path = self.folder / f"{side.name}-{len(self._models)}.{suffix}"
        job = {"kind": "save", "layers": jobs.network(case.recipe, data.classes)}
        job |= {"data": str(data.path), "to": str(path)}
        processes.run(side.command(json.dumps(job)), side.environment)
        return path

    def _own(self, **job: object) -> dict:
        return processes.run(OWN.command(json.dumps(job))).answer
