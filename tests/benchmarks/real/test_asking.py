from __future__ import annotations

import json
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.real import asking
from benchmarks.real.asking import Answers, Plain, Published, Tenfold, ask_all
from benchmarks.sets import PictureSet
from tenfold.studies.speed.processes import SideError


def bar_on(page: np.ndarray, ink: int, path: Path) -> Path:
    page[20:80, 45:55] = ink
    Image.fromarray(page).save(path)
    return path


@pytest.fixture
def given(tmp_path: Path) -> PictureSet:
    """A dark bar on white, the same in light on black, a blank page, and a file of words."""
    dark = bar_on(np.full((100, 100), 255, np.uint8), 0, tmp_path / "dark.png")
    light = bar_on(np.zeros((100, 100), np.uint8), 255, tmp_path / "light.png")
    Image.new("L", (50, 50), "white").save(tmp_path / "blank.png")
    (tmp_path / "words.png").write_text("words")
    files = (dark, light, tmp_path / "blank.png", tmp_path / "words.png")
    return PictureSet("given", files, np.zeros(4, np.int64))


def test_tenfold_answers_as_predict_does(given, classifier):
    said = next(Tenfold(classifier).answers([given]))
    for row, file in enumerate(given.files[:3]):
        alone = classifier.predict(file)
        assert said.labels[row] == alone.label
        assert np.array_equal(said.probabilities[row], alone.probabilities)
    assert said.refused.tolist() == [False, False, True, False]
    assert said.seconds > 0


@pytest.mark.parametrize("kind", [Tenfold, Plain])
def test_a_file_that_is_no_picture_has_no_answer(kind, given, classifier):
    said = next(kind(classifier, "m").answers([given]))
    assert said.labels[3] == asking.NONE
    assert np.isnan(said.probabilities[3]).all()


def test_plain_turns_light_corners_and_resizes(given, classifier):
    said = next(Plain(classifier, "plain").answers([given]))
    assert np.allclose(said.probabilities[0], said.probabilities[1])
    assert not said.refused.any()


@dataclass(frozen=True)
class Fails:
    name: str = "fails"

    def answers(self, sets: Sequence[PictureSet]) -> Iterator[Answers]:
        raise SideError("it will not start")
        yield


def test_a_model_that_cannot_be_asked_stops_no_other(given, classifier):
    said_so: list[str] = []
    asked = list(ask_all([Fails(), Tenfold(classifier)], [given, given], said_so.append))
    assert [pictures for pictures, _ in asked] == [given, given]
    for _, said in asked:
        assert str(said["fails"]) == "it will not start"
        assert isinstance(said["tenfold"], Answers)
    assert said_so[:2] == ["fails: given", "tenfold: given"]


def test_answers_of_another_process_become_arrays(given, tmp_path):
    answer = {
        "labels": [3, -1],
        "probabilities": [[0.25, 0.75], [float("nan")] * 2],
        "seconds": [0.5, 0.1],
    }
    stand_in = tmp_path / "python"
    stand_in.write_text(f"#!{sys.executable}\nprint({json.dumps({'sets': [answer]})!r})\n")
    stand_in.chmod(stand_in.stat().st_mode | stat.S_IXUSR)
    (said,) = Published(stand_in, "digit-recognizer-py").answers([given])
    assert said.labels.tolist() == [3, -1]
    assert said.probabilities[0].tolist() == [0.25, 0.75]
    assert np.isnan(said.probabilities[1]).all()
    assert (said.seconds, said.refused.any()) == (0.3, False)


def test_a_package_that_is_not_there_says_so(given):
    here = Published(Path(sys.executable), "digit-recognizer-py")
    with pytest.raises(SideError, match="ModuleNotFoundError: No module named 'torch'"):
        next(here.answers([given]))
