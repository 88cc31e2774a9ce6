from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from artefact.models import model_file
from PIL import Image

from tenfold.artefact.bundle import parse
from tenfold.inference.classifier import Classifier


@pytest.fixture(scope="session")
def digits_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An untrained model of ten digits that learnt from a person's own data."""
    path = tmp_path_factory.mktemp("model") / "own.onnx"
    path.write_bytes(model_file(dataset={"name": "own", "sha256": "0" * 64}))
    return path


@pytest.fixture(scope="session")
def classifier(digits_file: Path) -> Classifier:
    return Classifier(parse(digits_file.read_bytes(), name="own"))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A person's folder: bars as digits in an .npz file, and a folder of pictures to refuse."""
    place = tmp_path / "pictures"
    (place / "not_digits").mkdir(parents=True)
    Image.new("L", (40, 40), "white").save(place / "not_digits" / "blank.png")
    images = np.zeros((4, 28, 28), np.uint8)
    images[:, 6:22, 12:16] = 255
    np.savez(place / "mine.npz", images=images, labels=np.array([0, 1, 2, 3]))
    return place
