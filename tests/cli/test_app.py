"""What every verb shares, shown on a small app of its own."""

import json
import warnings

import pytest
import typer
from typer.testing import CliRunner

from tenfold.cli.app import AsJson, Verb, examples, new_app, printable
from tenfold.errors import RunError, TenfoldWarning, UsageError


def invoke(action, *words):
    app = new_app()

    @app.command(cls=Verb)
    def verb(as_json: AsJson = False) -> None:
        action()

    return CliRunner().invoke(app, list(words))


def raises(error):
    def action():
        raise error

    return action


@pytest.mark.parametrize(
    ("error", "code"), [(UsageError("You said 5."), 2), (RunError("It is gone."), 1)]
)
def test_an_error_is_words_on_stderr_and_its_exit_code(error, code):
    done = invoke(raises(error))
    assert (done.exit_code, done.stdout, done.stderr) == (code, "", f"Error: {error}\n")


def test_with_json_an_error_is_an_object_on_stdout_as_well():
    done = invoke(raises(RunError("It is gone.")), "--json")
    assert json.loads(done.stdout) == {"error": {"code": "run", "message": "It is gone."}}
    assert done.stderr == "Error: It is gone.\n"


def test_an_error_is_wrapped_and_keeps_its_own_lines():
    done = invoke(raises(UsageError("word " * 30 + "\n  - a place")))
    assert max(map(len, done.stderr.splitlines())) <= 80
    assert done.stderr.endswith("\n  - a place\n")


def test_what_strangers_named_is_neither_markup_nor_a_control():
    done = invoke(raises(UsageError("Class '[red]a[/]\x1b[2J\u202e' and [/nothing].")))
    assert done.stderr == "Error: Class '[red]a[/][2J' and [/nothing].\n"


def test_printable_takes_control_characters_and_newlines_out():
    assert printable("a\nb\tc\x00d\x9b31m\u2028é7") == "abcd31mé7"


def test_a_warning_is_one_plain_line_on_stderr():
    done = invoke(lambda: warnings.warn("Pixels are large.", TenfoldWarning, stacklevel=2))
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "Warning: Pixels are large.\n"


def test_ctrl_c_ends_with_130_and_says_what_is_kept():
    done = invoke(raises(KeyboardInterrupt("3 epochs kept.")), "--json")
    assert done.exit_code == 130
    assert done.stderr == "Stopped: 3 epochs kept.\n"
    assert json.loads(done.stdout)["error"] == {"code": "interrupted", "message": "3 epochs kept."}
    assert invoke(raises(KeyboardInterrupt())).stderr == "Stopped: nothing was changed.\n"


def test_flags_are_shown_without_a_placeholder():
    lines = invoke(print, "--help").stdout.splitlines()
    flags = [line for line in lines if "--json" in line or "--help" in line]
    assert len(flags) == 2
    assert not any("<" in line for line in flags)


def test_examples_stand_one_below_the_other():
    app = new_app()

    @app.command(epilog=examples("tenfold a [b]", "tenfold c"))
    def verb() -> None:
        """It does."""

    lines = [line.strip() for line in CliRunner().invoke(app, ["--help"]).stdout.splitlines()]
    at = lines.index("Examples")
    assert lines[at + 1 : at + 3] == ["tenfold a [b]", "tenfold c"]


def test_an_exit_of_a_verb_is_kept():
    assert invoke(raises(typer.Exit(1))).exit_code == 1
