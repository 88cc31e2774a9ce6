import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import tenfold
from tenfold.artefact import runs
from tenfold.conformal import lowest_scores
from tenfold.errors import DatasetError, RecipeError, RunError, TenfoldWarning, UsageError
from tenfold.pipeline.material import Material, keep_back
from tenfold.probability import softmax
from tenfold.training import recipe as recipes
from tenfold.values import Split

QUICK = {"epochs": 2, "layers.2.units": 16}


@pytest.fixture(scope="module")
def run(drawn_npz, tmp_path_factory):
    out = tmp_path_factory.mktemp("runs") / "first"
    settings = QUICK | {"epochs": 8, "validation.pictures": 100}
    return tenfold.train("fashion-mlp", data=drawn_npz, out=out, **settings)


def test_a_run_folder_holds_everything(run):
    assert sorted(p.name for p in run.folder.iterdir()) == [
        "checkpoint", "history.csv", "model.keras", "model.onnx", "predictions.npz",
        "report.html", "run.json",
    ]  # fmt: skip
    record = json.loads((run.folder / "run.json").read_text())
    assert record["state"] == "finished"
    assert record["test_evaluations"] == 1
    assert record["pictures"] == {"train": 500, "validation": 100, "test": 200}
    assert record["parameters"] == 784 * 16 + 16 + 16 * 3 + 3
    assert {"numpy", "keras", "onnxruntime", "python"} <= record["versions"].keys()
    assert len(run.history) == 8


def test_the_run_learned_and_its_scores_say_so(run):
    test = run.scores["test"]
    assert test.accuracy > 0.9
    assert 0.9 < test.interval[0] < test.accuracy <= test.interval[1] <= 1
    assert test.confusion.sum() == test.n == 200
    assert set(run.scores) == {"train", "validation", "test"}


def test_the_one_file_carries_all_it_needs(run):
    metadata = tenfold.load(run.model).metadata
    assert metadata.classes == ("0", "1", "2")
    assert metadata.recipe["name"] == metadata.name == "fashion-mlp"
    assert metadata.dataset == run.record["dataset"]
    assert metadata.scores["test"]["accuracy"] == run.scores["test"].accuracy
    assert metadata.temperature == run.record["temperature"] != 1


def test_the_file_keeps_the_lowest_scores_of_its_validation_pictures(run, drawn):
    validation = keep_back(drawn, recipes.parse(run.recipe).validation, 0).validation
    likely = softmax(run.predictions["validation"], run.record["temperature"])
    expected = lowest_scores(likely[np.arange(100), validation.labels])
    assert tenfold.load(run.model).metadata.held_out == expected
    assert expected.n == 100
    assert len(expected.lowest) == 10


def test_prediction_sets_are_evaluated_where_asked_for(run):
    scores = tenfold.evaluate(run.folder, split="validation", coverage=0.95)
    assert scores.sets.coverage == 0.95
    assert scores.sets.reached >= 0.95
    assert type(scores).from_json(scores.to_json()).sets == scores.sets
    assert tenfold.evaluate(run.folder, split="validation").sets is None
    with pytest.raises(UsageError, match="needs at least 999 held-out pictures"):
        tenfold.evaluate(run.folder, coverage=0.999)


def test_evaluating_again_gives_the_same_figures_and_is_counted(run):
    before = runs.open_run(run.folder).record["test_evaluations"]
    again = tenfold.evaluate(run.folder)
    assert again.to_json() == run.scores["test"].to_json()
    assert runs.open_run(run.folder).record["test_evaluations"] == before + 1
    validation = tenfold.evaluate(run.folder, split="validation")
    assert validation.to_json() == run.scores["validation"].to_json()
    assert tenfold.evaluate(run.folder, split="train").n == 500
    assert runs.open_run(run.folder).record["test_evaluations"] == before + 1


def test_a_run_stands_for_its_folder(run):
    assert tenfold.load(run).id == tenfold.load(run.folder).id
    assert tenfold.evaluate(run, split="train").n == 500


def test_the_report_can_be_made_anew_without_looking_at_the_test_split(run):
    before = runs.open_run(run.folder).record["test_evaluations"]
    run.report.unlink()
    assert tenfold.report(run.folder) == run.report
    text = run.report.read_text()
    assert "<html" in text
    assert "99% sets hold the true class in" in text
    assert runs.open_run(run.folder).record["test_evaluations"] == before


def test_the_report_shows_what_spoke_for_the_surest_mistakes(run, tmp_path):
    folder = Path(shutil.copytree(run.folder, tmp_path / "mistaken"))
    logits = dict(run.predictions)
    logits["test"] = np.concatenate([np.roll(logits["test"][:15], 1, axis=1), logits["test"][15:]])
    runs.write_predictions(folder, logits)
    text = tenfold.report(folder).read_text()
    shown = text[text.index("What spoke for") : text.index("Training pictures:")]
    assert shown.count("<img") == 12


def test_the_keras_file_is_for_the_persons_own_use(run, drawn):
    import keras

    model = keras.saving.load_model(run.folder / "model.keras")
    pictures = drawn.test.images[:20]
    own = tenfold.load(run.folder).logits(pictures)
    assert np.array_equal(np.asarray(model(pictures)).argmax(1), own.argmax(1))


def test_same_seed_gives_the_same_file_to_the_bit(drawn_npz, tmp_path):
    one, two, other = (
        tenfold.train("fashion-mlp", data=drawn_npz, out=tmp_path / str(i), seed=seed, **QUICK)
        for i, seed in enumerate((5, 5, 6))
    )
    assert one.model.read_bytes() == two.model.read_bytes()
    assert one.model.read_bytes() != other.model.read_bytes()


TRAIN = (
    "import sys, tenfold\n"
    "tenfold.train('fashion-mlp', data=sys.argv[1], out='run', epochs=int(sys.argv[2]),"
    " **{'layers.2.units': 16})\n"
)


def test_seeds_side_by_side_end_as_each_would_alone(drawn_npz, tmp_path):
    seen = set()
    pair = tenfold.train_seeds(
        "fashion-mlp",
        seeds=[0, 3],
        data=drawn_npz,
        out=tmp_path,
        on_progress=lambda seed, progress: seen.add((seed, progress.epoch)),
        **QUICK,
    )
    assert [run.folder.name for run in pair] == ["fashion-mlp-seed0", "fashion-mlp-seed3"]
    assert {seed for seed, _ in seen} == {0, 3}
    for seed, run in zip((0, 3), pair, strict=True):
        alone = tenfold.train(
            "fashion-mlp", seed=seed, data=drawn_npz, out=tmp_path / f"alone{seed}", **QUICK
        )
        assert run.model.read_bytes() == alone.model.read_bytes()


def test_seeds_whose_folder_is_taken_are_refused_before_any_is_trained(drawn_npz, tmp_path, run):
    shutil.copytree(run.folder, tmp_path / "fashion-mlp-seed1")
    with pytest.raises(RunError, match="already holds a run"):
        tenfold.train_seeds("fashion-mlp", seeds=[0, 1], data=drawn_npz, out=tmp_path, **QUICK)
    assert not (tmp_path / "fashion-mlp-seed0").exists()


def test_a_killed_run_resumes_to_the_bit(drawn_npz, tmp_path):
    """kill -9 in the middle, then --resume: the same weights as a run that never stopped."""
    process = subprocess.Popen([sys.executable, "-c", TRAIN, drawn_npz, "400"], cwd=tmp_path)
    folder = tmp_path / "run"
    deadline = time.monotonic() + 120
    while not _epochs(folder) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    reached = _epochs(folder)
    assert 1 <= reached < 400, "the run was to be killed between its first and last epoch"
    assert json.loads((folder / "run.json").read_text())["state"] == "running"
    assert not (folder / "model.onnx").exists()

    resumed = tenfold.resume(folder)
    whole = tenfold.train(
        "fashion-mlp", data=drawn_npz, out=tmp_path / "whole", epochs=400, **{"layers.2.units": 16}
    )
    assert len(resumed.history) == 400
    assert resumed.model.read_bytes() == whole.model.read_bytes()


def _epochs(folder: Path) -> int:
    path = folder / "history.csv"
    return len(path.read_text().splitlines()) - 1 if path.exists() else 0


def test_a_finished_run_is_given_back_as_it_is(run):
    before = run.model.stat().st_mtime_ns
    assert tenfold.resume(run.folder).finished
    assert run.model.stat().st_mtime_ns == before


def test_a_full_disk_stops_the_run_with_words_and_leaves_no_half_file(drawn_npz, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", TRAIN, drawn_npz, "2"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
    )
    assert done.returncode == 1
    assert "StorageError: Cannot write run/checkpoint/epoch.npz: the disk is full" in done.stderr
    left = [p for p in (tmp_path / "run").rglob("*") if p.is_file()]
    assert [p.name for p in left] == ["run.json"]
    assert json.loads(left[0].read_text())["state"] == "running"


def test_raw_pixels_are_warned_of(drawn_npz, tmp_path):
    settings = QUICK | {"layers.0": {"kind": "dropout", "rate": 0.0}}
    with pytest.warns(TenfoldWarning) as caught:
        tenfold.train("fashion-mlp", data=drawn_npz, out=tmp_path / "raw", **settings)
    assert str(caught[0].message) == (
        "Recipe 'fashion-mlp' gives its first layer pixels from 0 to 255: networks learn slower "
        "and worse from large numbers. Put { kind = 'rescale', divide_by = 255 } before it."
    )


def test_mistakes_are_found_before_anything_is_written(drawn_npz, tmp_path):
    for settings in ({"layers.1": {"kind": "dropout", "rate": 0.1}}, {"layers.3.units": 2}):
        with pytest.raises(RecipeError):
            tenfold.train("fashion-mlp", data=drawn_npz, out=tmp_path / "run", **settings)
    assert not (tmp_path / "run").exists()


def test_a_recipe_without_validation_says_so(drawn_npz, tmp_path):
    run = tenfold.train("fashion-mlp", data=drawn_npz, out=tmp_path / "run", **QUICK)
    assert run.record["temperature"] == 1
    assert run.record["refusal_threshold"] is None
    assert tenfold.load(run.model).metadata.held_out is None
    assert "prediction sets" not in run.report.read_text()
    with pytest.raises(UsageError, match=r"This model cannot give prediction sets"):
        tenfold.evaluate(run.folder, coverage=0.99)
    with pytest.raises(UsageError) as error:
        tenfold.evaluate(run.folder, split="validation")
    assert str(error.value) == (
        "Recipe 'fashion-mlp' keeps no validation pictures, so there is nothing to evaluate on. "
        "Use --split test, or train with --set validation.pictures=10000."
    )


def test_wrong_splits_and_unfinished_runs_are_explained(run, tmp_path):
    with pytest.raises(UsageError, match=r"The split must be train, validation or test\. Got 'x'"):
        tenfold.evaluate(run.folder, split="x")
    unfinished = runs.Run(tmp_path / "half", {}).updated(state="running", recipe=run.recipe, seed=0)
    with pytest.raises(UsageError, match="is not finished. Finish it: tenfold train --resume"):
        tenfold.report(unfinished.folder)
    with pytest.raises(UsageError, match="Run 'nothing' does not exist"):
        tenfold.resume("nothing")


def test_data_that_changed_are_not_mixed_into_a_run(run, drawn, tmp_path):
    path = tmp_path / "data.npz"
    keys = ("x_train", "y_train", "x_test", "y_test")
    values = (drawn.train.images, drawn.train.labels, drawn.test.images, drawn.test.labels)
    np.savez(path, **dict(zip(keys, values, strict=True)))
    half = runs.Run(tmp_path / "half", run.record).updated(state="running", data=str(path))
    np.savez(path, **dict(zip(keys, [v[::-1] for v in values], strict=True)))
    with pytest.raises(UsageError, match="has changed since .* was started"):
        tenfold.resume(half.folder)


def test_a_run_is_not_continued_on_another_back_end(run, tmp_path):
    half = runs.Run(tmp_path / "half", run.record).updated(state="running", backend="jax")
    with pytest.raises(UsageError) as error:
        tenfold.resume(half.folder)
    assert str(error.value) == (
        f"Run {half.folder} was started with Keras on jax, and this is Keras on tensorflow: it "
        "would not end in the same weights. Set KERAS_BACKEND=jax, or start a new run."
    )


def test_a_data_set_without_test_pictures_is_explained(drawn, tmp_path):
    folder = tmp_path / "only-train"
    for part, count in (("train", 3), ("test", 0)):
        for name in drawn.classes:
            (folder / part / name).mkdir(parents=True)
            for i in range(count):
                Image.fromarray(drawn.train.images[i]).save(folder / part / name / f"{i}.png")
    with pytest.raises(DatasetError):
        tenfold.train("fashion-mlp", data=folder, out=tmp_path / "run", **QUICK)
    assert not (tmp_path / "run").exists()


def test_keeping_every_picture_for_validation_is_explained(drawn_npz, tmp_path):
    with pytest.raises(UsageError, match=r"must be 1 to 599, .* Got 600\."):
        tenfold.train(
            "fashion-mlp", data=drawn_npz, out=tmp_path / "run", **{"validation.pictures": 600}
        )


def test_a_folder_of_pictures_trains_and_is_evaluated(drawn, tmp_path):
    for i, (image, label) in enumerate(
        zip(drawn.train.images[:120], drawn.train.labels, strict=False)
    ):
        place = tmp_path / "shapes" / drawn.classes[label]
        place.mkdir(parents=True, exist_ok=True)
        Image.fromarray(255 - image).resize((90, 90)).save(place / f"{i}.png")
    run = tenfold.train(
        "fashion-mlp", data=tmp_path / "shapes", out=tmp_path / "run", epochs=20, batch_size=16
    )
    classifier = tenfold.load(run.folder)
    assert classifier.classes == ("disc", "lying", "standing")
    assert run.scores["test"].n + run.scores["train"].n == 120
    assert run.scores["test"].accuracy > 0.6
    # The same folder: the held-out part; another folder, with fewer classes: all of it.
    assert tenfold.evaluate(run.folder).n == run.scores["test"].n
    other = tmp_path / "other"
    other.mkdir()
    os.symlink(tmp_path / "shapes" / "disc", other / "disc")
    assert tenfold.evaluate(run.folder, data=other).n == int((drawn.train.labels[:120] == 2).sum())


@pytest.mark.parametrize(("recipe", "least"), [("fashion-mlp", 0.80), ("digits-cnn", 0.85)])
def test_real_digits_are_learned(small_mnist, tmp_path, recipe, least):
    data = tmp_path / "small.npz"
    np.savez(
        data,
        x_train=small_mnist.train.images,
        y_train=small_mnist.train.labels,
        x_test=small_mnist.test.images,
        y_test=small_mnist.test.labels,
    )
    run = tenfold.train(recipe, data=data, out=tmp_path / "run", epochs=4)
    assert run.scores["test"].accuracy > least


def test_of_many_training_pictures_ten_thousand_are_judged(drawn):
    """Evenly spread: a folder's pictures come class by class."""
    many = Split(np.zeros((25_000, 2, 2), np.uint8), np.repeat(np.arange(5), 5000))
    judged = Material(drawn, many, None).judged
    assert np.bincount(judged["train"].labels).tolist() == [2000] * 5
    assert judged["test"] is drawn.test
    few = Material(drawn, drawn.train, None).judged["train"]
    assert np.array_equal(few.labels, drawn.train.labels)
