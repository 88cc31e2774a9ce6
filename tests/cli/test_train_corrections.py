"""tenfold train --with-corrections, in a process of its own: it loads Keras."""

import json
import subprocess
from dataclasses import replace

import numpy as np
import pytest
from cli.conftest import PROGRAM, environment
from pipeline.scribbles import png, scribbles
from serving.stores import entry, reading

import tenfold
from tenfold.artefact import bundle
from tenfold.artefact.runs import open_run
from tenfold.serving.store import open_store

CLASSES = ("0", "1", "2")


def teach(address, n: int) -> None:
    """Corrections of a model of three classes."""
    with open_store(address) as store:
        for number, image in enumerate(scribbles(n)):
            label = number % 3
            kept = entry(number, kind="correction", label=label, name=str(label), classes=CLASSES)
            store.add(replace(kept, picture=png(image)))


@pytest.fixture(scope="module")
def run(drawn_npz, tmp_path_factory):
    """A run that learned corrections, and what was said about it."""
    home = tmp_path_factory.mktemp("taught")
    teach(str(home / "store.db"), 60)
    settings = ("--set", "epochs=1", "--set", "validation.pictures=100", "--out", "mine")
    words = ["train", "ocr-mlp-64", "--data", str(drawn_npz), *settings]
    done = subprocess.run(
        [*PROGRAM, *words, "--with-corrections", "--store", "store.db"],
        cwd=home, env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return open_run(home / "mine"), done.stdout


def test_run_json_says_how_many_were_used_their_hash_and_whether_they_helped(run):
    record = run[0].record
    taught = record["corrections"]
    assert taught["used"] > 0
    assert taught["used"] + taught["held_out"] + sum(taught["left_aside"].values()) == 60
    assert taught["times"] == max(1, min(30, 50 // taught["used"]))
    assert len(taught["sha256"]) == 64
    helped = taught["helped"]
    assert helped["held_out"]["n"] == taught["held_out"]
    assert helped["validation"]["n"] == 100
    for one in helped.values():
        assert one["before_interval"][0] <= one["before"] <= one["before_interval"][1]
        assert one["difference"]["difference"] == pytest.approx(one["after"] - one["before"])
    assert record["seconds"]["train without corrections"] > 0
    assert record["pictures"]["train"] == 500  # those of the data set, as without corrections


def test_the_accuracy_with_them_is_that_of_the_file_and_the_file_names_them(run):
    folder, record = run[0].folder, run[0].record
    with np.load(folder / "corrections.npz", allow_pickle=False) as file:
        images, labels = file["held_out_images"], file["held_out_labels"]
    answered = tenfold.load(folder).logits(images).argmax(axis=1)
    said = record["corrections"]["helped"]["held_out"]
    assert said["after"] == pytest.approx((answered == labels).mean())
    named = bundle.read(folder / "model.onnx").metadata.dataset["corrections"]
    assert named == record["corrections"]["sha256"]


def test_a_person_is_told_what_the_figures_carry(run):
    record, stdout = run[0].record["corrections"], run[1]
    said = " ".join(stdout.split())
    assert "Training once more without the corrections, to see whether they helped" in said
    assert f"It learned {record['used']} corrected pictures" in said
    assert f"{record['held_out']} were held back to measure with." in said
    assert f"On the corrections held back ({record['held_out']} pictures): " in said
    assert "On the validation pictures (100 pictures): " in said
    assert "Both were trained once, from the same seed: another seed would give other" in said
    assert max(map(len, stdout.splitlines())) <= 80


def test_such_a_run_can_be_evaluated_reported_and_is_finished(run, drawn_npz, tmp_path):
    folder = run[0].folder
    test = tenfold.evaluate(folder)
    assert test.accuracy == run[0].scores["test"].accuracy
    assert tenfold.report(folder).is_file()
    assert tenfold.resume(folder).finished


def test_several_seeds_are_each_compared_and_said_together(drawn_npz, tmp_path):
    teach(str(tmp_path / "store.db"), 60)
    with open_store(str(tmp_path / "store.db")) as store:
        store.add(reading(1, "70411", kind="correction", text="70412"))
    settings = ("--set", "epochs=1", "--set", "validation.pictures=100", "--out", "runs")
    words = ["train", "ocr-mlp-64", "--data", str(drawn_npz), *settings, "--seeds", "2"]
    done = subprocess.run(
        [*PROGRAM, *words, "--with-corrections", "--store", "store.db"],
        cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    runs = [open_run(tmp_path / "runs" / f"ocr-mlp-64-seed{seed}") for seed in (0, 1)]
    taught = [run.record["corrections"] for run in runs]
    assert taught[0]["sha256"] == taught[1]["sha256"]
    assert taught[0]["left_aside"]["of numbers, which cannot be learned yet"] == 1
    gains = [one["helped"]["held_out"]["difference"]["difference"] for one in taught]
    said = " ".join(done.stdout.split())
    assert "1 of numbers, which cannot be learned yet" in said
    assert f"held back ({taught[0]['held_out']} pictures), mean of 2 seeds: " in said
    assert f"{100 * sum(gains) / 2:+.1f} points, standard deviation" in said
    assert f"from {100 * min(gains):+.1f} to {100 * max(gains):+.1f}." in said
    assert "On the validation pictures (100 pictures), mean of 2 seeds: " in said


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--store", "x.db"), "--store says where corrections are. Add --with-corrections to lear"),
        (("--with-corrections", "--store", "x.db"), "There is no store x.db yet."),
        (("--resume", "x", "--with-corrections"), "goes on with a run just as it was started. Got"),
    ],
)
def test_what_does_not_go_together_is_refused(tenfold, words, message):
    recipe = () if "--resume" in words else ("ocr-mlp-64",)
    done = tenfold("train", *recipe, *words)
    assert done.exit_code in (1, 2)
    assert message in " ".join(done.stderr.split())


def test_numbers_cannot_be_learned_from_corrections_yet(tenfold, drawn_npz):
    with open_store("kept.db") as store:
        store.add(reading(1, "70411", kind="correction", text="70412"))
    words = ("--store", "kept.db", "--with-corrections", "--set", "validation.pictures=100")
    done = tenfold("train", "numbers", "--data", str(drawn_npz), *words)
    assert done.exit_code == 2
    said = " ".join(done.stderr.split())
    assert "Numbers cannot be learned from corrections yet: recipe 'numbers' learns from" in said
    other = tenfold("train", "ocr-mlp-64", "--data", str(drawn_npz), *words)
    assert other.exit_code == 1
    assert "Got 1 of numbers, which cannot be learned yet." in " ".join(other.stderr.split())


def test_a_store_without_corrections_of_these_classes_trains_nothing(tenfold, drawn_npz, tmp_path):
    with open_store("empty.db"):
        pass
    words = ("--data", str(drawn_npz), "--set", "validation.pictures=100", "--store", "empty.db")
    done = tenfold("train", "ocr-mlp-64", *words, "--with-corrections", "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["error"]["code"] == "dataset"
    assert "Got no corrections at all." in " ".join(done.stderr.split())
    assert not (tmp_path / "runs").exists()
