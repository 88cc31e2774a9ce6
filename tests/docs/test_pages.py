"""The other pages run too; links lead somewhere; commands exist; tables name what there is."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest
from docs.pages import DOCS, ROOT, anchors, blocks, links, pages, printed, prose, shown
from nbformat import NotebookNode
from PIL import Image
from typer.testing import CliRunner

from tenfold import errors
from tenfold.artefact.bundle import Metadata
from tenfold.cli.main import app
from tenfold.datasets import CATALOGUE, Source
from tenfold.studies.speed.book import read
from tenfold.studies.speed.tables import page

RunPage = Callable[[Path], NotebookNode]
ALL_PAGES = pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)


def test_the_python_api_page_runs(run_page: RunPage, tmp_path: Path) -> None:
    notebook = run_page(DOCS / "python-api.md")
    text = printed(notebook)
    assert "on 10,000 pictures; the first is a 7" in text
    assert "BrokenPicture broken.png" in text
    assert "recipe 2 400" in text
    assert "needs at least 99,999 held-out pictures" in text
    assert "Did you mean 'digits-cnn'?" in text
    assert "image/png" in shown(notebook)[0]
    assert Image.open(tmp_path / "mistakes.png").width > 500


def test_the_readme_runs(run_page: RunPage) -> None:
    right = re.search(
        r"^0\.9\d+ \(0\.9\d+, 0\.9\d+\) 7 [01]\.\d+$", printed(run_page(ROOT / "README.md"))
    )
    assert right, "accuracy, its interval, and the seven that was drawn for the examples"


def test_the_error_tree_on_the_page_is_the_one_in_the_code() -> None:
    (tree,) = [text for text in blocks(DOCS / "python-api.md", "text") if "TenfoldError" in text]
    assert tree.split() == (errors.__doc__ or "").split("\n\n")[1].split()


def test_the_files_page_runs_and_describes_what_it_made(run_page: RunPage, tmp_path: Path) -> None:
    text = printed(run_page(DOCS / "files.md"))
    assert text.count("the same: True") == 2
    assert "which can run code when it is loaded" in text
    assert "history.csv is not an ONNX file" in text
    described = set(re.findall(r"`([\w./]+)`", prose(DOCS / "files.md")))
    folder = tmp_path / "runs" / "files"
    record = json.loads((folder / "run.json").read_text("utf-8"))
    made = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert made | record.keys() | {field.name for field in fields(Metadata)} <= described


def test_the_data_page_runs(run_page: RunPage) -> None:
    notebook = run_page(DOCS / "data.md")
    text = printed(notebook)
    assert "must be a folder. Got 'nowhere'" in text
    assert "test pictures," in text
    assert "small ('bar', 'ring')" in text
    assert "must be uint8, 0 to 255. Got float64" in text
    assert "<table" in shown(notebook)[0]["text/html"]


@pytest.mark.parametrize("source", CATALOGUE.values(), ids=lambda source: source.name)
def test_the_data_page_says_of_a_set_what_the_catalogue_says(source: Source) -> None:
    train, test = source.counts
    (row,) = [line for line in prose(DOCS / "data.md").splitlines() if f"| `{source.name}`" in line]
    assert f"{train:,} train, {test:,} test" in row
    assert source.licence in row


@ALL_PAGES
def test_links_lead_somewhere(page: Path) -> None:
    for is_picture, words, target in links(page):
        if "://" in target:
            continue
        name, _, place = target.partition("#")
        there = (page.parent / name).resolve() if name else page
        assert there.is_file(), target
        assert there.is_relative_to(ROOT)
        assert not place or place in anchors(there), target
        if is_picture:
            assert len(words) > 20, f"{target} needs words for those who cannot see it"


def test_every_picture_is_shown_and_small() -> None:
    pictures = {path.name: path for path in (DOCS / "pictures").iterdir()}
    used = {Path(target).name for page in pages() for *_, target in links(page)}
    assert pictures.keys() <= used
    assert sum(path.stat().st_size for path in pictures.values()) < 1_500_000


@ALL_PAGES
def test_commands_exist_with_their_options(page: Path) -> None:
    in_blocks = [line for block in blocks(page, "sh") for line in block.splitlines()]
    in_words = re.findall(r"`([^`\n]+)`", prose(page))
    for line in in_blocks + in_words:
        if line.startswith("tenfold "):
            assert not refused(shlex.split(line, comments=True)[1:]), line


def refused(words: list[str]) -> str:
    """Why `tenfold` would not take these words, or ""; its help is asked, so nothing is done."""
    answer = CliRunner().invoke(app, [*words, "--help"])
    return answer.output if answer.exit_code else ""


@pytest.mark.parametrize("line", ["trian digits-cnn", "train digits-cnn --epoch 3", "data shows x"])
def test_a_wrong_command_would_be_found(line: str) -> None:
    assert "No such" in refused(line.split())


def test_the_page_of_benchmarks_is_what_its_figures_say():
    text = (DOCS / "benchmarks.md").read_text(encoding="utf-8")
    assert page(read(DOCS / "benchmarks.json")) == text
