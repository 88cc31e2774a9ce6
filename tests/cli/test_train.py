"""tenfold train, in processes of their own: it loads Keras, and Ctrl-C ends a process."""

import json
import re
import signal
import subprocess
import time

import pytest
from cli.conftest import PROGRAM, environment

SHORT = ("--set", "batch_size=32", "--set", "validation.pictures=100")


def test_the_answer_in_json_is_one_object_and_nothing_else(trained_once):
    folder, stdout = trained_once
    answer = json.loads(stdout)
    assert stdout.count("\n") == 1
    assert (answer["run"], answer["recipe"], answer["seed"]) == ("runs/drawn", "ocr-mlp-64", 0)
    assert set(answer["scores"]) == {"train", "validation", "test"}
    test = answer["scores"]["test"]
    assert test["interval"][0] < test["accuracy"] <= test["interval"][1]
    assert (answer["epochs"], answer["stopped"]) == (2, None)
    assert answer["parameters"] == 784 * 64 + 64 + 64 * 64 + 64 + 64 * 3 + 3
    assert answer["seconds"]["train"] > 0
    for key in ("model", "report"):
        assert (folder.parents[1] / answer[key]).is_file()


def test_a_finished_run_is_shown_again_and_left_alone(tenfold, trained):
    before = (trained / "run.json").read_bytes()
    done = tenfold("train", "--resume", "drawn")
    assert done.exit_code == 0
    assert "Run runs/drawn is finished: nothing is left to do." in done.stdout
    assert "Test accuracy " in done.stdout
    assert "(95% interval " in done.stdout
    assert "tenfold predict my.png --model runs/drawn" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert (trained / "run.json").read_bytes() == before


def test_several_seeds_are_trained_side_by_side_and_told_with_their_spread(drawn_npz, tmp_path):
    words = ["train", "ocr-mlp-64", "--data", str(drawn_npz), "--seed", "4", "--seeds", "2"]
    done = subprocess.run(
        [*PROGRAM, *words, "--out", "both", *SHORT, "--set", "epochs=2"],
        capture_output=True,
        text=True,
        env=environment(),
    )
    assert done.returncode == 0, done.stderr
    assert "Test accuracy of 2 seeds: mean " in done.stdout
    assert sorted(path.name for path in (tmp_path / "both").iterdir()) == [
        "ocr-mlp-64-seed4",
        "ocr-mlp-64-seed5",
    ]


def test_ctrl_c_ends_every_seed_and_says_how_to_go_on_with_each(drawn_npz, tmp_path):
    words = [*PROGRAM, "train", "ocr-mlp-64", "--data", str(drawn_npz), "--seeds", "2", *SHORT]
    training = subprocess.Popen(
        [*words, "--out", "both", "--set", "epochs=100000"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    folders = [tmp_path / "both" / f"ocr-mlp-64-seed{seed}" for seed in (0, 1)]
    while not all((folder / "history.csv").exists() for folder in folders):
        assert training.poll() is None, training.stderr.read()
        time.sleep(0.05)
    training.send_signal(signal.SIGINT)
    _, stderr = training.communicate(timeout=60)
    assert training.returncode == 130
    assert " ".join(stderr.split()).count("kept in both/ocr-mlp-64-seed") == 2, stderr
    assert [line for line in stderr.splitlines() if line.startswith("tenfold")] == [
        f"tenfold train --resume both/ocr-mlp-64-seed{seed}" for seed in (0, 1)
    ]


def test_ctrl_c_says_what_is_kept_and_resume_goes_on_from_there(drawn_npz, tmp_path):
    words = [*PROGRAM, "train", "ocr-mlp-64", "--data", str(drawn_npz), "--out", "mine", *SHORT]
    training = subprocess.Popen(
        [*words, "--set", "epochs=100000"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
        # A shell's background jobs ignore Ctrl-C, and their children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    lines = [training.stdout.readline()]
    while not lines[-1].startswith("epoch 2 "):
        lines.append(training.stdout.readline())
        assert lines[-1], training.stderr.read()
    training.send_signal(signal.SIGINT)
    rest, stderr = training.communicate(timeout=60)
    assert training.returncode == 130
    told = re.fullmatch(
        r"Stopped: (\d+) epochs kept in mine. Go on as if it had never stopped:\n"
        r"tenfold train --resume mine\n",
        stderr,
    )
    assert told, stderr
    kept = int(told[1])
    assert kept >= 2
    assert "Traceback" not in rest

    record = json.loads((tmp_path / "mine" / "run.json").read_text())
    record["recipe"]["epochs"] = kept + 1
    (tmp_path / "mine" / "run.json").write_text(json.dumps(record))
    done = subprocess.run(
        [*PROGRAM, "train", "--resume", "mine"], capture_output=True, text=True, env=environment()
    )
    assert done.returncode == 0, done.stderr
    assert f"after epoch {kept}/{kept + 1}" in done.stdout
    shown = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("epoch")]
    assert shown == [str(kept + 1)]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "Say which recipe to train, or --resume a run. Got neither. See: tenfold recipes"),
        (("digits-cnn", "--resume", "x"), "--resume goes on with a run just as it was started."),
        (("--resume", "x", "--seed", "0"), "Got '--seed' beside it. Say only: tenfold train --res"),
        (("--resume", "x", "--start", "digits"), "Got '--start' beside it. Say only: tenfold"),
        (("digits-cn",), "Recipe 'digits-cn' does not exist. Did you mean 'digits-cnn'?"),
        (("digits-cnn", "--set", "epoch=3"), "setting 'epoch' does not exist. Did you mean 'epoch"),
        (("digits-cnn", "--set", "epochs"), "A setting must look like epochs=3. Got 'epochs'."),
        (("digits-cnn", "--stop-at", "acc>1"), "A stopping rule must look like 'accuracy>0.9'"),
        (("digits-cnn", "--data", "no/such"), "Data set 'no/such' does not exist"),
    ],
)
def test_a_wrong_use_is_explained_and_leaves_nothing_behind(tenfold, tmp_path, words, message):
    done = tenfold("train", *words)
    assert done.exit_code == 2
    assert message in " ".join(done.stderr.split())
    assert not list(tmp_path.rglob("*.*"))
    assert not list(tmp_path.glob("runs/*"))


def test_a_folder_that_holds_a_run_is_not_written_over(tenfold, trained, drawn_npz):
    done = tenfold("train", "ocr-mlp-64", "--data", drawn_npz, "--out", trained, "--json")
    assert done.exit_code == 1
    assert "already holds a run" in json.loads(done.stdout)["error"]["message"]
