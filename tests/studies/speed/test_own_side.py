import json

import numpy as np
import pytest
from artefact.models import model_file
from PIL import Image

from tenfold.studies.speed import own_side, processes
from tenfold.studies.speed.processes import SideError
from tenfold.studies.speed.sides import OWN


@pytest.fixture
def job(tmp_path, drawn_npz):
    (tmp_path / "model.onnx").write_bytes(model_file())
    return {"model": str(tmp_path / "model.onnx"), "data": str(drawn_npz), "seconds": 0.01}


@pytest.fixture
def made(tmp_path, drawn_npz):
    """Picture files as material.py asks for them."""
    names = {"png": "one.png", "jpeg": "one.jpg", "folder": "many", "array": "one.npz"}
    to = {name: str(tmp_path / "made" / file) for name, file in names.items()}
    own_side.pictures({"data": str(drawn_npz), "count": 3, "to": to})
    return to


def test_every_figure_of_a_process_is_measured(job, made):
    assert {name for name, seconds in own_side.latency(job).items() if seconds > 0} == {
        *("answer", "logits")
    }
    figures = own_side.throughput(job)
    assert figures["as_written"] == figures["in_thousands"] > 0
    files = {"png": made["png"], "jpeg": made["jpeg"]}
    assert own_side.files(job | {"files": files}).keys() == files.keys()
    assert own_side.many(job | {"amount": 450})["run"] > 0


def test_picture_files_are_what_they_are_called(made, drawn, tmp_path):
    assert np.array_equal(np.asarray(Image.open(made["png"])), drawn.test.images[0])
    width, height = Image.open(made["jpeg"]).size
    assert width * height == pytest.approx(1e6, rel=0.01)
    folder = sorted((tmp_path / "made" / "many").iterdir())
    assert [path.name for path in folder] == ["000000.png", "000001.png", "000002.png"]
    with np.load(made["array"], allow_pickle=False) as file:
        assert file["x_test"].shape == (1, 28, 28)


def test_a_data_file_can_be_cut_short(drawn_npz, tmp_path):
    to = str(tmp_path / "data.npz")
    job = {"source": str(drawn_npz), "data_dir": None, "most": [50, 20], "to": to}
    assert own_side.data(job) == {"classes": 3, "train": 50, "test": 20}
    with np.load(to, allow_pickle=False) as file:
        assert file["x_train"].shape == (50, 28, 28)
        assert file["y_test"].shape == (20,)


def test_an_error_of_tenfold_is_given_in_its_own_words(job):
    words = OWN.command(json.dumps({"kind": "latency", **job, "model": "nowhere.onnx"}))
    with pytest.raises(SideError, match=r"^Model file nowhere\.onnx does not exist\. See"):
        processes.run(words)
