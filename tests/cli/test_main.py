"""The verbs as a whole: help, version, exit codes, what is imported."""

import json
import subprocess
import sys

import pytest
from cli.conftest import PROGRAM, WIDTH, environment

from tenfold import __version__
from tenfold.cli.main import Verbs


def every_command() -> list[tuple[str, ...]]:
    """The words of every command there is, groups included."""
    verbs = Verbs(name="tenfold")
    found = []
    for name in verbs.list_commands(None):
        found.append((name,))
        command = verbs.load(name)
        found += [(name, inner) for inner in getattr(command, "commands", {})]
    return found


def test_the_table_of_verbs_is_whole():
    assert {" ".join(words) for words in every_command()} >= {
        *("data", "data list", "data fetch", "data describe", "data show"),
        *("recipes", "recipes show", "train", "evaluate", "predict", "report"),
        *("exercises", "reproduce", "bench"),
    }


@pytest.mark.parametrize("words", [(), *every_command()], ids=" ".join)
def test_every_command_has_help_with_an_example_in_80_columns(tenfold, words):
    done = tenfold(*words, "--help")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= WIDTH
    examples = lines[next(i for i, line in enumerate(lines) if "Examples" in line) + 1 :]
    assert any(" ".join(["tenfold", *words]) in line for line in examples)


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_every_command_but_a_bare_group_and_a_server_answers_in_json_too(tenfold, words):
    answers = words not in (("data",), ("serve",))
    assert ("--json" in tenfold(*words, "--help").stdout) is answers


def test_version(tenfold):
    assert tenfold("--version").stdout == f"tenfold {__version__}\n"


def test_a_wrong_verb_is_a_wrong_use_and_the_nearest_is_named(tenfold):
    done = tenfold("trian", "digits-cnn")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "No such command 'trian'. Did you mean 'train'?" in done.stderr


def test_a_wrong_option_is_a_wrong_use(tenfold):
    assert tenfold("recipes", "--jsno").exit_code == 2


@pytest.mark.parametrize(
    "words", [("--help",), ("--version",), ("predict", "--help"), ("train", "--help")]
)
def test_help_is_quick_because_nothing_heavy_is_imported(words):
    program = (
        "import sys\n"
        "from tenfold.cli.main import app\n"
        "try:\n    app(sys.argv[1:])\n"
        "except SystemExit:\n    print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, env=environment()
    )
    heavy = {"keras", "tensorflow", "matplotlib"}
    if words[0] != "train":
        heavy |= {"numpy", "onnxruntime", "pydantic", "cv2", "jinja2", "PIL"}
    assert not heavy & set(done.stderr.split())


def test_a_reader_that_goes_away_is_no_error():
    program = subprocess.Popen(
        [*PROGRAM, "recipes"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    )
    program.stdout.close()
    assert b"Traceback" not in program.stderr.read()
    program.stderr.close()
    program.wait()


def test_main_exits_with_the_code_of_what_was_asked():
    done = subprocess.run(
        [*PROGRAM, "report", "nowhere", "--json"], capture_output=True, text=True, env=environment()
    )
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["code"] == "usage"
    assert done.stderr.startswith("Error: Run 'nowhere' does not exist.")


def test_the_package_is_the_command_too():
    asked = ["recipes", "--json"]
    answers = [
        subprocess.run([*program, *asked], capture_output=True, env=environment(), check=True)
        for program in (PROGRAM, [sys.executable, "-m", "tenfold"])
    ]
    assert answers[0].stdout == answers[1].stdout
    assert b'"name": "digits"' in answers[1].stdout
