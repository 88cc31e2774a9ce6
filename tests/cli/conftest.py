"""The command line, run in this process or as a real one, in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from datasets.helpers import Tiny, make_tiny
from typer.testing import CliRunner, Result

from tenfold.cli.main import app

Run = Callable[..., Result]
WIDTH = 80
PROGRAM = [sys.executable, "-c", "from tenfold.cli.main import main; main()"]


@pytest.fixture(autouse=True)
def _somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder to work in, 80 columns, and no data set but what a test puts there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", str(WIDTH))
    for name in ("TENFOLD_DATA", "TENFOLD_MIRROR", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def tenfold() -> Run:
    """`tenfold("train", "x")` in this process: exit_code, stdout, stderr."""

    def run(*words: str | Path, stdin: bytes | None = None) -> Result:
        result = CliRunner().invoke(app, [str(word) for word in words], input=stdin)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tiny:
    """A catalogue that knows only the set "tiny", whose files lie in $TENFOLD_DATA."""
    tiny = make_tiny()
    for place in ("", ".catalog", ".load"):
        monkeypatch.setattr(f"tenfold.datasets{place}.CATALOGUE", {"tiny": tiny.source})
    monkeypatch.setenv("TENFOLD_DATA", str(tiny.write_to(tmp_path / "data", gz=True)))
    return tiny


def environment() -> dict[str, str]:
    """For a real process: 80 columns and one thread, whatever the tests themselves run with."""
    source = Path(sys.modules["tenfold"].__file__ or "").parents[1]
    return os.environ | {"COLUMNS": str(WIDTH), "PYTHONPATH": str(source), "PYTHONUTF8": "1"}


@pytest.fixture(scope="session")
def trained_once(drawn_npz: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A run folder that `tenfold train --json` made in a process of its own, and its answer."""
    home = tmp_path_factory.mktemp("trained")
    settings = ("--set", "epochs=2", "--set", "validation.pictures=100", "--out", "runs/drawn")
    words = [*PROGRAM, "train", "ocr-mlp-64", "--data", str(drawn_npz), *settings, "--json"]
    done = subprocess.run(
        words, cwd=home, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return home / "runs" / "drawn", done.stdout


@pytest.fixture
def trained(trained_once: tuple[Path, str], tmp_path: Path) -> Path:
    """That run folder, copied to runs/drawn of the folder that the test works in."""
    return Path(shutil.copytree(trained_once[0], tmp_path / "runs" / "drawn"))
